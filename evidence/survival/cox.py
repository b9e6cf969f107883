"""Proportional hazards: how many times as fast the event comes, other things equal.

Cox, JRSS B 34:187 (1972); ties by Efron, JASA 72:557 (1977); weights and the robust variance by
Lin and Wei, JASA 84:1074 (1989) and Binder, Biometrika 79:139 (1992).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evidence.survival.shared import (
    CannotEstimate,
    Floats,
    Ints,
    from_there_on,
    normal_quantile,
    read_covariates,
    read_times,
    tally,
    tally_rows,
    two_sided,
)

STEPS = 40
TOLERANCE = 1e-11
TOO_LARGE = 30.0  # a ratio above e**30 is no estimate: one group has no events at all


@dataclass(frozen=True)
class Coefficient:
    """One covariate of a fitted model; ``ratio`` is exp(estimate) with its interval."""

    name: str
    estimate: float
    se: float
    z: float
    p: float
    ratio: float
    low: float
    high: float


@dataclass(frozen=True)
class CoxFit:
    """Coefficients with their covariance; robust where weights or the caller ask for it."""

    coefficients: tuple[Coefficient, ...]
    covariance: Floats
    log_likelihood: float
    n: int
    events: int
    robust: bool

    def of(self, name: str) -> Coefficient:
        return next(row for row in self.coefficients if row.name == name)


@dataclass(frozen=True)
class _Groups:
    """People sorted by time, with the number of their distinct time."""

    place: Ints
    died: NDArray[np.bool_]
    x: Floats
    w: Floats
    n_times: int


@dataclass(frozen=True)
class _Pieces:
    """Sums at one value of the coefficients; the arrays have a row per distinct time."""

    score: Floats
    information: Floats
    log_likelihood: float
    hazard: Floats
    hazard_mean: Floats
    own_hazard: Floats
    own_hazard_mean: Floats
    tie_mean: Floats
    relative: Floats


def cox(
    durations: ArrayLike,
    events: ArrayLike,
    covariates: ArrayLike,
    names: Sequence[str],
    *,
    weights: ArrayLike | None = None,
    robust: bool | None = None,
    level: float = 0.95,
) -> CoxFit:
    """Fit by Newton's method to 1e-11 in the score; the robust variance is used with weights."""
    given = read_times(durations, (np.asarray(events) != 0).astype(np.int64), weights)
    x = read_covariates(covariates, given.n)
    if x.shape[1] != len(names):
        raise CannotEstimate(f"[{len(names)}] names for [{x.shape[1]}] covariates")
    if not given.causes.any():
        raise CannotEstimate("nobody had the event")
    centre, spread = x.mean(axis=0), x.std(axis=0)
    _refuse_constant(spread, names)
    times, place = np.unique(given.durations, return_inverse=True)
    groups = _Groups(place, given.causes == 1, (x - centre) / spread, given.weights, len(times))
    beta, pieces = _climb(groups, names)
    covariance = np.linalg.inv(pieces.information)
    use_robust = weights is not None if robust is None else robust
    if use_robust:
        covariance = covariance @ _meat(groups, pieces) @ covariance
    scale = np.outer(spread, spread)
    rows = coefficient_rows(names, beta / spread, covariance / scale, level)
    return CoxFit(
        rows,
        covariance / scale,
        pieces.log_likelihood,
        given.n,
        int(given.causes.sum()),
        use_robust,
    )


def coefficient_rows(
    names: Sequence[str], estimates: Floats, covariance: Floats, level: float
) -> tuple[Coefficient, ...]:
    """Estimate, standard error, test and ratio for each name."""
    reach = normal_quantile(level)
    rows = []
    for name, estimate, variance in zip(names, estimates, np.diag(covariance), strict=True):
        se = float(np.sqrt(variance))
        z = float(estimate) / se
        low, high = np.exp(estimate - reach * se), np.exp(estimate + reach * se)
        ratio = float(np.exp(estimate))
        rows.append(
            Coefficient(name, float(estimate), se, z, two_sided(z), ratio, float(low), float(high))
        )
    return tuple(rows)


def _refuse_constant(spread: Floats, names: Sequence[str]) -> None:
    for name, width in zip(names, spread, strict=True):
        if width == 0:
            raise CannotEstimate(f"[{name}] is the same for everybody")


def _climb(groups: _Groups, names: Sequence[str]) -> tuple[Floats, _Pieces]:
    beta = np.zeros(groups.x.shape[1])
    pieces = _sums(groups, beta)
    for _ in range(STEPS):
        try:
            step = np.linalg.solve(pieces.information, pieces.score)
        except np.linalg.LinAlgError:
            raise no_answer(beta, names) from None
        half = 1.0
        while True:
            trial = _sums(groups, beta + half * step)
            if trial.log_likelihood >= pieces.log_likelihood - 1e-9 or half < 1e-3:
                break
            half /= 2
        beta, pieces = beta + half * step, trial
        _refuse_runaway(beta, names)
        if np.abs(half * step).max() < TOLERANCE:
            return beta, pieces
    raise CannotEstimate("no answer was reached: a covariate may foretell the event exactly")


def no_answer(beta: Floats, names: Sequence[str]) -> CannotEstimate:
    """Why the information cannot be inverted; the coefficients are of standardised columns."""
    worst = int(np.argmax(np.abs(beta)))
    if abs(beta[worst]) > 5:
        return CannotEstimate(f"[{names[worst]}] foretells the event exactly: no ratio exists")
    return CannotEstimate("two covariates say the same thing")


def _refuse_runaway(beta: Floats, names: Sequence[str]) -> None:
    for name, value in zip(names, beta, strict=True):
        if abs(value) > TOO_LARGE:
            raise CannotEstimate(f"[{name}] foretells the event exactly: no ratio exists")


def _sums(groups: _Groups, beta: Floats) -> _Pieces:
    """Score, information and the increments of the hazard, with Efron's share for ties."""
    eta = groups.x @ beta
    eta -= eta.max()
    relative = np.exp(eta)
    risk = groups.w * relative
    s0, s1, s2 = _at_risk(groups, risk)
    died = groups.died
    d0, d1, d2 = _by_time(groups, np.where(died, risk, 0.0))
    deaths = tally(groups.place, died, groups.n_times)
    weight = tally(groups.place, groups.w * died, groups.n_times)
    when = np.flatnonzero((deaths > 0) & (weight > 0))
    ties = deaths[when].astype(np.int64)
    row = np.repeat(when, ties)
    share = (np.arange(len(row)) - np.repeat(np.cumsum(ties) - ties, ties)) / np.repeat(ties, ties)
    mean_weight = np.repeat(weight[when] / ties, ties)
    total = s0[row] - share * d0[row]
    mean = (s1[row] - share[:, None] * d1[row]) / total[:, None]
    jump = mean_weight / total
    score = (groups.w * died) @ groups.x - mean_weight @ mean
    kept = tally(row, jump, groups.n_times)
    own = tally(row, jump * share, groups.n_times)
    information = np.tensordot(kept, s2, 1) - np.tensordot(own, d2, 1)
    information -= (mean * mean_weight[:, None]).T @ mean
    log_likelihood = float((groups.w * died) @ eta - mean_weight @ np.log(total))
    return _Pieces(
        score,
        information,
        log_likelihood,
        kept,
        tally_rows(row, jump[:, None] * mean, groups.n_times),
        own,
        tally_rows(row, (jump * share)[:, None] * mean, groups.n_times),
        tally_rows(row, mean / np.repeat(ties, ties)[:, None], groups.n_times),
        relative,
    )


def _by_time(groups: _Groups, values: Floats) -> tuple[Floats, Floats, Floats]:
    """Sums of value, value·x and value·x·xᵀ at each distinct time."""
    k = groups.x.shape[1]
    one = tally(groups.place, values, groups.n_times)
    vector = np.empty((groups.n_times, k))
    matrix = np.empty((groups.n_times, k, k))
    for i in range(k):
        weighted = values * groups.x[:, i]
        vector[:, i] = tally(groups.place, weighted, groups.n_times)
        for j in range(i + 1):
            sums = tally(groups.place, weighted * groups.x[:, j], groups.n_times)
            matrix[:, i, j] = matrix[:, j, i] = sums
    return one, vector, matrix


def _at_risk(groups: _Groups, values: Floats) -> tuple[Floats, Floats, Floats]:
    one, vector, matrix = _by_time(groups, values)
    return (
        from_there_on(one),
        from_there_on(vector),
        from_there_on(matrix),
    )


def _meat(groups: _Groups, pieces: _Pieces) -> Floats:
    """Sum over people of the squared score residuals, each with its weight."""
    at = groups.place
    hazard = np.cumsum(pieces.hazard)[at]
    hazard_mean = np.cumsum(pieces.hazard_mean, axis=0)[at]
    died = groups.died
    hazard = np.where(died, hazard - pieces.own_hazard[at], hazard)
    hazard_mean = np.where(died[:, None], hazard_mean - pieces.own_hazard_mean[at], hazard_mean)
    residual = -pieces.relative[:, None] * (groups.x * hazard[:, None] - hazard_mean)
    residual += np.where(died[:, None], groups.x - pieces.tie_mean[at], 0.0)
    residual *= groups.w[:, None]
    return residual.T @ residual
