"""What the words of support mean. Days of notice are settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from throughcare.core import clock
from throughcare.core.access import CARE_TYPES
from throughcare.court.rules import begins
from throughcare.support.models import Answer, SupportTask

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = SupportTask.Status
#: Somebody still has something to do.
OPEN = (Status.NOT_STARTED, Status.STARTED, Status.BOOKED, Status.WAITING, Status.STUCK)
ENDED = (Status.DONE, Status.NOT_WANTED)
#: The person chooses at most so many needs to begin with (screens.md §2, first needs check).
MOST_FIRST = 3


def gives_support(ctx: Context) -> bool:
    """Support is given by care providers; others are told where the person agreed."""
    return ctx.agency_type in CARE_TYPES


def reads_support(ctx: Context) -> bool:
    """Those who give support, in a role that writes what helps: an administrator sees attendance
    and no other summary (cells.csv).
    """
    return gives_support(ctx) and ctx.allows("create", "health_summary")


def is_open(status: str) -> bool:
    return status in OPEN


def needs_next_step(status: str) -> bool:
    """A line that is still open says what comes next and when."""
    return is_open(status)


def due_at(on: date) -> datetime:
    """When a next step comes on the list of work: the morning of its day."""
    return begins(on, None)


def urgency_of(on: date, *, today: date) -> str:
    return "today" if on <= today else "planned"


def first_step_on(answer: str) -> date:
    """When a need that was chosen is first looked at: an urgent one today."""
    if answer == Answer.URGENT:
        return clock.today()
    return clock.today() + timedelta(days=settings.SUPPORT_FIRST_STEP_DAYS)


def starts_with(answers: Mapping[str, str], first: Sequence[str]) -> list[str]:
    """The needs that become lines of work: what the person chose, then what is urgent."""
    urgent = [need for need, answer in answers.items() if answer == Answer.URGENT]
    return [*first, *(need for need in urgent if need not in first)]
