"""What every method for times to an event needs: checked arrays and intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class CannotEstimate(ValueError):
    """The data do not carry the answer; the message says what is missing, in plain words."""


@dataclass(frozen=True)
class Times:
    """Checked durations with what ended each one: 0 = still going at the end, 1, 2, … = causes."""

    durations: Floats
    causes: Ints
    weights: Floats

    @property
    def n(self) -> int:
        return len(self.durations)


def read_times(durations: ArrayLike, causes: ArrayLike, weights: ArrayLike | None = None) -> Times:
    """Check lengths and values; refuse rather than guess.

    Durations are in any one unit (days, in this package) and may be 0. Weights default to 1.
    """
    time = np.asarray(durations, dtype=np.float64)
    cause = np.asarray(causes)
    weight = np.ones(len(time)) if weights is None else np.asarray(weights, dtype=np.float64)
    if time.ndim != 1 or len(time) == 0:
        raise CannotEstimate("there is nobody to follow")
    if not len(time) == len(cause) == len(weight):
        raise CannotEstimate(
            f"[{len(time)}] durations, [{len(cause)}] endings and [{len(weight)}] weights differ"
        )
    _refuse_bad_values(time, cause, weight)
    return Times(time, cause.astype(np.int64), weight)


def _refuse_bad_values(time: Floats, cause: NDArray[np.generic], weight: Floats) -> None:
    if not np.isfinite(time).all() or (time < 0).any():
        raise CannotEstimate("a duration is missing, infinite or negative")
    numbers = cause.astype(np.float64)
    if (
        not np.isfinite(numbers).all()
        or (numbers != np.floor(numbers)).any()
        or (numbers < 0).any()
    ):
        raise CannotEstimate("an ending must be 0 for still going, or a whole number for its cause")
    if not np.isfinite(weight).all() or (weight < 0).any() or weight.sum() <= 0:
        raise CannotEstimate("a weight is missing, infinite or negative, or all are 0")


def tally(place: Ints, values: ArrayLike, n: int) -> Floats:
    """Sums of the values at each of ``n`` places."""
    return np.bincount(place, np.asarray(values, dtype=np.float64), n).astype(np.float64)


def tally_rows(place: Ints, values: Floats, n: int) -> Floats:
    """Sums of each column at each place."""
    return np.stack([tally(place, column, n) for column in values.T], axis=1)


def from_there_on(values: Floats) -> Floats:
    """Running sums from the end: at each place, itself and all that follow."""
    return np.asarray(values[::-1].cumsum(axis=0)[::-1], dtype=np.float64)


def normal_quantile(level: float) -> float:
    """How many standard errors a two-sided interval of this level spans: 1.96 for .95."""
    if not 0 < level < 1:
        raise ValueError(f"a level of [{level}] is not between 0 and 1")
    return float(norm.ppf((1 + level) / 2))


def two_sided(z: float) -> float:
    """The two-sided p-value of a standard normal deviate."""
    return float(2 * norm.sf(abs(z)))


def read_covariates(covariates: ArrayLike, n: int) -> Floats:
    """A matrix with a row per person; a single column may come as a vector."""
    matrix = np.asarray(covariates, dtype=np.float64)
    if matrix.ndim == 1:
        matrix = matrix[:, None]
    if matrix.shape[0] != n:
        raise CannotEstimate(f"[{matrix.shape[0]}] rows of covariates for [{n}] people")
    if not np.isfinite(matrix).all():
        raise CannotEstimate("a covariate is missing or infinite")
    return matrix
