"""What is read of episodes, clocks and settings; each knows who asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from throughcare.core.models import Event
from throughcare.pathways.models import Clock, Episode, PathwaySetting

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
