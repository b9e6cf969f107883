"""What an order puts on the list of work, and what takes it off again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from throughcare.core.events import DueRule, due_rule
from throughcare.core.models import Event

Answer = tuple[str, datetime, dict[str, Any]] | None


def review_comes(event: Event) -> Answer:
    """Some days before the court looks at the order again."""
    due = event.payload.get("due_at")
    where = event.payload.get("where", "")
    return ("planned", datetime.fromisoformat(due), {"where": where}) if due else None


def order_ends(event: Event) -> Answer:
    """Some days before the order's last day, where it has one."""
    due = event.payload.get("due_at")
    return ("planned", datetime.fromisoformat(due), {}) if due else None


RULES = (
    DueRule("order_review", ("sentence.review_set",), review_comes, ("sentence.review_ended",)),
    DueRule(
        "order_ends",
        ("sentence.made", "sentence.changed"),
        order_ends,
        ("sentence.changed", "sentence.ended"),
    ),
)


def register() -> None:
    for rule in RULES:
        due_rule(rule)
