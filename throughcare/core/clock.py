"""What time it is. One door, so that tests can stop the clock and production cannot."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """This moment, aware of its zone."""
    return timezone.now()


def today() -> date:
    """Today in Europe/London, whatever the zone of the machine."""
    return now().astimezone(LONDON).date()
