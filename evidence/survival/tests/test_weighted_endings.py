"""Fine and Gray's model and Gray's test with weights: what must equal what, whatever the data."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kstest

from evidence.survival import CannotEstimate, cox, fine_gray, gray_test
from evidence.survival.tests.test_competing import CAUSE, DISEASE, TIME, many


def columns() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    time, ended, group, x = many()
    return time, ended, np.column_stack((x, group == 1))


NAMES = ("x", "one")


def estimates(fit: object) -> list[float]:
    return [row.estimate for row in fit.coefficients]


def errors(fit: object) -> list[float]:
    return [row.se for row in fit.coefficients]


def test_a_weight_of_one_changes_nothing_and_a_scale_does_not_matter() -> None:
    time, ended, x = columns()
    plain = fine_gray(time, ended, 1, x, NAMES)
    for scale in (1.0, 7.5):
        found = fine_gray(time, ended, 1, x, NAMES, weights=np.full(len(time), scale))
        np.testing.assert_allclose(estimates(found), estimates(plain), rtol=1e-9)
        np.testing.assert_allclose(errors(found), errors(plain), rtol=1e-9)


def test_whole_weights_give_the_estimate_of_people_who_stand_there_so_often() -> None:
    """But not the error: copies of one person are not new people."""
    time, ended, x = columns()
    times = np.random.default_rng(5).integers(0, 4, len(time))
    found = fine_gray(time, ended, 1, x, NAMES, weights=times)
    many_rows = [np.repeat(part, times, axis=0) for part in (time, ended, x)]
    repeated = fine_gray(many_rows[0], many_rows[1], 1, many_rows[2], NAMES)
    np.testing.assert_allclose(estimates(found), estimates(repeated), rtol=1e-8)
    assert found.log_likelihood == pytest.approx(repeated.log_likelihood, rel=1e-10)
    assert (np.array(errors(found)) > 1.2 * np.array(errors(repeated))).all()


def test_a_weight_of_nothing_is_an_absence() -> None:
    time, ended, x = columns()
    counts = np.arange(len(time)) % 3 > 0
    found = fine_gray(time, ended, 1, x, NAMES, weights=counts.astype(float))
    without = fine_gray(time[counts], ended[counts], 1, x[counts], NAMES)
    np.testing.assert_allclose(estimates(found), estimates(without), rtol=1e-9)
    np.testing.assert_allclose(errors(found), errors(without), rtol=1e-9)
    assert (found.n, found.events) == (without.n, without.events)


def test_the_error_is_the_infinitesimal_jackknife_of_the_weights() -> None:
    """Each weight moved a little, the probability of being followed moving with it; ties too."""
    chance = np.random.default_rng(8)
    n = 60
    x = chance.integers(0, 2, n).astype(float)
    ended = chance.exponential(np.where(x == 1, 0.6, 1.4))
    lost = chance.exponential(np.where(x == 1, 1.5, 0.5))
    cause = np.where(ended <= lost, np.where(chance.random(n) < 0.4, 1, 2), 0)
    exact = np.minimum(ended, lost)
    weight = chance.uniform(0.2, 3.0, n)

    def estimate(time: np.ndarray, tried: np.ndarray) -> float:
        return fine_gray(time, cause, 1, x, ("x",), weights=tried).coefficients[0].estimate

    for time in (exact, np.ceil(exact * 8)):
        moves = []
        for i in range(n):
            step = np.zeros(n)
            step[i] = 1e-4
            slope = (estimate(time, weight + step) - estimate(time, weight - step)) / 2e-4
            moves.append(weight[i] * slope)
        row = fine_gray(time, cause, 1, x, ("x",), weights=weight).coefficients[0]
        assert row.se == pytest.approx(float(np.sqrt(np.sum(np.square(moves)))), rel=1e-5)


def test_without_loss_it_is_the_weighted_cox_model_that_keeps_the_others_at_risk() -> None:
    chance = np.random.default_rng(3)
    time, x = chance.exponential(1, 300), chance.normal(size=300)
    ended, weight = chance.choice([1, 2], 300), chance.uniform(0.1, 4, 300)
    ours = fine_gray(time, ended, 1, x, ("x",), weights=weight).coefficients[0]
    kept = np.where(ended == 2, 1e6, time)
    theirs = cox(kept, ended == 1, x, ("x",), weights=weight).coefficients[0]
    assert ours.estimate == pytest.approx(theirs.estimate, abs=1e-8)
    assert ours.se == pytest.approx(theirs.se, rel=1e-6)


def draw(chance: np.random.Generator, n: int, effect: float) -> tuple[np.ndarray, ...]:
    """Who is treated hangs on a covariate that also hastens the end: the weights must undo it."""
    z = chance.normal(size=n)
    score = 1 / (1 + np.exp(-(z - 0.3)))
    treated = chance.random(n) < score
    first = chance.exponential(np.exp(-0.6 * z - effect * treated))
    other, lost = chance.exponential(1.2, n), chance.exponential(1.5, n)
    time = np.minimum(np.minimum(first, other), lost)
    cause = np.where(time == first, 1, np.where(time == other, 2, 0))
    weight = np.where(treated, 1 / score, 1 / (1 - score))
    return time, cause, treated, weight


def test_weights_undo_what_decided_who_took_part_and_the_test_rejects_as_it_says() -> None:
    chance = np.random.default_rng(11)
    plain, weighted, estimated = [], [], []
    for _ in range(200):
        time, cause, treated, weight = draw(chance, 200, 0.0)
        plain.append(gray_test(time, cause, treated, 1).p)
        weighted.append(gray_test(time, cause, treated, 1, weights=weight).p)
        estimated.append(
            fine_gray(time, cause, 1, treated, ("t",), weights=weight).coefficients[0].estimate
        )
    assert np.mean(np.array(plain) < 0.05) > 0.3  # confounded: it finds what is not there
    assert 0.015 <= np.mean(np.array(weighted) < 0.05) <= 0.10
    assert kstest(weighted, "uniform").pvalue > 0.001
    assert abs(np.mean(estimated)) < 4 * np.std(estimated) / np.sqrt(200)


def test_with_equal_weights_it_is_close_to_grays_own_statistic() -> None:
    chance = np.random.default_rng(2)
    for effect in (1.0, 1.15, 1.4):
        treated = np.arange(3000) % 2
        first, other, lost = chance.exponential([[1.0], [1.2], [1.5]], (3, 3000))
        first = np.where(treated == 1, first * effect, first)
        time = np.minimum(np.minimum(first, other), lost)
        cause = np.where(time == first, 1, np.where(time == other, 2, 0))
        gray = gray_test(time, cause, treated, 1)
        robust = gray_test(time, cause, treated, 1, weights=np.full(3000, 2.0))
        assert (robust.robust, gray.robust, robust.degrees) == (True, False, 1)
        # As standard errors from nothing: the two variances are not the same formula.
        assert np.sqrt(robust.statistic) == pytest.approx(np.sqrt(gray.statistic), abs=0.15)


def test_the_weighted_test_does_not_depend_on_names_or_on_which_group_is_first() -> None:
    time, ended, group, _ = many()
    weight = np.random.default_rng(1).uniform(0.5, 2, len(time))
    plain = gray_test(time, ended, group, 1, weights=weight)
    named = gray_test(time, ended, np.array(["z", "a", "m"])[group], 1, weights=weight)
    assert plain.degrees == 2
    assert named.statistic == pytest.approx(plain.statistic, rel=1e-8)


def test_weights_that_cannot_be_are_refused() -> None:
    for wrong in (np.full(35, -1.0), np.zeros(35), np.ones(34), np.full(35, np.nan)):
        with pytest.raises(CannotEstimate, match="weight"):
            fine_gray(TIME, CAUSE, 1, DISEASE, ("disease",), weights=wrong)
        with pytest.raises(CannotEstimate, match="weight"):
            gray_test(TIME, CAUSE, DISEASE, 1, weights=wrong)
    with pytest.raises(CannotEstimate, match="one group only"):
        gray_test(TIME, CAUSE, DISEASE, 1, weights=(DISEASE == 0).astype(float))
    with pytest.raises(CannotEstimate, match="nobody's time ended"):
        fine_gray(TIME, CAUSE, 1, DISEASE, ("disease",), weights=(CAUSE != 1).astype(float))
