"""Several ways for a course to end: completed, breached, revoked, died.

Share ended by each cause: Aalen and Johansen, Scandinavian Journal of Statistics 5:141 (1978),
variance by the delta method as in Pintilie, Competing Risks (2006), section 4.4. Comparison of
groups: Gray, Annals of Statistics 16:1141 (1988), with rho = 0 and his correction for ties; with
weights the robust score test of Fine and Gray's model, which asks the same of weighted groups.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2

from evidence.survival.fine_gray import score_without_difference
from evidence.survival.shared import (
    CannotEstimate,
    Floats,
    Times,
    from_there_on,
    normal_quantile,
    read_times,
    tally,
)


@dataclass(frozen=True)
class Incidence:
    """Share of all people whose time ended by this cause, just after each time."""

    cause: int
    times: Floats
    share: Floats
    se: Floats
    low: Floats
    high: Floats

    def at(self, moments: ArrayLike) -> Floats:
        """The share at each moment."""
        place = np.searchsorted(self.times, np.asarray(moments, dtype=np.float64), side="right")
        return np.concatenate(([0.0], self.share))[place]


@dataclass(frozen=True)
class GrayTest:
    """Are the shares that end by this cause alike in all groups?"""

    cause: int
    statistic: float
    degrees: int
    p: float
    robust: bool = False


@dataclass(frozen=True)
class _Counts:
    """A row per distinct time: weighted people at risk, ended by this cause, by any cause."""

    times: Floats
    at_risk: Floats
    this: Floats
    all: Floats


def cumulative_incidence(
    durations: ArrayLike,
    causes: ArrayLike,
    cause: int,
    *,
    weights: ArrayLike | None = None,
    level: float = 0.95,
) -> Incidence:
    """Share ended by ``cause``; people who end otherwise stay in the denominator.

    With weights the variance takes Kish's effective number for the number at risk.
    """
    given = read_times(durations, causes, weights)
    if cause < 1:
        raise CannotEstimate(f"[{cause}] is no cause: 0 means still going")
    counts = _count(given, cause)
    before, share = _curve(counts)
    shrink = _effective_share(given)
    n, d, k = counts.at_risk * shrink, counts.all * shrink, counts.this * shrink
    se = np.sqrt(np.maximum(_delta_variance(share, before, n, d, k), 0.0))
    low, high = _complementary_log_log(share, se, level)
    return Incidence(cause, counts.times, share, se, low, high)


def gray_test(
    durations: ArrayLike,
    causes: ArrayLike,
    groups: ArrayLike,
    cause: int,
    *,
    weights: ArrayLike | None = None,
) -> GrayTest:
    """Gray's k-sample test; groups may be any labels.

    His variance counts people, and a weighted person is no whole one. With weights the statistic is
    therefore the score test of Fine and Gray's model with the groups as covariates and the robust
    variance: at no difference both ask whether the groups' shares by this cause are one.
    """
    given = read_times(durations, causes, weights)
    labels, member = np.unique(np.asarray(groups), return_inverse=True)
    if len(member) != given.n:
        raise CannotEstimate(f"[{len(member)}] groups for [{given.n}] people")
    if weights is not None:
        labels = np.unique(member[given.weights > 0])
    if len(labels) < 2:
        raise CannotEstimate("there is one group only")
    if weights is not None:
        columns = (member[:, None] == labels[None, 1:]).astype(np.float64)
        score, variance = score_without_difference(
            given.durations, given.causes, cause, columns, weights=given.weights
        )
        return _tested(cause, score, variance, robust=True)
    if not (given.causes == cause).any():
        raise CannotEstimate(f"nobody's time ended by cause [{cause}]")
    score, variance = _gray_score(given, member.astype(np.int64), len(labels), cause)
    kept = len(labels) - 1
    return _tested(cause, score[:kept], variance[:kept, :kept], robust=False)


def _tested(cause: int, score: Floats, variance: Floats, *, robust: bool) -> GrayTest:
    statistic = float(score @ np.linalg.pinv(variance) @ score)
    degrees = int(np.linalg.matrix_rank(variance))
    return GrayTest(cause, statistic, degrees, float(chi2.sf(statistic, degrees)), robust)


def _count(given: Times, cause: int) -> _Counts:
    times, place = np.unique(given.durations, return_inverse=True)
    n = len(times)
    leaving = tally(place, given.weights, n)
    this = tally(place, given.weights * (given.causes == cause), n)
    every = tally(place, given.weights * (given.causes > 0), n)
    return _Counts(times, from_there_on(leaving), this, every)


def _curve(counts: _Counts) -> tuple[Floats, Floats]:
    """Share still going just before each time, and share ended by the cause just after."""
    hazard = _divide(counts.all, counts.at_risk)
    going = np.cumprod(1 - hazard)
    before = np.concatenate(([1.0], going[:-1]))
    return before, np.cumsum(before * _divide(counts.this, counts.at_risk))


def _divide(top: Floats, bottom: Floats) -> Floats:
    return np.asarray(np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0))


def _effective_share(given: Times) -> float:
    """Effective people per unit of weight; 1 without weights."""
    return float(given.weights.sum() / np.sum(given.weights**2))


def _delta_variance(share: Floats, before: Floats, n: Floats, d: Floats, k: Floats) -> Floats:
    """Sum of three terms over the times so far, expanded so that one pass is enough."""
    with np.errstate(divide="ignore", invalid="ignore"):
        all_ended = np.where((d > 0) & (n > d), d / (n * (n - d)), 0.0)
        own = np.where(n > 0, before**2 * k * (n - k) / n**3, 0.0)
        both = np.where(n > 0, before * k / n**2, 0.0)
    a0, a1, a2 = all_ended.cumsum(), (share * all_ended).cumsum(), (share**2 * all_ended).cumsum()
    b0, b1 = both.cumsum(), (share * both).cumsum()
    return np.asarray(share**2 * a0 - 2 * share * a1 + a2 + own.cumsum() - 2 * (share * b0 - b1))


def _complementary_log_log(share: Floats, se: Floats, level: float) -> tuple[Floats, Floats]:
    inside = (share > 0) & (share < 1)
    base = np.where(inside, share, 0.5)
    reach = normal_quantile(level) * se / np.abs(base * np.log(base))
    low = np.where(inside, base ** np.exp(reach), share)
    return low, np.where(inside, base ** np.exp(-reach), share)


@dataclass(frozen=True)
class _Group:
    """One group at each distinct time of the whole sample; ``before`` and ``after`` are its
    share still going just before and just after."""

    at_risk: Floats
    this: Floats
    other: Floats
    before: Floats
    after: Floats
    share_before: Floats


def _gray_score(
    given: Times, member: NDArray[np.int64], k: int, cause: int
) -> tuple[Floats, Floats]:
    times, place = np.unique(given.durations, return_inverse=True)
    rows = [_group(given, place, member == g, cause, len(times)) for g in range(k)]
    weight = np.stack([_divide(row.at_risk, row.before) for row in rows])
    ratio = weight * np.stack([1 - row.share_before for row in rows])
    ended = np.stack([row.this for row in rows])
    total = ended.sum(axis=0)
    score = (ended - ratio * _divide(total, ratio.sum(axis=0))).sum(axis=1)
    jump = _divide(total, weight.sum(axis=0))
    # Under the hypothesis the groups share one incidence, which then cancels from the pull.
    pull = _divide(weight, np.broadcast_to(weight.sum(axis=0), weight.shape))
    variance = np.zeros((k, k))
    for j, row in enumerate(rows):
        own = np.eye(k)[j][:, None]
        variance += _variance_from(row, (own - pull) * weight[j], jump, weight.sum(axis=0))
    return score, variance


def _group(
    given: Times, place: NDArray[np.int64], mine: NDArray[np.bool_], cause: int, n: int
) -> _Group:
    leaving = tally(place, mine, n)
    this = tally(place, mine & (given.causes == cause), n)
    every = tally(place, mine & (given.causes > 0), n)
    at_risk = from_there_on(leaving)
    after = np.asarray(np.cumprod(1 - _divide(every, at_risk)), dtype=np.float64)
    before = np.concatenate(([1.0], after[:-1]))
    share = np.cumsum(before * _divide(this, at_risk))
    share_before = np.concatenate(([0.0], share[:-1]))
    return _Group(at_risk, this, every - this, before, after, share_before)


def _variance_from(row: _Group, move: Floats, jump: Floats, weight: Floats) -> Floats:
    """What one group adds: its events of this cause and its events of the others.

    ``move`` says how far the group's rate moves each score at each time, ``jump`` is the step of
    the pooled share. An event also moves the scores of all later times, through the share still
    going; ``later`` sums that.
    """
    pooled = np.cumsum(jump)
    growth = move * _divide(jump, 1 - np.concatenate(([0.0], pooled[:-1])))
    later = growth[:, ::-1].cumsum(axis=1)[:, ::-1] - growth
    turned = np.where(row.after > 0, _divide(1 - pooled, row.after), 0.0)
    at_risk, before = row.at_risk, row.before
    this = _divide(before * jump, at_risk) * _for_ties(jump * weight, weight * before)
    reach = move + np.where(row.after > 0, 1 - turned, 1.0) * later
    other = _divide(before**2 * row.other, at_risk**2) * _for_ties(row.other, at_risk)
    return np.asarray((reach * this) @ reach.T + (later * turned**2 * other) @ later.T)


def _for_ties(ended: Floats, at_risk: Floats) -> Floats:
    """One less the share of the others at risk who ended at the same time."""
    several = (ended > 1) & (at_risk > 1)
    return np.where(several, 1 - _divide(ended - 1, at_risk - 1), 1.0)
