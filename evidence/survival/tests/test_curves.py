"""Kaplan–Meier and the restricted mean: textbook numbers, other people's code, and properties."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.survival import (
    CannotEstimate,
    kaplan_meier,
    restricted_mean,
    restricted_mean_difference,
    risk_table,
)

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from lifelines import KaplanMeierFitter
    from lifelines.datasets import load_rossi, load_waltons
    from lifelines.utils import restricted_mean_survival_time

# Freireich and others (1963), 6-mercaptopurine: weeks, 0 = censored.
TIMES_6MP = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
ENDED_6MP = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
CURVE_6MP = """
   6 | 21 | .857
   7 | 17 | .807
  10 | 15 | .753
  13 | 12 | .690
  16 | 11 | .627
  22 |  7 | .538
  23 |  6 | .448
"""


def test_the_curve_of_the_textbook_trial() -> None:
    curve = kaplan_meier(TIMES_6MP, ENDED_6MP)
    for line in CURVE_6MP.strip().splitlines():
        week, at_risk, share = (float(part) for part in line.split("|"))
        assert curve.at([week])[0] == pytest.approx(share, abs=5e-4)
        assert curve.at_risk[list(curve.times).index(week)] == at_risk
    assert curve.se[list(curve.times).index(10)] == pytest.approx(0.0963, abs=5e-5)


def test_another_package_gives_the_same_curve_interval_and_mean() -> None:
    people = load_waltons()
    ours = kaplan_meier(people["T"], people["E"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = KaplanMeierFitter().fit(people["T"], people["E"])
        mean = restricted_mean_survival_time(theirs, t=50)
    expected = theirs.survival_function_.iloc[1:, 0].to_numpy()
    np.testing.assert_allclose(ours.survival, expected, atol=1e-12)
    interval = theirs.confidence_interval_.iloc[1:].to_numpy()
    inside = ours.survival > 0
    np.testing.assert_allclose(ours.low[inside], interval[inside, 0], atol=1e-9)
    np.testing.assert_allclose(ours.high[inside], interval[inside, 1], atol=1e-9)
    assert restricted_mean(ours, 50).mean == pytest.approx(mean, abs=1e-9)


def test_without_censoring_the_restricted_mean_is_the_plain_mean_with_its_error() -> None:
    chance = np.random.default_rng(1)
    time = chance.exponential(100, 400)
    curve = kaplan_meier(time, np.ones(400))
    capped = np.minimum(time, 150)
    found = restricted_mean(curve, 150)
    assert found.mean == pytest.approx(capped.mean(), abs=1e-9)
    assert found.se == pytest.approx(capped.std() / np.sqrt(400), rel=1e-9)


def test_two_equal_groups_differ_by_nothing() -> None:
    curve = kaplan_meier(TIMES_6MP, ENDED_6MP)
    found = restricted_mean_difference(curve, curve, 30)
    assert (found.difference, found.p) == (0, 1)
    assert found.low < 0 < found.high


def test_a_weight_of_two_is_the_person_twice_in_the_curve() -> None:
    rossi = load_rossi().head(80)
    twice = kaplan_meier(np.repeat(rossi.week, 2), np.repeat(rossi.arrest, 2))
    weighted = kaplan_meier(rossi.week, rossi.arrest, weights=np.full(80, 2.0))
    np.testing.assert_allclose(weighted.survival, twice.survival)
    plain = kaplan_meier(rossi.week, rossi.arrest)
    np.testing.assert_allclose(weighted.se, plain.se)  # no more is known than about 80 people


def test_the_risk_table_counts_everybody_once() -> None:
    rows = risk_table(TIMES_6MP, ENDED_6MP, [0, 10, 20, 40])
    assert [(row.at_risk, row.events, row.ended) for row in rows] == [
        (21, 0, 0),
        (15, 4, 2),
        (8, 7, 6),
        (0, 9, 12),
    ]


def test_a_horizon_that_nobody_reached_is_refused() -> None:
    with pytest.raises(CannotEstimate, match=r"nobody was followed to \[40\]"):
        restricted_mean(kaplan_meier(TIMES_6MP, ENDED_6MP), 40)


@pytest.mark.parametrize(
    ("durations", "events", "words"),
    [
        ([], [], "nobody"),
        ([1, -2], [1, 0], "negative"),
        ([1, np.nan], [1, 0], "missing"),
        ([1, 2], [1], "differ"),
    ],
)
def test_bad_times_are_refused(durations: list[float], events: list[int], words: str) -> None:
    with pytest.raises(CannotEstimate, match=words):
        kaplan_meier(durations, events)


people = st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=60)


@settings(max_examples=80, deadline=None)
@given(people=people, seed=st.integers(0, 100))
def test_the_curve_falls_from_1_whatever_the_order_of_rows(
    people: list[tuple[int, bool]], seed: int
) -> None:
    time = np.array([row[0] for row in people], float)
    ended = np.array([row[1] for row in people], float)
    curve = kaplan_meier(time, ended)
    assert ((curve.survival >= 0) & (curve.survival <= 1)).all()
    assert (np.diff(curve.survival) <= 1e-12).all()
    assert (curve.low <= curve.survival + 1e-12).all()
    assert (curve.survival <= curve.high + 1e-12).all()
    order = np.random.default_rng(seed).permutation(len(time))
    again = kaplan_meier(time[order], ended[order])
    np.testing.assert_allclose(curve.survival, again.survival)
