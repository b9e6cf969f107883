"""What the day at court puts on somebody's list, and what takes it off again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from throughcare.core.events import DueRule, due_rule
from throughcare.core.models import Event
from throughcare.screening.rules import moment

Answer = tuple[str, datetime, dict[str, Any]] | None


def _due_at(event: Event) -> datetime:
    return moment(event.payload.get("due_at")) or event.happened_at


def _where(event: Event) -> dict[str, Any]:
    """Where it is to be done, for the list of work; of a line without a record its row says it."""
    if event.person_id is None:
        return {}
    return {name: event.payload[name] for name in ("where", "kept") if event.payload.get(name)}


def screen(event: Event) -> Answer:
    """Somebody in custody, or whom somebody asked us to see, before the hearing begins."""
    said, where = event.payload, _where(event)
    again = moment(said.get("try_again_at"))
    if again is not None:
        return "today", again, {**where, "why": said["why"]} if said.get("why") else where
    if said.get("under_18"):
        return "today", _due_at(event), {"under_18": True}
    if not said.get("screen"):
        return None
    if said.get("worry"):
        return "act_now", event.happened_at, {**where, "worry": True}
    return "today", _due_at(event), where


def outcome(event: Event) -> Answer:
    return "today", _due_at(event), _where(event)


def next_day(event: Event) -> Answer:
    """An adjournment without a day: somebody has to ask, or the next hearing is lost."""
    at = moment(event.payload.get("ask_at"))
    if at is None:
        return None
    return "planned", at, {**_where(event), "case": event.payload.get("case")}


def follow_up(event: Event) -> Answer:
    return "planned", _due_at(event), {"kind": event.payload["kind"], "mine": True}


def request(event: Event) -> Answer:
    """A request that reached the health team. One sent by the court's own account is on the
    page of requests until somebody of the health team has seen it: then it is that one's."""
    if event.payload.get("through") == "account":
        return None
    urgent = bool(event.payload.get("urgent"))
    at = event.happened_at if urgent else _due_at(event)
    return ("act_now" if urgent else "today"), at, {"mine": True}


# The work to see somebody stands in the category of a message between teams, as in custody.
RULES = (
    DueRule(
        kind="court_screen",
        opens=(
            "court.entry_added",
            "court.entry_changed",
            "court.entry_linked",
            "court.entry_unlinked",
            "court.entry_not_seen",
        ),
        when=screen,
        closes=(
            "court.entry_changed",
            "court.entry_linked",
            "court.entry_unlinked",
            "court.entry_not_seen",
            "court.entry_gone",
            "court.entry_seen",
            "court.entry_passed_on",
            "court.entry_withdrawn",
            "court.entry_cleared",
        ),
        category="health_summary",
    ),
    DueRule(
        kind="hearing_outcome",
        opens=("hearing.listed", "hearing.moved"),
        when=outcome,
        closes=("hearing.moved", "hearing.outcome_recorded", "hearing.voided"),
    ),
    DueRule(
        kind="hearing_next_day",
        opens=("hearing.outcome_recorded", "hearing.outcome_corrected"),
        when=next_day,
        closes=("hearing.outcome_corrected", "hearing.voided"),
        ends=("hearing.listed",),
        same="case",
    ),
    DueRule(
        kind="court_follow_up",
        opens=("court_follow_up.made",),
        when=follow_up,
        closes=("court_follow_up.ended",),
    ),
    DueRule(
        kind="court_request",
        opens=("court_request.sent", "court_request.acknowledged"),
        when=request,
        closes=(
            "court_request.acknowledged",
            "court_request.accepted",
            "court_request.declined",
            "court_request.withdrawn",
            "court_request.cleared",
        ),
        category="health_summary",
    ),
)


def register() -> None:
    for rule in RULES:
        due_rule(rule)
