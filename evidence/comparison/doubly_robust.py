"""The effect on the treated, right if either the score or the outcome model is right.

Augmented inverse-probability weighting with the standard error of its influence function
(Robins, Rotnitzky and Zhao 1994; Moodie, Saarela and Stephens 2018).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evidence.comparison.covariates import Covariates, Flags, Floats
from evidence.comparison.propensity import Propensity, Term, chances, fit, model_columns, solve
from evidence.problems import Refused


@dataclass(frozen=True)
class DoublyRobust:
    """`control` is what the treated would have had without treatment."""

    treated: float
    control: float
    difference: float
    se: float


def effect_on_treated(
    covariates: Covariates, treated: Flags, outcome: Floats, score: Floats, *, folds: int = 0
) -> DoublyRobust:
    """A logistic outcome model for outcomes of 0 and 1, else a linear one, both on the pool.

    With `folds` above 1 the outcome model of each fold is fitted on the others; the rows go to
    the folds in turn, so that the answer does not hang on chance.
    """
    design, terms = model_columns(covariates)
    expected = np.empty(len(outcome))
    for fold, learn in _folds(treated, folds):
        expected[fold] = _without_treatment(design, terms, outcome, learn, fold)
    odds = score / (1 - score)
    residual = outcome - expected
    share = float(treated.mean())
    parts = np.where(treated, residual, -odds * residual)
    difference = float(parts.mean() / share)
    influence = (parts - treated * difference) / share
    se = float(np.sqrt(influence @ influence) / len(outcome))
    mean = float(outcome[treated].mean())
    return DoublyRobust(mean, mean - difference, difference, se)


def cross_fitted_score(covariates: Covariates, treated: Flags, folds: int) -> Propensity:
    """The score of each fold from a model of the others; the coefficients are of everybody."""
    whole = fit(covariates, treated)
    if folds < 2:
        return whole
    design, terms = model_columns(covariates)
    score = np.empty(len(treated))
    zero = np.zeros(design.shape[1])
    for fold in _turns(treated, folds):
        beta, _ = solve(design[~fold], treated[~fold].astype(np.float64), zero, terms)
        score[fold] = chances(design[fold], beta)
    return Propensity(score, whole.coefficients, whole.steps, whole.left_out)


def _turns(treated: Flags, folds: int) -> list[Flags]:
    """Each group dealt out in turn, so that every fold has some of both."""
    turn = np.empty(len(treated), np.int64)
    for side in (treated, ~treated):
        turn[side] = np.arange(side.sum()) % folds
    return [turn == fold for fold in range(folds)]


def _folds(treated: Flags, folds: int) -> list[tuple[Flags, Flags]]:
    """Who is predicted, and which pool members the model learns from."""
    if folds < 2:
        return [(np.ones(len(treated), bool), ~treated)]
    return [(fold, ~treated & ~fold) for fold in _turns(treated, folds)]


def _without_treatment(
    design: Floats, terms: list[Term], outcome: Floats, learn: Flags, predict: Flags
) -> Floats:
    known, answers = design[learn], outcome[learn]
    if answers.min() == answers.max():
        return np.full(int(predict.sum()), answers[0])
    if np.isin(answers, (0.0, 1.0)).all():
        try:
            logistic, _ = solve(known, answers, np.zeros(design.shape[1]), terms)
            return chances(design[predict], logistic)
        except Refused:
            # Some covariate tells every outcome in the pool: a straight line still stands.
            pass
    straight = np.asarray(np.linalg.lstsq(known, answers, rcond=None)[0], np.float64)
    return np.asarray(design[predict] @ straight)
