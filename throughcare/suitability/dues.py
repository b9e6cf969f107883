"""What suitability puts on the list of work, and what takes it off again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from throughcare.core.events import DueRule, due_rule
from throughcare.core.models import Event

Answer = tuple[str, datetime, dict[str, Any]] | None
ENDED = ("suitability.closed",)


def sign(event: Event) -> Answer:
    """At once: the court waits."""
    return "today", event.happened_at, {"requirement": event.payload["requirement"]}


def willingness(event: Event) -> Answer:
    """Some days before sentence, as long as the person has not said yes or no."""
    due = event.payload.get("willing_due")
    if not due:
        return None
    detail = {
        "requirement": event.payload["requirement"],
        "sentence_on": event.payload["sentence_on"],
    }
    return "today", datetime.fromisoformat(due), detail


def step(event: Event) -> Answer:
    """What somebody does to settle a point. It names no point: the line is not clinical."""
    due, requirement = event.payload.get("due_at"), event.payload.get("requirement")
    detail = {"mine": True, **({"requirement": requirement} if requirement else {})}
    return ("planned", datetime.fromisoformat(due), detail) if due else None


def again(event: Event) -> Answer:
    due = event.payload.get("look_again_at")
    return ("planned", datetime.fromisoformat(due), {}) if due else None


RULES = (
    DueRule(
        "suitability_sign",
        ("suitability.sent",),
        sign,
        ("suitability.signed", "suitability.taken_back", *ENDED),
    ),
    DueRule(
        "willingness_missing",
        ("suitability.opened", "suitability.changed"),
        willingness,
        ("suitability.changed", "suitability.willing", *ENDED),
    ),
    DueRule(
        "suitability_step",
        ("suitability.answered",),
        step,
        ("suitability.answered", "suitability.step_ended"),
        # Whoever closes it may not read the point that the step was to settle.
        category="health_summary",
        ends=ENDED,
        same="requirement",
    ),
    DueRule(
        "suitability_again",
        ("suitability.signed",),
        again,
        ("suitability.sent", "suitability.signed", *ENDED),
    ),
)


def register() -> None:
    for rule in RULES:
        due_rule(rule)
