"""What a draft report puts on its author's list, and what takes it off again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from throughcare.core.events import DueRule, due_rule
from throughcare.core.models import Event

Answer = tuple[str, datetime, dict[str, Any]] | None
DONE = ("report.issued", "report.withdrawn")


def report_due(event: Event) -> Answer:
    """Before the court sits; at once when it sits already."""
    return "today", max(_needed(event), event.happened_at), _detail(event)


def draft_waits(event: Event) -> Answer:
    """A draft that nobody finished by the next day, where the hearing is later than that."""
    at = event.happened_at + timedelta(hours=settings.REPORT_DRAFT_HOURS)
    return ("planned", at, _detail(event)) if _needed(event) > at else None


def _detail(event: Event) -> dict[str, Any]:
    """Whose it is, and for which court: so that Today asks nothing more."""
    said = event.payload
    return {"mine": True, **{name: said[name] for name in ("where", "kept") if said.get(name)}}


def _needed(event: Event) -> datetime:
    return datetime.fromisoformat(event.payload["needed_by"])


RULES = (
    DueRule("report_due", ("report.begun",), report_due, DONE),
    DueRule("report_draft", ("report.begun",), draft_waits, DONE),
)


def register() -> None:
    for rule in RULES:
        due_rule(rule)
