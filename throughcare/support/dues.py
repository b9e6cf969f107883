"""What support puts on the list of work, and what takes it off again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from throughcare.core.events import DueRule, due_rule
from throughcare.core.models import Event
from throughcare.design import words
from throughcare.support import rules

Answer = tuple[str, datetime, dict[str, Any]] | None


def next_step(event: Event) -> Answer:
    """On the day of the next step, on the list of whoever moved it on last."""
    due = event.payload.get("due_at")
    if not due:
        return None
    at = datetime.fromisoformat(due)
    today = words.local(event.recorded_at).date()
    urgency = rules.urgency_of(words.local(at).date(), today=today)
    return urgency, at, {"need": event.payload["need"], "mine": True}


def next_time(event: Event) -> Answer:
    """Ask how it went after the day on which the person meant to go."""
    due = event.payload.get("due_at")
    return ("planned", datetime.fromisoformat(due), {"mine": True}) if due else None


MOVED = ("support.task_moved", "support.task_ended", "support.task_reopened")
RULES = (
    DueRule(
        "support_task",
        ("support.task_added", "support.task_moved", "support.task_reopened"),
        next_step,
        MOVED,
    ),
    DueRule(
        "support_activity",
        ("support.activity_added", "support.activity_changed"),
        next_time,
        ("support.activity_changed",),
    ),
)


def register() -> None:
    for rule in RULES:
        due_rule(rule)
