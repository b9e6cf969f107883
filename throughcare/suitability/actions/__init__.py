"""Every write about suitability."""

from throughcare.suitability.actions.answered import Answered, answer, put_in_sequence
from throughcare.suitability.actions.ended import close, correct_end, look_again
from throughcare.suitability.actions.opened import change_dates, consider
from throughcare.suitability.actions.signed import (
    Signing,
    WillingnessMissing,
    send_for_sign_off,
    sign,
    take_back,
    why_not_sign,
)

__all__ = [
    "Answered",
    "Signing",
    "WillingnessMissing",
    "answer",
    "change_dates",
    "close",
    "consider",
    "correct_end",
    "look_again",
    "put_in_sequence",
    "send_for_sign_off",
    "sign",
    "take_back",
    "why_not_sign",
]
