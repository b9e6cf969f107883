"""A line put on the record of a person, and taken off again."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.court import rules
from throughcare.court.actions.hearings import hearing_of_entry, void_hearing_of
from throughcare.court.actions.rows import locked, save, work_of
from throughcare.court.models import ListEntry, Outcome
from throughcare.screening import actions as screening
from throughcare.screening.models import Screen
from throughcare.sharing import actions as sharing
from throughcare.sharing.models import Link, Relationship

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = ListEntry.Status
SOURCE = "court list"


def link_entry(ctx: Context, *, entry_id: UUID, person_id: UUID) -> ListEntry:
    """Say which record this line is: its hearing stands on the person, and the court may see
    that they are before it (rules.court_link).

    Raises NotAllowed when the asker may not record on that person, MoveNotAllowed when a
    colleague has linked the line already or it is a child's or an organisation's, UnderEighteen
    when the record is a child's.
    """
    entry: ListEntry = locked(ctx, ListEntry, entry_id)
    if entry.under_18 or entry.kind != ListEntry.Kind.PERSON:
        raise MoveNotAllowed("only a grown person's line is linked")
    if entry.status != Status.WAITING:
        raise MoveNotAllowed(f"an entry that is [{entry.status}] is not linked")
    if not ctx.allows("create", "identity", person_id):
        raise NotAllowed("create", "no relationship to this person lets the asker record here")
    screening.require_adult(ctx, person_id)
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
