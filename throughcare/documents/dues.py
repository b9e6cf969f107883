"""What an issued document puts on somebody's list, and what takes it off again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from throughcare.core.events import DueRule, due_rule
from throughcare.core.models import Event
from throughcare.documents import rules

Answer = tuple[str, datetime, dict[str, Any]] | None


def to_hand_over(event: Event) -> Answer:
    """A copy that is still with us: before it is needed, else within the day."""
    needed = _moment(event.payload.get("needed_by"))
    due = needed or event.happened_at + timedelta(hours=settings.DOCUMENT_ARRIVED_HOURS)
    return "today", max(due, event.happened_at), {"mine": True}


def arrived(event: Event) -> Answer:
    """A copy that was sent and of which nobody has said that it came."""
    at = rules.arrival_asked_at(event.happened_at, _moment(event.payload.get("needed_by")))
    return "today", at, {"mine": True, "how": event.payload["how"]}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


RULES = (
    DueRule(
        kind="document_hand_over",
        opens=("document.to_hand_over",),
        when=to_hand_over,
        closes=("document.sent", "document.received", "document.delivery_replaced"),
    ),
    DueRule(
        kind="document_arrived",
        opens=("document.sent",),
        when=arrived,
        closes=("document.received", "document.delivery_replaced"),
    ),
)


def register() -> None:
    for rule in RULES:
        due_rule(rule)
