"""What suitability does when something happens elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from throughcare.core.events import on_event
from throughcare.design import words
from throughcare.sharing import actions as sharing
from throughcare.suitability import rules
from throughcare.suitability.actions.ended import close, look_again
from throughcare.suitability.actions.rows import Status, tell
from throughcare.suitability.models import Suitability
from throughcare.suitability.willing import NEVER_WAS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from throughcare.core.context import Context
    from throughcare.core.models import Event


def _rows(ctx: Context, event: Event, requirement: str) -> QuerySet[Suitability]:
    """Of the human whom the event is about, the asker's agency's own: nobody closes another's."""
    rows = Suitability.visible_to(ctx, "amend").lock()
    if event.person_id is None or not ctx.allows("amend", "health_summary", event.person_id):
        return rows.none()
    return rows.filter(
        person_id__in=sharing.group_of(event.person_id),
        agency_id=ctx.agency_id,
        requirement=requirement,
    )


def _open_ones(ctx: Context, event: Event, requirement: str) -> Iterable[Suitability]:
    return list(_rows(ctx, event, requirement).exclude(status=Status.CLOSED))


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
    """The court made the requirement: nothing is left to settle before sentence.

    A requirement of an earlier day, entered only now, was made before this was begun. An order
    without it closes nothing by itself: the requirement may be entered next, and that
    there is none is said by a person (``selectors.decided`` puts it on Today).
    """
    made_on = event.payload.get("made_on") or ""
    for row in _open_ones(ctx, event, rules.RESTS_ON.get(event.payload["kind"], "")):
        if made_on and made_on < words.local(row.recorded_at).date().isoformat():
            continue
        close(
            ctx,
            suitability_id=row.pk,
            version=row.version,
            how=Suitability.How.SENTENCED,
            came_of=Suitability.CameOf.WITH,
        )


@on_event("sentence.requirement_ended")
def never_made(ctx: Context, event: Event) -> None:
    """The requirement was entered by mistake, or the court took it back: it is considered again."""
    requirement = rules.RESTS_ON.get(event.payload["kind"], "")
    if event.payload["reason"] not in NEVER_WAS or not requirement:
        return
    rows = _rows(ctx, event, requirement)
    if rows.exclude(status=Status.CLOSED).exists():
        return
    last = rows.order_by("-recorded_at").first()
    if last is not None and last.came_of == Suitability.CameOf.WITH:
        look_again(ctx, suitability_id=last.pk, version=last.version)
