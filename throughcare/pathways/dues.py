"""What pathways put on a work list: a standard, a follow-up, a sign-off that is waited for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from throughcare.core.events import DueRule, due_rule
from throughcare.core.models import Event
from throughcare.pathways.models import Clock
from throughcare.pathways.running import urgency_of

Answer = tuple[str, datetime, dict[str, Any]] | None

KINDS = {
    Clock.Kind.STANDARD: "pathway_clock",
    Clock.Kind.FOLLOW_UP: "pathway_follow_up",
    Clock.Kind.SIGN_OFF: "pathway_sign_off",
}


def _of(kind: str) -> Callable[[Event], Answer]:
    def when(event: Event) -> Answer:
        """The line of one clock; none where another line of work says the same already."""
        said = event.payload
        if said["kind"] != kind or said.get("shown_as"):
            return None
        named = {name: said[name] for name in ("clock", "pathway", "version", "episode")}
        return urgency_of(kind), datetime.fromisoformat(said["due_at"]), named

    return when


def register() -> None:
    for kind, due in KINDS.items():
        due_rule(
            DueRule(
                kind=due,
                opens=("pathway.clock_started",),
                when=_of(kind),
                closes=("pathway.clock_stopped",),
                category="health_summary",
            )
        )
