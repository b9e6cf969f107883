"""The clock of a warning: to its last day, by a dated rule with a source, and only then."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from throughcare.enforcement import law


@pytest.mark.parametrize(
    ("given", "ends"),
    [
        (date(2026, 10, 12), date(2027, 10, 11)),
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 3, 1), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 12, 30)),
    ],
)
def test_twelve_months_end_the_day_before(given: date, ends: date) -> None:
    assert law.last_day(given, 12) == ends


def test_the_clock_runs_to_its_last_day_and_no_further() -> None:
    given, until = date(2026, 10, 12), date(2027, 10, 11)
    first = law.clock_of(given, until, given)
    assert first is not None
    assert (first.day, first.days, first.left) == (1, 365, 364)
    stands = law.clock_of(given, until, date(2026, 11, 18))
    assert stands is not None
    assert (stands.day, stands.days) == (38, 365)
    last = law.clock_of(given, until, until)
    assert last is not None
    assert (last.day, last.left) == (365, 0)
    assert law.clock_of(given, until, date(2027, 10, 12)) is None
    assert law.clock_of(given, until, date(2026, 10, 11)) is None


def test_a_rule_that_was_not_read_is_off_until_the_site_confirms_it(settings: Any) -> None:
    on = date(2026, 11, 1)
    rule = law.rule_for("community_order", on)
    assert rule is not None
    assert (rule.months, rule.status) == (12, "V")
    assert law.rule_for("community_order", date(2020, 11, 30)) is None
    assert law.rule_for("suspended_sentence_order", on) is None
    settings.ENFORCEMENT_LAW_ON = ("suspended_sentence_order",)
    assert law.rule_for("suspended_sentence_order", on) is not None
    assert law.rule_for("other", on) is None


def test_every_rule_names_its_source() -> None:
    assert all(rule.source and rule.status in "VG" for rule in law.all_rules())
