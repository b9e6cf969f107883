"""What time it is. One door, so that tests and the rehearsal can set the clock and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

LONDON = ZoneInfo("Europe/London")
_set_to: ContextVar[datetime | None] = ContextVar("set_to", default=None)


class ClockNotSet(Exception):
    """Only the demonstration tells of another time than this moment."""


def now() -> datetime:
    """This moment, aware of its zone."""
    return _set_to.get() or timezone.now()


def today() -> date:
    """Today in Europe/London, whatever the zone of the machine."""
    return now().astimezone(LONDON).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let ``now`` say ``moment`` in this thread. Raises ClockNotSet outside the demonstration.

    The database has a clock of its own: see ``app.now`` in ``core/database/base.sql``.
    """
    if not settings.DEMONSTRATION:
        raise ClockNotSet("the clock is set only in the demonstration")
    with standing_at(moment):
        yield


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let ``now`` say ``moment`` while something is worked out that is neither stored nor shown."""
    before = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(before)
