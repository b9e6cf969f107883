"""What the day at court does when something happens in screening: the line follows the person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from throughcare.core import clock
from throughcare.core.events import on_event
from throughcare.court.actions.seeing import note_outcome
from throughcare.court.models import ListEntry, Outcome
from throughcare.screening.rules import moment
from throughcare.sharing import actions as sharing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from throughcare.core.context import Context
    from throughcare.core.models import Event


def lines_of(ctx: Context, event: Event) -> Iterable[ListEntry]:
    """The person's lines of today and tomorrow: who was seen in custody in the night was seen."""
    if event.person_id is None:
        return []
    today = clock.today()
    return (
        ListEntry.visible_to(ctx, "amend")
        .lock()
        .filter(
            person_id__in=sharing.group_of(event.person_id),
            agency_id=ctx.agency_id,
            status=ListEntry.Status.LINKED,
            on__in=(today, today + timedelta(days=1)),
        )
    )


@on_event("screen.completed")
def seen(ctx: Context, event: Event) -> None:
    for entry in lines_of(ctx, event):
        if entry.outcome != Outcome.SEEN:
            note_outcome(ctx, entry, outcome=Outcome.SEEN)


@on_event("screen.declined")
def declined(ctx: Context, event: Event) -> None:
    for entry in lines_of(ctx, event):
        if entry.outcome != Outcome.SEEN:
            note_outcome(ctx, entry, outcome=Outcome.DECLINED)


@on_event("screen.not_seen")
def not_seen(ctx: Context, event: Event) -> None:
    again = moment(event.payload.get("try_again_at"))
    for entry in lines_of(ctx, event):
        if entry.outcome != Outcome.SEEN:
            note_outcome(ctx, entry, outcome=event.payload["why"], try_again_at=again)
