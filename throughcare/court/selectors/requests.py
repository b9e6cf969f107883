"""Requests to see somebody at court."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from throughcare.court.models import (
    CourtRequest,
)

if TYPE_CHECKING:
    from throughcare.core.context import Context


MOST_REQUESTS = 100


OPEN_REQUESTS = (CourtRequest.Status.SENT, CourtRequest.Status.ACKNOWLEDGED)


def requests_at(ctx: Context, places: Iterable[UUID], *, since: datetime) -> list[CourtRequest]:
    """Open requests of these courts, and those answered since, the most pressing first."""
    answered = Q(recorded_at__gte=since) & ~Q(status__in=OPEN_REQUESTS)
    rows = list(
        CourtRequest.visible_to(ctx)
        .filter(Q(status__in=OPEN_REQUESTS) | answered, place_id__in=list(places))
        .select_related("place")
        .order_by("needed_by")[:MOST_REQUESTS]
    )
    ctx.shown.objects(*(row.pk for row in rows))
    order = {CourtRequest.Status.SENT: 0, CourtRequest.Status.ACKNOWLEDGED: 1}
    return sorted(rows, key=lambda row: order.get(row.status, 2))
