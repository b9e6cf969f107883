"""Shares and effects by group: published intervals, hidden counts, true interactions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.comparison.outcomes import compare
from evidence.equity import effects_by_group, heterogeneity, shares_by_group, wilson

# Newcombe, Statistics in Medicine 17:857 (1998), table I, method 3 (Wilson's score interval).
NEWCOMBE = """
  81 | 263 | .2553 | .3662
  15 | 148 | .0624 | .1605
   0 |  20 | .0000 | .1611
   1 |  29 | .0061 | .1718
"""


@pytest.mark.parametrize("line", NEWCOMBE.strip().splitlines())
def test_the_interval_is_newcombes(line: str) -> None:
    events, people, low, high = (float(part) for part in line.split("|"))
    found = wilson(events, people)
    assert found == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@settings(max_examples=100, deadline=None)
@given(people=st.integers(1, 5000), share=st.floats(0, 1))
def test_the_interval_holds_its_share_and_is_the_mirror_of_the_others(
    people: int, share: float
) -> None:
    events = round(share * people)
    low, high = wilson(events, people)
    assert 0 <= low <= events / people <= high <= 1
    mirrored = wilson(people - events, people)
    assert mirrored == (pytest.approx(1 - high), pytest.approx(1 - low))


def test_a_small_count_is_hidden_with_another_that_would_give_it_away() -> None:
    groups = np.repeat(["a", "b", "c"], [40, 30, 50])
    happened = np.concatenate((np.repeat([1, 0], [3, 37]), np.repeat([1, 0], 15), np.ones(50)))
    hidden = {row.group for row in shares_by_group(groups, happened) if row.events is None}
    assert hidden == {"a", "b"}
    shown = shares_by_group(groups, happened, suppress=False)
    assert [row.events for row in shown] == [3, 15, 50]


def sample(effects: dict[str, float], n: int, seed: int) -> dict[str, np.ndarray]:
    chance = np.random.default_rng(seed)
    names = np.array(sorted(effects))
    treated_groups, control_groups = chance.choice(names, n), chance.choice(names, 3 * n)
    share = np.array([0.4 + effects[g] for g in treated_groups])
    return {
        "treated": (chance.random(n) < share).astype(float),
        "treated_groups": treated_groups,
        "control": (chance.random(3 * n) < 0.4).astype(float),
        "control_groups": control_groups,
    }


def test_each_effect_is_the_headlines_test_in_that_group() -> None:
    data = sample({"f": -0.1, "m": 0.0}, 400, 1)
    weights = np.random.default_rng(2).uniform(0.2, 2, 1200)
    found = effects_by_group(**data, control_weights=weights)
    mine1, mine0 = data["treated_groups"] == "f", data["control_groups"] == "f"
    expected = compare(
        np.concatenate((data["treated"][mine1], data["control"][mine0])),
        np.repeat([True, False], [mine1.sum(), mine0.sum()]),
        np.concatenate((np.ones(mine1.sum()), weights[mine0])),
    )
    row = found.groups[0]
    assert (row.difference, row.se, row.p) == (expected.difference, expected.se, expected.p)
    assert (row.low, row.high) == (pytest.approx(expected.low), pytest.approx(expected.high))


def test_a_true_interaction_is_found_and_covered() -> None:
    covered = 0
    for seed in range(150):
        found = effects_by_group(**sample({"f": -0.2, "m": 0.05}, 500, seed))
        covered += found.groups[0].interaction_low <= -0.25 <= found.groups[0].interaction_high
    assert covered >= 134
    assert found.groups[0].interaction == pytest.approx(-found.groups[1].interaction)


def test_without_an_interaction_heterogeneity_is_seldom_found() -> None:
    found = [
        effects_by_group(**sample({"a": -0.1, "b": -0.1, "c": -0.1}, 600, seed)).heterogeneity_p
        for seed in range(150)
    ]
    assert np.mean(np.array(found) < 0.05) < 0.11


def test_groups_too_small_to_speak_of_are_left_out_and_named() -> None:
    data = sample({"f": 0.0, "m": 0.0}, 200, 3)
    data["treated_groups"] = data["treated_groups"].astype("<U10")
    data["treated_groups"][:5] = "few"
    found = effects_by_group(**data)
    assert found.left_out == ("few",)
    assert [row.group for row in found.groups] == ["f", "m"]


def test_cochrans_q_is_worked_out_by_hand() -> None:
    q, degrees, p = heterogeneity([1.0, 3.0], [1.0, 1.0])
    assert (q, degrees) == (pytest.approx(2.0), 1)
    assert p == pytest.approx(0.15730, abs=5e-6)
