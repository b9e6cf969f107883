"""What came of trying to see somebody at court."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.court import rules
from throughcare.court.actions.rows import locked, save, where_of
from throughcare.court.models import ListEntry, Outcome
from throughcare.screening import actions as screening
from throughcare.screening.models import Screen

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = ListEntry.Status


def note_not_seen(
    ctx: Context, *, entry_id: UUID, why: str, try_again_at: datetime | None = None
) -> ListEntry:
    """Somebody declined or could not be seen at court: coverage counts it.

    Of a person it is a screening that ended so; the line follows its event (handlers.py).
    """
    if why not in Screen.Why.values:
        raise ReasonMissing("say why the person was not seen")
    entry: ListEntry = locked(ctx, ListEntry, entry_id)
    if entry.status not in (Status.WAITING, Status.LINKED) or entry.under_18:
        raise MoveNotAllowed(f"an entry that is [{entry.status}] is not tried")
    if entry.person_id:
        screening.record_not_seen(
            ctx, why=why, person_id=entry.person_id, try_again_at=try_again_at
        )
        entry.refresh_from_db()
        return entry
    note_outcome(ctx, entry, outcome=why, try_again_at=try_again_at)
    return entry


def note_outcome(
    ctx: Context, entry: ListEntry, *, outcome: str, try_again_at: datetime | None = None
) -> None:
    """What came of trying to see somebody, on the line and on the list of work."""
    save(
        ctx,
        entry,
        entry.version,
        outcome=outcome,
        tried_at=clock.now(),
        try_again_at=try_again_at,
    )
    settled = outcome in rules.SETTLED and not try_again_at
    again = try_again_at.isoformat() if try_again_at else None
    record(
        ctx,
        "court.entry_seen" if settled else "court.entry_not_seen",
        subject=entry,
        person_id=entry.person_id,
        place_id=entry.place_id,
        payload={"outcome": outcome}
        if settled
        else {"why": outcome, "try_again_at": again, **where_of(entry)},
    )


def pass_to_youth_service(ctx: Context, *, entry_id: UUID) -> ListEntry:
    """Nothing but safety is kept of a child here: the line closes when it was passed on."""
    entry: ListEntry = locked(ctx, ListEntry, entry_id)
    if not entry.under_18 or entry.status != Status.WAITING:
        raise MoveNotAllowed("only a waiting entry of somebody under 18 is passed on")
    save(
        ctx,
        entry,
        entry.version,
        status=Status.PASSED_ON,
        outcome=Outcome.UNDER_18,
        tried_at=clock.now(),
    )
    record(
        ctx,
        "court.entry_passed_on",
        subject=entry,
        person_id=None,
        place_id=entry.place_id,
        status_from=Status.WAITING,
    )
    return entry
