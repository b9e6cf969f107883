"""Every write of what passes between treatment, officer and court after sentence."""

from throughcare.enforcement.actions.decided import (
    MustRefer,
    decide_absence,
    give_warning,
    reconsider_absence,
    refer_to_enforcement,
)
from throughcare.enforcement.actions.reviewed import ReviewFacts, hold_review, say_read
from throughcare.enforcement.actions.stated import Period, issue_statement
from throughcare.enforcement.actions.updates import (
    AlreadyAsked,
    ask_update,
    end_update,
    remind_officer,
    reply_update,
)

__all__ = [
    "AlreadyAsked",
    "MustRefer",
    "Period",
    "ReviewFacts",
    "ask_update",
    "decide_absence",
    "end_update",
    "give_warning",
    "hold_review",
    "issue_statement",
    "reconsider_absence",
    "refer_to_enforcement",
    "remind_officer",
    "reply_update",
    "say_read",
]
