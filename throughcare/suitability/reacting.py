"""What suitability does when something happens elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from throughcare.core.events import on_event
from throughcare.sharing import actions as sharing
from throughcare.suitability.actions.opened import close
from throughcare.suitability.actions.rows import Status, tell
from throughcare.suitability.models import Suitability

if TYPE_CHECKING:
    from collections.abc import Iterable

    from throughcare.core.context import Context
    from throughcare.core.models import Event

#: The requirement of an order by the willingness that it rests on.
RESTS_ON = {
    "mental_health_treatment": "mental_health",
    "drug_rehabilitation": "drug",
    "alcohol_treatment": "alcohol",
}


def _open_ones(ctx: Context, event: Event, requirement: str) -> Iterable[Suitability]:
    if event.person_id is None or not ctx.allows("amend", "health_summary", event.person_id):
        return []
    rows = Suitability.visible_to(ctx, "amend").lock()
    return list(
        rows.filter(
            person_id__in=sharing.group_of(event.person_id),
            agency_id=ctx.agency_id,
            requirement=requirement,
        ).exclude(status=Status.CLOSED)
    )


@on_event("willingness.recorded")
def answered(ctx: Context, event: Event) -> None:
    """The answer that was missing before sentence is there, whether yes or no."""
    for row in _open_ones(ctx, event, event.payload["requirement"]):
        tell(
            ctx,
            "willing",
            row,
            status_from=row.status,
            requirement=row.requirement,
            willing=event.payload["willing"],
        )


@on_event("sentence.requirement_made")
def decided(ctx: Context, event: Event) -> None:
    """The court made the requirement: nothing is left to settle before sentence."""
    for row in _open_ones(ctx, event, RESTS_ON.get(event.payload["kind"], "")):
        close(ctx, suitability_id=row.pk, version=row.version, how=Suitability.How.SENTENCED)
