"""Reliable and clinically significant change, and what is always said with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.health_change import (
    CAVEAT,
    Direction,
    NoRule,
    change,
    find_instrument,
    instruments,
    judge,
    read_instruments,
    reliable_change_index,
)

# first, last, what became of it, and whether it is clinically significant
JUDGED = """
  phq-9   | 15 |  9 | reliably better    | yes
  phq-9   | 15 | 10 | no reliable change | no
  phq-9   | 16 | 10 | reliably better    | no
  phq-9   |  9 |  3 | reliably better    | no
  phq-9   | 10 | 16 | reliably worse     | no
  phq-9   | 12 |    | no last score      | no
  gad-7   | 11 |  7 | reliably better    | yes
  gad-7   | 10 |  7 | no reliable change | no
  core-10 | 16 | 10 | reliably better    | yes
  core-10 | 17 | 11 | reliably better    | no
  core-om | 15 | 10 | reliably better    | no
  core-om | 14 |  9 | reliably better    | yes
"""


@pytest.mark.parametrize("line", JUDGED.strip().splitlines())
def test_each_rule_at_its_edges(line: str) -> None:
    key, first, last, words, significant = (part.strip() for part in line.split("|"))
    person = judge(find_instrument(key, "v1"), float(first), float(last) if last else None)
    assert person.direction.value == words
    assert person.significant == (significant == "yes")


def test_the_missing_are_counted_of_everybody_and_never_better() -> None:
    rule = find_instrument("phq-9", "v1")
    found = change(rule, [(20, 5)] * 28 + [(18, 16)] * 15 + [(10, 17)] * 5 + [(21, None)] * 18)
    counts = {row.words: (row.people, round(row.share, 2)) for row in found.counts}
    assert counts == {
        "reliably better": (28, 0.42),
        "no reliable change": (15, 0.23),
        "reliably worse": (5, 0.08),
        "no last score": (18, 0.27),
    }
    assert (found.people, found.paired, found.started_clinical) == (66, 48, 66)
    assert found.before_missing is not None
    assert (found.before_missing.people, found.before_missing.mean) == (18, 21)
    assert found.caveats[0] == CAVEAT
    assert "18 of 66 have no last score" in found.caveats[1]


def test_the_caveat_stands_even_if_nobody_is_missing() -> None:
    found = change(find_instrument("gad-7", "v1"), [(15, 3)])
    assert found.caveats[0] == CAVEAT
    assert found.before_missing is None
    assert found.mean_change == -12
    assert found.mean_change_low is None


def test_an_unknown_or_unverified_rule_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoRule, match="no rule"):
        find_instrument("phq-9", "v2")
    own = tmp_path / "own.toml"
    own.write_text(
        '[own.v1]\ntitle="Own"\nlowest=0\nhighest=40\nworse_is="lower"\nreliable_change=5\n'
        'clinical_from=24\nverified=false\nsource="nobody yet"\n'
    )
    rules = read_instruments(own)
    with pytest.raises(NoRule, match="no verified source"):
        find_instrument("own", "v1", rules)
    assert set(instruments()) < set(rules)


def test_a_measure_where_low_is_worse_turns_the_directions(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[own.v1]\ntitle="Own"\nlowest=0\nhighest=40\nworse_is="lower"\nreliable_change=5\n'
        'clinical_from=24\nverified=true\nsource="A source"\n'
    )
    rule = find_instrument("own", "v1", read_instruments(own))
    assert judge(rule, 20, 25).significant
    assert judge(rule, 25, 20).direction is Direction.WORSE
    assert not judge(rule, 19, 24).crossed


def test_a_rule_with_a_key_too_few_or_too_many_names_it(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[own.v1]\ntitle="Own"\nextra=1\n')
    with pytest.raises(NoRule, match="unknown \\['extra'\\]"):
        read_instruments(own)


def test_a_score_outside_the_range_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\[28\] is outside PHQ-9"):
        judge(find_instrument("phq-9", "v1"), 28, 3)


def test_jacobson_and_truaxs_example() -> None:
    """Jacobson and Truax (1991): standard deviation 7.5, reliability .80, pre 47.5, post 32.5:
    standard error of the difference 4.74, index −3.16."""
    assert reliable_change_index(7.5, 0.8) == pytest.approx(1.959964 * 4.743, abs=2e-3)


scores = st.lists(
    st.tuples(st.integers(0, 27), st.one_of(st.none(), st.integers(0, 27))), min_size=1, max_size=80
)


@settings(max_examples=80, deadline=None)
@given(scores=scores)
def test_everybody_is_counted_once(scores: list[tuple[int, int | None]]) -> None:
    found = change(find_instrument("phq-9", "v1"), scores)
    assert sum(row.people for row in found.counts) == len(scores) == found.people
    assert found.significant.people <= found.counts[0].people
