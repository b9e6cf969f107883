"""Comparing those who took part with people like them. Pure functions on Arrow tables.

Each takes a table with one row per person, a column that says who took part (true, or 1) and the
names of further columns, and returns arrays in row order, or a row for each line of its table:

    from evidence import comparison
    found = comparison.propensity_score(table, "treated", numeric=["age"], factor=["sex"])
    match = comparison.match_nearest(table, "treated", found.score, caliper_sd=0.2)
    comparison.standardised_differences(table, "treated", match.weight, numeric=["age"])
    comparison.compare_outcome(table, "treated", match.weight, "reoffended")

Rows are taken as they stand: sort by the person's identifier first where ties must not hang on
the order of a file. Values must be known; `evidence evaluate` removes and counts those who lack
one. What forbids an answer raises `evidence.problems.Refused` with a stable code.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from evidence.comparison import (
    balance,
    doubly_robust,
    matching,
    outcomes,
    propensity,
    radius,
    weighted,
    weights,
)
from evidence.comparison.balance import BalanceRow, Overlap, effective_size
from evidence.comparison.covariates import Covariates, Flags, Floats, as_floats, from_table
from evidence.comparison.doubly_robust import DoublyRobust
from evidence.comparison.matching import Match
from evidence.comparison.multiplicity import holm
from evidence.comparison.outcomes import Difference
from evidence.comparison.propensity import Propensity
from evidence.comparison.sensitivity import EValue, e_value
from evidence.problems import Refused

__all__ = [
    "BalanceRow",
    "Difference",
    "DoublyRobust",
    "EValue",
    "Match",
    "Overlap",
    "Propensity",
    "compare_outcome",
    "compare_outcome_by_weights",
    "doubly_robust_effect",
    "e_value",
    "effective_size",
    "entropy_weights",
    "holm",
    "iptw_weights",
    "match_nearest",
    "overlap_report",
    "overlap_weights",
    "propensity_score",
    "radius_weights",
    "standardised_differences",
]


def propensity_score(
    table: pa.Table, treated: str, *, numeric: Iterable[str] = (), factor: Iterable[str] = ()
) -> Propensity:
    """Logistic regression of taking part on the covariates, to 1e-12."""
    covariates, flags = _read(table, treated, numeric, factor)
    return propensity.fit(covariates, flags)


def match_nearest(
    table: pa.Table,
    treated: str,
    score: Floats,
    *,
    ratio: int = 1,
    replace: bool = False,
    caliper_sd: float | None = 0.2,
    exact: Iterable[str] = (),
    order: str = "largest",
) -> Match:
    """Greedy nearest neighbours, 1:1 or 1:k; the caliper is in standard deviations of the score
    over everybody (n − 1), None for none; `exact` columns must be equal."""
    limit = None if caliper_sd is None else matching.caliper_of(score, caliper_sd)
    strata = None
    for name in exact:
        codes = from_table(table, (), (name,)).factor[name].codes.astype(np.int64)
        strata = codes if strata is None else strata * (int(codes.max()) + 1) + codes
    return matching.nearest(
        score,
        _flags(table, treated),
        ratio=ratio,
        replace=replace,
        caliper=limit,
        strata=strata,
        order=order,
    )


def radius_weights(
    table: pa.Table, treated: str, score: Floats, *, caliper_sd: float = 0.2
) -> Floats:
    """Everybody in the pool within the caliper shares the weight of a treated person."""
    limit = matching.caliper_of(score, caliper_sd)
    return radius.radius_weights(score, _flags(table, treated), limit)


def iptw_weights(table: pa.Table, treated: str, score: Floats) -> Floats:
    """Inverse-probability weights for the effect on the treated."""
    return weights.iptw(score, _flags(table, treated))


def overlap_weights(table: pa.Table, treated: str, score: Floats) -> Floats:
    """Overlap weights (Li, Morgan and Zaslavsky 2018)."""
    return weights.overlap(score, _flags(table, treated))


def entropy_weights(
    table: pa.Table, treated: str, *, numeric: Iterable[str] = (), factor: Iterable[str] = ()
) -> Floats:
    """Entropy balancing: the pool gets the means of the treated (Hainmueller 2012)."""
    return weights.entropy(*_read(table, treated, numeric, factor))


def doubly_robust_effect(
    table: pa.Table,
    treated: str,
    outcome: str,
    *,
    numeric: Iterable[str] = (),
    factor: Iterable[str] = (),
    folds: int = 0,
) -> DoublyRobust:
    """The effect on the treated by augmented inverse-probability weighting."""
    covariates, flags = _read(table, treated, numeric, factor)
    score = doubly_robust.cross_fitted_score(covariates, flags, folds).score
    values = _values(table, outcome)
    return doubly_robust.effect_on_treated(covariates, flags, values, score, folds=folds)


def standardised_differences(
    table: pa.Table,
    treated: str,
    weight: Floats,
    *,
    numeric: Iterable[str] = (),
    factor: Iterable[str] = (),
) -> list[BalanceRow]:
    """Balance before and after, a row for each numeric column and for each level of a factor."""
    return balance.balance_table(*_read(table, treated, numeric, factor), weight)


def overlap_report(table: pa.Table, treated: str, score: Floats, *, bins: int = 20) -> Overlap:
    """Where scores occur on both sides, and how many people lie outside."""
    return balance.overlap(score, _flags(table, treated), bins=bins)


def compare_outcome(table: pa.Table, treated: str, weight: Floats, outcome: str) -> Difference:
    """Weighted means, their difference, t interval and p (Welch, Kish's effective sizes)."""
    return outcomes.compare(_values(table, outcome), _flags(table, treated), weight)


def compare_outcome_by_weights(
    table: pa.Table,
    treated: str,
    outcome: str,
    *,
    kind: str,
    numeric: Iterable[str] = (),
    factor: Iterable[str] = (),
) -> Difference:
    """By `iptw`, `overlap` or `entropy` weights, whose error counts that they were estimated."""
    if kind not in weighted.KINDS:
        raise ValueError(f"[{kind}] is none of {', '.join(weighted.KINDS)}")
    covariates, flags = _read(table, treated, numeric, factor)
    score = propensity.fit(covariates, flags).score
    if kind == "entropy":
        weight = weights.entropy(covariates, flags)
    else:
        weight = (weights.iptw if kind == "iptw" else weights.overlap)(score, flags)
    values = _values(table, outcome)
    return weighted.compare_weighted(
        values, covariates, flags, kind=kind, weight=weight, score=score
    )


def _read(
    table: pa.Table, treated: str, numeric: Iterable[str], factor: Iterable[str]
) -> tuple[Covariates, Flags]:
    covariates = from_table(table, numeric, factor)
    for name, values in covariates.numeric.items():
        if not np.isfinite(values).all():
            raise ValueError(f"column [{name}] has values that are not known or not finite")
    for name, one in covariates.factor.items():
        if (one.codes < 0).any():
            raise ValueError(f"column [{name}] has values that are not known")
    return covariates, _flags(table, treated)


def _values(table: pa.Table, name: str) -> Floats:
    values = as_floats(table[name])
    if not np.isfinite(values).all():
        raise ValueError(f"column [{name}] has values that are not known or not finite")
    return values


def _flags(table: pa.Table, name: str) -> Flags:
    values = as_floats(table[name])
    if not np.isin(values, (0.0, 1.0)).all():
        raise ValueError(f"column [{name}] must be true or false, 1 or 0")
    if not values.any():
        raise Refused("empty_cohort", "Nobody took part.")
    if values.all():
        raise Refused("empty_pool", "There is nobody in the pool to compare with.")
    return np.asarray(values == 1)
