"""The chance of being treated, given the covariates: logistic regression by Newton's method.

Solved until a step moves no standardised coefficient by more than 1e-12. People with the same
covariates get the same score to the last bit, wherever their rows stand, because the score is
added up column by column.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evidence.comparison.covariates import Covariates, Flags, Floats, Whole
from evidence.problems import Refused

TOLERANCE = 1e-12
#: Scores nearer than this are one score: the last digits depend on how columns are scaled.
SAME_SCORE = 1e-13
_BLOCK = 4096
_STEPS = 60
#: From this many rows the search starts from the answer for some of them.
_MANY = 60_000
_SAMPLE = 15_000
#: Share of a column's spread that must be its own; below, the others already say it.
_OWN_SHARE = 1e-10


@dataclass(frozen=True)
class Term:
    """One column of the model: a numeric covariate, or a level of a factor."""

    name: str
    level: str | None
    centre: float = 0.0
    spread: float = 1.0

    @property
    def words(self) -> str:
        return self.name if self.level is None else f"{self.name} = {self.level}"


@dataclass(frozen=True)
class Propensity:
    """Scores in row order; coefficients on the covariates' own scale, intercept first."""

    score: Floats
    coefficients: tuple[tuple[str, str | None, float], ...]
    steps: int
    left_out: tuple[str, ...]


def fit(covariates: Covariates, treated: Flags) -> Propensity:
    """Raises Refused when a column, alone or with others, tells the two groups apart."""
    refuse_separation(covariates, treated)
    all_terms = _terms(covariates)
    design = _design(covariates, all_terms)
    outcome = treated.astype(np.float64)
    kept, start = _starting_point(design, outcome)
    design, terms = _narrowed(design, all_terms, kept)
    left_out = tuple(term.words for term in all_terms if term not in terms)
    beta, steps = solve(design, outcome, start[kept], terms)
    score = _steady(_score(covariates, terms, beta))
    return Propensity(score, _own_scale(terms, beta), steps, left_out)


def model_columns(covariates: Covariates) -> tuple[Floats, list[Term]]:
    """The columns of a regression, intercept first, without those that others already say."""
    terms = _terms(covariates)
    design = _design(covariates, terms)
    return _narrowed(design, terms, _independent(design))


def _narrowed(design: Floats, terms: list[Term], kept: list[int]) -> tuple[Floats, list[Term]]:
    if len(kept) == design.shape[1]:
        return design, terms
    return np.ascontiguousarray(design[:, kept]), [terms[at - 1] for at in kept if at]


def refuse_separation(covariates: Covariates, treated: Flags) -> None:
    """One column that tells everybody's group: no comparison is possible."""
    pool = ~treated
    for name, values in covariates.numeric.items():
        ours, theirs = values[treated], values[pool]
        apart = ours.max() <= theirs.min() or ours.min() >= theirs.max()
        if apart and not (ours.min() == ours.max() == theirs.min() == theirs.max()):
            raise _separated(name)
    for name, factor in covariates.factor.items():
        size = len(factor.levels)
        has = [np.bincount(factor.codes[side], minlength=size) > 0 for side in (treated, pool)]
        if not (has[0] & has[1]).any():
            raise _separated(name)


def _separated(name: str) -> Refused:
    return Refused(
        "perfect_separation",
        f"The column [{name}] tells the two groups apart: nobody in the pool is like those who "
        "took part. Leave it out if it follows from taking part, or find a wider pool.",
    )


def _terms(covariates: Covariates) -> list[Term]:
    terms = []
    for name, values in covariates.numeric.items():
        spread = float(values.std())
        terms.append(Term(name, None, float(values.mean()), spread if spread > 0 else 1.0))
    for name, factor in covariates.factor.items():
        terms += [Term(name, level) for level in factor.levels[1:]]
    return terms


def _design(covariates: Covariates, terms: list[Term]) -> Floats:
    """The intercept, numeric columns standardised, levels as 0 and 1."""
    design = np.zeros((covariates.rows, len(terms) + 1))
    design[:, 0] = 1
    at = 1
    for term in terms:
        if term.level is None:
            column = covariates.numeric[term.name]
            np.subtract(column, term.centre, out=design[:, at])
            design[:, at] /= term.spread
            at += 1
    rows = np.arange(covariates.rows)
    for factor in covariates.factor.values():
        beyond_first = factor.codes > 0
        design[rows[beyond_first], at - 1 + factor.codes[beyond_first]] = 1
        at += len(factor.levels) - 1
    return design


def _starting_point(design: Floats, outcome: Floats) -> tuple[list[int], Floats]:
    """Which columns say something of their own, and where to start from.

    Of many rows only some of each group are asked first; that moves the intercept by a known
    amount and nothing else (Prentice and Pyke 1979).
    """
    width = design.shape[1]
    zero = np.zeros(width)
    if len(design) >= _MANY:
        some, shift = _sample(outcome)
        part, asked = design[some], outcome[some]
        kept = _independent(part)
        if len(kept) == width:
            beta = zero
            for _ in range(8):
                step = _newton_step(part, asked, beta)
                if step is None:
                    return kept, zero
                beta = beta + step
                if np.abs(step).max() < 1e-3:
                    beta[0] += shift
                    return kept, beta
            return kept, zero
    return _independent(design), zero


def _sample(outcome: Floats) -> tuple[Whole, float]:
    """Every k-th of each group, and how far that moves the intercept."""
    ours, theirs = np.flatnonzero(outcome == 1), np.flatnonzero(outcome == 0)
    some_ours = ours[:: max(1, len(ours) // _SAMPLE)]
    some_theirs = theirs[:: max(1, len(theirs) // _SAMPLE)]
    shift = np.log(len(some_theirs) / len(theirs)) - np.log(len(some_ours) / len(ours))
    return np.concatenate([some_ours, some_theirs]), float(shift)


def _independent(design: Floats) -> list[int]:
    """Columns in order, each kept if those before it do not already say it."""
    cross = np.zeros((design.shape[1], design.shape[1]))
    for at in range(0, len(design), _BLOCK):
        block = design[at : at + _BLOCK]
        cross += block.T @ block
    kept: list[int] = []
    for column in range(design.shape[1]):
        own = cross[column, column]
        centred = own - cross[0, column] ** 2 / cross[0, 0] if column else own
        if own == 0 or centred <= _OWN_SHARE * own:
            continue
        if kept:
            among = cross[np.ix_(kept, kept)]
            with_others = cross[kept, column]
            explained = with_others @ np.linalg.solve(among, with_others)
            if own - explained <= _OWN_SHARE * centred:
                continue
        kept.append(column)
    return kept


def chances(design: Floats, beta: Floats) -> Floats:
    chance: Floats = design @ beta
    np.clip(chance, -700, 700, out=chance)
    np.negative(chance, out=chance)
    np.exp(chance, out=chance)
    chance += 1
    np.reciprocal(chance, out=chance)
    return chance


def _curvature(design: Floats, chance: Floats) -> Floats:
    cross = np.zeros((design.shape[1], design.shape[1]))
    weight = np.sqrt(chance * (1 - chance))
    buffer = np.empty((_BLOCK, design.shape[1]))
    for at in range(0, len(design), _BLOCK):
        block = design[at : at + _BLOCK]
        scaled = np.multiply(block, weight[at : at + _BLOCK, None], out=buffer[: len(block)])
        cross += scaled.T @ scaled
    return cross


def _solved(curvature: Floats, slope: Floats) -> Floats:
    return np.asarray(np.linalg.solve(curvature, slope), np.float64)


def _newton_step(design: Floats, outcome: Floats, beta: Floats) -> Floats | None:
    chance = chances(design, beta)
    curvature = _curvature(design, chance)
    try:
        step = _solved(curvature, design.T @ (outcome - chance))
    except np.linalg.LinAlgError:
        return None
    return step if np.isfinite(step).all() else None


def solve(design: Floats, outcome: Floats, start: Floats, terms: list[Term]) -> tuple[Floats, int]:
    """Newton steps; once they are small, the last curvature serves for the rest."""
    beta = start.copy()
    curvature: Floats | None = None
    last = np.inf
    for steps in range(1, _STEPS + 1):
        chance = chances(design, beta)
        if curvature is None or last > 1e-4:
            curvature = _curvature(design, chance)
        try:
            step = _solved(curvature, design.T @ (outcome - chance))
        except np.linalg.LinAlgError:
            break
        size = float(np.abs(step).max())
        if not np.isfinite(size):
            break
        if size > 10:
            step *= 10 / size
        beta += step
        last = size
        if size < TOLERANCE:
            return beta, steps
    raise _diverged(terms, beta)


def _diverged(terms: list[Term], beta: Floats) -> Refused:
    """The coefficients run away: some columns together tell everybody's group."""
    worst = terms[int(np.argmax(np.abs(beta[1:])))].name if terms else "intercept"
    return Refused(
        "perfect_separation",
        f"The column [{worst}], together with the others, tells the two groups apart. Leave it "
        "out if it follows from taking part, join rare levels, or find a wider pool.",
    )


def _score(covariates: Covariates, terms: list[Term], beta: Floats) -> Floats:
    total = np.full(covariates.rows, beta[0])
    by_level: dict[str, dict[str, float]] = {}
    for term, value in zip(terms, beta[1:], strict=True):
        if term.level is None:
            total += (covariates.numeric[term.name] - term.centre) / term.spread * value
        else:
            by_level.setdefault(term.name, {})[term.level] = float(value)
    for name, values in by_level.items():
        factor = covariates.factor[name]
        total += np.array([values.get(level, 0.0) for level in factor.levels])[factor.codes]
    np.negative(total, out=total)
    np.exp(total, out=total)
    total += 1
    np.reciprocal(total, out=total)
    return total


def _steady(score: Floats) -> Floats:
    """Scores that differ by rounding alone made equal."""
    order = np.argsort(score)
    ranked = score[order]
    near = np.flatnonzero(np.diff(ranked) <= SAME_SCORE)
    if not (np.diff(ranked)[near] > 0).any():
        return score
    new = np.ones(len(ranked), bool)
    new[near + 1] = False
    first = np.flatnonzero(new)
    steady = np.empty_like(score)
    steady[order] = ranked[first[np.cumsum(new) - 1]]
    return steady


def _own_scale(terms: list[Term], beta: Floats) -> tuple[tuple[str, str | None, float], ...]:
    scaled = [float(value) / term.spread for term, value in zip(terms, beta[1:], strict=True)]
    intercept = float(beta[0]) - sum(
        value * term.centre for term, value in zip(terms, scaled, strict=True)
    )
    return (
        ("intercept", None, intercept),
        *((term.name, term.level, value) for term, value in zip(terms, scaled, strict=True)),
    )
