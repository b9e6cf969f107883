"""What an appointment puts on the list of work, and what takes it off again."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from throughcare.core.events import DueRule, due_rule
from throughcare.core.models import Event

CARE, PROBATION = "appointment_outcome", "probation_appointment_outcome"
ENDS = ("appointment.attended", "appointment.cancelled", "appointment.moved")


Answer = tuple[str, datetime, dict[str, Any]] | None


def _who_came(event: Event, category: str) -> Answer:
    """The morning after: nobody has said who came."""
    if event.category != category:
        return None
    due = datetime.fromisoformat(event.payload["due_at"])
    return "planned", due, {"kind": event.payload["kind"], "at": event.payload["starts_at"]}


def register() -> None:
    """Two kinds, so that each is done by those who keep rows of its category."""
    for kind, category in ((CARE, "health_summary"), (PROBATION, "justice")):
        when = partial(_who_came, category=category)
        due_rule(DueRule(kind, ("appointment.booked",), when, ENDS))
