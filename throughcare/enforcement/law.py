"""For how long a warning counts: dated rows with a source (law.toml), and the clock they make."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings

FILE = Path(__file__).with_name("law.toml")


@dataclass(frozen=True)
class WarningRule:
    """How many months a warning counts under one kind of order, and where that is written."""

    order: str
    months: int
    source: str
    status: str
    starts_on: date
    ends_on: date | None = None

    def holds(self, on: date) -> bool:
        """In force on a day, and either verified or confirmed by the legal lead of the site."""
        in_time = self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)
        return in_time and (self.status != "G" or self.order in settings.ENFORCEMENT_LAW_ON)


@dataclass(frozen=True)
class WarningClock:
    """A warning that counts: day ``day`` of ``days``, to ``last_day``."""

    given_on: date
    last_day: date
    day: int
    days: int

    @property
    def left(self) -> int:
        return max(0, self.days - self.day)


@cache
def all_rules() -> tuple[WarningRule, ...]:
    return tuple(WarningRule(**row) for row in tomllib.loads(FILE.read_text("utf-8"))["warning"])


def rule_for(order_kind: str, on: date) -> WarningRule | None:
    """The rule that holds for a kind of order on a day; None where none is known here."""
    return next((r for r in all_rules() if r.order == order_kind and r.holds(on)), None)


def last_day(given_on: date, months: int) -> date:
    """The last day on which a warning counts: 12 months from 12 October end on 11 October.

    Where the month has no such day (29 February), on the last day of that month.
    """
    index = given_on.month - 1 + months
    year, month = given_on.year + index // 12, index % 12 + 1
    longest = monthrange(year, month)[1]
    if given_on.day > longest:
        return date(year, month, longest)
    return date(year, month, given_on.day) - timedelta(days=1)


def clock_of(given_on: date, until: date, today: date) -> WarningClock | None:
    """The clock of a warning as it stands; None once its last day is over."""
    if today > until or today < given_on:
        return None
    days = (until - given_on).days + 1
    return WarningClock(given_on, until, (today - given_on).days + 1, days)
