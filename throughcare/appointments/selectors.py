"""Every read of appointments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from throughcare.agencies.models import Membership, Team
from throughcare.appointments import rules
from throughcare.appointments.models import Appointment, Status
from throughcare.core import clock

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from throughcare.core.context import Context

People = UUID | Sequence[UUID]
#: More than a record ever holds in two years of weekly appointments.
LONGEST_LIST = 400
LONGEST_WEEK = 300
#: Of all people of an officer, in the weeks in which a decision is shown.
MOST_OF_OFFICERS = 500


def _about(ctx: Context, people: People) -> QuerySet[Appointment]:
    group = [people] if isinstance(people, UUID) else list(people)
    return Appointment.visible_to(ctx).filter(person_id__in=group)


def upcoming(ctx: Context, person_id: People, limit: int = 5) -> list[Appointment]:
    """What is booked from the start of today, soonest first; one person or a same-as group."""
    start, _end = rules.span_of(clock.today(), clock.today())
    rows = _about(ctx, person_id).filter(status=Status.PLANNED, starts_at__gte=start)
    return _noted(ctx, list(rows.order_by("starts_at")[:limit]))


def of_person(ctx: Context, person_id: People) -> list[Appointment]:
    """Every appointment, newest first; those that were moved are told by where they went."""
    return _noted(ctx, list(_about(ctx, person_id).order_by("-starts_at")[:LONGEST_LIST]))


def of_subject(ctx: Context, subject_id: UUID) -> list[Appointment]:
    """Those of one referral, planned session or group, oldest first."""
    rows = Appointment.visible_to(ctx).filter(subject_id=subject_id)
    return _noted(ctx, list(rows.order_by("starts_at")[:LONGEST_LIST]))


def of_team(ctx: Context, first: date, last: date) -> list[Appointment]:
    """The appointments of the asker's team from one day to another, with their people."""
    start, end = rules.span_of(first, last)
    rows = (
        Appointment.visible_to(ctx)
        .filter(with_team_id=ctx.team_id, starts_at__gte=start, starts_at__lt=end)
        .exclude(status=Status.MOVED)
        .select_related("person")
        .order_by("starts_at", "pk")
    )
    found = list(rows[:LONGEST_WEEK])
    ctx.shown.people(*(row.person_id for row in found))
    return _noted(ctx, found)


def of_orders_and_today(ctx: Context, since: datetime) -> list[Appointment]:
    """What came of appointments under orders since then, and everything of the team today.

    One statement a page: the officer's panels of Today both read from it.
    """
    kept: list[Appointment] | None = ctx.asked.get("appointments.today")
    if kept is None:
        start, end = rules.span_of(clock.today(), clock.today())
        ours = Q(with_team_id=ctx.team_id, starts_at__gte=start, starts_at__lt=end)
        over = Q(order_id__isnull=False, starts_at__gte=since) & ~Q(status=Status.PLANNED)
        rows = Appointment.visible_to(ctx).filter(ours | over).select_related("person")
        kept = list(rows.order_by("starts_at", "pk")[:MOST_OF_OFFICERS])
        ctx.asked["appointments.today"] = kept
    return kept


def of_team_today(ctx: Context) -> list[Appointment]:
    """The appointments of the asker's team today, soonest first."""
    start, end = rules.span_of(clock.today(), clock.today())
    found = [
        row
        for row in of_orders_and_today(ctx, start)
        if row.with_team_id == ctx.team_id
        and start <= row.starts_at < end
        and row.status != Status.MOVED
    ]
    ctx.shown.people(*(row.person_id for row in found))
    return _noted(ctx, found)


def who_with(rows: Sequence[Appointment]) -> dict[UUID, str]:
    """Names of the members and teams of these appointments: one statement, none if no rows."""
    members = {row.with_member_id for row in rows if row.with_member_id}
    teams = {row.with_team_id for row in rows}
    if not teams:
        return {}
    named = Team.objects.filter(pk__in=teams).order_by().values_list("pk", "name")
    if members:
        people = Membership.objects.filter(pk__in=members).order_by()
        named = named.union(people.values_list("pk", "user__name"), all=True)
    return dict(named)


def colleagues(ctx: Context) -> list[tuple[UUID, str]]:
    """Those of the asker's team who may be chosen, by name: one statement."""
    from throughcare.agencies.selectors import live

    rows = Membership.objects.filter(live(), team_id=ctx.team_id).select_related("user")
    return sorted(((row.pk, row.user.name) for row in rows), key=lambda each: each[1])


def _noted(ctx: Context, rows: list[Appointment]) -> list[Appointment]:
    ctx.shown.objects(*(row.pk for row in rows))
    return rows
