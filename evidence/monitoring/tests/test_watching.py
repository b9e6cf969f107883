"""Funnels, process charts, series and planned looks against their textbooks."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from evidence.monitoring.funnel import exact_limits, funnel
from evidence.monitoring.interrupted import interrupted_series
from evidence.monitoring.process import Rules, p_chart, u_chart, xmr_chart
from evidence.monitoring.sequential import constant_bounds, crossing, spending_bounds
from evidence.survival import CannotEstimate

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import statsmodels.api as sm

# --- Funnels -------------------------------------------------------------------------------------


def test_exact_limits_lie_where_the_binomial_says() -> None:
    """Spiegelhalter (2005), A.1: between r − 1 and r, where r is the first to pass the tail."""
    low, high = exact_limits(100, 0.3, 0.95, "proportion")
    for limit, tail in ((low, 0.025), (high, 0.975)):
        r = binom.ppf(tail, 100, 0.3)
        assert r - 1 <= limit * 100 <= r
        share = (limit * 100 - (r - 1)) * binom.pmf(r, 100, 0.3) + binom.cdf(r - 1, 100, 0.3)
        assert share == pytest.approx(tail, abs=1e-12)
    assert (low, high) == (pytest.approx(0.20690, abs=5e-6), pytest.approx(0.38691, abs=5e-6))


def test_places_that_share_one_chance_are_seldom_outside() -> None:
    chance = np.random.default_rng(1)
    size = chance.integers(40, 400, 600)
    names = [str(i) for i in range(600)]
    found = funnel(names, chance.binomial(size, 0.35), size, target=0.35)
    outside = np.mean([unit.beyond > 0 for unit in found.units])
    assert 0.03 < outside < 0.07
    assert not found.dispersion.over_dispersed
    # The mean square of a standard normal, with its outer tenths pulled in to 1.2816.
    assert found.dispersion.factor == pytest.approx(0.678, abs=0.08)


def test_over_dispersion_is_seen_and_widens_the_limits() -> None:
    chance = np.random.default_rng(2)
    size = np.full(60, 300)
    share = np.clip(chance.normal(0.35, 0.07, 60), 0.01, 0.99)
    events = chance.binomial(size, share)
    names = [str(i) for i in range(60)]
    plain = funnel(names, events, size)
    assert plain.dispersion.over_dispersed
    for kind in ("multiplicative", "additive"):
        wide = funnel(names, events, size, allow_for=kind)
        assert sum(u.beyond > 0 for u in wide.units) < sum(u.beyond > 0 for u in plain.units)
        assert wide.units[0].limits[0][0] < plain.units[0].limits[0][0]


def test_a_place_far_from_the_rest_is_found() -> None:
    found = funnel(["a", "b", "c", "d"], [35, 70, 105, 90], [100, 200, 300, 150])
    assert [unit.beyond for unit in found.units] == [0, 0, 0, 0.998]


@pytest.mark.parametrize(("events", "size"), [(5, 4), (-1, 10), (1.5, 10), (1, 0)])
def test_what_is_no_share_is_refused_by_name(events: float, size: float) -> None:
    with pytest.raises(ValueError, match=r"\[Vale\]"):
        funnel(["Vale"], [events], [size])


@settings(max_examples=60, deadline=None)
@given(size=st.integers(5, 800), target=st.floats(0.05, 0.95))
def test_limits_hold_the_target_and_the_wider_level_holds_the_narrower(
    size: int, target: float
) -> None:
    low, high = exact_limits(size, target, 0.95, "proportion")
    wide_low, wide_high = exact_limits(size, target, 0.998, "proportion")
    assert 0 <= wide_low <= low <= target <= high <= wide_high <= 1


# --- Process charts ------------------------------------------------------------------------------

# Montgomery, Introduction to Statistical Quality Control, table 6.6: viscosity of paint primer.
VISCOSITY = [33.75, 33.05, 34.00, 33.81, 33.46, 34.02, 33.68, 33.27, 33.49, 33.20]
VISCOSITY += [33.62, 33.00, 33.54, 33.12, 33.84]
# The same, table 7.1: orange juice cans that leak, 30 samples of 50.
CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9]
CANS += [12, 7, 13, 9, 6]


def test_single_values_have_montgomerys_limits() -> None:
    chart = xmr_chart(VISCOSITY)
    assert chart.centre == pytest.approx(33.52, abs=5e-3)
    assert (chart.low[0], chart.high[0]) == (
        pytest.approx(32.24, abs=6e-3),
        pytest.approx(34.80, abs=6e-3),
    )
    assert chart.moving_range_limit == pytest.approx(1.57, abs=5e-3)
    assert not chart.signals


def test_shares_have_montgomerys_limits_and_his_two_signals() -> None:
    chart = p_chart(CANS, [50] * 30, rules=Rules(shift=0, trend=0, two_of_three=False))
    assert chart.centre == pytest.approx(0.2313, abs=5e-5)
    assert chart.high[0] == pytest.approx(0.4102, abs=5e-5)
    assert chart.low[0] == pytest.approx(0.0524, abs=5e-5)
    assert [signal.first + 1 for signal in chart.signals] == [15, 23]


def test_counts_by_exposure_have_limits_that_differ_by_point() -> None:
    chart = u_chart([4, 9, 30], [2, 3, 10])
    assert chart.centre == pytest.approx(43 / 15)
    assert chart.high[2] < chart.high[0]
    assert (chart.low >= 0).all()


STRETCHES = {
    "shift": ([0, 4] * 6 + [3] * 8, Rules(beyond=False, trend=0, two_of_three=False)),
    "trend": ([5, 1, 2, 3, 4, 5, 6, 1], Rules(beyond=False, shift=0, two_of_three=False)),
    "hugging": (
        [0, 9, 0, 9, *[4.4, 4.6] * 8],
        Rules(beyond=False, shift=0, trend=0, two_of_three=False, hugging=15),
    ),
}


@pytest.mark.parametrize("rule", STRETCHES)
def test_each_rule_finds_its_stretch_and_can_be_switched_off(rule: str) -> None:
    values, rules = STRETCHES[rule]
    assert [signal.rule for signal in xmr_chart(values, rules=rules).signals] == [rule]
    off = Rules(beyond=False, shift=0, trend=0, two_of_three=False)
    assert not xmr_chart(values, rules=off).signals


def test_a_baseline_fixes_the_limits() -> None:
    chart = xmr_chart([*VISCOSITY, 40, 41], baseline=15)
    assert chart.centre == pytest.approx(33.52, abs=5e-3)
    assert {signal.first for signal in chart.signals if signal.rule == "beyond"} == {15, 16}


def test_a_rule_of_two_points_is_refused() -> None:
    with pytest.raises(ValueError, match="shift"):
        Rules(shift=2)


# --- Series --------------------------------------------------------------------------------------


def series(seed: int, step: float, n: int = 96, at: int = 60) -> np.ndarray:
    chance = np.random.default_rng(seed)
    when = np.arange(n)
    mean = np.exp(
        4.2 + 0.05 * when / 12 + step * (when >= at) + 0.2 * np.sin(2 * np.pi * when / 12)
    )
    return chance.poisson(mean * chance.gamma(40, 1 / 40, n))


def test_the_step_equals_another_packages_model() -> None:
    counts = series(1, -0.25)
    ours = interrupted_series(counts, 60)
    when = np.arange(96.0)
    after = (when >= 60).astype(float)
    turn = 2 * np.pi * when / 12
    columns = [np.ones(96), when / 12, after, after * (when - 60)]
    columns += [np.sin(turn), np.cos(turn), np.sin(2 * turn), np.cos(2 * turn)]
    model = sm.GLM(counts, np.column_stack(columns), family=sm.families.Poisson())
    theirs = model.fit(scale="X2")
    assert ours.level.estimate == pytest.approx(theirs.params[2], abs=1e-8)
    assert ours.level.se == pytest.approx(theirs.bse[2], rel=1e-6)
    assert ours.slope.se == pytest.approx(theirs.bse[3], rel=1e-6)
    assert ours.dispersion == pytest.approx(theirs.scale, rel=1e-6)


def test_a_true_step_is_covered_and_no_step_is_seldom_found() -> None:
    covered = found = 0
    for seed in range(150):
        row = interrupted_series(series(seed, -0.25), 60).level
        covered += row.low <= np.exp(-0.25) <= row.high
        found += interrupted_series(series(seed, 0.0), 60).level.p < 0.05
    assert covered >= 133
    assert found <= 18


def test_too_few_points_on_one_side_are_refused() -> None:
    with pytest.raises(CannotEstimate, match="fewer than 3 points"):
        interrupted_series(series(1, 0), 95)
    with pytest.raises(CannotEstimate, match="too few"):
        interrupted_series([5, 6, 7, 8, 9, 5, 6, 7], 4)


# --- Looks ---------------------------------------------------------------------------------------

# Jennison and Turnbull, Group Sequential Methods (2000), tables 2.1 and 2.3, two-sided .05: the
# constants for Pocock, and for O'Brien–Fleming (the bound at the last look).
CONSTANTS = """
  2 | 2.178 | 1.977
  3 | 2.289 | 2.004
  4 | 2.361 | 2.024
  5 | 2.413 | 2.040
"""


@pytest.mark.parametrize("line", CONSTANTS.strip().splitlines())
def test_constant_bounds_are_those_of_the_tables(line: str) -> None:
    looks, pocock, obrien = (part.strip() for part in line.split("|"))
    assert constant_bounds(int(looks), shape="pocock")[0] == pytest.approx(float(pocock), abs=6e-4)
    assert constant_bounds(int(looks))[-1] == pytest.approx(float(obrien), abs=6e-4)


def test_spending_bounds_are_those_of_lan_and_demets() -> None:
    """Five equal looks, two-sided .05: Reboussin and others, ld98 program (2000)."""
    obrien = [look.z for look in spending_bounds([0.2, 0.4, 0.6, 0.8, 1])]
    np.testing.assert_allclose(obrien, [4.8769, 3.3569, 2.6803, 2.2898, 2.0310], atol=3e-4)
    pocock = [look.z for look in spending_bounds([0.2, 0.4, 0.6, 0.8, 1], shape="pocock")]
    np.testing.assert_allclose(pocock, [2.4380, 2.4268, 2.4101, 2.3966, 2.3859], atol=3e-4)


def test_one_look_is_the_plain_test() -> None:
    (look,) = spending_bounds([1.0])
    assert look.z == pytest.approx(1.959964, abs=1e-5)
    assert look.p == pytest.approx(0.05, abs=1e-6)


def test_the_bounds_spend_alpha_and_no_more() -> None:
    shares = [0.3, 0.55, 1.0]
    looks = spending_bounds(shares)
    assert crossing(shares, [look.z for look in looks]) == pytest.approx(0.05, abs=1e-6)
    chance = np.random.default_rng(3)
    walk = np.cumsum(chance.normal(0, np.sqrt(np.diff([0, *shares])), (200_000, 3)), axis=1)
    passed = (np.abs(walk / np.sqrt(shares)) > [look.z for look in looks]).any(axis=1)
    assert passed.mean() == pytest.approx(0.05, abs=0.002)


@pytest.mark.parametrize("shares", [[], [0.5, 0.4], [0, 1], [0.5, 1.2]])
def test_looks_that_do_not_rise_to_1_are_refused(shares: list[float]) -> None:
    with pytest.raises(ValueError, match="rise"):
        spending_bounds(shares)
