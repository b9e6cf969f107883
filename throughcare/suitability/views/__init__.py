"""The pages of suitability."""

from throughcare.suitability.views.decided import Decided
from throughcare.suitability.views.page import PersonSuitability
from throughcare.suitability.views.signing import EasyRead, Send, SignOff, TakeBack
from throughcare.suitability.views.working import (
    AnswerCriterion,
    AskWilling,
    ChangeDates,
    Close,
    Consider,
    PutInSequence,
)

__all__ = [
    "AnswerCriterion",
    "AskWilling",
    "ChangeDates",
    "Close",
    "Consider",
    "Decided",
    "EasyRead",
    "PersonSuitability",
    "PutInSequence",
    "Send",
    "SignOff",
    "TakeBack",
]
