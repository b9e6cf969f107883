"""Several ways to end: cumulative incidence, Gray's test, Fine and Gray's model."""

from __future__ import annotations

import warnings
from io import StringIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.survival import (
    CannotEstimate,
    cox,
    cumulative_incidence,
    fine_gray,
    gray_test,
    kaplan_meier,
)

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from lifelines import AalenJohansenFitter

# Scrucca, Santucci and Aversa, Bone Marrow Transplantation 40:381 (2007), the paper's 35 people:
# disease, time, and 0 censored, 1 relapse, 2 death in treatment.
PAPER = np.loadtxt(
    StringIO(
        """
        0 13 2
        0  1 1
        0 72 0
        0  7 2
        0  8 2
        1 67 0
        0  9 2
        0  5 2
        1 70 0
        1  4 0
        1  7 0
        1 68 0
        0  1 2
        1 10 2
        1  7 2
        1  3 1
        1  4 1
        1  4 1
        1  3 1
        1  3 1
        0 22 2
        1  8 1
        1  2 2
        0  0 2
        0  0 1
        0 35 0
        1 35 0
        0  4 2
        0 14 2
        0 26 2
        0  3 2
        1  2 0
        1  8 0
        1 32 0
        0 12 1
        """
    )
)
DISEASE, TIME, CAUSE = PAPER.T


def many(
    seed: int = 20260701, n: int = 150
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Tied times, three groups and a covariate: the numbers below were made from this."""
    chance = np.random.default_rng(seed)
    group = chance.integers(0, 3, n)
    x = chance.normal(size=n).round(2)
    time = np.ceil(chance.exponential(60, n) * (1 + 0.5 * group))
    return time, chance.choice([0, 1, 2], n, p=[0.3, 0.4, 0.3]), group, x


# Gray's test by the routine of R's cmprsk, as kept in Python by comprisk 0.8.
GRAY = """
  paper | 1 | 1.3016345436 | 1
  paper | 2 | 7.0822780251 | 1
  many  | 1 | 5.5231942760 | 2
  many  | 2 | 7.3911551032 | 2
"""


@pytest.mark.parametrize("line", GRAY.strip().splitlines())
def test_grays_statistic_is_that_of_the_reference_routine(line: str) -> None:
    data, cause, statistic, degrees = (part.strip() for part in line.split("|"))
    time, ended, group = (TIME, CAUSE, DISEASE) if data == "paper" else many()[:3]
    found = gray_test(time, ended, group, int(cause))
    assert found.statistic == pytest.approx(float(statistic), rel=1e-9)
    assert found.degrees == int(degrees)


def test_grays_test_does_not_depend_on_the_names_or_order_of_groups() -> None:
    time, ended, group, _ = many()
    plain = gray_test(time, ended, group, 1)
    named = gray_test(time, ended, np.array(["z", "a", "m"])[group], 1)
    assert named.statistic == pytest.approx(plain.statistic, rel=1e-9)


def test_grays_test_rejects_as_often_as_it_says() -> None:
    chance = np.random.default_rng(4)
    rejected = 0
    for _ in range(400):
        time = chance.exponential(1, 80).round(2)
        ended = chance.choice([0, 1, 2], 80, p=[0.2, 0.4, 0.4])
        rejected += gray_test(time, ended, np.arange(80) % 2, 1).p < 0.05
    assert 8 <= rejected <= 34  # 20 expected


def test_cumulative_incidence_equals_another_package_with_its_error() -> None:
    chance = np.random.default_rng(2)
    time, ended = chance.exponential(1, 200), chance.integers(0, 3, 200)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = AalenJohansenFitter(calculate_variance=True).fit(time, ended, 1)
    ours = cumulative_incidence(time, ended, 1)
    expected = theirs.cumulative_density_.to_numpy()[1:, 0]
    np.testing.assert_allclose(ours.share, expected, atol=1e-12)
    variance = theirs.variance_.to_numpy().ravel()[1:]
    known = np.isfinite(variance)
    assert known.sum() > 190
    np.testing.assert_allclose(ours.se[known], np.sqrt(variance[known]), rtol=1e-6, atol=1e-12)


def test_with_one_cause_the_share_is_what_the_curve_lost() -> None:
    ended = (CAUSE > 0).astype(int)
    curve = kaplan_meier(TIME, ended)
    found = cumulative_incidence(TIME, ended, 1)
    np.testing.assert_allclose(found.share, 1 - curve.survival, atol=1e-12)
    inside = curve.survival > 0
    np.testing.assert_allclose(found.se[inside], curve.se[inside], rtol=1e-9)


# Coefficients and log-likelihood of comprisk 0.8 (after cmprsk::crr); its errors leave out what
# the paper's variance adds for the estimated censoring, and differ in the third digit.
def test_fine_and_grays_coefficients_are_those_of_the_reference_routine() -> None:
    fit = fine_gray(TIME, CAUSE, 1, DISEASE, ("disease",))
    assert fit.coefficients[0].estimate == pytest.approx(0.76517029, abs=1e-8)
    assert fit.log_likelihood == pytest.approx(-29.858652099, abs=1e-8)
    assert fit.coefficients[0].se == pytest.approx(0.69812307, abs=2e-3)
    time, ended, group, x = many()
    columns = np.column_stack((x, group == 1, group == 2))
    fit = fine_gray(time, ended, 1, columns, ("x", "one", "two"))
    expected = [0.09838499, 0.55262517, -0.07672036]
    np.testing.assert_allclose([row.estimate for row in fit.coefficients], expected, atol=1e-8)
    errors = [0.12733397, 0.29548901, 0.34543445]
    np.testing.assert_allclose([row.se for row in fit.coefficients], errors, atol=3e-3)


def test_fine_and_grays_error_is_the_infinitesimal_jackknife_with_and_without_ties() -> None:
    """Each person counted a fortieth more and less, with loss that depends on the covariate."""
    chance = np.random.default_rng(0)
    n, copies = 60, 40
    x = chance.integers(0, 2, n).astype(float)
    ended = chance.exponential(np.where(x == 1, 0.6, 1.4))
    lost = chance.exponential(np.where(x == 1, 1.5, 0.5))
    kind = np.where(chance.random(n) < 0.4, 1, 2)
    cause, exact = np.where(ended <= lost, kind, 0), np.minimum(ended, lost)

    def estimate(time: np.ndarray, each: np.ndarray) -> float:
        rows = [np.repeat(column, each) for column in (time, cause, x)]
        return fine_gray(rows[0], rows[1], 1, rows[2], ("x",)).coefficients[0].estimate

    for time in (exact, np.ceil(exact * 8)):
        moves = []
        for i in range(n):
            more, less = np.full(n, copies), np.full(n, copies)
            more[i], less[i] = copies + 1, copies - 1
            moves.append((estimate(time, more) - estimate(time, less)) * copies / 2)
        expected = np.sqrt(np.sum(np.square(moves)))
        row = fine_gray(time, cause, 1, x, ("x",)).coefficients[0]
        assert row.se == pytest.approx(expected, rel=2e-4)


def test_fine_and_grays_error_covers_the_estimated_censoring() -> None:
    """Beside the spread of the estimate over samples from one truth."""
    chance = np.random.default_rng(6)
    estimates, errors = [], []
    for _ in range(150):
        x = chance.integers(0, 2, 250)
        kind = chance.random(250) < 0.5
        ended = chance.exponential(np.where(x == 1, 0.7, 1.0), 250)
        lost = chance.exponential(1.2, 250)
        cause = np.where(ended <= lost, np.where(kind, 1, 2), 0)
        row = fine_gray(np.minimum(ended, lost), cause, 1, x, ("x",)).coefficients[0]
        estimates.append(row.estimate)
        errors.append(row.se)
    assert np.mean(errors) == pytest.approx(np.std(estimates), rel=0.15)


def test_without_loss_to_follow_up_it_is_a_cox_model_that_keeps_the_others_at_risk() -> None:
    """Fine and Gray (1999), section 3.1: complete data."""
    chance = np.random.default_rng(3)
    time, x = chance.exponential(1, 300), chance.normal(size=300)
    ended = chance.choice([1, 2], 300)
    ours = fine_gray(time, ended, 1, x, ("x",)).coefficients[0]
    kept = np.where(ended == 2, 1e6, time)
    theirs = cox(kept, ended == 1, x, ("x",), robust=True).coefficients[0]
    assert ours.estimate == pytest.approx(theirs.estimate, abs=1e-8)
    assert ours.se == pytest.approx(theirs.se, rel=1e-6)


@pytest.mark.parametrize("cause", [0, 3])
def test_a_cause_that_nobody_has_is_refused(cause: int) -> None:
    with pytest.raises(CannotEstimate):
        gray_test(TIME, np.where(cause == CAUSE, 1, CAUSE), DISEASE, 3)
    with pytest.raises(CannotEstimate):
        fine_gray(TIME, CAUSE, 3, DISEASE, ("disease",))


def test_one_group_alone_cannot_be_compared() -> None:
    with pytest.raises(CannotEstimate, match="one group only"):
        gray_test(TIME, CAUSE, np.ones(35), 1)


ends = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3)), min_size=1, max_size=60)


@settings(max_examples=80, deadline=None)
@given(ends=ends)
def test_the_shares_of_all_causes_and_of_nobody_add_up_to_1(ends: list[tuple[int, int]]) -> None:
    time, ended = np.array(ends, float).T
    curve = kaplan_meier(time, ended > 0)
    total = sum(cumulative_incidence(time, ended, cause).share for cause in (1, 2, 3))
    np.testing.assert_allclose(total + curve.survival, 1, atol=1e-9)
