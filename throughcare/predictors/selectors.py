"""What this reader may see of results of predictors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.predictors.models import PredictorScore

if TYPE_CHECKING:
    from throughcare.core.context import Context


def scores_of(ctx: Context, group: Sequence[UUID]) -> list[PredictorScore]:
    """Every result of a human, the newest first, with those that were corrected: one statement."""
    rows = PredictorScore.visible_to(ctx).filter(person_id__in=list(group))
    found = list(
        rows.select_related("agency", "recorded_by__user").order_by("-assessed_on", "-recorded_at")
    )
    ctx.shown.objects(*(row.pk for row in found))
    return found
