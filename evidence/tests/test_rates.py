"""Rates with time at risk: another package's numbers, and what cannot be worked out."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from evidence.rates import negative_binomial, rate_ratio
from evidence.survival import CannotEstimate

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import statsmodels.api as sm


def people(seed: int = 3, n: int = 800) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    x, time = chance.normal(size=(n, 2)), chance.uniform(0.3, 1, n)
    pace = chance.gamma(2, 0.5, n) * np.exp(0.3 + x @ [0.4, -0.2])
    return chance.poisson(pace * time), time, x


def test_another_package_gives_the_same_model_plain_and_robust() -> None:
    counts, time, x = people()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = sm.NegativeBinomial(counts, sm.add_constant(x), exposure=time)
        plain = model.fit(disp=0, gtol=1e-10, method="bfgs", maxiter=500)
        robust = model.fit(disp=0, cov_type="HC0", gtol=1e-10, method="bfgs", maxiter=500)
    ours = negative_binomial(counts, time, x, ("a", "b"))
    weighted = negative_binomial(counts, time, x, ("a", "b"), weights=np.ones(len(counts)))
    for row, same, theirs, error in zip(
        ours.coefficients, weighted.coefficients, plain.params[1:3], robust.bse[1:3], strict=True
    ):
        assert row.estimate == pytest.approx(theirs, abs=1e-5)
        assert same.se == pytest.approx(error, rel=1e-3)
    np.testing.assert_allclose([r.se for r in ours.coefficients], plain.bse[1:3], rtol=1e-3)
    assert ours.dispersion == pytest.approx(plain.params[3], abs=1e-4)
    assert ours.log_likelihood == pytest.approx(plain.llf, abs=1e-5)


def test_two_groups_give_the_ratio_of_their_rates() -> None:
    counts, time, _ = people()
    found = rate_ratio(counts[:400], time[:400], counts[400:], time[400:])
    assert found.ratio == pytest.approx(found.treated_rate / found.control_rate)
    assert found.low < found.ratio < found.high


def test_time_at_risk_matters_and_its_unit_does_not() -> None:
    counts, time, _ = people()
    half = np.where(np.arange(800) < 400, time / 2, time)
    plain = rate_ratio(counts[:400], time[:400], counts[400:], time[400:])
    shorter = rate_ratio(counts[:400], half[:400], counts[400:], time[400:])
    days = rate_ratio(counts[:400], time[:400] * 365, counts[400:], time[400:] * 365)
    assert shorter.ratio == pytest.approx(2 * plain.ratio, rel=0.1)
    assert days.ratio == pytest.approx(plain.ratio, rel=1e-7)


def test_counts_that_vary_as_chance_does_have_no_dispersion() -> None:
    counts = np.random.default_rng(3).binomial(4, 0.5, 800)  # less spread than Poisson's
    found = negative_binomial(counts, np.ones(800), np.arange(800) % 2, ("a",))
    assert found.dispersion == 0
    expected = sm.GLM(counts, sm.add_constant(np.arange(800) % 2), family=sm.families.Poisson())
    assert found.coefficients[0].se == pytest.approx(expected.fit().bse[1], rel=1e-6)


def test_a_known_truth_is_covered() -> None:
    chance = np.random.default_rng(8)
    covered = 0
    for _ in range(200):
        pace = chance.gamma(2, 0.5, 300) * np.repeat([0.7, 1.0], 150)
        counts = chance.poisson(pace)
        found = rate_ratio(counts[:150], np.ones(150), counts[150:], np.ones(150))
        covered += found.low <= 0.7 <= found.high
    assert 182 <= covered <= 198


@pytest.mark.parametrize(
    ("counts", "time", "words"),
    [
        ([1, 2], [1, 0], "no time at risk"),
        ([1, -1], [1, 1], "negative"),
        ([1, 0.5], [1, 1], "not whole"),
        ([0, 0], [1, 1], "nobody had an event"),
    ],
)
def test_bad_counts_are_refused(counts: list[float], time: list[float], words: str) -> None:
    with pytest.raises(CannotEstimate, match=words):
        negative_binomial(counts, time, [0, 1], ("a",))


def test_a_group_without_events_has_no_ratio_and_is_named() -> None:
    with pytest.raises(CannotEstimate, match="treated"):
        rate_ratio([0, 0], [1, 1], [1, 2], [1, 1])
