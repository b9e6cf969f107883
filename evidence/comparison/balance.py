"""How alike the two groups are, before and after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evidence.comparison.covariates import Covariates, Flags, Floats


@dataclass(frozen=True)
class BalanceRow:
    """One numeric covariate, or one level of a factor. Differences are in standard deviations."""

    name: str
    level: str | None
    before: float
    after: float
    treated: float
    pool: float
    treated_after: float
    pool_after: float
    treated_count: int | None
    pool_count: int | None


def effective_size(weight: Floats) -> float:
    """Kish: how many equally weighted people would say as much."""
    squares = float(weight @ weight)
    return float(weight.sum()) ** 2 / squares if squares > 0 else 0.0


def balance_table(covariates: Covariates, treated: Flags, weight: Floats) -> list[BalanceRow]:
    """A row for each numeric covariate and for each level of each factor.

    The difference is (weighted mean of treated − weighted mean of comparison) divided by
    √((variance of treated + variance of pool) / 2), with the variances before matching.
    """
    ours, theirs = np.flatnonzero(treated), np.flatnonzero(~treated)
    our_weight, their_weight = weight[ours], weight[theirs]
    rows = [
        _numeric(name, values[ours], values[theirs], our_weight, their_weight)
        for name, values in covariates.numeric.items()
    ]
    for name, factor in covariates.factor.items():
        size = len(factor.levels)
        ours_codes, theirs_codes = factor.codes[ours], factor.codes[theirs]
        counts = np.bincount(ours_codes, minlength=size), np.bincount(theirs_codes, minlength=size)
        after = (
            np.bincount(ours_codes, our_weight, size) / (our_weight.sum() or np.nan),
            np.bincount(theirs_codes, their_weight, size) / (their_weight.sum() or np.nan),
        )
        for at, level in enumerate(factor.levels):
            count = int(counts[0][at]), int(counts[1][at])
            share = count[0] / len(ours), count[1] / len(theirs)
            spread = _pooled(
                share[0] * (1 - share[0]) * len(ours) / max(len(ours) - 1, 1),
                share[1] * (1 - share[1]) * len(theirs) / max(len(theirs) - 1, 1),
            )
            means = share[0], share[1], float(after[0][at]), float(after[1][at])
            rows.append(_row(name, level, means, spread, count))
    return rows


def _numeric(
    name: str, ours: Floats, theirs: Floats, our_weight: Floats, their_weight: Floats
) -> BalanceRow:
    spread = _pooled(_variance(ours), _variance(theirs))
    means = (
        float(ours.mean()),
        float(theirs.mean()),
        float(our_weight @ ours / (our_weight.sum() or np.nan)),
        float(their_weight @ theirs / (their_weight.sum() or np.nan)),
    )
    return _row(name, None, means, spread, (None, None))


def _variance(values: Floats) -> float:
    return float(values.var(ddof=1)) if len(values) > 1 else 0.0


def _pooled(ours: float, theirs: float) -> float:
    return float(np.sqrt((ours + theirs) / 2))


def _row(
    name: str,
    level: str | None,
    means: tuple[float, float, float, float],
    spread: float,
    counts: tuple[int | None, int | None],
) -> BalanceRow:
    def standardised(a: float, b: float) -> float:
        if spread > 0:
            return (a - b) / spread
        return 0.0 if a == b else float(np.copysign(np.inf, a - b))

    before, after = standardised(means[0], means[1]), standardised(means[2], means[3])
    return BalanceRow(name, level, before, after, *means, *counts)


@dataclass(frozen=True)
class Overlap:
    """Where the scores of the two groups lie."""

    low: float
    high: float
    treated_outside: int
    pool_outside: int
    bins: tuple[tuple[float, float, int, int], ...]


def overlap(score: Floats, treated: Flags, *, bins: int = 20) -> Overlap:
    """Common support: from the larger of the two smallest scores to the smaller of the largest."""
    ours, theirs = score[treated], score[~treated]
    low, high = max(ours.min(), theirs.min()), min(ours.max(), theirs.max())
    outside = [int(((part < low) | (part > high)).sum()) for part in (ours, theirs)]
    edges = np.linspace(score.min(), score.max() if score.max() > score.min() else 1.0, bins + 1)
    counts = [np.histogram(part, edges)[0] for part in (ours, theirs)]
    return Overlap(
        float(low),
        float(high),
        outside[0],
        outside[1],
        tuple(
            (float(edges[at]), float(edges[at + 1]), int(counts[0][at]), int(counts[1][at]))
            for at in range(bins)
        ),
    )
