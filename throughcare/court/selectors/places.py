"""The courts that a team covers, and those that a case may go to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import Http404

from throughcare.agencies.models import Place
from throughcare.court.models import (
    HearingOutcome,
)

if TYPE_CHECKING:
    from throughcare.core.context import Context


def court_places(ctx: Context) -> list[Place]:
    """The courts that the asker's team covers."""
    rows = Place.objects.filter(pk__in=ctx.principals, kind=Place.Kind.COURT, ends_on=None)
    return list(rows.order_by("name"))


def other_courts(ctx: Context, outcome: HearingOutcome | None) -> list[Place]:
    """Every court that a case may go to: those of the asker's team first, then by name.

    One that an outcome names stays, though it is no longer used.
    """
    used = Q(ends_on=None) | Q(pk=outcome.adjourned_place_id if outcome else None)
    rows = Place.objects.filter(used, kind=Place.Kind.COURT)
    return sorted(rows, key=lambda place: (place.pk not in ctx.principals, place.name))


def court_place(ctx: Context, slug: str) -> Place:
    """The court at this address; Http404 for one that the team does not cover."""
    found = Place.objects.filter(pk__in=ctx.principals, kind=Place.Kind.COURT, slug=slug).first()
    if found is None:
        raise Http404
    return found
