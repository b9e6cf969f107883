"""Treatment after sentence: programmes, sessions, what was written, letters, follow-up."""

from throughcare.treatment.models.around import (
    CheckIn,
    FollowUp,
    FollowUpTry,
    HandOver,
    Supervision,
)
from throughcare.treatment.models.groups import Group, GroupMeeting, GroupPlace, TeamPlaces
from throughcare.treatment.models.letters import Letter
from throughcare.treatment.models.programme import Measured, Programme, Session, SessionNote, Words

__all__ = [
    "CheckIn",
    "FollowUp",
    "FollowUpTry",
    "Group",
    "GroupMeeting",
    "GroupPlace",
    "HandOver",
    "Letter",
    "Measured",
    "Programme",
    "Session",
    "SessionNote",
    "Supervision",
    "TeamPlaces",
    "Words",
]
