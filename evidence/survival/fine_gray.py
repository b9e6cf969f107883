"""How covariates move the share that ends by one cause, the others standing in the way.

Fine and Gray, JASA 94:496 (1999): proportional hazards of the subdistribution, with people who
ended otherwise kept at risk by the inverse probability of being followed; ties by Breslow; the
variance of the paper's section 4, which counts that this probability is itself estimated.

With weights (after matching, or inverse-probability weights) every sum over people is weighted,
that of the probability of being followed too, and the variance is the sandwich of the weighted
residuals (Lin and Wei, JASA 84:1074 (1989)): a weight of 2 gives the estimate of a person who
stands there twice, but the error of one person. The weights themselves are taken as known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evidence.survival.cox import (
    STEPS,
    TOLERANCE,
    TOO_LARGE,
    Coefficient,
    coefficient_rows,
    no_answer,
)
from evidence.survival.shared import (
    CannotEstimate,
    Floats,
    Times,
    from_there_on,
    read_covariates,
    read_times,
    tally,
    tally_rows,
)


@dataclass(frozen=True)
class FineGrayFit:
    """Subdistribution ratios: above 1, the cause ends a greater share."""

    coefficients: tuple[Coefficient, ...]
    covariance: Floats
    log_likelihood: float
    n: int
    events: int


@dataclass(frozen=True)
class _Data:
    """People in order of time; ``followed`` is the share followed to each distinct time."""

    times: Floats
    place: NDArray[np.int64]
    w: Floats
    x: Floats
    this: NDArray[np.bool_]
    other: NDArray[np.bool_]
    lost: NDArray[np.bool_]
    followed: Floats
    at_risk: Floats


@dataclass(frozen=True)
class _Sums:
    log_likelihood: float
    score: Floats
    information: Floats
    mean: Floats
    hazard: Floats
    relative: Floats


def fine_gray(
    durations: ArrayLike,
    causes: ArrayLike,
    cause: int,
    covariates: ArrayLike,
    names: Sequence[str],
    *,
    weights: ArrayLike | None = None,
    level: float = 0.95,
) -> FineGrayFit:
    """Fit by Newton's method; ``causes`` holds 0 for people who were still going.

    People of weight 0 do not count, in ``n`` and ``events`` neither.
    """
    given, x = _read(durations, causes, cause, covariates, weights)
    if x.shape[1] != len(names):
        raise CannotEstimate(f"[{len(names)}] names for [{x.shape[1]}] covariates")
    centre, spread = x.mean(axis=0), x.std(axis=0)
    for name, width in zip(names, spread, strict=True):
        if width == 0:
            raise CannotEstimate(f"[{name}] is the same for everybody")
    data = _prepare(given, cause, (x - centre) / spread)
    beta, sums = _climb(data, names)
    bread = np.linalg.inv(sums.information)
    covariance = bread @ _meat(data, sums) @ bread / np.outer(spread, spread)
    rows = coefficient_rows(names, beta / spread, covariance, level)
    events = int((given.causes == cause).sum())
    return FineGrayFit(rows, covariance, sums.log_likelihood, given.n, events)


def score_without_difference(
    durations: ArrayLike,
    causes: ArrayLike,
    cause: int,
    covariates: ArrayLike,
    *,
    weights: ArrayLike | None = None,
) -> tuple[Floats, Floats]:
    """The score where every coefficient is 0, and its robust variance: what a test needs that
    fits nothing."""
    given, x = _read(durations, causes, cause, covariates, weights)
    data = _prepare(given, cause, x - x.mean(axis=0))
    sums = _sums(data, np.zeros(x.shape[1]))
    return sums.score, _meat(data, sums)


def _read(
    durations: ArrayLike,
    causes: ArrayLike,
    cause: int,
    covariates: ArrayLike,
    weights: ArrayLike | None,
) -> tuple[Times, Floats]:
    given = read_times(durations, causes, weights)
    x = read_covariates(covariates, given.n)
    counts = given.weights > 0
    if not counts.all():
        given = Times(given.durations[counts], given.causes[counts], given.weights[counts])
        x = x[counts]
    if not (given.causes == cause).any():
        raise CannotEstimate(f"nobody's time ended by cause [{cause}]")
    return given, x


def _prepare(given: Times, cause: int, x: Floats) -> _Data:
    causes, w = given.causes, given.weights
    times, place = np.unique(given.durations, return_inverse=True)
    at_risk = from_there_on(tally(place, w, len(times)))
    lost = causes == 0
    losing = tally(place, w * lost, len(times))
    after = np.cumprod(1 - losing / at_risk)
    followed = np.concatenate(([1.0], after[:-1]))
    this = causes == cause
    return _Data(times, place, w, x, this, ~lost & ~this, lost, followed, at_risk)


def _climb(data: _Data, names: Sequence[str]) -> tuple[Floats, _Sums]:
    beta = np.zeros(data.x.shape[1])
    sums = _sums(data, beta)
    for _ in range(STEPS):
        try:
            step = np.linalg.solve(sums.information, sums.score)
        except np.linalg.LinAlgError:
            raise no_answer(beta, names) from None
        half = 1.0
        trial = _sums(data, beta + step)
        while trial.log_likelihood < sums.log_likelihood - 1e-9 and half > 1e-3:
            half /= 2
            trial = _sums(data, beta + half * step)
        beta, sums = beta + half * step, trial
        for name, value in zip(names, beta, strict=True):
            if abs(value) > TOO_LARGE:
                raise CannotEstimate(f"[{name}] foretells the ending exactly: no ratio exists")
        if np.abs(half * step).max() < TOLERANCE:
            return beta, sums
    raise CannotEstimate("no answer was reached: a covariate may foretell the ending exactly")


def _sums(data: _Data, beta: Floats) -> _Sums:
    """Risk sets at each time: those still going, and those who ended otherwise, by weight."""
    eta = data.x @ beta
    eta -= eta.max()
    relative = np.exp(eta)
    weighted = data.w * relative
    n = len(data.times)
    gone = np.where(data.other, weighted / data.followed[data.place], 0.0)
    ours = data.w * data.this
    deaths = tally(data.place, ours, n)
    x1 = np.concatenate((np.ones((len(eta), 1)), data.x), axis=1)
    pairs = x1[:, :, None] * x1[:, None, :]
    flat = pairs.reshape(len(eta), -1)
    going = from_there_on(tally_rows(data.place, weighted[:, None] * flat, n))
    ended = tally_rows(data.place, gone[:, None] * flat, n).cumsum(axis=0)
    ended = np.concatenate((np.zeros((1, ended.shape[1])), ended[:-1]))
    total = (going + data.followed[:, None] * ended).reshape(n, x1.shape[1], x1.shape[1])
    when = deaths > 0
    s0 = np.where(when, total[:, 0, 0], 1.0)
    mean = total[:, 0, 1:] / s0[:, None]
    second = total[:, 1:, 1:] / s0[:, None, None]
    spread = second - mean[:, :, None] * mean[:, None, :]
    information = np.tensordot(deaths, spread, 1)
    score = ours @ data.x - deaths @ mean
    log_likelihood = float(ours @ eta - deaths @ np.log(s0))
    return _Sums(log_likelihood, score, information, mean, deaths / s0, relative)


def _meat(data: _Data, sums: _Sums) -> Floats:
    """Squared influence of each person: on the score, and on the share followed."""
    residual = _score_residuals(data, sums) + _censoring_residuals(data, sums)
    residual *= data.w[:, None]
    return np.asarray(residual.T @ residual)


def _score_residuals(data: _Data, sums: _Sums) -> Floats:
    at, x, relative = data.place, data.x, sums.relative[:, None]
    hazard = sums.hazard.cumsum()[at][:, None]
    hazard_mean = (sums.hazard[:, None] * sums.mean).cumsum(axis=0)[at]
    residual = -relative * (x * hazard - hazard_mean)
    residual += np.where(data.this[:, None], x - sums.mean[at], 0.0)
    # People who ended otherwise stay at risk after that day, by the share followed.
    still = sums.hazard * data.followed
    after = from_there_on(still) - still
    after_mean = from_there_on(still[:, None] * sums.mean) - still[:, None] * sums.mean
    kept = relative / data.followed[at][:, None]
    later = -kept * (x * after[at][:, None] - after_mean[at])
    return np.asarray(residual + np.where(data.other[:, None], later, 0.0))


def _censoring_residuals(data: _Data, sums: _Sums) -> Floats:
    """The martingale of being lost, times how far the score leans on the share followed."""
    n, at = len(data.times), data.place
    kept = np.where(data.other, data.w * sums.relative / data.followed[at], 0.0)
    ended = np.concatenate(([0.0], tally(at, kept, n).cumsum()[:-1]))
    ended_x = tally_rows(at, kept[:, None] * data.x, n).cumsum(axis=0)
    ended_x = np.concatenate((np.zeros((1, ended_x.shape[1])), ended_x[:-1]))
    still = sums.hazard * data.followed
    # A loss on a day changes the share followed from the next day on.
    later = from_there_on(still) - still
    later_mean = from_there_on(still[:, None] * sums.mean) - still[:, None] * sums.mean
    lean = (_through(ended_x, data, kept, x=True) * later[:, None]) - (
        _through(ended, data, kept, x=False)[:, None] * later_mean
    )
    losing = tally(at, data.w * data.lost, n)
    lost_rate = losing / data.at_risk
    # Without those who are lost on the day: so the logarithm of a product of shares moves. Where
    # nobody stays, nothing follows and the lean is 0.
    staying = data.at_risk - losing
    some = staying > 1e-9 * data.at_risk
    per_person = lean / np.where(some, staying, 1.0)[:, None]
    compensator = (per_person * lost_rate[:, None]).cumsum(axis=0)
    return np.asarray(np.where(data.lost[:, None], per_person[at], 0.0) - compensator[at])


def _through(before: Floats, data: _Data, kept: Floats, *, x: bool) -> Floats:
    """Sums over people who ended otherwise by each day, that day included."""
    n, at = len(data.times), data.place
    if x:
        return before + tally_rows(at, kept[:, None] * data.x, n)
    return before + tally(at, kept, n)
