"""Emergency openings: those that are open for the asker, and the privacy officer's queue."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q

from throughcare.agencies.models import Membership
from throughcare.core import clock
from throughcare.people.models import Person
from throughcare.sharing import rules
from throughcare.sharing.models import BreakGlass, Relationship
from throughcare.sharing.policy import load

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: How many requests the queue shows; those that wait come first.
QUEUE_ROWS = 300


def may_break_glass(ctx: Context) -> bool:
    """Does the role hold a cell that an emergency opening carries?"""
    cells = load().masks(ctx.agency_type, ctx.role, ctx.purpose, "read")
    return any(
        cells.get((share, Relationship.BREAK_GLASS.value, 0), 0) & 1 for share in ("own", "open")
    )


def may_review(ctx: Context) -> bool:
    """Does the role read who looked, in cases of persons and incidents?"""
    cells = load().masks(ctx.agency_type, ctx.role, ctx.purpose, "read")
    audit = 1 << 8
    return bool(cells.get(("own", Relationship.SAR_HANDLER.value, 0), 0) & audit)


@dataclass(frozen=True)
class OpenRecord:
    """A record that is open in an emergency now."""

    code: str
    person: Person
    ends_at: datetime


def open_for(ctx: Context) -> list[OpenRecord]:
    """What the asker has open now, the first to close first."""
    at = clock.now()
    openings = list(
        BreakGlass.visible_to(ctx)
        .filter(membership_id=ctx.membership_id, ends_at__gt=at, person_id__isnull=False)
        .exclude(outcome=BreakGlass.Outcome.NOT_JUSTIFIED)
        .order_by("ends_at")
    )
    people = Person.visible_to(ctx).in_bulk([o.person_id for o in openings]) if openings else {}
    ctx.shown.people(*people)
    return [
        OpenRecord(o.code, people[o.person_id], o.ends_at)
        for o in openings
        if o.person_id in people
    ]


@dataclass(frozen=True)
class Case:
    """One request in the queue, with who asked and how often they did this month."""

    opening: BreakGlass
    by: Membership
    this_month: int
    overdue: bool
    own: bool

    @property
    def often(self) -> bool:
        return self.this_month > rules.EMERGENCIES_A_MONTH


def queue(ctx: Context) -> list[Case]:
    """Requests of the asker's agency: waiting first, the earliest due on top, then the newest."""
    cases = _cases(ctx)
    ctx.shown.objects(*(case.opening.pk for case in cases))
    ctx.shown.people(*(case.opening.person_id for case in cases))
    return sorted(cases, key=_place_in_queue)


def waiting(ctx: Context, *, start: int, lines: int) -> list[BreakGlass]:
    """Requests that wait for review, the earliest due first."""
    rows = list(
        BreakGlass.visible_to(ctx)
        .filter(outcome=BreakGlass.Outcome.WAITING, agency_id=ctx.agency_id)
        .order_by("review_due_at", "code")[start : start + lines]
    )
    ctx.shown.objects(*(row.pk for row in rows))
    return rows


def case_of(ctx: Context, opening_id: UUID) -> Case | None:
    """One request of the queue; None when the asker has no such request."""
    case = next((each for each in _cases(ctx) if each.opening.pk == opening_id), None)
    if case is not None:
        ctx.shown.objects(case.opening.pk)
        ctx.shown.people(case.opening.person_id)
    return case


def _cases(ctx: Context) -> list[Case]:
    at = clock.now()
    waiting = ExpressionWrapper(Q(outcome=BreakGlass.Outcome.WAITING), output_field=BooleanField())
    rows = list(BreakGlass.visible_to(ctx).order_by(waiting.desc(), "-opened_at")[:QUEUE_ROWS])
    members = Membership.objects.select_related("user", "team").in_bulk(
        {row.membership_id for row in rows}
    )
    this_month = _month(at)
    counts = Counter(
        members[row.membership_id].user_id for row in rows if _month(row.opened_at) == this_month
    )
    return [_case(ctx, row, members[row.membership_id], counts, at) for row in rows]


def _place_in_queue(case: Case) -> tuple[bool, float]:
    waiting = case.opening.outcome == BreakGlass.Outcome.WAITING
    if waiting:
        return False, case.opening.review_due_at.timestamp()
    return True, -case.opening.opened_at.timestamp()


def _case(
    ctx: Context, row: BreakGlass, by: Membership, counts: Counter[UUID], at: datetime
) -> Case:
    waiting = row.outcome == BreakGlass.Outcome.WAITING
    return Case(
        opening=row,
        by=by,
        this_month=counts[by.user_id],
        overdue=waiting and row.review_due_at < at,
        own=by.user_id == ctx.user_id,
    )


def _month(at: datetime) -> tuple[int, int]:
    local = at.astimezone(clock.LONDON)
    return local.year, local.month
