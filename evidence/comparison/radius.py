"""Radius matching: everybody in the pool within the caliper, each with an equal share."""

from __future__ import annotations

import numpy as np

from evidence.comparison.covariates import Flags, Floats
from evidence.comparison.propensity import SAME_SCORE


def radius_weights(score: Floats, treated: Flags, caliper: float) -> Floats:
    """Treated with k pool members within the caliper weigh 1 and give each of them 1/k.

    Treated people with nobody in reach weigh 0. One sort, two searches and a running sum: the
    work does not grow with the number of members in reach.
    """
    reach = caliper + SAME_SCORE
    pool = np.flatnonzero(~treated)
    order = pool[np.argsort(score[pool], kind="stable")]
    ranked = score[order]
    ours = np.flatnonzero(treated)
    low = np.searchsorted(ranked, score[ours] - reach, side="left")
    high = np.searchsorted(ranked, score[ours] + reach, side="right")
    found = high > low
    ours, low, high = ours[found], low[found], high[found]
    share = 1 / (high - low)
    size = len(ranked) + 1
    steps = np.bincount(low, share, size) - np.bincount(high, share, size)
    covered = np.cumsum(np.bincount(low, minlength=size) - np.bincount(high, minlength=size))
    weight = np.zeros(len(score))
    weight[order] = np.where(covered[:-1] > 0, np.cumsum(steps)[:-1], 0.0)
    weight[ours] = 1
    return weight
