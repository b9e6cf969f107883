"""What people do with texts: ask for one, take it back, tell the person another way."""

from throughcare.messages.actions.queueing import CannotText, can_text, queue
from throughcare.messages.actions.settling import mark_told, withdraw, withdraw_about
from throughcare.messages.actions.wishes import WishFacts, record_wishes

__all__ = [
    "CannotText",
    "WishFacts",
    "can_text",
    "mark_told",
    "queue",
    "record_wishes",
    "withdraw",
    "withdraw_about",
]
