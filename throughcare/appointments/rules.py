"""What the words of an appointment mean."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from throughcare.appointments.models import Kind, Status
from throughcare.core import clock
from throughcare.core.access import CARE_TYPES

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: The outcomes that whoever was there records.
OUTCOMES = (
    Status.CAME,
    Status.CAME_LATE,
    Status.TOLD_US_FIRST,
    Status.DID_NOT_COME,
    Status.WE_CANCELLED,
)
#: The person was there.
ATTENDED = (Status.CAME, Status.CAME_LATE)
#: The person was expected and was not there.
MISSED = (Status.TOLD_US_FIRST, Status.DID_NOT_COME)
#: Known before the time has come.
IN_ADVANCE = (Status.TOLD_US_FIRST, Status.WE_CANCELLED)
LONGEST_MINUTES = 720
#: The hour at which "record who came" comes up, the day after.
ASK_AT = time(9, 0)


def kinds_of(agency_type: str) -> tuple[Kind, ...]:
    """What an agency of this type books: probation its own appointments, care providers care."""
    if agency_type == "probation":
        return (Kind.PROBATION, Kind.GROUP, Kind.OTHER)
    return tuple(kind for kind in Kind if kind != Kind.PROBATION)


def category_of(agency_type: str) -> str:
    """Probation holds no health summary of its own: its appointments stand with the order."""
    return "justice" if agency_type == "probation" else "health_summary"


def keeps_appointments(ctx: Context) -> bool:
    """Those who treat, support or supervise the person; police and court keep none."""
    return ctx.agency_type in (*CARE_TYPES, "probation")


def outcome_due(starts_at: datetime) -> datetime:
    """When somebody must have said who came: the morning after."""
    day = local_day(starts_at) + timedelta(days=1)
    return datetime.combine(day, ASK_AT, tzinfo=clock.LONDON)


def local_day(at: datetime) -> date:
    return at.astimezone(clock.LONDON).date()


def has_come(starts_at: datetime) -> bool:
    """Has its day come? Somebody may be early, never a day early."""
    return local_day(starts_at) <= clock.today()


def week_of(on: date) -> tuple[date, date]:
    """Monday and Sunday of the week of a day."""
    monday = on - timedelta(days=on.weekday())
    return monday, monday + timedelta(days=6)


def span_of(first: date, last: date) -> tuple[datetime, datetime]:
    """From the first moment of one day until the first moment after another, in London."""
    start = datetime.combine(first, time(), tzinfo=clock.LONDON)
    return start, datetime.combine(last + timedelta(days=1), time(), tzinfo=clock.LONDON)
