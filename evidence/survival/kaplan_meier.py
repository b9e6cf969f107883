"""Share of people without the event by day, and the mean days without it up to a horizon.

Kaplan and Meier, JASA 53:457 (1958); variance by Greenwood (1926), in its weighted form by
Xie and Liu, Statistics in Medicine 24:3089 (2005); intervals on the log(−log) scale after
Kalbfleisch and Prentice (1980). Restricted mean: Royston and Parmar, BMC Medical Research
Methodology 13:152 (2013), variance as in Klein and Moeschberger (2003), section 4.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from evidence.survival.shared import (
    CannotEstimate,
    Floats,
    Times,
    from_there_on,
    normal_quantile,
    read_times,
    tally,
    two_sided,
)


@dataclass(frozen=True)
class Curve:
    """A step function: the share without the event just after each time of an event or an end."""

    times: Floats
    at_risk: Floats
    events: Floats
    survival: Floats
    se: Floats
    low: Floats
    high: Floats
    variance_steps: Floats
    longest: float

    def at(self, moments: ArrayLike) -> Floats:
        """The share without the event at each moment."""
        return _step(self.times, self.survival, moments, before=1.0)

    def interval_at(self, moments: ArrayLike) -> tuple[Floats, Floats]:
        """The pointwise interval at each moment."""
        low = _step(self.times, self.low, moments, before=1.0)
        return low, _step(self.times, self.high, moments, before=1.0)


@dataclass(frozen=True)
class RiskRow:
    """One line of the table beneath a curve; people, not weights."""

    time: float
    at_risk: int
    events: int
    ended: int


@dataclass(frozen=True)
class RestrictedMean:
    """Mean time without the event up to ``horizon``, in the unit of the durations."""

    horizon: float
    mean: float
    se: float
    low: float
    high: float


@dataclass(frozen=True)
class MeanDifference:
    """Restricted mean of the first group less that of the second."""

    first: RestrictedMean
    second: RestrictedMean
    difference: float
    se: float
    low: float
    high: float
    p: float


def kaplan_meier(
    durations: ArrayLike,
    events: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    level: float = 0.95,
) -> Curve:
    """The curve of people without the event; weights are those of matching or weighting."""
    given = read_times(durations, (np.asarray(events) != 0).astype(np.int64), weights)
    times, at_risk, deaths, effective = _counts(given)
    share = np.divide(deaths, at_risk, out=np.zeros_like(deaths), where=at_risk > 0)
    survival = np.cumprod(1 - share)
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.where(share > 0, share / ((1 - share) * effective), 0.0)
        greenwood = np.cumsum(steps)
        se = np.where(survival > 0, survival * np.sqrt(greenwood), 0.0)
    low, high = _log_log(survival, greenwood, level)
    longest = float(given.durations[given.weights > 0].max())
    return Curve(times, at_risk, deaths, survival, se, low, high, steps, longest)


def risk_table(
    durations: ArrayLike, events: ArrayLike, moments: Sequence[float]
) -> tuple[RiskRow, ...]:
    """How many people are still followed at each moment, and how many had the event by then.

    Somebody whose time ends on the very day is still at risk on it.
    """
    given = read_times(durations, (np.asarray(events) != 0).astype(np.int64))
    rows = []
    for moment in moments:
        before = given.durations < moment
        had = int((before & (given.causes == 1)).sum())
        rows.append(RiskRow(float(moment), int((~before).sum()), had, int(before.sum()) - had))
    return tuple(rows)


def restricted_mean(curve: Curve, horizon: float, *, level: float = 0.95) -> RestrictedMean:
    """Area under the curve up to the horizon; refused beyond the longest follow-up."""
    if horizon <= 0:
        raise CannotEstimate(f"a horizon of [{horizon:g}] is not after the start")
    if horizon > curve.longest and curve.survival[-1] > 0:
        raise CannotEstimate(
            f"nobody was followed to [{horizon:g}]; the longest time is [{curve.longest:g}]"
        )
    inside = curve.times < horizon
    edges = np.concatenate(([0.0], curve.times[inside], [horizon]))
    heights = np.concatenate(([1.0], curve.survival[inside]))
    areas = np.diff(edges) * heights
    later = from_there_on(areas)[1:]
    steps = curve.variance_steps[inside]
    finite = np.where(later > 0, steps, 0.0)
    se = float(np.sqrt(np.sum(later**2 * finite)))
    mean = float(areas.sum())
    reach = normal_quantile(level) * se
    return RestrictedMean(horizon, mean, se, mean - reach, mean + reach)


def restricted_mean_difference(
    first: Curve, second: Curve, horizon: float, *, level: float = 0.95
) -> MeanDifference:
    """How much longer the first group goes without the event, on average, up to the horizon."""
    one = restricted_mean(first, horizon, level=level)
    two = restricted_mean(second, horizon, level=level)
    difference, se = one.mean - two.mean, float(np.hypot(one.se, two.se))
    reach = normal_quantile(level) * se
    p = two_sided(difference / se) if se > 0 else float(difference == 0)
    return MeanDifference(one, two, difference, se, difference - reach, difference + reach, p)


def _counts(given: Times) -> tuple[Floats, Floats, Floats, Floats]:
    times, place = np.unique(given.durations, return_inverse=True)
    n = len(times)
    leaving = tally(place, given.weights, n)
    squares = tally(place, given.weights**2, n)
    deaths = tally(place, given.weights * (given.causes == 1), n)
    at_risk = from_there_on(leaving)
    at_risk_squares = from_there_on(squares)
    effective = np.divide(
        at_risk**2, at_risk_squares, out=np.zeros_like(at_risk), where=at_risk_squares > 0
    )
    return times, at_risk, np.minimum(deaths, at_risk), effective


def _log_log(survival: Floats, greenwood: Floats, level: float) -> tuple[Floats, Floats]:
    inside = (survival > 0) & (survival < 1)
    logs = np.log(np.where(inside, survival, 0.5))
    reach = normal_quantile(level) * np.sqrt(np.where(inside, greenwood, 0.0)) / np.abs(logs)
    base = np.where(inside, survival, 0.5)
    low = np.where(inside, base ** np.exp(reach), survival)
    high = np.where(inside, base ** np.exp(-reach), survival)
    return low, high


def _step(times: Floats, values: Floats, moments: ArrayLike, *, before: float) -> Floats:
    place = np.searchsorted(times, np.asarray(moments, dtype=np.float64), side="right")
    return np.concatenate(([before], values))[place]
