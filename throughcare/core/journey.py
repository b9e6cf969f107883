"""The journey of one person: events in the words of the folder that they belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import registry
from throughcare.core.models import Event

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: The chips above a journey.
SIDES = ("health", "court", "support", "contact")
PAGE_LINES = 20


@dataclass(frozen=True)
class EventWords:
    """How one kind of event is told: its title, a line of detail, and where it leads.

    ``title`` and ``detail`` take the event; ``url`` may return "" for no link. ``side`` is one
    of SIDES; ``quiet`` events are not shown on the journey.
    """

    title: Callable[[Event], str]
    side: str
    detail: Callable[[Event], str] = lambda _event: ""
    url: Callable[[Event], str] = lambda _event: ""
    quiet: bool = False


@dataclass(frozen=True)
class Line:
    """One line of a journey."""

    event_id: UUID
    happened_at: datetime
    title: str
    detail: str
    url: str
    side: str
    by_name: str
    category: str


def tell(event_type: str, words: EventWords) -> None:
    """Register the words of one kind of event (called when the app starts)."""
    registry.offer("event_words", event_type, words)


def journey(
    ctx: Context,
    people: Iterable[UUID],
    *,
    side: str = "",
    before: datetime | None = None,
    lines: int = PAGE_LINES,
) -> tuple[list[Line], bool]:
    """The newest lines that this context may see, and whether there are earlier ones.

    ``people`` is the whole same-as group of the person. Superseded events are left out.
    """
    words: dict[str, EventWords] = dict(registry.offered("event_words"))
    types = [name for name, w in words.items() if not w.quiet and (not side or w.side == side)]
    events = Event.visible_to(ctx).filter(person_id__in=list(people), type__in=types)
    if before is not None:
        events = events.filter(happened_at__lt=before)
    rows = list(events.order_by("-happened_at", "-recorded_at")[: lines + 1])
    corrected = {row.supersedes_id for row in rows if row.supersedes_id}
    ctx.shown.objects(*(row.pk for row in rows[:lines]))
    return (
        [_line(row, words[row.type]) for row in rows[:lines] if row.pk not in corrected],
        len(rows) > lines,
    )


def _line(event: Event, words: EventWords) -> Line:
    return Line(
        event_id=event.pk,
        happened_at=event.happened_at,
        title=str(words.title(event)),
        detail=str(words.detail(event)),
        url=words.url(event),
        side=words.side,
        by_name=event.by_name,
        category=event.category,
    )
