"""Every write of the day at court."""

from throughcare.court.actions.advice import (
    AdviceFacts,
    Clinical,
    FeedbackFacts,
    give_advice,
    give_feedback,
)
from throughcare.court.actions.comparing import Change, Day
from throughcare.court.actions.entries import EntryFacts, add_entry, change_entry
from throughcare.court.actions.follow_ups import end_follow_up
from throughcare.court.actions.hearings import HearingFacts, add_hearing, take_off_second
from throughcare.court.actions.linking import link_entry, unlink_entry
from throughcare.court.actions.outcome_facts import OutcomeFacts
from throughcare.court.actions.outcomes import correct_outcome, record_outcome
from throughcare.court.actions.requests import (
    RequestFacts,
    accept_request,
    acknowledge_request,
    ask_to_see,
    decline_request,
    withdraw_request,
)
from throughcare.court.actions.seeing import note_not_seen, note_outcome, pass_to_youth_service
from throughcare.court.actions.taking import (
    ListRefused,
    Taken,
    Unplaced,
    may_take_lists_in,
    take_back,
    take_list_in,
)

__all__ = [
    "AdviceFacts",
    "Change",
    "Clinical",
    "Day",
    "EntryFacts",
    "FeedbackFacts",
    "HearingFacts",
    "ListRefused",
    "OutcomeFacts",
    "RequestFacts",
    "Taken",
    "Unplaced",
    "accept_request",
    "acknowledge_request",
    "add_entry",
    "add_hearing",
    "ask_to_see",
    "change_entry",
    "correct_outcome",
    "decline_request",
    "end_follow_up",
    "give_advice",
    "give_feedback",
    "link_entry",
    "may_take_lists_in",
    "note_not_seen",
    "note_outcome",
    "pass_to_youth_service",
    "record_outcome",
    "take_back",
    "take_list_in",
    "take_off_second",
    "unlink_entry",
    "withdraw_request",
]
