"""Whose results these are: decided by a person, remembered for the next share of the hearing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import NotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.court.actions.rows import create, recorded, save
from throughcare.court.models import Hearing
from throughcare.orders.actions.taking import Taken, take_results_in
from throughcare.orders.actions.told import require_writer
from throughcare.orders.models import ResultMatch
from throughcare.orders.resulted import Named, Results
from throughcare.sharing import actions as sharing

if TYPE_CHECKING:
    from throughcare.core.context import Context

GROWN_UP = 18


def is_child(named: Named, on: date) -> bool:
    """Under 18 on a day, as far as the file says: youth orders are not taken in."""
    born = named.born_on
    if born is None:
        return False
    had_birthday = (on.month, on.day) >= (born.month, born.day)
    return on.year - born.year - (not had_birthday) < GROWN_UP


def take_share_in(ctx: Context, results: Results, matches: Mapping[str, UUID]) -> dict[str, Taken]:
    """Take the results of each defendant in on the record that somebody chose: all or none.

    ``matches`` are records by the court's number of the defendant. One that was matched
    otherwise before is taken back there first. Runs in the caller's transaction.
    """
    require_writer(ctx)
    known = {each.number: each for each in results.people}
    for number in matches:
        if number not in known:
            raise ReasonMissing("the results do not name this defendant")
        if known[number].organisation or is_child(known[number], clock.today()):
            raise ReasonMissing("only the results of a grown person are taken in")
    if len({min(sharing.group_of(each)) for each in matches.values()}) < len(matches):
        raise ReasonMissing("two defendants of one hearing are not one person")
    return {
        number: _take(ctx, results, known[number], person_id)
        for number, person_id in matches.items()
    }


def _take(ctx: Context, results: Results, named: Named, person_id: UUID) -> Taken:
    if not ctx.allows("create", "justice", person_id):
        raise NotAllowed("create", "no relationship to this person lets the asker record here")
    group = sharing.group_of(person_id)
    before = match_of(ctx, results.hearing, named.number)
    if before is not None and before.person_id not in group:
        nothing = replace(results, orders=())
        taken = take_results_in(ctx, nothing, before.person_id, defendant=named.number)
        if taken.stale:
            return taken
        _end(ctx, before)
        before = None
    taken = take_results_in(
        ctx,
        results,
        person_id,
        _hearing_id(ctx, results, named, group),
        defendant=named.number,
    )
    if before is None and not taken.stale:
        _keep(ctx, results, named, person_id)
    return taken


def match_of(ctx: Context, hearing: str, defendant: str) -> ResultMatch | None:
    """The decision that stands, of this agency."""
    rows = ResultMatch.visible_to(ctx).filter(
        agency_id=ctx.agency_id, hearing_ref=hearing, defendant=defendant, ended_at=None
    )
    found: ResultMatch | None = rows.first()
    return found


def _keep(ctx: Context, results: Results, named: Named, person_id: UUID) -> None:
    row = ResultMatch(
        **recorded(ctx),
        person_id=person_id,
        hearing_ref=results.hearing,
        defendant=named.number,
    )
    create(ctx, row)
    record(ctx, "sentence.results_matched", subject=row, person_id=person_id)


def _end(ctx: Context, row: ResultMatch) -> None:
    ctx.require("amend", row)
    save(ctx, row, row.version, ended_at=clock.now())
    record(ctx, "sentence.match_ended", subject=row, person_id=row.person_id)


def _hearing_id(ctx: Context, results: Results, named: Named, group: list[UUID]) -> UUID | None:
    """The person's hearing of the day on which the court ordered, if there is just one."""
    days = {o.ordered_on for o in results.orders if o.defendant == named.number and o.ordered_on}
    rows = Hearing.visible_to(ctx).filter(person_id__in=group, on__in=days).exclude(status="void")
    found = list(rows.values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None
