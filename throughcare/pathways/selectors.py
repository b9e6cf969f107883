"""What is read of episodes, clocks, settings and signatures; each knows who asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from throughcare.agencies.models import Membership
from throughcare.agencies.selectors import live
from throughcare.core.models import Event
from throughcare.pathways.definition import Definition
from throughcare.pathways.models import Clock, Episode, PathwaySetting, PathwayVersion

if TYPE_CHECKING:
    from throughcare.core.context import Context


def lock_open(ctx: Context, group: Sequence[UUID]) -> list[Episode]:
    """The open episodes of a human in the asker's agency, locked, the oldest first."""
    rows = Episode.visible_to(ctx, "amend").filter(
        person_id__in=group, agency_id=ctx.agency_id, status=Episode.Status.OPEN
    )
    return list(rows.lock().order_by("started_at", "pk"))


def open_of(ctx: Context, group: Sequence[UUID]) -> list[Episode]:
    """The open episodes of a human in the asker's agency, the newest first."""
    rows = Episode.visible_to(ctx).filter(
        person_id__in=group, agency_id=ctx.agency_id, status=Episode.Status.OPEN
    )
    return list(rows.order_by("-started_at", "pk"))


def episodes_of(ctx: Context, group: Sequence[UUID]) -> list[Episode]:
    """Every episode of a human that the asker may read: open ones first, then the newest."""
    rows = list(
        Episode.visible_to(ctx)
        .filter(person_id__in=group)
        .select_related("team__agency")
        .order_by("-started_at", "pk")
    )
    ctx.shown.objects(*(row.pk for row in rows))
    return sorted(rows, key=lambda row: row.status != Episode.Status.OPEN)


def episodes_with_clocks(ctx: Context, group: Sequence[UUID]) -> list[tuple[Episode, list[Clock]]]:
    """As ``episodes_of``, each with its clocks, what is owed first: one statement in all."""
    fields = {field.attname: field for field in Clock._meta.concrete_fields}
    owed = Clock.visible_to(ctx).filter(episode_id=OuterRef("pk"))
    rows = list(
        Episode.visible_to(ctx)
        .filter(person_id__in=group)
        .annotate(owed=ArraySubquery(owed.values(row=JSONObject(**{n: n for n in fields}))))
        .order_by("-started_at", "pk")
    )
    ctx.shown.objects(*(row.pk for row in rows))
    found = []
    for row in sorted(rows, key=lambda row: row.status != Episode.Status.OPEN):
        clocks = [
            Clock(**{name: fields[name].to_python(value) for name, value in each.items()})
            for each in row.owed
        ]
        found.append((row, sorted(clocks, key=_owed_first)))
    return found


def _owed_first(row: Clock) -> tuple[bool, datetime]:
    return row.status != Clock.Status.RUNNING, row.due_at


def clocks_of(ctx: Context, episodes: Sequence[Episode]) -> list[Clock]:
    """The clocks of these episodes, what is owed first."""
    if not episodes:
        return []
    rows = Clock.visible_to(ctx).filter(episode_id__in=[each.pk for each in episodes])
    return sorted(rows, key=_owed_first)


def follow_ups_of_ended(ctx: Context, group: Sequence[UUID]) -> list[Clock]:
    """What is still to be followed up after an episode has ended."""
    rows = Clock.visible_to(ctx, "amend").filter(
        person_id__in=group,
        agency_id=ctx.agency_id,
        status=Clock.Status.RUNNING,
        kind=Clock.Kind.FOLLOW_UP,
        episode__status=Episode.Status.ENDED,
    )
    return list(rows.select_related("episode"))


def recorded_since(
    ctx: Context, group: Sequence[UUID], episode: Episode, types: Sequence[str]
) -> dict[str, Event]:
    """The newest event of each type about a human since an episode began."""
    rows = Event.visible_to(ctx).filter(
        person_id__in=group, type__in=types, happened_at__gte=episode.started_at
    )
    if episode.ended_at:
        rows = rows.filter(happened_at__lte=episode.ended_at)
    return {row.type: row for row in rows.order_by("happened_at")}


def settings_of(agency_id: UUID, pathway: str) -> dict[str, PathwaySetting]:
    """What an agency has set for a pathway, by name."""
    rows = PathwaySetting.objects.filter(agency_id=agency_id, pathway=pathway)
    return {row.name: row for row in rows.select_related("set_by__user")}


def signatures(agency_id: UUID) -> QuerySet[PathwayVersion]:
    """Every question to a clinical lead of an agency, and the answer, the newest first."""
    rows = PathwayVersion.objects.filter(agency_id=agency_id).select_related("lead__user")
    return rows.order_by("-asked_at")


def is_signed(agency_id: UUID, definition: Definition) -> bool:
    """Has a named clinical lead of the agency signed these very words?"""
    return PathwayVersion.objects.filter(
        agency_id=agency_id,
        pathway=definition.id,
        pathway_version=definition.version,
        sha256=definition.sha256,
        status=PathwayVersion.Status.SIGNED,
    ).exists()


def leads(ctx: Context) -> list[Membership]:
    """Who may be asked to sign in the asker's agency: live, in a role that signs; not oneself."""
    rows = (
        Membership.objects.filter(live(), team__agency_id=ctx.agency_id, user__is_active=True)
        .filter(role__in=roles_that_sign(ctx.agency_type))
        .exclude(user_id=ctx.user_id)
    )
    return list(rows.select_related("user", "team").order_by("user__name", "team__name"))


def roles_that_sign(agency_type: str) -> list[str]:
    """The roles that some cell of the policy lets sign what is health."""
    from throughcare.sharing.policy import load
    from throughcare.sharing.policy.vocabulary import AGENCY_ROLES, CATEGORIES, ROLE_PURPOSES

    bit = 1 << CATEGORIES["health_summary"]
    return [
        role
        for role in AGENCY_ROLES[agency_type]
        if any(
            mask & bit
            for purpose in ROLE_PURPOSES[role]
            for mask in load().masks(agency_type, role, purpose, "sign").values()
        )
    ]


def signed_keys(agency_id: UUID) -> set[tuple[str, str]]:
    """(pathway/version, checksum) of every version that is signed in an agency."""
    rows = PathwayVersion.objects.filter(agency_id=agency_id, status=PathwayVersion.Status.SIGNED)
    return {
        (f"{p}/{v}", sha) for p, v, sha in rows.values_list("pathway", "pathway_version", "sha256")
    }
