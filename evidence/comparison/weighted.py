"""The error of a weighted comparison whose weights were worked out from the same people.

Taking such weights as known makes the error too large: the score that is fitted follows chance
differences between the groups and so takes part of them out again. The estimate, the score and the
balancing weights together solve one set of equations, and each person's influence on the estimate
follows from all of them (Stefanski and Boos, The American Statistician 56:29 (2002); Lunceford and
Davidian, Statistics in Medicine 23:2937 (2004); for entropy balancing Zhao and Percival, Journal of
Causal Inference 5 (2017)).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from evidence.comparison.covariates import Covariates, Flags, Floats
from evidence.comparison.outcomes import Arm, Difference, compare, from_estimate
from evidence.comparison.propensity import model_columns

KINDS = ("iptw", "overlap", "entropy")


@dataclass(frozen=True)
class _Weighed:
    """What both kinds of weights need. ``values`` are 0 where ``here`` is false."""

    design: Floats
    treated: Flags
    weight: Floats
    values: Floats
    here: Flags
    found: Difference

    def away(self, side: Flags, mean: float) -> Floats:
        """How far the people of one side, whom the outcome is asked of, are from their mean."""
        return np.where(side & self.here, self.values - mean, 0.0)


def compare_weighted(
    values: Floats,
    covariates: Covariates,
    treated: Flags,
    *,
    kind: str,
    weight: Floats,
    score: Floats,
    asked: Flags | None = None,
) -> Difference:
    """Weighted means as in `compare`, with the error that counts the estimated weights.

    ``weight`` is that of everybody by the method ``kind``; ``asked`` are the people whom the
    outcome is asked of. Degrees of freedom stay those of Welch.
    """
    here = np.ones(len(treated), bool) if asked is None else asked
    known = np.where(here, np.nan_to_num(values), 0.0)
    found = compare(known, treated, np.where(here, weight, 0.0))
    if math.isnan(found.se) or found.se == 0:
        return found
    design, _ = model_columns(covariates)
    study = _Weighed(design, treated, weight, known, here, found)
    moves = _balanced(study) if kind == "entropy" else _scored(study, score, kind)
    se = float(np.sqrt(moves @ moves) / len(moves))
    ours = Arm(found.treated_n, found.treated_ess, found.treated, 0.0)
    theirs = Arm(found.control_n, found.control_ess, found.control, 0.0)
    return from_estimate(ours, theirs, found.difference, se, found.df)


def _scored(study: _Weighed, score: Floats, kind: str) -> Floats:
    """Each person's influence where the weights come from a logistic score."""
    n, design, treated = len(score), study.design, study.treated
    spread = score * (1 - score)
    information = (design * spread[:, None]).T @ design / n
    fitted = design @ np.linalg.pinv(information, hermitian=True) * (treated - score)[:, None]
    # How each weight moves with the linear predictor of the score.
    slope = (
        np.where(treated, -spread, spread)
        if kind == "overlap"
        else np.where(treated, 0.0, study.weight)
    )
    moves = np.zeros(n)
    sides = ((treated, study.found.treated, 1.0), (~treated, study.found.control, -1.0))
    for side, mean, sign in sides:
        away = study.away(side, mean)
        lean = (slope * away) @ design / n
        total = study.weight[side & study.here].sum() / n
        moves += sign * (study.weight * away + fitted @ lean) / total
    return moves


def _balanced(study: _Weighed) -> Floats:
    """Each person's influence where the weights give the pool the means of the treated."""
    n, treated, here = len(study.treated), study.treated, study.here
    columns = study.design[:, 1:]
    apart = columns - columns[treated].mean(axis=0)
    pool = np.where(treated, 0.0, study.weight)
    curvature = (apart * pool[:, None]).T @ apart / n
    target = treated[:, None] * apart / treated.mean()
    balance = pool[:, None] * apart - pool.mean() * target
    fitted = -balance @ np.linalg.pinv(curvature, hermitian=True)
    theirs = pool * study.away(~treated, study.found.control)
    lean = theirs @ apart / n
    ours = study.away(treated, study.found.treated) / (treated & here).mean()
    return np.asarray(ours - (theirs + fitted @ lean) / (pool @ here / n))
