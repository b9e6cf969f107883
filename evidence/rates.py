"""How many times as many events, when people were at risk for different lengths of time.

Negative binomial (variance: mean + alpha * mean squared) with the logarithm of time at risk as
offset, by maximum likelihood: Lawless, Canadian Journal of Statistics 15:209 (1987). With weights
the variance is the robust one of White, Econometrica 50:1 (1982). Time at risk is time free to
offend: days in custody are taken out by whoever prepares the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize_scalar
from scipy.special import digamma, gammaln

from evidence.survival.cox import Coefficient, coefficient_rows
from evidence.survival.shared import CannotEstimate, Floats, read_covariates

SMALLEST_DISPERSION = 1e-7  # up to ten times this, the counts vary no more than Poisson does


@dataclass(frozen=True)
class RateFit:
    """Coefficients on the log rate; ``ratio`` is the rate ratio. ``dispersion`` is alpha."""

    coefficients: tuple[Coefficient, ...]
    constant: float
    dispersion: float
    log_likelihood: float
    n: int
    robust: bool


@dataclass(frozen=True)
class RateRatio:
    """Events a person-year in each group (the unit of time as given) and their ratio."""

    treated_rate: float
    control_rate: float
    ratio: float
    low: float
    high: float
    p: float
    dispersion: float


@dataclass(frozen=True)
class _Counts:
    y: Floats
    offset: Floats
    x: Floats
    w: Floats


def negative_binomial(
    counts: ArrayLike,
    time_at_risk: ArrayLike,
    covariates: ArrayLike,
    names: Sequence[str],
    *,
    weights: ArrayLike | None = None,
    level: float = 0.95,
) -> RateFit:
    """Fit the model; a constant is added. People with no time at risk are refused."""
    data = _read(counts, time_at_risk, covariates, weights)
    if data.x.shape[1] != len(names) + 1:
        raise CannotEstimate(f"[{len(names)}] names for [{data.x.shape[1] - 1}] covariates")

    def minus_likelihood(log_alpha: float) -> float:
        alpha = float(np.exp(log_alpha))
        return -_log_likelihood(data, _climb(data, alpha, names), alpha)

    found = minimize_scalar(
        minus_likelihood,
        bounds=(np.log(SMALLEST_DISPERSION), np.log(1e3)),
        method="bounded",
        options={"xatol": 1e-10},
    )
    alpha = float(np.exp(found.x))
    beta = _climb(data, alpha, names)
    covariance = _covariance(data, beta, alpha, robust=weights is not None)
    rows = coefficient_rows(names, beta[1:], covariance[1:, 1:], level)
    dispersion = alpha if alpha > 10 * SMALLEST_DISPERSION else 0.0
    return RateFit(
        rows,
        float(beta[0]),
        dispersion,
        _log_likelihood(data, beta, alpha),
        len(data.y),
        weights is not None,
    )


def rate_ratio(
    treated: ArrayLike,
    treated_time: ArrayLike,
    control: ArrayLike,
    control_time: ArrayLike,
    *,
    treated_weights: ArrayLike | None = None,
    control_weights: ArrayLike | None = None,
    level: float = 0.95,
) -> RateRatio:
    """Rate of the treated over the rate of the comparison group; either may be weighted."""
    one, two = np.asarray(treated, dtype=np.float64), np.asarray(control, dtype=np.float64)
    if len(one) == 0 or len(two) == 0:
        raise CannotEstimate("one of the groups is empty")
    for name, group in (("treated", one), ("comparison", two)):
        if group.sum() == 0:
            raise CannotEstimate(f"nobody in the [{name}] group had an event: no ratio exists")
    member = np.concatenate((np.ones(len(one)), np.zeros(len(two))))
    weights = None
    if control_weights is not None or treated_weights is not None:
        parts = ((treated_weights, one), (control_weights, two))
        weights = np.concatenate(
            [np.ones(len(group)) if w is None else np.asarray(w) for w, group in parts]
        )
    fit = negative_binomial(
        np.concatenate((one, two)),
        np.concatenate((np.asarray(treated_time), np.asarray(control_time))),
        member,
        ("treated",),
        weights=weights,
        level=level,
    )
    row = fit.coefficients[0]
    rate = float(np.exp(fit.constant))
    return RateRatio(rate * row.ratio, rate, row.ratio, row.low, row.high, row.p, fit.dispersion)


def _read(
    counts: ArrayLike, time: ArrayLike, covariates: ArrayLike, weights: ArrayLike | None
) -> _Counts:
    y, at_risk = np.asarray(counts, dtype=np.float64), np.asarray(time, dtype=np.float64)
    w = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=np.float64)
    if len(y) == 0 or not len(y) == len(at_risk) == len(w):
        raise CannotEstimate(f"[{len(y)}] counts, [{len(at_risk)}] times, [{len(w)}] weights")
    if not np.isfinite(y).all() or (y < 0).any() or (y != np.floor(y)).any():
        raise CannotEstimate("a count is missing, negative or not whole")
    if not np.isfinite(at_risk).all() or (at_risk <= 0).any():
        raise CannotEstimate("somebody has no time at risk: leave them out, and say how many")
    if not np.isfinite(w).all() or (w < 0).any():
        raise CannotEstimate("a weight is missing or negative")
    if y @ w == 0:
        raise CannotEstimate("nobody had an event")
    x = np.column_stack((np.ones(len(y)), read_covariates(covariates, len(y))))
    return _Counts(y, np.log(at_risk), x, w)


def _climb(data: _Counts, alpha: float, names: Sequence[str]) -> Floats:
    """Fisher's scoring for the coefficients at one value of the dispersion."""
    beta = np.zeros(data.x.shape[1])
    beta[0] = np.log(data.w @ data.y / (data.w @ np.exp(data.offset)))
    for _ in range(100):
        mu = _mean(data, beta)
        working = data.w * mu / (1 + alpha * mu)
        score = (data.w * (data.y - mu) / (1 + alpha * mu)) @ data.x
        try:
            step = np.linalg.solve((data.x * working[:, None]).T @ data.x, score)
        except np.linalg.LinAlgError:
            raise CannotEstimate("two covariates say the same thing, or one is constant") from None
        step *= min(1.0, 5.0 / max(float(np.abs(step).max()), 1e-300))
        beta = beta + step
        if np.abs(step).max() < 1e-12:
            return beta
        if np.abs(beta[1:]).max(initial=0.0) > 50:
            worst = names[int(np.argmax(np.abs(beta[1:])))]
            raise CannotEstimate(f"[{worst}] foretells the events exactly: no ratio exists")
    return beta


def _mean(data: _Counts, beta: Floats) -> Floats:
    return np.exp(np.clip(data.x @ beta + data.offset, -700, 700))


def _log_likelihood(data: _Counts, beta: Floats, alpha: float) -> float:
    mu, size = _mean(data, beta), 1 / alpha
    if alpha <= 10 * SMALLEST_DISPERSION:
        each = data.y * np.log(mu) - mu - gammaln(data.y + 1)
        return float(data.w @ each)
    each = gammaln(data.y + size) - gammaln(size) - gammaln(data.y + 1)
    each += data.y * np.log(alpha * mu) - (data.y + size) * np.log1p(alpha * mu)
    return float(data.w @ each)


def _covariance(data: _Counts, beta: Floats, alpha: float, *, robust: bool) -> Floats:
    """Of the coefficients, taking account that the dispersion is estimated too."""
    mu = _mean(data, beta)
    spread = 1 + alpha * mu
    residual = (data.y - mu) / spread
    score = residual[:, None] * data.x
    observed = data.w * mu * (1 + alpha * data.y) / spread**2
    top = (data.x * observed[:, None]).T @ data.x
    if alpha <= 10 * SMALLEST_DISPERSION:
        bread, scores = top, score
    else:
        side = (data.w * residual * mu / spread) @ data.x
        bread = np.block(
            [[top, side[:, None]], [side[None, :], np.array([[_bend(data, mu, alpha)]])]]
        )
        scores = np.column_stack((score, _slope(data.y, mu, alpha)))
    inverse = np.linalg.inv(bread)
    if robust:
        weighted = scores * data.w[:, None]
        inverse = inverse @ (weighted.T @ weighted) @ inverse
    k = data.x.shape[1]
    return np.asarray(inverse[:k, :k], dtype=np.float64)


def _slope(y: Floats, mu: Floats, alpha: float) -> Floats:
    """Derivative of each log-likelihood by the dispersion."""
    size = 1 / alpha
    inner = digamma(size) - digamma(y + size) + np.log1p(alpha * mu)
    return np.asarray(inner * size**2 + (y - mu) / (alpha * (1 + alpha * mu)))


def _bend(data: _Counts, mu: Floats, alpha: float) -> float:
    """Minus the second derivative by the dispersion; central difference of the exact first."""
    step = alpha * 1e-5
    up, down = _slope(data.y, mu, alpha + step), _slope(data.y, mu, alpha - step)
    return -float(data.w @ (up - down)) / (2 * step)
