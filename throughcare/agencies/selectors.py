"""Who works where: the lists that choosing a role and the settings pages show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Prefetch, Q, QuerySet

from throughcare.agencies.models import GrantRequest, Membership, Place, Role, Team
from throughcare.agencies.rules import purposes_of
from throughcare.core import clock, registry

if TYPE_CHECKING:
    from throughcare.core.context import Context

DEMONSTRATION_DOMAIN = "@demo.example"
PEOPLE_A_PAGE = 100


@dataclass(frozen=True)
class Persona:
    """A made-up colleague of the demonstration, as the sign-in page offers them."""

    name: str
    email: str
    words: str


@dataclass(frozen=True)
class RoleChoice:
    """One membership, with what its holder may work for in it."""

    membership_id: UUID
    role: str
    team: str
    agency: str
    purposes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MemberWork:
    """What a member owns that somebody must do: offered by the folders that know.

    count     how much a membership owns; given a membership's id.
    pass_on   gives it to a colleague of the same team: (ctx, from, to) → how much.
    """

    count: Any
    pass_on: Any


def live(on: date | None = None, prefix: str = "") -> Q:
    """Memberships, and the teams and agencies they are in, that hold on a day."""
    on = on or clock.today()
    condition = Q(**{f"{prefix}starts_on__lte": on})
    for ends_on in ("ends_on", "team__ends_on", "team__agency__ends_on"):
        condition &= Q(**{f"{prefix}{ends_on}": None}) | Q(**{f"{prefix}{ends_on}__gte": on})
    return condition


def memberships_of(user_id: UUID) -> list[Membership]:
    """The live memberships of one user, oldest first."""
    return list(
        Membership.objects.filter(live(), user_id=user_id)
        .select_related("team__agency")
        .order_by("starts_on", "id")
    )


def role_choices(user_id: UUID) -> list[RoleChoice]:
    """What somebody who signed in may work as. One statement."""
    choices = []
    for each in memberships_of(user_id):
        purposes = purposes_of(each.team.agency.type, each.role)
        if purposes:
            choices.append(
                RoleChoice(
                    membership_id=each.id,
                    role=str(Role(each.role).label),
                    team=each.team.name,
                    agency=each.team.agency.name,
                    purposes=tuple((code, str(words)) for code, words in purposes),
                )
            )
    return choices


def personas() -> list[Persona]:
    """Who can be chosen on the sign-in page of the demonstration; one line a person."""
    found: dict[str, Persona] = {}
    rows = (
        Membership.objects.filter(
            live(), user__is_active=True, user__email__endswith=DEMONSTRATION_DOMAIN
        )
        .select_related("user", "team__agency")
        .order_by("team__agency__starts_on", "team__agency__name", "user__name")
    )
    for row in rows:
        words = f"{row.job_title or Role(row.role).label}, {row.team.agency.name}"
        found.setdefault(row.user.email, Persona(row.user.name, row.user.email, str(words)))
    return list(found.values())


def members(ctx: Context) -> QuerySet[Membership]:
    """Everybody who works for my agency, or did."""
    return Membership.objects.filter(team__agency_id=ctx.agency_id).select_related("user", "team")


def members_to_show(ctx: Context, *, with_work: Iterable[UUID]) -> QuerySet[Membership]:
    """Those who work here now or will, and those who left and still own open work."""
    today = clock.today()
    now_or_later = Q(ends_on=None) | Q(ends_on__gte=today)
    return (
        members(ctx)
        .filter(now_or_later | Q(pk__in=list(with_work)))
        .order_by("team__name", "user__name", "starts_on")
    )


def roles_of(agency_type: str) -> list[tuple[str, str]]:
    """The roles that a kind of agency has: (code, words)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.roles_of(%s)", [agency_type])
        has = {row[0] for row in cursor.fetchall()}
    return [(role.value, str(role.label)) for role in Role if role.value in has]


def colleagues(ctx: Context, member: Membership) -> list[Membership]:
    """Who can take over the work of a member: live, of the same team."""
    rows = members(ctx).filter(live(), team_id=member.team_id, user__is_active=True)
    return list(rows.exclude(pk=member.pk).order_by("user__name"))


def open_work(ctx: Context) -> dict[UUID, int]:
    """How much open work each member of my agency owns: numbers only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT membership_id, open_count FROM app.open_work_of_agency()")
        found: dict[UUID, int] = dict(cursor.fetchall())
    for work in registry.offered("member_work").values():
        for member, number in work.count(ctx).items():
            found[member] = found.get(member, 0) + number
    return found


def requests_waiting(ctx: Context) -> list[GrantRequest]:
    """What waits for a second administrator, the oldest first."""
    return list(
        GrantRequest.visible_to(ctx)
        .filter(status=GrantRequest.Status.PROPOSED)
        .select_related("team", "place", "membership__user", "proposed_by__user")
        .order_by("proposed_at")
    )


def teams(ctx: Context) -> list[Team]:
    """The teams of my agency with the places they cover; how many work there now."""
    today = clock.today()
    working = (
        ~Q(memberships__role=Role.PERSON)
        & Q(memberships__starts_on__lte=today)
        & (Q(memberships__ends_on=None) | Q(memberships__ends_on__gte=today))
    )
    return list(
        Team.objects.filter(agency_id=ctx.agency_id)
        .filter(Q(ends_on=None) | Q(ends_on__gte=today))
        .annotate(people=Count("memberships", filter=working, distinct=True))
        .prefetch_related("covers")
        .order_by("name")
    )


def places(ctx: Context) -> list[Place]:
    """The places of my agency, with the teams that cover them."""
    today = clock.today()
    return list(
        Place.objects.filter(agency_id=ctx.agency_id)
        .filter(Q(ends_on=None) | Q(ends_on__gte=today))
        .prefetch_related("covered_by__agency")
        .order_by("name")
    )


def places_of_others(ctx: Context) -> list[Place]:
    """Places of other agencies that teams of mine cover; ``ours`` of each are those teams."""
    mine = Team.objects.filter(agency_id=ctx.agency_id, ends_on=None)
    rows = Place.objects.filter(covered_by__in=mine).exclude(agency_id=ctx.agency_id).distinct()
    ours = Prefetch("covered_by", queryset=mine.order_by("name"), to_attr="ours")
    return list(rows.select_related("agency").prefetch_related(ours).order_by("name"))


def places_to_cover(team: Team) -> list[Place]:
    """Places of any agency that the team does not cover yet."""
    today = clock.today()
    return list(
        Place.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today))
        .exclude(covered_by=team)
        .select_related("agency")
        .order_by("name")
    )
