"""Counts of the courts without people."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import connection

from throughcare.court.models import (
    Custody,
    Outcome,
)


@dataclass(frozen=True)
class PlaceCount:
    """How many were listed at one court over some days, and what came of it."""

    place: str
    listed: int
    in_custody: int
    seen: int
    declined: int
    not_seen: int


def county_coverage(first: date, last: date) -> list[PlaceCount]:
    """Counts of every court between two days, by name. The database gives them to those who see
    counts only (``app.court_coverage``) and to nobody else; no id of a line or person is in them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app.court_coverage(%s, %s)", [first, last])
        rows = cursor.fetchall()
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for place, custody, outcome, people in rows:
        count = found[place]
        count["listed"] += people
        count["in_custody"] += people if custody == Custody.IN_CUSTODY else 0
        kinds = {Outcome.SEEN: "seen", Outcome.DECLINED: "declined"}
        count[kinds.get(outcome, "not_seen")] += people
    return [
        PlaceCount(
            place,
            count["listed"],
            count["in_custody"],
            count["seen"],
            count["declined"],
            count["not_seen"],
        )
        for place, count in sorted(found.items())
    ]
