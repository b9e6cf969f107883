"""Every read of treatment; each knows who asks."""

from throughcare.treatment.selectors.around import (
    check_ins_of,
    follow_ups_of,
    hand_overs_of,
    latest_supervision,
    supervision_of,
    words_of,
)
from throughcare.treatment.selectors.groups import (
    group_of,
    groups_of,
    in_group,
    meeting_of,
    meetings_of,
    reminders_of,
    sessions_of_meeting,
    who_could_join,
)
from throughcare.treatment.selectors.letters import (
    letters_of,
    officers_of,
    reader_of,
    told_of,
    whole_letter,
)
from throughcare.treatment.selectors.programmes import (
    Queue,
    leads,
    places_of,
    programmes_of,
    queue,
    under_way,
    waiting_for,
)
from throughcare.treatment.selectors.questionnaires import (
    answered_before,
    answered_on,
    measured_at,
    measured_of,
)
from throughcare.treatment.selectors.sessions import (
    WeekLine,
    appointment_of,
    booked_of,
    has_sessions_left,
    held_count,
    sessions_of_week,
)

__all__ = [
    "Queue",
    "WeekLine",
    "answered_before",
    "answered_on",
    "appointment_of",
    "booked_of",
    "check_ins_of",
    "follow_ups_of",
    "group_of",
    "groups_of",
    "hand_overs_of",
    "has_sessions_left",
    "held_count",
    "in_group",
    "latest_supervision",
    "leads",
    "letters_of",
    "measured_at",
    "measured_of",
    "meeting_of",
    "meetings_of",
    "officers_of",
    "places_of",
    "programmes_of",
    "queue",
    "reader_of",
    "reminders_of",
    "sessions_of_meeting",
    "sessions_of_week",
    "supervision_of",
    "told_of",
    "under_way",
    "waiting_for",
    "who_could_join",
    "whole_letter",
    "words_of",
]
