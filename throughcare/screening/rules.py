"""What the words of custody and screening mean. Pure functions and periods; no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings

from throughcare.core.clock import LONDON

#: Nobody is put on a list at a greater age: a typing mistake.
OLDEST = 110


def minutes(name: str, default: int) -> timedelta:
    """A period of the deploying service, in minutes; no national figure is verified for any."""
    return timedelta(minutes=int(getattr(settings, name, default)))


def safety_prompt_within() -> timedelta:
    """After this an open safety prompt stands on the team lead's list too."""
    return minutes("SAFETY_PROMPT_MINUTES", 15)


def screen_within() -> timedelta:
    """How soon somebody who was put on the list is due to be seen."""
    return minutes("SCREEN_WITHIN_MINUTES", 60)


def advice_checked_within() -> timedelta:
    """When we ask whether custody acted on what we told them."""
    return minutes("ADVICE_CHECK_MINUTES", 120)


def adult_within() -> timedelta:
    """When we ask whether the appropriate adult has come."""
    return minutes("APPROPRIATE_ADULT_MINUTES", 60)


def assess_within() -> timedelta:
    """How soon after "assess here" the assessment is due."""
    return minutes("ASSESS_WITHIN_MINUTES", 120)


def court_sits_at() -> time:
    """When the morning's court begins; the worklist puts what must be done before it first."""
    hour, minute = str(getattr(settings, "COURT_SITS_AT", "10:00")).split(":")
    return time(int(hour), int(minute))


def court_sits_on(day: date) -> datetime:
    """The moment at which court sits on a day."""
    return datetime.combine(day, court_sits_at(), tzinfo=LONDON)


def next_sitting(now: datetime) -> datetime:
    """The next time that court sits: this morning, or the next weekday's."""
    local = now.astimezone(LONDON)
    day = local.date()
    if local >= court_sits_on(day) or day.weekday() > 4:
        day = next_working_day(day)
    return court_sits_on(day)


def next_working_day(day: date) -> date:
    """The next day from Monday to Friday; bank holidays are not known here."""
    day += timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


@dataclass(frozen=True)
class NextStep:
    """What a decision puts on the worklist: kind, urgency and by when."""

    kind: str
    urgency: str
    due_at: datetime


def next_step(decision: str, at: datetime, heard_at: datetime | None = None) -> NextStep | None:
    """What is owed after a screening with this decision; nothing when no need was found.

    ``heard_at`` is the hearing that the person waits for. One whose time has passed and of which
    nothing is recorded is still to come: the assessment is due at once.
    """
    day = at.astimezone(LONDON).date()
    morning = court_sits_on(next_working_day(day))
    at_court = max(heard_at, at) if heard_at else next_sitting(at)
    steps: dict[str, NextStep] = {
        "act_now": NextStep("tell_custody", "act_now", at),
        "assess_here": NextStep("assess", "today", at + assess_within()),
        "assess_court": NextStep("assess", "today", at_court),
        "refer": NextStep("refer", "planned", morning),
    }
    return steps.get(decision)


def moment(text: Any) -> datetime | None:
    """A moment out of the payload of an event."""
    return datetime.fromisoformat(text) if isinstance(text, str) and text else None


def moment_or_none(text: str) -> datetime | None:
    """A moment with its zone out of what a browser sent; None when it is not one."""
    try:
        at = datetime.fromisoformat(text[:40])
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
