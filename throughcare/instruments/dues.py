"""A safety answer of a questionnaire stands on its owner's list until somebody acted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from throughcare.core.events import DueRule, due_rule
from throughcare.core.models import Event
from throughcare.instruments import rules
from throughcare.instruments.actions import PROMPT


def prompt(event: Event) -> tuple[str, datetime, dict[str, Any]]:
    due_at = event.happened_at + rules.safety_prompt_within()
    said = {"instrument": event.payload["instrument"], "item": event.payload["item"]}
    return "act_now", due_at, {"mine": True, **said}


RULE = DueRule(
    kind=PROMPT,
    opens=("questionnaire.safety_answer",),
    when=prompt,
    closes=("questionnaire.safety_acted_on",),
)


def register() -> None:
    due_rule(RULE)
