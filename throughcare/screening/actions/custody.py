"""The custody list: who is in, who they are, and that they left."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed
from throughcare.core.events import record
from throughcare.people.under_18 import is_under_18
from throughcare.screening.actions.linking import end_custody_link, tell_waits
from throughcare.screening.actions.rows import UnderEighteen, locked, save, was_seen
from throughcare.screening.models import CustodyEntry

if TYPE_CHECKING:
    from throughcare.core.context import Context

IN_CUSTODY = (CustodyEntry.Status.WAITING, CustodyEntry.Status.LINKED)


@dataclass(frozen=True)
class EntryFacts:
    """What a list says of somebody. Everything but the arrival may be missing."""

    arrived_at: datetime
    given_name: str = ""
    family_name: str = ""
    born_on: date | None = None
    age_about: int | None = None
    cell: str = ""
    custody_record: str = ""
    asked_by: str = CustodyEntry.AskedBy.ROUTINE
    worry: str = ""
    worry_source: str = ""


def add_entry(ctx: Context, *, place_id: UUID, facts: EntryFacts) -> CustodyEntry:
    """Put somebody on the list of a custody suite that the asker's team covers."""
    if place_id not in ctx.principals:
        raise NotAllowed("create", "the team does not cover this place")
    entry = CustodyEntry(
        agency_id=ctx.agency_id,
        team_id=ctx.team_id,
        place_id=place_id,
        recorded_by_id=ctx.membership_id,
        recorded_at=clock.now(),
        under_18=_is_child(facts),
        **asdict(facts),
    )
    ctx.require("create", entry)
    entry.save(force_insert=True)
    record(
        ctx,
        "custody.entry_added",
        subject=entry,
        person_id=None,
        place_id=place_id,
        payload={
            "place": str(place_id),
            "arrived_at": entry.arrived_at.isoformat(),
            "asked_by": entry.asked_by,
            "worry": bool(entry.worry),
            "under_18": entry.under_18,
        },
    )
    return entry


def change_entry(ctx: Context, *, entry_id: UUID, version: int, facts: EntryFacts) -> CustodyEntry:
    """Correct a line: a new cell, a name spelled out.

    StaleVersion when a colleague was first, UnderEighteen when a linked line would be a child's.
    """
    entry = locked(ctx, entry_id)
    if entry.status not in IN_CUSTODY:
        raise MoveNotAllowed(f"an entry that is [{entry.status}] is not changed")
    if entry.person_id is not None and _is_child(facts):
        raise UnderEighteen("somebody under 18 is not on the record of an adult")
    new = {**asdict(facts), "under_18": _is_child(facts)}
    changed = [name for name, value in new.items() if getattr(entry, name) != value]
    if not changed:
        return entry
    of_a_child = entry.under_18 or new["under_18"]
    save(ctx, entry, version, **new)
    flagged = bool(entry.worry) and "worry" in changed
    record(
        ctx,
        "custody.worry" if flagged else "custody.entry_changed",
        subject=entry,
        person_id=entry.person_id,
        place_id=entry.place_id,
        payload={"worry": True, "seen": was_seen(entry)} if flagged else {"what": changed[0]},
    )
    if of_a_child:
        tell_waits(ctx, entry)
    return entry


def pass_to_youth_service(ctx: Context, *, entry_id: UUID) -> CustodyEntry:
    """Nothing but safety is kept of a child here: the line closes when it was passed on."""
    entry = locked(ctx, entry_id)
    if not entry.under_18 or entry.status != CustodyEntry.Status.WAITING:
        raise MoveNotAllowed("only a waiting entry of somebody under 18 is passed on")
    save(
        ctx,
        entry,
        entry.version,
        status=CustodyEntry.Status.CLOSED,
        outcome=CustodyEntry.Outcome.UNDER_18,
        tried_at=clock.now(),
    )
    record(
        ctx,
        "custody.passed_on",
        subject=entry,
        person_id=None,
        place_id=entry.place_id,
        status_from=CustodyEntry.Status.WAITING,
    )
    return entry


def record_left(ctx: Context, *, entry_id: UUID, how: str, at: datetime) -> CustodyEntry:
    """The person left: the custody link ends CUSTODY_LINK_DAYS later, whoever was not seen
    counts as left before being seen."""
    entry = locked(ctx, entry_id)
    if entry.status not in IN_CUSTODY:
        raise MoveNotAllowed(f"an entry that is [{entry.status}] cannot leave")
    before = entry.status
    outcome = entry.outcome if entry.outcome in _SETTLED else CustodyEntry.Outcome.LEFT
    save(
        ctx,
        entry,
        entry.version,
        status=CustodyEntry.Status.LEFT,
        left_at=at,
        left_how=how,
        outcome=outcome,
        try_again_at=None,
    )
    record(
        ctx,
        "custody.left",
        subject=entry,
        person_id=entry.person_id,
        place_id=entry.place_id,
        status_from=before,
        happened_at=at,
        payload={"how": how},
    )
    if entry.person_id:
        end_custody_link(ctx, entry, at + timedelta(days=settings.CUSTODY_LINK_DAYS))
    return entry


_SETTLED = (
    CustodyEntry.Outcome.SEEN,
    CustodyEntry.Outcome.DECLINED,
    CustodyEntry.Outcome.UNDER_18,
)


def note_outcome(
    ctx: Context,
    entry: CustodyEntry,
    *,
    outcome: str,
    try_again_at: datetime | None = None,
) -> None:
    """What came of trying to see somebody: coverage counts it. No event of its own: the
    screening's event says it."""
    save(
        ctx,
        entry,
        entry.version,
        outcome=outcome,
        tried_at=clock.now(),
        try_again_at=try_again_at,
    )


def _is_child(facts: EntryFacts) -> bool:
    return is_under_18(born_on=facts.born_on, age_about=facts.age_about, today=clock.today())
