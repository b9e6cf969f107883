"""What treatment puts on the list of work, and what takes it off again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from throughcare.core.events import DueRule, due_rule
from throughcare.core.models import Event
from throughcare.treatment import rules

Answer = tuple[str, datetime, dict[str, Any]] | None
FOLLOW_UP, SUPERVISION, HAND_OVER = (
    "treatment_follow_up",
    "treatment_supervision",
    "treatment_hand_over",
)
WAITING = "treatment_waiting"


def said(event: Event) -> Answer:
    """At the moment that the event names; nothing where it names none."""
    due = event.payload.get("due_at")
    return ("planned", datetime.fromisoformat(due), {}) if due else None


def named(event: Event) -> Answer:
    """A follow-up, by its name."""
    detail = {"name": event.payload["name"]}
    return "planned", datetime.fromisoformat(event.payload["due_at"]), detail


def waits(event: Event) -> Answer:
    """Somebody waits to begin: late when the site's clock for a first session has run out.

    Where the site has set none, it is due from the day since which they wait.
    """
    since = datetime.fromisoformat(event.payload["since"]).date()
    due = event.payload.get("due_at")
    by = datetime.fromisoformat(due) if due else rules.morning(since)
    return "planned", by, {"since": since.isoformat()}


RULES = (
    DueRule(WAITING, ("treatment.waiting",), waits, ("treatment.began", "treatment.ended")),
    DueRule(
        FOLLOW_UP,
        ("treatment.follow_up_set", "treatment.follow_up_tried"),
        named,
        ("treatment.follow_up_tried", "treatment.follow_up_ended"),
    ),
    DueRule(
        SUPERVISION,
        ("treatment.began", "treatment.supervised"),
        said,
        ("treatment.supervised", "treatment.ended"),
    ),
    DueRule(HAND_OVER, ("treatment.hand_over_offered",), said, ("treatment.hand_over_ended",)),
)


def register() -> None:
    for rule in RULES:
        due_rule(rule)
