"""Every write about referrals, signposting and the directory."""

from throughcare.referrals.actions.agreements import end_what_rested
from throughcare.referrals.actions.answering import (
    accept_referral,
    acknowledge_referral,
    ask_sender,
    assign_referral,
    correct_first,
    decline_referral,
    end_referral,
    keep_first,
    miss_first,
    offer_first,
)
from throughcare.referrals.actions.first import book_first, record_first
from throughcare.referrals.actions.sending import (
    Request,
    answer_question,
    note_answer_seen,
    request_transfer,
    send_referral,
    withdraw_referral,
)
from throughcare.referrals.actions.signposting import give_signpost

__all__ = [
    "Request",
    "accept_referral",
    "acknowledge_referral",
    "answer_question",
    "ask_sender",
    "assign_referral",
    "book_first",
    "correct_first",
    "decline_referral",
    "end_referral",
    "end_what_rested",
    "give_signpost",
    "keep_first",
    "miss_first",
    "note_answer_seen",
    "offer_first",
    "record_first",
    "request_transfer",
    "send_referral",
    "withdraw_referral",
]
