"""Hearings of a person: listed, moved, taken off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.court import rules
from throughcare.court.actions import next_hearings
from throughcare.court.actions.lines import packed, unpacked
from throughcare.court.actions.rows import court_at, create, recorded, save, where_of
from throughcare.court.models import Custody, Hearing, ListEntry
from throughcare.sharing import actions as sharing
from throughcare.sharing.models import Relationship

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = Hearing.Status
#: What a hearing takes from the line of the list that it stands for.
COPIED = (
    "starts_at",
    "room",
    "case_number",
    "urn",
    "hearing_type",
    "custody",
    "restricted",
    "restriction",
)


@dataclass(frozen=True)
class HearingFacts:
    """A hearing that no list has told us of."""

    on: date
    starts_at: time | None = None
    room: str = ""
    case_number: str = ""
    custody: str = Custody.NOT_SAID
    # The name of a court that is no place here.
    elsewhere: str = ""


def add_hearing(
    ctx: Context,
    *,
    person_id: UUID,
    place_id: UUID | None,
    facts: HearingFacts,
    source: str = Hearing.Source.HAND,
) -> Hearing:
    """A hearing that the person or the court told us of: at a court of ours, or named in words."""
    if (place_id is None) != bool(facts.elsewhere):
        raise ReasonMissing("a hearing is at one court")
    if place_id is not None:
        court_at(ctx, place_id)
    hearing = Hearing(
        **recorded(ctx),
        person_id=person_id,
        place_id=place_id,
        elsewhere=facts.elsewhere,
        source=source,
        on=facts.on,
        starts_at=facts.starts_at,
        room=facts.room,
        case_number=facts.case_number,
        custody=facts.custody,
    )
    create(ctx, hearing)
    open_court(ctx, hearing)
    tell_listed(ctx, hearing)
    return hearing


def hearing_of_entry(ctx: Context, entry: ListEntry, person_id: UUID) -> Hearing:
    """The hearing of a linked line: the one that an adjournment foretold, or a new one."""
    foretold = next_hearings.foretold(ctx, entry, person_id)
    copied = {name: getattr(entry, name) for name in COPIED}
    if foretold is not None:
        there = {"place_id": entry.place_id, "elsewhere": ""}
        before = packed(foretold, [*there, *COPIED])
        save(ctx, foretold, foretold.version, entry_id=entry.pk, before=before, **there, **copied)
        _tell_moved(ctx, foretold, "entry")
        return foretold  # type: ignore[no-any-return]
    hearing = Hearing(
        **recorded(ctx),
        person_id=person_id,
        place_id=entry.place_id,
        source=Hearing.Source.LIST,
        on=entry.on,
        entry_id=entry.pk,
        **copied,
    )
    create(ctx, hearing)
    tell_listed(ctx, hearing)
    return hearing


def move_hearing(ctx: Context, entry: ListEntry) -> None:
    """The list changed its line: the hearing that is still to come changes with it."""
    rows = Hearing.visible_to(ctx, "amend").filter(entry_id=entry.pk, status=Status.LISTED)
    hearing: Hearing | None = rows.first()
    if hearing is None:
        return
    changed = {
        name: getattr(entry, name)
        for name in COPIED
        if getattr(entry, name) != getattr(hearing, name)
    }
    if changed:
        save(ctx, hearing, hearing.version, **changed)
        _tell_moved(ctx, hearing, next(iter(changed)))


def void_hearing_of(ctx: Context, entry: ListEntry) -> None:
    """Take the hearing of a line off the record that it does not belong to.

    A hearing that was known before the line met it is the person's own: it stays, as it was.
    """
    rows = Hearing.visible_to(ctx, "amend").lock().filter(entry_id=entry.pk)
    hearing: Hearing | None = rows.first()
    if hearing is None:
        return
    if hearing.status != Status.LISTED:
        raise MoveNotAllowed("an outcome is recorded; correct it on the record first")
    if hearing.source == Hearing.Source.LIST:
        take_off(ctx, hearing)
        return
    before = unpacked(hearing.before)
    save(ctx, hearing, hearing.version, entry_id=None, before={}, **before)
    _tell_moved(ctx, hearing, "entry")


def tell_listed(ctx: Context, hearing: Hearing) -> None:
    record(
        ctx,
        "hearing.listed",
        subject=hearing,
        person_id=hearing.person_id,
        place_id=hearing.place_id,
        payload={
            "place": str(hearing.place_id) if hearing.place_id else None,
            "case": hearing.case_number or None,
            "on": hearing.on.isoformat(),
            "source": hearing.source,
            "custody": hearing.custody,
            "due_at": rules.outcome_due(hearing.on, hearing.starts_at).isoformat(),
            **where_of(hearing),
        },
    )


def _tell_moved(ctx: Context, hearing: Hearing, what: str) -> None:
    due_at = rules.outcome_due(hearing.on, hearing.starts_at)
    record(
        ctx,
        "hearing.moved",
        subject=hearing,
        person_id=hearing.person_id,
        place_id=hearing.place_id,
        payload={"what": what, "due_at": due_at.isoformat(), **where_of(hearing)},
    )


def take_off(ctx: Context, hearing: Hearing) -> None:
    save(ctx, hearing, hearing.version, status=Status.VOID, entry_id=None)
    record(
        ctx,
        "hearing.voided",
        subject=hearing,
        person_id=hearing.person_id,
        place_id=hearing.place_id,
        status_from=Status.LISTED,
    )


def take_off_second(ctx: Context, *, hearing_id: UUID, listed_id: UUID) -> None:
    """A hearing added by hand under a typed name is the one on the list: that one stays.

    MoveNotAllowed when a list has met it by now, something came of it, or the other is not a
    hearing on a list of the same person and day.
    """
    rows = Hearing.visible_to(ctx, "amend").filter(agency_id=ctx.agency_id, status=Status.LISTED)
    by_hand = rows.filter(pk=hearing_id, entry=None, source=Hearing.Source.HAND, place=None)
    second: Hearing | None = by_hand.lock().first()
    if second is None:
        raise MoveNotAllowed("only a hearing that was added by hand and is to come is taken off")
    there = Hearing.visible_to(ctx).exclude(status=Status.VOID).exclude(entry=None)
    group = sharing.group_of(second.person_id)
    if not there.filter(pk=listed_id, person_id__in=group, on=second.on).exists():
        raise MoveNotAllowed("the other hearing is not on a list of that day")
    take_off(ctx, second)


def open_court(ctx: Context, hearing: Hearing) -> None:
    """The court may see who is before it, from some days before until some days after."""
    starts, ends = rules.court_link(hearing.on)
    if hearing.place_id is None or ends <= clock.now():
        return
    sharing.open_link(
        ctx,
        person_id=hearing.person_id,
        principal_id=hearing.place_id,
        kind=Relationship.COURT_HEARING,
        source="hearing",
        starts_at=starts,
        ends_at=ends,
    )
