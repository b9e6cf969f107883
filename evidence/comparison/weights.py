"""Weights that make the pool look like those who took part, without choosing pairs."""

from __future__ import annotations

import numpy as np

from evidence.comparison.covariates import Covariates, Flags, Floats
from evidence.comparison.propensity import model_columns
from evidence.problems import Refused

_CLOSE = 1e-10


def iptw(score: Floats, treated: Flags) -> Floats:
    """Inverse-probability weights for the effect on the treated: 1, and odds in the pool."""
    return np.where(treated, 1.0, score / (1 - score))


def overlap(score: Floats, treated: Flags) -> Floats:
    """Overlap weights: each person's chance of the other group (Li, Morgan and Zaslavsky 2018).

    The effect is that on people who might have been in either group.
    """
    return np.where(treated, 1 - score, score)


def entropy(covariates: Covariates, treated: Flags) -> Floats:
    """Pool weights nearest to equal whose means are those of the treated (Hainmueller 2012).

    Raises Refused when no weights reach those means.
    """
    design, _ = model_columns(covariates)
    columns = design[:, 1:]
    target = columns[treated].mean(axis=0)
    spread = columns.std(axis=0)
    away = (columns[~treated] - target) / spread
    share = _balanced_shares(away)
    weight = np.ones(len(treated))
    weight[~treated] = share * treated.sum()
    return weight


def _balanced_shares(away: Floats) -> Floats:
    """Newton on the dual, halving steps that go too far."""
    multipliers = np.zeros(away.shape[1])
    height, share = _dual(away, multipliers)
    for _ in range(200):
        slope = share @ away
        if np.abs(slope).max(initial=0) < _CLOSE:
            return share
        curvature = (away * share[:, None]).T @ away - np.outer(slope, slope)
        step = np.linalg.lstsq(curvature, -slope, rcond=1e-12)[0]
        scale = 1.0
        while scale > 1e-8:
            tried, new_share = _dual(away, multipliers + scale * step)
            if tried <= height + 1e-14 * abs(height):
                break
            scale /= 2
        else:
            break
        multipliers, height, share = multipliers + scale * step, tried, new_share
        if np.abs(multipliers).max(initial=0) > 1e3:
            break
    raise Refused(
        "no_common_support",
        "No weights make the pool like those who took part: some of their characteristics lie "
        "outside what the pool has. Find a wider pool, or use matching with a caliper.",
    )


def _dual(away: Floats, multipliers: Floats) -> tuple[float, Floats]:
    exponent = away @ multipliers
    top = float(exponent.max())
    powers = np.exp(exponent - top)
    total = float(powers.sum())
    return top + float(np.log(total)), powers / total
