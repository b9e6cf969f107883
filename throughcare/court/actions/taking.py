"""A court's list taken in: the same again changes nothing, a newer one says what is new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from throughcare.agencies.models import Place
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ThroughcareError
from throughcare.core.events import record
from throughcare.court.actions.comparing import (
    Comparison,
    Day,
    Line,
    lists_taken,
    status_for,
)
from throughcare.court.actions.courts import CourtFinder, Named
from throughcare.court.actions.entries import tell_changed
from throughcare.court.actions.lines import unpacked
from throughcare.court.actions.rows import court_at, locked, save
from throughcare.court.listed import ListDocument, Problem
from throughcare.court.models import CourtList, ListEntry
from throughcare.screening.panels import works_with_health

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = ListEntry.Status


class ListRefused(ThroughcareError):
    """The document cannot be taken in; ``problems`` say where and why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.code for problem in self.problems) or "refused")


@dataclass(frozen=True)
class Unplaced:
    """A court that the list names and the team's places do not: nothing of it was taken in."""

    court: str
    court_code: str
    entries: int


@dataclass
class Taken:
    """What a document does, day by day; ``dry_run`` says that nothing was written."""

    days: list[Day] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    dry_run: bool = False

    def total(self, name: str) -> int:
        """One of the counts of ``Day.counts``, over all days."""
        return sum(day.counts()[name] for day in self.days)


def take_list_in(
    ctx: Context,
    document: ListDocument,
    *,
    place_id: UUID | None = None,
    said: Mapping[Named, UUID] | None = None,
    part: bool = False,
    dry_run: bool = False,
) -> Taken:
    """Take a list in, or with ``dry_run`` say what that would do.

    The same file again changes nothing. Linked entries keep their person. ``place_id`` is the
    court of all of it; without one each court is found by its name, as ``said``, or as an earlier
    list of the team was placed. ``part``: the file lists only a part of the day, so that nobody is
    gone who is not in it. Raises ListRefused for a document that is not a list, NotAllowed
    when the team does not cover the court or is no health team.
    """
    if not document.accepted:
        raise ListRefused(p for p in document.problems if p.severity == "error")
    if not may_take_lists_in(ctx):
        raise NotAllowed("create", "court lists are taken in by the health team")
    if not dry_run:
        _one_at_a_time(ctx)
    if part:
        document = replace(document, whole=False)
    taken = Taken(dry_run=dry_run)
    finder = CourtFinder(ctx, said or {}) if place_id is None else court_at(ctx, place_id)
    found = _by_day(document, finder, taken)
    for place, on in sorted(found, key=lambda day: (day[1], day[0].name)):
        comparison = Comparison(ctx, document, place, on, found[place, on], dry_run)
        taken.days.append(comparison.take())
    return taken


def may_take_lists_in(ctx: Context) -> bool:
    """Only a health team: a second list beside theirs would count everybody twice."""
    return ctx.allows("create", "justice") and works_with_health(ctx)


def take_back(ctx: Context, *, list_id: UUID) -> dict[str, int]:
    """Undo a list: lines that it brought and nobody linked or tried go, what it changed returns.

    MoveNotAllowed after COURT_LIST_UNDO_HOURS, or when a newer list was taken in since.
    Returns how many lines were withdrawn, put back, and kept because somebody works with them.
    """
    _one_at_a_time(ctx)
    undone: CourtList = locked(ctx, CourtList, list_id)
    _require_undoable(ctx, undone)
    counts = {"withdrawn": 0, "put_back": 0, "kept": 0}
    for entry in ListEntry.visible_to(ctx, "amend").lock().filter(first_list_id=undone.pk):
        if entry.person_id or entry.outcome or entry.status == Status.PASSED_ON:
            counts["kept"] += 1
            continue
        _withdraw(ctx, entry)
        counts["withdrawn"] += 1
    for entry in ListEntry.visible_to(ctx, "amend").lock().filter(changed_in_id=undone.pk):
        if entry.status != Status.WITHDRAWN:
            before = unpacked(entry.before)
            again = {**before, **status_for(entry.status, before)}
            _put_back(ctx, entry, **again, before={}, changed_in_id=None)
            counts["put_back"] += 1
    for entry in ListEntry.visible_to(ctx, "amend").lock().filter(gone_in_id=undone.pk):
        _put_back(ctx, entry, gone=False, gone_in_id=None)
        counts["put_back"] += 1
    save(ctx, undone, undone.version, status=CourtList.Status.UNDONE)
    record(
        ctx,
        "court_list.undone",
        subject=undone,
        person_id=None,
        place_id=undone.place_id,
        status_from=CourtList.Status.TAKEN,
        payload={
            "place": str(undone.place_id),
            "on": undone.on.isoformat(),
            "withdrawn": counts["withdrawn"],
        },
    )
    return counts


def may_take_back(ctx: Context, taken: CourtList) -> bool:
    """Could this list be undone now?"""
    try:
        _require_undoable(ctx, taken)
    except MoveNotAllowed:
        return False
    return True


def _require_undoable(ctx: Context, undone: CourtList) -> None:
    if undone.status != CourtList.Status.TAKEN or undone.by_hand:
        raise MoveNotAllowed("this list is not one to take back")
    until = undone.recorded_at + timedelta(hours=settings.COURT_LIST_UNDO_HOURS)
    if clock.now() > until:
        raise MoveNotAllowed("the time to take this list back has passed")
    newest = lists_taken(ctx, undone.place_id, undone.on)[:1]
    if newest and newest[0].pk != undone.pk:
        raise MoveNotAllowed("a newer list was taken in; take that back first")


def _one_at_a_time(ctx: Context) -> None:
    """Two colleagues may take the same list in at the same moment: the second finds it there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"court list|{ctx.team_id}"]
        )


def _by_day(
    document: ListDocument, where: CourtFinder | Place, taken: Taken
) -> dict[tuple[Place, date], list[Line]]:
    found: dict[tuple[Place, date], list[Line]] = defaultdict(list)
    missing: dict[tuple[str, str], int] = defaultdict(int)
    for case, person in document.entries():
        place = where if isinstance(where, Place) else where.find(case)
        if place is None:
            missing[case.court, case.court_code] += 1
        else:
            found[place, case.on].append((case, person))
    taken.unplaced = [Unplaced(*court, entries=count) for court, count in missing.items()]
    return found


def _withdraw(ctx: Context, entry: ListEntry) -> None:
    before = entry.status
    save(ctx, entry, entry.version, status=Status.WITHDRAWN)
    record(
        ctx,
        "court.entry_withdrawn",
        subject=entry,
        person_id=None,
        place_id=entry.place_id,
        status_from=before,
    )


def _put_back(ctx: Context, entry: ListEntry, **values: Any) -> None:
    status = entry.status
    save(ctx, entry, entry.version, **values)
    tell_changed(ctx, entry, "undone", before=status)
