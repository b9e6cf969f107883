"""A text that did not go is told to whoever asked for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from throughcare.core.events import DueRule, due_rule
from throughcare.core.models import Event
from throughcare.messages import catalogue

KIND = "message_not_sent"
#: Nobody sends from the outbox by hand here: it is no work that somebody forgot.
QUIET_REASONS = ("not_collected",)


def is_quiet(kind: str, reason: str) -> bool:
    """Nobody at work is told: only the person waits for it, or it was left to people."""
    return reason in QUIET_REASONS or catalogue.is_quiet(kind)


def not_sent(event: Event) -> tuple[str, datetime, dict[str, Any]] | None:
    """Told today: the person does not know what the text would have said."""
    if event.type == "message.sent" and not event.payload["late"]:
        return None
    if is_quiet(event.payload["kind"], event.payload.get("reason", "")):
        return None
    # The worker writes the same row: app.message_moved.
    return "today", event.recorded_at, {**event.payload, "mine": True}


RULES = (
    DueRule(
        kind=KIND,
        opens=("message.held_back", "message.failed", "message.sent"),
        when=not_sent,
        closes=("message.told", "message.withdrawn"),
    ),
)


def register() -> None:
    for rule in RULES:
        due_rule(rule)
