"""One day at one court: who is listed and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef

from throughcare.agencies.models import Place
from throughcare.court import rules
from throughcare.court.models import (
    CourtList,
    Custody,
    Hearing,
    ListEntry,
)
from throughcare.court.selectors.hearings import standing_hearings
from throughcare.screening.models import Screen

if TYPE_CHECKING:
    from throughcare.core.context import Context


#: More than any court lists in a day; a page that leaves lines out says so.
MOST_ENTRIES = 400


SHOWN = (ListEntry.Status.WAITING, ListEntry.Status.LINKED, ListEntry.Status.PASSED_ON)


@dataclass(frozen=True)
class CourtDay:
    """One day at one court: its people, how many organisations, what is more than a page."""

    entries: list[ListEntry]
    organisations: int
    more: bool = False
    hearings: dict[UUID, Hearing] = field(default_factory=dict)


def court_day(ctx: Context, place: Place, on: date) -> CourtDay:
    """Who is listed. ``started`` on an entry: somebody began to screen and has not finished."""
    open_screens = Screen.visible_to(ctx).filter(
        person_id=OuterRef("person_id"), status=Screen.Status.STARTED, agency_id=ctx.agency_id
    )
    rows = list(
        ListEntry.visible_to(ctx)
        .annotate(started=Exists(open_screens))
        .filter(place_id=place.pk, on=on, team_id__in=ctx.principals)
        .exclude(status=ListEntry.Status.WITHDRAWN)
        .select_related("person", "place")
        .order_by("starts_at", "family_name", "given_name")[: MOST_ENTRIES + 1]
    )
    rows.sort(
        key=lambda row: (rules.begins(on, row.starts_at or time.max), rules.room_key(row.room))
    )
    people = [row for row in rows[:MOST_ENTRIES] if row.status in SHOWN]
    ctx.shown.people(*(row.person_id for row in people))
    ctx.shown.objects(*(row.pk for row in people))
    linked = [row.pk for row in people if row.person_id]
    found = (
        {hearing.entry_id: hearing for hearing in standing_hearings(ctx, entry_id__in=linked)}
        if linked
        else {}
    )
    return CourtDay(people, len(rows[:MOST_ENTRIES]) - len(people), len(rows) > MOST_ENTRIES, found)


@dataclass(frozen=True)
class Coverage:
    """How many are listed and what came of it; each person of the list once."""

    listed: int
    in_custody: int
    by_outcome: Counter[str]

    def count(self, *outcomes: str) -> int:
        return sum(self.by_outcome[outcome] for outcome in outcomes)


def coverage_of(entries: Iterable[ListEntry]) -> Coverage:
    """Counts of the lines of a page; a line that the newer list dropped counts if it was seen."""
    counted = [entry for entry in entries if not entry.gone or entry.outcome]
    custody = sum(1 for entry in counted if entry.custody == Custody.IN_CUSTODY)
    return Coverage(len(counted), custody, Counter(entry.outcome for entry in counted))


def lists_of(ctx: Context, place: Place, on: date) -> list[CourtList]:
    """The lists taken in for a day, the newest first."""
    rows = CourtList.visible_to(ctx).filter(place_id=place.pk, on=on, by_hand=False)
    return list(rows.select_related("recorded_by__user").order_by("-recorded_at")[:10])
