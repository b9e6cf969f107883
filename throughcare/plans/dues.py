"""What a plan puts on the list of work, and what takes it off again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from throughcare.core.events import DueRule, due_rule
from throughcare.core.models import Event

Answer = tuple[str, datetime, dict[str, Any]] | None


def review(event: Event) -> Answer:
    """On the day on which everybody looks at the plan again, for the agency that keeps it."""
    due = event.payload.get("due_at")
    return ("planned", datetime.fromisoformat(due), {}) if due else None


RULES = (DueRule("plan_review", ("plan.sent",), review, ("plan.opened", "plan.ended")),)


def register() -> None:
    for rule in RULES:
        due_rule(rule)
