"""How many people a team treats at a time: set by a service administrator, with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction

from throughcare.agencies.models import Team
from throughcare.agencies.rules import require_manager
from throughcare.core import clock, registry
from throughcare.core.errors import NotAllowed, ReasonMissing, StaleVersion
from throughcare.treatment.models import TeamPlaces

if TYPE_CHECKING:
    from throughcare.core.context import Context


def set_places(
    ctx: Context, *, team_id: UUID, places: int | None, source: str, version: int
) -> TeamPlaces:
    """Set it or take it back (None). ``version`` is 0 when none was set before."""
    require_manager(ctx)
    if not Team.objects.filter(pk=team_id, agency_id=ctx.agency_id).exists():
        raise NotAllowed("amend", "the team is not of this agency")
    if not source.strip():
        raise ReasonMissing("a number of places has a source")
    values = {"places": places, "source": source.strip(), "set_at": clock.now()}
    if version == 0:
        row = TeamPlaces(team_id=team_id, agency_id=ctx.agency_id, **values)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as taken:
            raise StaleVersion(row_id=team_id, theirs=None) from taken
    else:
        rows = TeamPlaces.objects.filter(team_id=team_id, version=version)
        if not rows.update(**values, version=version + 1):
            raise StaleVersion(row_id=team_id, theirs=None)
        row = TeamPlaces.objects.get(team_id=team_id)
    registry.supplied("audit").write(
        ctx, action="settings.team_places_set", outcome="allowed", object_ids=[team_id]
    )
    return row
