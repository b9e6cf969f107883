"""How work is put in order: by danger, then by court time, then by time waited. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from throughcare.core.clock import LONDON
from throughcare.screening.rules import court_sits_on

#: Drafts that wait for longer stand on Today.
OLD_DRAFT = timedelta(hours=24)
PAGE = 50
#: What is due later than this stands on a list of its own: an order that ends next year is no
#: work of today's, and must not be forgotten either.
SOON = timedelta(weeks=4)
#: A custody suite works through the night: what presses within this time of now is work of this
#: shift, though midnight lies between.
SHIFT = timedelta(hours=8)


class Listed(StrEnum):
    """The lists of Today."""

    MINE = "mine"
    CUSTODY = "custody"
    WAITING = "waiting"
    NOT_PICKED_UP = "not_picked_up"
    AHEAD = "ahead"
    DONE = "done"


class Section(StrEnum):
    """Where on the page a line stands."""

    FIRST = "first"
    BEFORE_COURT = "before_court"
    LATER = "later"
    PLANNED = "planned"


class Line(Protocol):
    """What order needs to know of a line."""

    urgency: str
    due_at: datetime


def section_of(line: Line, now: datetime) -> Section:
    """Act-now first; then what is due before court sits this morning; then the day and, late in it,
    the night; then after."""
    if line.urgency == "act_now":
        return Section.FIRST
    day = now.astimezone(LONDON).date()
    due = line.due_at.astimezone(LONDON)
    presses = line.urgency == "today" and line.due_at < now + SHIFT
    if due.date() > day and not presses:
        return Section.PLANNED
    court = court_sits_on(day)
    if day.weekday() < 5 and now < court and due <= court:
        return Section.BEFORE_COURT
    return Section.LATER


@dataclass(frozen=True)
class Sorted:
    """The lines of one section."""

    section: Section
    lines: Sequence[Line]


def in_sections(lines: Sequence[Line], now: datetime) -> list[Sorted]:
    """Lines by section, the most dangerous section first, empty ones left out."""
    ordered = sorted(lines, key=lambda line: line.due_at)
    found = []
    for section in Section:
        held = [line for line in ordered if section_of(line, now) == section]
        if held:
            found.append(Sorted(section, held))
    return found


def is_late(line: Line, now: datetime) -> bool:
    """Is it past its time? A minute is not late: pages are read, then acted on."""
    return now - line.due_at >= timedelta(minutes=1)
