"""What puts work of an officer, a team or a court on the list, and what takes it off again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from throughcare.core.events import DueRule, due_rule
from throughcare.core.models import Event

Answer = tuple[str, datetime, dict[str, Any]] | None


def next_step(event: Event) -> Answer:
    """Not acceptable: a warning, or the enforcement officer where a warning counts."""
    due = event.payload.get("due_at")
    if not due:
        return None
    detail = {"must_refer": event.payload["must_refer"], "on": event.payload["on"], "mine": True}
    return "today", datetime.fromisoformat(due), detail


def next_review(event: Event) -> Answer:
    """The next look at what is working, on its day."""
    due = event.payload.get("due_at")
    return ("planned", datetime.fromisoformat(due), {}) if due else None


def answer(event: Event) -> Answer:
    """Look whether the officer has answered: remind, or record that none came."""
    return "planned", datetime.fromisoformat(event.payload["due_at"]), {"mine": True}


RULES = (
    DueRule(
        "absence_step",
        ("absence.decided",),
        next_step,
        ("warning.given", "enforcement.referred", "absence.reconsidered"),
    ),
    DueRule(
        "next_order_review",
        ("order_review.held",),
        next_review,
        ("order_review.held",),
        by_person=True,
    ),
    DueRule(
        "update_answer",
        ("update.asked", "update.reminded"),
        answer,
        ("update.reminded", "update.ended"),
    ),
)


def register() -> None:
    for rule in RULES:
        due_rule(rule)
