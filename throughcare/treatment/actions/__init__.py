"""Every write of treatment."""

from throughcare.treatment.actions.around import (
    answer_hand_over,
    check_in,
    offer_hand_over,
    supervise,
    withdraw_hand_over,
)
from throughcare.treatment.actions.correcting import correct_letter
from throughcare.treatment.actions.follow_up import end_follow_up, try_again
from throughcare.treatment.actions.gate import GateClosed
from throughcare.treatment.actions.groups import (
    Attended,
    join_group,
    leave_group,
    make_group,
    plan_meeting,
    save_meeting,
)
from throughcare.treatment.actions.letters import (
    begin_letter,
    drop_letter,
    issue_letter,
    save_letter,
)
from throughcare.treatment.actions.meetings import (
    call_off_meeting,
    follow_meetings,
    move_meeting,
)
from throughcare.treatment.actions.places import set_places
from throughcare.treatment.actions.programmes import begin, end, take_on
from throughcare.treatment.actions.rows import AllSessionsUsed
from throughcare.treatment.actions.sessions import (
    Facts,
    Next,
    NotHeldMeasured,
    SafetyUnanswered,
    asks_about_safety,
    plan_session,
    save_safety_answers,
    save_session,
)

__all__ = [
    "AllSessionsUsed",
    "Attended",
    "Facts",
    "GateClosed",
    "Next",
    "NotHeldMeasured",
    "SafetyUnanswered",
    "answer_hand_over",
    "asks_about_safety",
    "begin",
    "begin_letter",
    "call_off_meeting",
    "check_in",
    "correct_letter",
    "drop_letter",
    "end",
    "end_follow_up",
    "follow_meetings",
    "issue_letter",
    "join_group",
    "leave_group",
    "make_group",
    "move_meeting",
    "offer_hand_over",
    "plan_meeting",
    "plan_session",
    "save_letter",
    "save_meeting",
    "save_safety_answers",
    "save_session",
    "set_places",
    "supervise",
    "take_on",
    "try_again",
    "withdraw_hand_over",
]
