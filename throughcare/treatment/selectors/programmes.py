"""Who is treated, who waits and how many places are free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import OuterRef

from throughcare.agencies.models import Membership
from throughcare.agencies.selectors import live
from throughcare.treatment.attached import attached
from throughcare.treatment.models import (
    Programme,
    TeamPlaces,
    Words,
)

if TYPE_CHECKING:
    from throughcare.core.context import Context


def programmes_of(ctx: Context, group: Sequence[UUID]) -> list[Programme]:
    """Every programme of a human, open ones first, each with what was said when it ended."""
    rows = list(
        Programme.visible_to(ctx)
        .filter(person_id__in=list(group))
        .select_related("team__agency", "lead__user")
        .annotate(endings=attached(Words.visible_to(ctx).filter(subject_id=OuterRef("pk"))))
        .order_by("-waits_since", "-recorded_at")
    )
    ctx.shown.objects(*(row.pk for row in rows))
    return sorted(rows, key=lambda row: row.status == Programme.Status.ENDED)


def leads(team_id: UUID) -> list[Membership]:
    """The clinicians of a team who work there today, by name."""
    rows = Membership.objects.filter(live(), team_id=team_id, user__is_active=True)
    rows = rows.filter(role__in=roles_that_treat()).select_related("user")
    return list(rows.order_by("user__name"))


@cache
def roles_that_treat() -> tuple[str, ...]:
    """The roles that some cell of the policy lets write clinical detail in care."""
    from throughcare.sharing.policy import load
    from throughcare.sharing.policy.vocabulary import AGENCY_ROLES, CATEGORIES, ROLE_PURPOSES

    bit = 1 << CATEGORIES["clinical_detail"]
    return tuple(
        role
        for role in AGENCY_ROLES["nhs_provider"]
        if any(
            mask & bit
            for purpose in ROLE_PURPOSES[role]
            for mask in load().masks("nhs_provider", role, purpose, "create").values()
        )
    )


@dataclass(frozen=True)
class Queue:
    """How one person stands in the team's list: who has waited longer, and places free."""

    before: int
    places: int | None
    treated: int

    @property
    def is_full(self) -> bool:
        return self.places is not None and self.treated >= self.places

    @property
    def needs_reason(self) -> bool:
        return self.is_full or self.before > 0


def queue(ctx: Context, row: Programme) -> Queue:
    """First come, first served: by the day that each waits since, then by when it was written."""
    mine = Programme.visible_to(ctx).filter(team_id=row.team_id)
    waiting = mine.filter(status=Programme.Status.WAITING).exclude(pk=row.pk)
    before = [
        each
        for each in waiting.values_list("waits_since", "recorded_at")
        if each < (row.waits_since, row.recorded_at)
    ]
    treated = mine.filter(status=Programme.Status.UNDER_WAY).count()
    return Queue(len(before), places_of(row.team_id), treated)


def places_of(team_id: UUID) -> int | None:
    """How many people a team treats at a time; None where nobody has set it."""
    return TeamPlaces.objects.filter(team_id=team_id).values_list("places", flat=True).first()


def waiting_for(ctx: Context) -> list[Programme]:
    """Who waits for the asker's team, the longest first."""
    rows = list(
        Programme.visible_to(ctx)
        .filter(team_id=ctx.team_id, status=Programme.Status.WAITING)
        .select_related("person")
        .order_by("waits_since", "recorded_at")
    )
    ctx.shown.people(*(row.person_id for row in rows))
    ctx.shown.objects(*(row.pk for row in rows))
    return rows


def under_way(ctx: Context) -> list[Programme]:
    """Whom the asker's team treats now, by lead."""
    rows = list(
        Programme.visible_to(ctx)
        .filter(team_id=ctx.team_id, status=Programme.Status.UNDER_WAY)
        .select_related("person", "lead__user")
        .order_by("lead__user__name", "began_on")
    )
    ctx.shown.people(*(row.person_id for row in rows))
    ctx.shown.objects(*(row.pk for row in rows))
    return rows
