"""What a referral puts on the sender's list, and what takes it off again.

The receiving team has its inbox: what waits there is read from the referrals themselves.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from throughcare.core.events import DueRule, due_rule
from throughcare.core.models import Event

Answer = tuple[str, datetime, dict[str, Any]] | None

OVER = (
    "referral.declined",
    "referral.withdrawn",
    "referral.first_kept",
    "referral.ended",
)


def _said(event: Event, **more: Any) -> dict[str, Any]:
    """Named on the line; it is the work of whoever sent it."""
    return {"service": event.payload["service"], "owner": event.payload["sender"], **more}


def reply(event: Event) -> Answer:
    """By when the service should have said yes or no; then somebody asks them."""
    return "planned", datetime.fromisoformat(event.payload["due_at"]), _said(event)


def told(event: Event) -> Answer:
    """Something came back: the sender reads it, unless they wrote it down themselves."""
    if str(event.by_membership_id) == event.payload["sender"]:
        return None
    return "today", event.happened_at, _said(event, what=event.type)


def tell_service(event: Event) -> Answer:
    """Agreement was taken back of what went out on paper: the service is told by hand."""
    return ("today", event.happened_at, _said(event)) if event.payload["outside"] else None


def first_word(event: Event) -> Answer:
    """The first appointment is over and nobody has said whether the person came."""
    return "planned", datetime.fromisoformat(event.payload["due_at"]), _said(event)


TOLD = (
    "referral.asked",
    "referral.accepted",
    "referral.declined",
    "referral.first_offered",
    "referral.first_missed",
    "referral.first_kept",
    "referral.first_corrected",
    "referral.ended",
)

RULES = (
    DueRule("referral_reply", ("referral.sent",), reply, ("referral.accepted", *OVER)),
    DueRule(
        "referral_told",
        TOLD,
        told,
        (*TOLD, "referral.answer_seen", "referral.question_answered", "referral.withdrawn"),
    ),
    DueRule(
        "referral_tell_service",
        ("referral.view_ended",),
        tell_service,
        ("referral.view_ended", "referral.answer_seen"),
    ),
    DueRule(
        "referral_first",
        ("referral.first_offered",),
        first_word,
        ("referral.first_offered", "referral.first_missed", *OVER),
    ),
)


def register() -> None:
    for rule in RULES:
        due_rule(rule)
