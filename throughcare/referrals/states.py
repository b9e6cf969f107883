"""What can happen next to a referral. Pure data; ``database/referrals.sql`` holds the same moves,
and a test keeps the two together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SENT, ACKNOWLEDGED, ASKED = "sent", "acknowledged", "asked"
ACCEPTED, DECLINED, WITHDRAWN = "accepted", "declined", "withdrawn"
KEPT, ENDED = "kept", "ended"

#: Nobody has said yes or no yet.
WAITING: Final = frozenset({SENT, ACKNOWLEDGED, ASKED})
#: Nothing more happens to it, but that "came" may have been wrong.
OVER: Final = frozenset({DECLINED, WITHDRAWN, KEPT, ENDED})

RECEIVER, SENDER = "receiver", "sender"


@dataclass(frozen=True)
class Move:
    """One move: from which states, to which (None leaves it), by whom, said by which event.

    ``by_hand``: the sender writes it down for a service outside the product.
    """

    sources: frozenset[str]
    target: str | None
    event: str
    by: str
    by_hand: bool = False
    needs_words: bool = False


MOVES: Final = {
    "acknowledge": Move(
        frozenset({SENT}), ACKNOWLEDGED, "referral.acknowledged", RECEIVER, by_hand=True
    ),
    "ask": Move(
        frozenset({SENT, ACKNOWLEDGED}), ASKED, "referral.asked", RECEIVER, needs_words=True
    ),
    "answer": Move(
        frozenset({ASKED}), ACKNOWLEDGED, "referral.question_answered", SENDER, needs_words=True
    ),
    "accept": Move(WAITING, ACCEPTED, "referral.accepted", RECEIVER, by_hand=True),
    "decline": Move(
        WAITING, DECLINED, "referral.declined", RECEIVER, by_hand=True, needs_words=True
    ),
    "withdraw": Move(WAITING, WITHDRAWN, "referral.withdrawn", SENDER, needs_words=True),
    "offer": Move(frozenset({ACCEPTED}), None, "referral.first_offered", RECEIVER, by_hand=True),
    "miss": Move(frozenset({ACCEPTED}), None, "referral.first_missed", RECEIVER, by_hand=True),
    "keep": Move(frozenset({ACCEPTED}), KEPT, "referral.first_kept", RECEIVER, by_hand=True),
    # Who came was written down wrong.
    "correct": Move(
        frozenset({KEPT}), ACCEPTED, "referral.first_corrected", RECEIVER, by_hand=True
    ),
    "end": Move(
        frozenset({ACCEPTED}), ENDED, "referral.ended", RECEIVER, by_hand=True, needs_words=True
    ),
    "assign": Move(WAITING | {ACCEPTED}, None, "referral.assigned", RECEIVER),
}


def may_move(name: str, status: str) -> bool:
    """Does this move start from this state?"""
    return status in MOVES[name].sources


def target_of(name: str, status: str) -> str:
    """The state that a move leads to."""
    return MOVES[name].target or status
