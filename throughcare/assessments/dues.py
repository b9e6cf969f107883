"""What assessments put on somebody's list, and what takes it off again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from throughcare.assessments import rules
from throughcare.assessments.actions.safety import PROMPT
from throughcare.core.clock import LONDON
from throughcare.core.events import DueRule, due_rule
from throughcare.core.models import Event

Answer = tuple[str, datetime, dict[str, Any]] | None

ENDED = ("assessment.completed", "assessment.stopped", "assessment.voided")
MOVED = ("triage.answered", "triage.arrived", "triage.ended", "triage.withdrawn")


def finish(event: Event) -> Answer:
    return "today", event.happened_at + rules.finish_within(), {"mine": True}


def prompt(event: Event) -> Answer:
    due_at = event.happened_at + rules.safety_prompt_within()
    return "act_now", due_at, {"mine": True, "question": event.payload["question"]}


def look_again(event: Event) -> Answer:
    """A day that was named opens a line; the same day of the event comes up today."""
    if not event.payload.get("on"):
        return None
    day = date.fromisoformat(event.payload["on"])
    today = event.happened_at.astimezone(LONDON).date()
    urgency = "today" if day <= today + timedelta(days=1) else "planned"
    return urgency, rules.look_again_at(day), {}


def triage(event: Event) -> Answer:
    """When the asker named a time to ask again, or the site set how soon an answer should come."""
    kind = {"kind": event.payload["kind"]}
    if event.payload.get("ask_again_at"):
        return "today", datetime.fromisoformat(event.payload["ask_again_at"]), kind
    within = rules.triage_answer_within()
    return ("today", event.happened_at + within, kind) if within else None


RULES = (
    DueRule(
        kind="finish_assessment",
        opens=("assessment.started",),
        when=finish,
        closes=ENDED,
    ),
    DueRule(
        kind=PROMPT,
        opens=("assessment.safety_answer",),
        when=prompt,
        closes=("assessment.safety_acted_on", "assessment.safety_moved"),
    ),
    DueRule(
        kind="look_again",
        opens=("assessment.look_again",),
        when=look_again,
        closes=("assessment.look_again",),
    ),
    DueRule(kind="triage_answer", opens=("triage.asked",), when=triage, closes=MOVED),
)


def register() -> None:
    for rule in RULES:
        due_rule(rule)
