"""The custody list: who is in, who they are, and that they left."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, StaleVersion
from throughcare.core.events import record
from throughcare.people.models import Person
from throughcare.people.under_18 import is_under_18
from throughcare.screening.models import CustodyEntry
from throughcare.sharing import actions as sharing
from throughcare.sharing.models import Link, Reach, Relationship

if TYPE_CHECKING:
    from throughcare.core.access import ProtectedModel
    from throughcare.core.context import Context

IN_CUSTODY = (CustodyEntry.Status.WAITING, CustodyEntry.Status.LINKED)


class UnderEighteen(MoveNotAllowed):
    """A line that is linked to a record is no child's: it is passed to the youth service."""


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
    entry = _locked(ctx, entry_id)
    if entry.status not in IN_CUSTODY:
        raise MoveNotAllowed(f"an entry that is [{entry.status}] is not changed")
    if entry.person_id is not None and _is_child(facts):
        raise UnderEighteen("somebody under 18 is not on the record of an adult")
    new = {**asdict(facts), "under_18": _is_child(facts)}
    changed = [name for name, value in new.items() if getattr(entry, name) != value]
    if not changed:
        return entry
    _save(ctx, entry, version, **new)
    flagged = bool(entry.worry) and "worry" in changed
    record(
        ctx,
        "custody.worry" if flagged else "custody.entry_changed",
        subject=entry,
        person_id=entry.person_id,
        place_id=entry.place_id,
        payload={"worry": True, "seen": _was_seen(entry)} if flagged else {"what": changed[0]},
    )
    return entry


def link_entry(ctx: Context, *, entry_id: UUID, person_id: UUID) -> CustodyEntry:
    """Say which record this line of the list is: the team works with the person, and the
    custody staff of the place may see that they have them.

    Raises NotAllowed when the asker may not record on that person, MoveNotAllowed when a
    colleague has linked the line already or it is a child's, UnderEighteen when the record is.
    """
    entry = _locked(ctx, entry_id)
    if entry.under_18:
        raise MoveNotAllowed("an entry of somebody under 18 is passed to the youth service")
    if entry.status != CustodyEntry.Status.WAITING:
        raise MoveNotAllowed(f"an entry that is [{entry.status}] is not linked")
    if not ctx.allows("create", "identity", person_id):
        raise NotAllowed("create", "no relationship to this person lets the asker record here")
    require_adult(ctx, person_id)
    open_links(ctx, entry, person_id, kind=Relationship.CUSTODY, source="custody list")
    _save(ctx, entry, entry.version, person_id=person_id, status=CustodyEntry.Status.LINKED)
    record(
        ctx,
        "custody.entry_linked",
        subject=entry,
        person_id=person_id,
        place_id=entry.place_id,
        status_from=CustodyEntry.Status.WAITING,
        payload={
            "entry": str(entry.pk),
            "worry": bool(entry.worry),
            "seen": _was_seen(entry),
            "try_again_at": entry.try_again_at.isoformat() if entry.try_again_at else None,
        },
    )
    return entry


def require_adult(ctx: Context, person_id: UUID) -> None:
    """Raises UnderEighteen when the record says that this is a child."""
    person = Person.visible_to(ctx).filter(pk=person_id).only("born_on").first()
    if person is not None and is_under_18(born_on=person.born_on, today=clock.today()):
        raise UnderEighteen("by the record somebody under 18")


def pass_to_youth_service(ctx: Context, *, entry_id: UUID) -> CustodyEntry:
    """Nothing but safety is kept of a child here: the line closes when it was passed on."""
    entry = _locked(ctx, entry_id)
    if not entry.under_18 or entry.status != CustodyEntry.Status.WAITING:
        raise MoveNotAllowed("only a waiting entry of somebody under 18 is passed on")
    _save(
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
    entry = _locked(ctx, entry_id)
    if entry.status not in IN_CUSTODY:
        raise MoveNotAllowed(f"an entry that is [{entry.status}] cannot leave")
    before = entry.status
    outcome = entry.outcome if entry.outcome in _SETTLED else CustodyEntry.Outcome.LEFT
    _save(
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
        _end_custody_link(ctx, entry, at + timedelta(days=settings.CUSTODY_LINK_DAYS))
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
    _save(
        ctx,
        entry,
        entry.version,
        outcome=outcome,
        tried_at=clock.now(),
        try_again_at=try_again_at,
    )


def _was_seen(entry: CustodyEntry) -> bool:
    return entry.outcome in (CustodyEntry.Outcome.SEEN, CustodyEntry.Outcome.DECLINED)


def _is_child(facts: EntryFacts) -> bool:
    return is_under_18(born_on=facts.born_on, age_about=facts.age_about, today=clock.today())


def _locked(ctx: Context, entry_id: UUID) -> CustodyEntry:
    # Two colleagues may press different buttons on one line at the same moment.
    entry: CustodyEntry = CustodyEntry.visible_to(ctx).lock().get(pk=entry_id)
    ctx.require("amend", entry)
    return entry


def _save(ctx: Context, entry: CustodyEntry, version: int, **values: Any) -> None:
    changed = (
        CustodyEntry.visible_to(ctx, "amend")
        .filter(pk=entry.pk, version=version)
        .update(**values, version=version + 1)
    )
    if not changed:
        raise StaleVersion(row_id=entry.pk, theirs=entry)
    for name, value in values.items():
        setattr(entry, name, value)
    entry.version = version + 1


def open_links(
    ctx: Context,
    entry: ProtectedModel,
    person_id: UUID,
    *,
    kind: int,
    source: str,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> None:
    """Let the team of an entry work with the person, and its place see that they are there."""
    team_id, place_id = entry.team_id, entry.place_id  # type: ignore[attr-defined]
    mine = Reach.visible_to(ctx).filter(
        Q(ends_at=None) | Q(ends_at__gt=clock.now()),
        person_id=person_id,
        principal_id=team_id,
        kind=Relationship.TEAM,
    )
    if not mine.exists():
        sharing.open_link(
            ctx,
            person_id=person_id,
            principal_id=team_id,
            kind=Relationship.TEAM,
            source=source,
        )
    sharing.open_link(
        ctx,
        person_id=person_id,
        principal_id=place_id,
        kind=kind,
        source=source,
        starts_at=starts_at,
        ends_at=ends_at,
    )


def _end_custody_link(ctx: Context, entry: CustodyEntry, at: datetime) -> None:
    links = Link.visible_to(ctx).filter(
        Q(ends_at=None) | Q(ends_at__gt=at),
        person_id=entry.person_id,
        principal_id=entry.place_id,
        kind=Relationship.CUSTODY,
    )
    for link in links:
        sharing.end_link(ctx, link_id=link.pk, at=at)
