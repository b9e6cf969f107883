"""How many times as long until the event, where some are still without it at the end.

Log-normal time with right censoring, by maximum likelihood: Wooldridge, Introductory
Econometrics, section 17.4 ("Duration of recidivism"), after Chung, Schmidt and Witte (1991).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.stats import norm

from evidence.survival.cox import Coefficient, coefficient_rows
from evidence.survival.shared import CannotEstimate, Floats, read_covariates, read_times


@dataclass(frozen=True)
class TimeRatioFit:
    """Coefficients on the log of time (their ``ratio`` is the time ratio), and the spread."""

    coefficients: tuple[Coefficient, ...]
    constant: float
    sigma: float
    log_likelihood: float
    n: int
    events: int


def time_ratio(
    durations: ArrayLike,
    events: ArrayLike,
    covariates: ArrayLike,
    names: Sequence[str],
    *,
    level: float = 0.95,
) -> TimeRatioFit:
    """Fit the censored log-normal model; durations of 0 have no logarithm and are refused."""
    given = read_times(durations, (np.asarray(events) != 0).astype(np.int64))
    x = read_covariates(covariates, given.n)
    if (given.durations <= 0).any():
        raise CannotEstimate("a duration of 0 has no logarithm: count the day itself as 1")
    if not given.causes.any():
        raise CannotEstimate("nobody had the event")
    spread = x.std(axis=0)
    if (spread == 0).any():
        raise CannotEstimate(f"[{names[int(np.argmin(spread))]}] is the same for everybody")
    design = np.column_stack((np.ones(given.n), (x - x.mean(axis=0)) / spread))
    model = _Model(np.log(given.durations), given.causes == 1, design)
    found = _maximise(model)
    covariance = np.linalg.inv(model.hessian(found))[1:-1, 1:-1] / np.outer(spread, spread)
    slopes = found[1:-1] / spread
    rows = coefficient_rows(names, slopes, covariance, level)
    constant = float(found[0] - x.mean(axis=0) @ slopes)
    return TimeRatioFit(
        rows,
        constant,
        float(np.exp(found[-1])),
        -model.loss(found),
        given.n,
        int(given.causes.sum()),
    )


@dataclass(frozen=True)
class _Model:
    """Minus log-likelihood in (coefficients, log sigma), with its exact derivatives."""

    y: Floats
    ended: NDArray[np.bool_]
    design: Floats

    def loss(self, theta: Floats) -> float:
        z = self._z(theta)
        return -float(np.where(self.ended, norm.logpdf(z) - theta[-1], norm.logsf(z)).sum())

    def gradient(self, theta: Floats) -> Floats:
        z = self._z(theta)
        slope = np.where(self.ended, z, self._mills(z))
        scale = np.exp(-theta[-1])
        last = np.where(self.ended, z**2 - 1, self._mills(z) * z).sum()
        return -np.concatenate((scale * (slope @ self.design), [last]))

    def hessian(self, theta: Floats) -> Floats:
        z, scale = self._z(theta), float(np.exp(-theta[-1]))
        mills = self._mills(z)
        bend = np.where(self.ended, 1.0, mills * (mills - z))
        slope = np.where(self.ended, z, mills)
        top = scale**2 * (self.design * bend[:, None]).T @ self.design
        side = scale * ((bend * z + slope) @ self.design)
        corner = (bend * z**2 + slope * z).sum()
        return np.block([[top, side[:, None]], [side[None, :], np.array([[corner]])]])

    def _z(self, theta: Floats) -> Floats:
        return np.asarray((self.y - self.design @ theta[:-1]) * np.exp(-theta[-1]))

    @staticmethod
    def _mills(z: Floats) -> Floats:
        return np.asarray(np.exp(norm.logpdf(z) - norm.logsf(z)))


def _maximise(model: _Model) -> Floats:
    start, *_ = np.linalg.lstsq(model.design, model.y, rcond=None)
    residual = model.y - model.design @ start
    theta = np.append(start, np.log(max(float(residual.std()), 1e-3)))
    found = minimize(
        model.loss,
        theta,
        jac=model.gradient,
        hess=model.hessian,
        method="trust-exact",
        options={"gtol": 1e-9},
    )
    if np.abs(model.gradient(found.x)).max() > 1e-5 * len(model.y):
        raise CannotEstimate("no answer was reached: a covariate may foretell the event exactly")
    return np.asarray(found.x, dtype=np.float64)
