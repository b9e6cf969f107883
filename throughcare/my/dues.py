"""What the tablet and own pages put on somebody's list, and what takes it off."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from throughcare.core.events import DueRule, due_rule
from throughcare.core.models import Event

HELP = "tablet_help"
DUTY = "tablet_duty"
SAID = "said"
#: What the person says is read on the day; it is not an alarm and the page says so.
READ_WITHIN = timedelta(hours=24)


def _help(event: Event) -> tuple[str, datetime, dict[str, Any]]:
    return "act_now", event.happened_at, {"mine": True}


def _duty(event: Event) -> tuple[str, datetime, dict[str, Any]]:
    """For the duty holder, once nobody has acted for the team's minutes."""
    minutes = event.payload["minutes"]
    ring_at = event.happened_at + timedelta(minutes=2 * minutes)
    detail = {
        "owner": event.payload["duty"],
        "telephone": event.payload["telephone"],
        "ring_at": ring_at.isoformat(),
    }
    return "act_now", event.happened_at + timedelta(minutes=minutes), detail


def _said(event: Event) -> tuple[str, datetime, dict[str, Any]]:
    return "today", event.happened_at + READ_WITHIN, {"about": event.payload["about"]}


RULES = (
    DueRule(HELP, ("tablet.help_asked",), _help, closes=("tablet.help_answered",)),
    DueRule(DUTY, ("tablet.safety_given",), _duty, closes=("questionnaire.safety_acted_on",)),
    DueRule(SAID, ("said.sent",), _said, closes=("said.read",)),
)


def register() -> None:
    for rule in RULES:
        due_rule(rule)
