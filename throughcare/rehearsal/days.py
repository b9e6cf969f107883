"""The calendar of the story: days counted from the day on which it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from throughcare.core.clock import LONDON

SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """What day it was when; ``now`` is the moment of telling."""

    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(LONDON).date()

    def back(self, days: int) -> date:
        """That many working days before today; 0 is today, whatever day it is."""
        on = self.today
        while days > 0:
            on -= timedelta(days=1)
            days -= on.weekday() < SATURDAY
        return on

    def last_saturday(self) -> date:
        """The last Saturday before today: courts of remand sit on it."""
        return self.today - timedelta(days=(self.today.weekday() - SATURDAY) % 7 or 7)

    def next_sitting(self) -> date:
        """The working day after today."""
        return self.on_from(self.today + timedelta(days=1))

    @staticmethod
    def on_from(on: date) -> date:
        """That day, or the working day after it."""
        while on.weekday() >= SATURDAY:
            on += timedelta(days=1)
        return on

    @staticmethod
    def eve(on: date) -> date:
        """The working day before that day."""
        on -= timedelta(days=1)
        while on.weekday() >= SATURDAY:
            on -= timedelta(days=1)
        return on


def moment(on: date, at: str | time, minutes: int = 0) -> datetime:
    """A time of a day in London, and some minutes."""
    clock = time.fromisoformat(at) if isinstance(at, str) else at
    # In UTC, where minutes pass evenly also on the days when summer time begins or ends.
    begins = datetime.combine(on, clock, tzinfo=LONDON).astimezone(UTC)
    return begins + timedelta(minutes=minutes)


def months_on(on: date, months: int) -> date:
    """The last day of an order of whole months: the day before its date comes round."""
    years, month = divmod(on.month - 1 + months, 12)
    return date(on.year + years, month + 1, min(on.day, 28)) - timedelta(days=1)
