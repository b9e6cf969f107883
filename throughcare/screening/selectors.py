"""What the pages of custody and screening read; each knows who asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from throughcare.agencies.models import Place
from throughcare.screening.models import (
    AppropriateAdult,
    CustodyAdvice,
    CustodyEntry,
    SafetyAction,
    Screen,
    ScreenAnswer,
)

if TYPE_CHECKING:
    from throughcare.core.context import Context

IN_CUSTODY = (CustodyEntry.Status.WAITING, CustodyEntry.Status.LINKED)
#: More than any custody suite holds.
MOST_ENTRIES = 200
MOST_SCREENS = 20


def custody_places(ctx: Context) -> list[Place]:
    """The custody suites that the asker's team covers."""
    rows = Place.objects.filter(pk__in=ctx.principals, kind=Place.Kind.CUSTODY, ends_on=None)
    return list(rows.order_by("name"))


def places_and_people_in(ctx: Context) -> list[tuple[Place, int]]:
    """All places of the asker's team, each with how many are in custody there."""
    inside = (
        CustodyEntry.visible_to(ctx)
        .filter(place_id=OuterRef("pk"), status__in=IN_CUSTODY)
        .order_by()
        .values("place_id")
        .annotate(people=Count("pk"))
        .values("people")
    )
    rows = Place.objects.filter(pk__in=ctx.principals, ends_on=None).annotate(
        inside=Coalesce(Subquery(inside), 0)
    )
    return [(place, place.inside) for place in rows.order_by("name")]


def custody_place(ctx: Context, slug: str) -> Place:
    """The custody suite at this address; Http404 for one that the team does not cover."""
    found = Place.objects.filter(pk__in=ctx.principals, kind=Place.Kind.CUSTODY, slug=slug).first()
    if found is None:
        raise Http404
    return found


def in_custody(ctx: Context, places: Iterable[UUID]) -> list[CustodyEntry]:
    """Who is in now: a worry that nobody has seen to first, then by arrival."""
    rows = list(
        CustodyEntry.visible_to(ctx)
        .filter(place_id__in=list(places), status__in=IN_CUSTODY)
        .select_related("person", "place")
        .order_by("arrived_at")[:MOST_ENTRIES]
    )
    ctx.shown.people(*(row.person_id for row in rows))
    ctx.shown.objects(*(row.pk for row in rows))
    return sorted(rows, key=lambda row: (not (row.worry and not row.outcome), bool(row.outcome)))


def entries_of(
    ctx: Context, *, entry_ids: Iterable[UUID], people: Iterable[UUID]
) -> list[CustodyEntry]:
    """Entries by their own id, and the open entries of people.

    ``started`` on each: somebody of the agency began to screen the person and has not finished.
    """
    open_screens = Screen.visible_to(ctx).filter(
        person_id=OuterRef("person_id"), status=Screen.Status.STARTED, agency_id=ctx.agency_id
    )
    return list(
        CustodyEntry.visible_to(ctx)
        .annotate(started=Exists(open_screens))
        .filter(Q(pk__in=list(entry_ids)) | Q(person_id__in=list(people), status__in=IN_CUSTODY))
        .select_related("person", "place")
        .order_by("arrived_at")
    )


def open_entry(ctx: Context, group: Sequence[UUID]) -> CustodyEntry | None:
    """Where the person is in custody now, if they are."""
    rows = CustodyEntry.visible_to(ctx).filter(
        person_id__in=list(group), status=CustodyEntry.Status.LINKED
    )
    found: CustodyEntry | None = rows.select_related("place").order_by("-arrived_at").first()
    return found


@dataclass(frozen=True)
class Coverage:
    """How many were in since a moment, and what came of it."""

    people: int
    by_outcome: Counter[str]

    def count(self, outcome: str) -> int:
        return self.by_outcome[outcome]


def coverage(ctx: Context, place_id: UUID, *, since: datetime) -> Coverage:
    """Counts of everybody who was in since then, whether or not anybody could see them.

    Who arrived before midnight and is still to see is not gone at midnight.
    """
    were_in = Q(arrived_at__gte=since) | Q(left_at__gte=since) | Q(status__in=IN_CUSTODY)
    rows = (
        CustodyEntry.visible_to(ctx)
        .filter(were_in, place_id=place_id)
        .values("outcome")
        .annotate(people=Count("pk"))
    )
    counts = Counter({row["outcome"]: row["people"] for row in rows})
    return Coverage(people=counts.total(), by_outcome=counts)


def screens_of(ctx: Context, group: Sequence[UUID]) -> list[Screen]:
    """Screenings of the person, the newest first, without those begun by mistake."""
    rows = list(
        Screen.visible_to(ctx)
        .filter(person_id__in=list(group))
        .exclude(status=Screen.Status.VOID)
        .select_related("place")
        .order_by("-started_at")[:MOST_SCREENS]
    )
    ctx.shown.objects(*(row.pk for row in rows))
    return rows


def answers_of(ctx: Context, screen: Screen) -> dict[str, ScreenAnswer]:
    """The answers of one screening by question."""
    rows = list(ScreenAnswer.visible_to(ctx).filter(screen_id=screen.pk))
    ctx.shown.objects(*(row.pk for row in rows))
    return {row.question: row for row in rows}


def advice_of(ctx: Context, screen: Screen) -> list[CustodyAdvice]:
    """What custody was told after one screening."""
    rows = list(CustodyAdvice.visible_to(ctx).filter(screen_id=screen.pk).order_by("told_at"))
    ctx.shown.objects(*(row.pk for row in rows))
    return rows


def actions_of(ctx: Context, screen: Screen) -> list[SafetyAction]:
    """What was done about the safety answers of one screening."""
    rows = SafetyAction.visible_to(ctx).filter(screen_id=screen.pk).order_by("recorded_at")
    return list(rows)


def adults_of(ctx: Context, screen: Screen) -> list[AppropriateAdult]:
    """Whether an appropriate adult was needed in one screening, and came."""
    return list(AppropriateAdult.visible_to(ctx).filter(screen_id=screen.pk).order_by("asked_at"))
