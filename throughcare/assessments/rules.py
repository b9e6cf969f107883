"""What the words of an assessment mean. Pure functions and periods; no database."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings

from throughcare.core.clock import LONDON
from throughcare.screening.rules import minutes, safety_prompt_within

__all__ = ["finish_within", "look_again_at", "safety_prompt_within", "triage_answer_within"]


def finish_within() -> timedelta:
    """After this an assessment that nobody ended is overdue; no national figure is verified."""
    return minutes("ASSESSMENT_FINISH_MINUTES", 24 * 60)


def triage_answer_within() -> timedelta | None:
    """How soon a psychiatrist or approved professional should answer, where the site set it.

    Off until the site sets TRIAGE_ANSWER_MINUTES: no national figure is verified, so that
    nothing is called late by a clock of our own.
    """
    given = getattr(settings, "TRIAGE_ANSWER_MINUTES", None)
    return timedelta(minutes=int(given)) if given else None


def look_again_at(day: date) -> datetime:
    """The moment at which a line that names a day comes up: the start of that working day."""
    return datetime.combine(day, time(9), tzinfo=LONDON)
