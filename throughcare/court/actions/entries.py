"""Lines of a court list: added by hand, corrected, linked to a record, seen or not."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.court import rules
from throughcare.court.actions.hearings import hearing_of_entry, move_hearing, void_hearing_of
from throughcare.court.actions.rows import (
    court_at,
    create,
    is_child_to_pass_on,
    locked,
    recorded,
    save,
    where_of,
    work_of,
)
from throughcare.court.models import CourtList, Custody, ListEntry, Outcome
from throughcare.screening import actions as screening
from throughcare.screening.models import Screen
from throughcare.screening.rules import is_under_18
from throughcare.sharing import actions as sharing
from throughcare.sharing.models import Link, Relationship

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = ListEntry.Status
SOURCE = "court list"
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
    """Correct a line. StaleVersion when a colleague was first."""
    entry: ListEntry = locked(ctx, ListEntry, entry_id)
    if entry.status not in (Status.WAITING, Status.LINKED):
        raise MoveNotAllowed(f"an entry that is [{entry.status}] is not changed")
    new: dict[str, Any] = asdict(facts)
    if entry.person_id is None:
        new["under_18"] = _is_child(facts)
    changed = [name for name, value in new.items() if getattr(entry, name) != value]
    if changed:
        save(ctx, entry, version, **new)
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


def link_entry(ctx: Context, *, entry_id: UUID, person_id: UUID) -> ListEntry:
    """Say which record this line is: its hearing stands on the person, and the court may see
    that they are before it (rules.court_link).

    Raises NotAllowed when the asker may not record on that person, MoveNotAllowed when a
    colleague has linked the line already or it is a child's or an organisation's.
    """
    entry: ListEntry = locked(ctx, ListEntry, entry_id)
    if entry.under_18 or entry.kind != ListEntry.Kind.PERSON:
        raise MoveNotAllowed("only a grown person's line is linked")
    if entry.status != Status.WAITING:
        raise MoveNotAllowed(f"an entry that is [{entry.status}] is not linked")
    if not ctx.allows("create", "identity", person_id):
        raise NotAllowed("create", "no relationship to this person lets the asker record here")
    starts, ends = rules.court_link(entry.on)
    screening.open_links(
        ctx,
        entry,
        person_id,
        kind=Relationship.COURT_HEARING,
        source=SOURCE,
        starts_at=starts,
        ends_at=ends,
    )
    found = already_seen(ctx, person_id, entry.on) if not entry.outcome else ""
    seen = {"outcome": found, "tried_at": clock.now()} if found else {}
    save(ctx, entry, entry.version, person_id=person_id, status=Status.LINKED, **seen)
    again = entry.try_again_at
    record(
        ctx,
        "court.entry_linked",
        subject=entry,
        person_id=person_id,
        place_id=entry.place_id,
        status_from=Status.WAITING,
        payload={
            "entry": str(entry.pk),
            **work_of(entry),
            "try_again_at": again.isoformat() if again else None,
            "why": entry.outcome or None,
        },
    )
    hearing_of_entry(ctx, entry, person_id)
    return entry


def already_seen(ctx: Context, person_id: UUID, on: date) -> str:
    """Whether the person was screened, or declined, on the day or the day before: often in
    custody, on the way to court. "" when not."""
    ended = Screen.visible_to(ctx).filter(
        person_id__in=sharing.group_of(person_id),
        status__in=(Screen.Status.COMPLETED, Screen.Status.DECLINED),
        started_at__gte=rules.begins(on - timedelta(days=1), time(0)),
        started_at__lt=rules.begins(on + timedelta(days=1), time(0)),
    )
    screen = ended.order_by("-started_at").first()
    if screen is None:
        return ""
    done = screen.status == Screen.Status.COMPLETED
    return str(Outcome.SEEN if done else Outcome.DECLINED)


def unlink_entry(ctx: Context, *, entry_id: UUID, reason: str) -> ListEntry:
    """The line was put on the wrong record: it waits again, and the hearing leaves that record.

    MoveNotAllowed once an outcome is recorded: that is corrected on the record itself.
    """
    if not reason.strip():
        raise ReasonMissing("say why this is not the right person")
    entry: ListEntry = locked(ctx, ListEntry, entry_id)
    if entry.status != Status.LINKED:
        raise MoveNotAllowed(f"an entry that is [{entry.status}] is not linked")
    person_id: UUID = entry.person_id  # type: ignore[assignment]
    void_hearing_of(ctx, entry)
    # Said while the line still reaches the person whom it leaves.
    save(
        ctx,
        entry,
        entry.version,
        person_id=None,
        status=Status.WAITING,
        outcome="",
        tried_at=None,
        try_again_at=None,
    )
    _end_court_link(ctx, entry, person_id)
    record(
        ctx,
        "court.entry_unlinked",
        subject=entry,
        person_id=None,
        place_id=entry.place_id,
        status_from=Status.LINKED,
        payload=work_of(entry),
    )
    return entry


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


def _end_court_link(ctx: Context, entry: ListEntry, person_id: UUID) -> None:
    place_id = entry.place_id
    also = ListEntry.visible_to(ctx).filter(
        person_id=person_id, place_id=place_id, status=Status.LINKED
    )
    if also.filter(on__gte=clock.today() - timedelta(days=1)).exists():
        return
    links = Link.visible_to(ctx).filter(
        person_id=person_id, principal_id=place_id, kind=Relationship.COURT_HEARING, source=SOURCE
    )
    for link in links.exclude(ends_at__lte=clock.now()):
        sharing.end_link(ctx, link_id=link.pk)


def _is_child(facts: EntryFacts) -> bool:
    return is_under_18(born_on=facts.born_on, age_about=facts.age_about, today=clock.today())
