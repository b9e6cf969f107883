"""What decisions, ages and court hours mean. No database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from throughcare.core.clock import LONDON
from throughcare.screening import rules


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


# Thursday 19, Friday 20, Saturday 21, Monday 23 November 2026.
NEXT_SITTING = """
2026-11-19 09:00 | 2026-11-19 10:00
2026-11-19 10:00 | 2026-11-20 10:00
2026-11-20 15:00 | 2026-11-23 10:00
2026-11-21 08:00 | 2026-11-23 10:00
2026-10-23 15:00 | 2026-10-26 10:00
"""


@pytest.mark.parametrize("line", NEXT_SITTING.strip().splitlines())
def test_when_court_sits_next(line: str) -> None:
    now, sits = (at(part.strip()) for part in line.split("|"))
    assert rules.next_sitting(now) == sits


def test_when_court_sits_is_a_setting(settings: Any) -> None:
    settings.COURT_SITS_AT = "09:30"
    assert rules.next_sitting(at("2026-11-19 09:00")) == at("2026-11-19 09:30")


DECISIONS = """
act_now      | tell_custody | act_now | 2026-11-20 15:00
assess_here  | assess       | today   | 2026-11-20 17:00
assess_court | assess       | today   | 2026-11-23 10:00
refer        | refer        | planned | 2026-11-23 10:00
none         |              |         |
"""


@pytest.mark.parametrize("line", DECISIONS.strip().splitlines())
def test_what_a_decision_on_friday_afternoon_owes(line: str) -> None:
    decision, kind, urgency, due = (part.strip() for part in line.split("|"))
    step = rules.next_step(decision, at("2026-11-20 15:00"))
    if not kind:
        assert step is None
        return
    assert step == rules.NextStep(kind, urgency, at(due))


@pytest.mark.parametrize(
    ("heard", "due"),
    [("2026-11-20 16:30", "2026-11-20 16:30"), ("2026-11-20 14:00", "2026-11-20 15:00")],
)
def test_an_assessment_at_court_is_due_by_the_hearing_that_is_still_to_come(
    heard: str, due: str
) -> None:
    step = rules.next_step("assess_court", at("2026-11-20 15:00"), at(heard))
    assert step == rules.NextStep("assess", "today", at(due))


@pytest.mark.parametrize("text", ["", "soon", "2026-11-19T09:00", "9" * 50, "\x00"])
def test_what_is_no_moment_with_a_zone_is_none(text: str) -> None:
    assert rules.moment_or_none(text) is None


def test_a_moment_comes_back_as_it_went() -> None:
    now = at("2026-11-19 09:00")
    assert rules.moment_or_none(now.isoformat()) == now
