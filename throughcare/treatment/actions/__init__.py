"""Every write of treatment."""

from throughcare.treatment.actions.programmes import begin, end, take_on
from throughcare.treatment.actions.sessions import (
    Facts,
    Next,
    NotHeldMeasured,
    SafetyUnanswered,
    plan_session,
    save_safety_answers,
    save_session,
)

__all__ = [
    "Facts",
    "Next",
    "NotHeldMeasured",
    "SafetyUnanswered",
    "begin",
    "end",
    "plan_session",
    "save_safety_answers",
    "save_session",
    "take_on",
]
