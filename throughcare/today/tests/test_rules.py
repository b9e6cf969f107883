"""By danger, then by court time, then by time waited. No database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest

from throughcare.core.clock import LONDON
from throughcare.today.rules import in_sections, is_late, section_of


@dataclass(frozen=True)
class Line:
    urgency: str
    due_at: datetime


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


# Thursday 19 November 2026; court sits at 10am.
SECTIONS = """
now              | urgency | due              | section
2026-11-19 09:00 | act_now | 2026-11-19 14:00 | first
2026-11-19 09:00 | today   | 2026-11-19 09:15 | before_court
2026-11-19 09:00 | today   | 2026-11-19 10:00 | before_court
2026-11-19 09:00 | today   | 2026-11-19 10:30 | later
2026-11-19 09:00 | today   | 2026-11-18 16:00 | before_court
2026-11-19 11:00 | today   | 2026-11-19 09:15 | later
2026-11-19 09:00 | planned | 2026-11-20 10:00 | planned
2026-11-19 23:30 | planned | 2026-11-20 00:15 | planned
2026-11-19 23:30 | today   | 2026-11-20 00:15 | later
2026-11-19 23:30 | today   | 2026-11-20 07:29 | later
2026-11-19 23:30 | today   | 2026-11-20 07:30 | planned
2026-11-19 15:00 | today   | 2026-11-20 09:00 | planned
2026-11-21 09:00 | today   | 2026-11-21 09:15 | later
2026-07-19 08:30 | planned | 2026-07-20 00:30 | planned
"""


@pytest.mark.parametrize("line", SECTIONS.strip().splitlines()[1:])
def test_where_a_line_stands(line: str) -> None:
    now, urgency, due, section = (part.strip() for part in line.split("|"))
    assert section_of(Line(urgency, at(due)), at(now)) == section


def test_sections_come_in_the_order_of_danger_and_lines_in_the_order_of_time() -> None:
    now = at("2026-11-19 09:00")
    late, soon = Line("today", at("2026-11-19 12:00")), Line("today", at("2026-11-19 11:00"))
    first = Line("act_now", at("2026-11-19 13:00"))
    found = in_sections([late, soon, first], now)
    assert [each.section for each in found] == ["first", "later"]
    assert found[1].lines == [soon, late]


def test_a_minute_is_not_late() -> None:
    line = Line("today", at("2026-11-19 09:00"))
    assert not is_late(line, at("2026-11-19 09:00"))
    assert is_late(line, at("2026-11-19 09:01"))
