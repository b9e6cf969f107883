"""Lines of a court list: taken in, added and changed by hand."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed
from throughcare.core.events import record
from throughcare.court.actions.hearings import move_hearing
from throughcare.court.actions.lines import with_corrections
from throughcare.court.actions.rows import (
    court_at,
    create,
    is_child_to_pass_on,
    locked,
    recorded,
    save,
    work_of,
)
from throughcare.court.models import CourtList, Custody, ListEntry
from throughcare.people.under_18 import is_under_18
from throughcare.screening.actions import UnderEighteen

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: What the list said, as staff may add or correct it.
FIELDS = (
    "given_name",
    "family_name",
    "born_on",
    "age_about",
    "starts_at",
    "room",
    "case_number",
    "custody",
    "asked_by",
    "worry",
)

Status = ListEntry.Status


@dataclass(frozen=True)
class EntryFacts:
    """What staff say of somebody who is before the court. Everything may be missing."""

    given_name: str = ""
    family_name: str = ""
    born_on: date | None = None
    age_about: int | None = None
    starts_at: time | None = None
    room: str = ""
    case_number: str = ""
    custody: str = Custody.NOT_SAID
    asked_by: str = ""
    worry: str = ""


def add_entry(ctx: Context, *, place_id: UUID, on: date, facts: EntryFacts) -> ListEntry:
    """Put somebody on the list of a court by hand."""
    court_at(ctx, place_id)
    by_hand = hand_list(ctx, place_id, on)
    now = clock.now()
    entry = ListEntry(
        **recorded(ctx),
        **asdict(facts),
        team_id=ctx.team_id,
        place_id=place_id,
        on=on,
        first_list=by_hand,
        last_list=by_hand,
        first_seen_at=now,
        last_seen_at=now,
        key=f"hand {uuid4()}",
        name_given=f"{facts.given_name} {facts.family_name}".strip(),
        under_18=_is_child(facts),
    )
    create(ctx, entry)
    tell_added(ctx, entry)
    return entry


def hand_list(ctx: Context, place_id: UUID, on: date) -> CourtList:
    """The list that the team keeps by hand for a court and day, begun if there is none."""
    rows = CourtList.visible_to(ctx).filter(team_id=ctx.team_id, place_id=place_id, on=on)
    found: CourtList | None = rows.filter(by_hand=True).first()
    if found is not None:
        return found
    begun = CourtList(
        **recorded(ctx), team_id=ctx.team_id, place_id=place_id, on=on, by_hand=True, whole=False
    )
    if not ctx.allows("create", "justice"):
        raise NotAllowed("create", "no cell for justice")
    begun.save(force_insert=True)
    tell_taken(ctx, begun, {})
    return begun


def tell_taken(ctx: Context, taken: CourtList, counts: dict[str, int]) -> None:
    record(
        ctx,
        "court_list.taken",
        subject=taken,
        person_id=None,
        place_id=taken.place_id,
        payload={
            "place": str(taken.place_id),
            "on": taken.on.isoformat(),
            "format": taken.format or "by_hand",
            **{name: counts.get(name, 0) for name in ("new", "changed", "gone", "same")},
        },
    )


def tell_added(ctx: Context, entry: ListEntry) -> None:
    record(
        ctx,
        "court.entry_added",
        subject=entry,
        person_id=None,
        place_id=entry.place_id,
        payload={
            "place": str(entry.place_id),
            "on": entry.on.isoformat(),
            "custody": entry.custody,
            "kind": entry.kind,
            "under_18": entry.under_18,
            "restricted": entry.restricted,
            "asked_by": entry.asked_by or None,
            **work_of(entry),
        },
    )


def change_entry(ctx: Context, *, entry_id: UUID, version: int, facts: EntryFacts) -> ListEntry:
    """Correct a line: newer lists leave it so, until they say something that they did not before.

    StaleVersion when a colleague was first, UnderEighteen when a linked line would be a child's.
    """
    entry: ListEntry = locked(ctx, ListEntry, entry_id)
    if entry.status not in (Status.WAITING, Status.LINKED):
        raise MoveNotAllowed(f"an entry that is [{entry.status}] is not changed")
    new: dict[str, Any] = asdict(facts)
    if entry.person_id is None:
        new["under_18"] = _is_child(facts)
    elif _is_child(facts):
        raise UnderEighteen("somebody under 18 is taken off the record first")
    changed = [name for name, value in new.items() if getattr(entry, name) != value]
    if changed:
        save(ctx, entry, version, **new, corrected=with_corrections(entry, new))
        tell_changed(ctx, entry, changed[0])
    return entry


def tell_changed(ctx: Context, entry: ListEntry, what: str, *, before: str = "") -> None:
    """Say that a line changed; ``before`` is the status that it had."""
    record(
        ctx,
        "court.entry_changed",
        subject=entry,
        person_id=entry.person_id,
        place_id=entry.place_id,
        status_from=before,
        payload={"what": what, "under_18": is_child_to_pass_on(entry), **work_of(entry)},
    )
    if entry.person_id:
        move_hearing(ctx, entry)


def _is_child(facts: EntryFacts) -> bool:
    return is_under_18(born_on=facts.born_on, age_about=facts.age_about, today=clock.today())
