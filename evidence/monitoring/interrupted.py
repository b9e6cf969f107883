"""Did the level or the slope of a series change on the day that something began?

Segmented quasi-Poisson regression with pairs of sines for the season: Bernal, Cummins and
Gasparrini, International Journal of Epidemiology 46:348 (2017).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evidence.survival.cox import Coefficient, coefficient_rows
from evidence.survival.shared import CannotEstimate

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """``level`` is the step at the change, ``slope`` the change of trend by point; both ratios.

    ``expected`` is what the earlier points foretell without the change, ``fitted`` what the
    model says with it. ``autocorrelation`` of neighbouring residuals above about 2/√n means that
    the intervals are too narrow, and is to be printed.
    """

    level: Coefficient
    slope: Coefficient
    coefficients: tuple[Coefficient, ...]
    dispersion: float
    fitted: Floats
    expected: Floats
    autocorrelation: float


def interrupted_series(
    counts: ArrayLike,
    changed_at: int,
    *,
    exposure: ArrayLike | None = None,
    period: float = 12.0,
    harmonics: int = 2,
    level: float = 0.95,
) -> Series:
    """Fit the series; ``changed_at`` is the first point after the change, counted from 0.

    ``period`` is the number of points in a year; 0 harmonics leave the season out.
    """
    y = np.asarray(counts, dtype=np.float64)
    if y.ndim != 1 or not np.isfinite(y).all() or (y < 0).any():
        raise CannotEstimate("a count is missing or negative")
    size = np.ones(len(y)) if exposure is None else np.asarray(exposure, dtype=np.float64)
    if len(size) != len(y) or not np.isfinite(size).all() or (size <= 0).any():
        raise CannotEstimate("each point needs its exposure, above 0")
    names, design = _design(len(y), changed_at, period, harmonics)
    beta, mu = _fit(y, design, np.log(size))
    pearson = (y - mu) / np.sqrt(mu)
    dispersion = float(pearson @ pearson) / (len(y) - design.shape[1])
    covariance = dispersion * np.linalg.inv((design * mu[:, None]).T @ design)
    rows = coefficient_rows(names, beta[1:], covariance[1:, 1:], level)
    without = design.copy()
    without[:, 2:4] = 0.0
    near = float(pearson[1:] @ pearson[:-1] / (pearson @ pearson))
    expected = np.exp(without @ beta) * size
    return Series(rows[1], rows[2], rows, dispersion, mu, expected, near)


def _design(n: int, changed_at: int, period: float, harmonics: int) -> tuple[list[str], Floats]:
    wanted = 4 + 2 * harmonics
    if not 3 <= changed_at <= n - 3:
        raise CannotEstimate(f"fewer than 3 points lie on one side of [{changed_at}]")
    if n < wanted + 3:
        raise CannotEstimate(f"[{n}] points are too few: a trend and season need [{wanted + 3}]")
    when = np.arange(n, dtype=np.float64)
    after = (when >= changed_at).astype(np.float64)
    columns = [np.ones(n), when / period, after, after * (when - changed_at)]
    names = ["trend_per_year", "level", "slope"]
    for k in range(1, harmonics + 1):
        turn = 2 * np.pi * k * when / period
        columns += [np.sin(turn), np.cos(turn)]
        names += [f"season_sin_{k}", f"season_cos_{k}"]
    return names, np.column_stack(columns)


def _fit(y: Floats, design: Floats, offset: Floats) -> tuple[Floats, Floats]:
    beta = np.zeros(design.shape[1])
    mean = y.sum() / np.exp(offset).sum()
    if mean <= 0:
        raise CannotEstimate("every count is 0")
    beta[0] = np.log(mean)
    for _ in range(200):
        mu = np.exp(np.clip(design @ beta + offset, -50, 50))
        information = (design * mu[:, None]).T @ design
        if np.linalg.cond(information) > 1e14:
            raise CannotEstimate("the season cannot be told from the change: use fewer harmonics")
        step = np.linalg.solve(information, design.T @ (y - mu))
        step *= min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-300))
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            return beta, np.exp(design @ beta + offset)
    raise CannotEstimate("no answer was reached: one side of the change has no events")
