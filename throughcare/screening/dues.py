"""What custody and screening put on somebody's list, and what takes it off again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from throughcare.core.events import DueRule, due_rule
from throughcare.core.models import Event
from throughcare.screening import rules

Answer = tuple[str, datetime, dict[str, Any]] | None

ENDS_STAY = ("custody.left", "custody.passed_on", "custody.cleared")
DECIDED = ("screen.completed", "screen.decision_changed")


def screen_entry(event: Event) -> Answer:
    """Somebody on the list whom nobody has linked to a record yet."""
    if event.person_id is not None or event.payload.get("seen"):
        return None
    child = bool(event.payload.get("under_18"))
    if event.type == "screen.not_seen" or (event.payload.get("try_again_at") and not child):
        return _try_again(event)
    return _to_screen(event, {"under_18": True} if child else {})


def screen(event: Event) -> Answer:
    """Somebody who is known and has not been screened this time."""
    if event.person_id is None or event.payload.get("seen"):
        return None
    if event.payload.get("try_again_at"):
        return _try_again(event)
    return None if event.type == "screen.not_seen" else _to_screen(event, {})


def safety_prompt(event: Event) -> Answer:
    due_at = event.happened_at + rules.safety_prompt_within()
    return "act_now", due_at, {"mine": True, "question": event.payload["question"]}


def tell_custody(event: Event) -> Answer:
    return _decided(event, "tell_custody")


def assess(event: Event) -> Answer:
    return _decided(event, "assess")


def refer(event: Event) -> Answer:
    return _decided(event, "refer")


def advice_acted_on(event: Event) -> Answer:
    return "today", event.happened_at + rules.advice_checked_within(), {"mine": True}


def adult_arrived(event: Event) -> Answer:
    return "today", event.happened_at + rules.adult_within(), {}


def _to_screen(event: Event, detail: dict[str, Any]) -> Answer:
    if event.payload.get("worry"):
        return "act_now", event.happened_at, {**detail, "worry": True}
    return "today", event.happened_at + rules.screen_within(), detail


def _try_again(event: Event) -> Answer:
    at = rules.moment(event.payload.get("try_again_at"))
    detail = {"why": event.payload["why"]} if event.payload.get("why") else {}
    return ("today", at, detail) if at else None


def _decided(event: Event, kind: str) -> Answer:
    heard_at = rules.moment(event.payload.get("heard_at"))
    step = rules.next_step(event.payload["decision"], event.happened_at, heard_at)
    if step is None or step.kind != kind:
        return None
    return step.urgency, step.due_at, {"decision": event.payload["decision"], "mine": True}


# All of these stand in the category of a message between teams: that something is to be done.
RULES = (
    DueRule(
        kind="screen_entry",
        opens=(
            "custody.entry_added",
            "custody.entry_waits",
            "custody.worry",
            "screen.not_seen",
        ),
        when=screen_entry,
        closes=(
            "custody.entry_linked",
            "custody.entry_waits",
            "custody.worry",
            "screen.not_seen",
            *ENDS_STAY,
        ),
        category="health_summary",
    ),
    DueRule(
        kind="screen",
        opens=("custody.entry_linked", "custody.worry", "screen.not_seen"),
        when=screen,
        closes=(
            "custody.entry_linked",
            "custody.entry_unlinked",
            "custody.worry",
            "screen.not_seen",
            "screen.declined",
            "screen.completed",
            "custody.left",
        ),
        by_person=True,
        category="health_summary",
    ),
    DueRule(
        kind="safety_prompt",
        opens=("screen.safety_answer",),
        when=safety_prompt,
        closes=("screen.safety_acted_on", "screen.safety_moved"),
    ),
    DueRule(
        kind="tell_custody",
        opens=DECIDED,
        when=tell_custody,
        closes=("custody_advice.given", "screen.decision_changed"),
        by_person=True,
    ),
    DueRule(
        kind="assess",
        opens=DECIDED,
        when=assess,
        closes=("screen.assessed", "screen.decision_changed"),
    ),
    DueRule(
        kind="refer",
        opens=DECIDED,
        when=refer,
        closes=("screen.referred", "screen.decision_changed"),
    ),
    DueRule(
        kind="advice_acted_on",
        opens=("custody_advice.given",),
        when=advice_acted_on,
        closes=("custody_advice.acted_on",),
    ),
    DueRule(
        kind="adult_arrived",
        opens=("appropriate_adult.needed",),
        when=adult_arrived,
        closes=("appropriate_adult.arrived", "appropriate_adult.not_coming"),
    ),
)


def register() -> None:
    for rule in RULES:
        due_rule(rule)
