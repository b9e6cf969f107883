"""The comparison itself: linked, narrowed, matched or weighted, balanced, and its outcomes.

link → eligibility funnel → balance before → match or weight → balance after → outcomes →
sensitivity → subgroups. The same tables and protocol give the same answer to the last digit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from evidence import at_risk
from evidence import study as studies
from evidence.comparison import balance as balances
from evidence.comparison import matching, radius, refusals, weights
from evidence.comparison.covariates import Floats
from evidence.comparison.doubly_robust import cross_fitted_score
from evidence.comparison.matching import Match
from evidence.comparison.propensity import Propensity
from evidence.outcome_table import OutcomeTable, measure_outcomes
from evidence.problems import Refused
from evidence.protocol import MATCHING, Protocol
from evidence.study import Rule, Study


@dataclass
class Evaluation:
    """What is known so far. A refusal stops it where it is; the rest stays."""

    protocol: Protocol
    status: str = "refused"
    rules: list[Rule] = field(default_factory=list)
    study: Study | None = None
    funnel: list[dict[str, Any]] = field(default_factory=list)
    propensity: Propensity | None = None
    weight: Floats | None = None
    match: Match | None = None
    caliper: float | None = None
    balance: list[balances.BalanceRow] = field(default_factory=list)
    overlap: balances.Overlap | None = None
    outcomes: OutcomeTable = field(default_factory=OutcomeTable)
    #: Days of follow-up out of custody; None where the protocol names no table of custody.
    at_risk: Floats | None = None


def evaluate(protocol: Protocol) -> Evaluation:
    """The whole study. Raises BadInput for tables that cannot be read; rules of method that
    forbid an answer are in `rules`, never an exception."""
    found = Evaluation(protocol)
    try:
        _carry_out(found)
    except Refused as refused:
        found.status = "refused"
        found.rules.append(Rule(refused.code, refused.message))
    return found


def prepare(found: Evaluation) -> tuple[Study, Floats, Propensity]:
    """Everything before the outcomes: who is compared with whom, and how alike they are."""
    study = studies.load(found.protocol, found.rules, found.funnel)
    found.study = study
    score = _score(found, study)
    weight = _weigh(found, study, score.score)
    _look_at_balance(found, study, weight)
    return study, weight, score


def _carry_out(found: Evaluation) -> None:
    study, weight, score = prepare(found)
    found.outcomes = measure_outcomes(study, weight, score, method=found.protocol["method"])
    found.rules += found.outcomes.rules
    found.at_risk = at_risk.days_at_risk(study)
    found.status = _status(found)


def _score(found: Evaluation, study: Study) -> Propensity:
    folds = found.protocol["method"]["cross_fit"]
    fitted = cross_fitted_score(study.covariates, study.treated, folds)
    found.propensity = fitted
    for name in fitted.left_out:
        study.note(
            "collinear", f"[{name}] says nothing that the others do not: not used in the score."
        )
    found.overlap = balances.overlap(fitted.score, study.treated)
    if found.overlap.low > found.overlap.high:
        raise Refused(
            "no_common_support",
            "No score occurs in both groups: nobody in the pool is like those who took part. "
            "Find a wider pool, or fewer covariates.",
        )
    return fitted


def _weigh(found: Evaluation, study: Study, score: Floats) -> Floats:
    """A weight for every row by the method of the protocol."""
    weight = _weights(found, study, score)
    found.weight = weight
    matched = int((weight[study.treated] > 0).sum())
    pool_used = int((weight[~study.treated] > 0).sum())
    study.funnel.append({"step": "Compared", "n": matched, "pool": pool_used})
    if not matched or not pool_used:
        raise Refused(
            "no_common_support",
            "Nobody in the pool is near enough to anybody who took part. Find a wider pool, or "
            "fewer covariates.",
        )
    if matched < refusals.MATCHED:
        study.note("too_few_matched", refusals.RULES["too_few_matched"])
    return weight


def _weights(found: Evaluation, study: Study, score: Floats) -> Floats:
    method, treated = found.protocol["method"], study.treated
    if method["kind"] in MATCHING:
        found.caliper = matching.caliper_of(score, method["caliper_sd"])
    if method["kind"] == "nearest":
        found.match = matching.nearest(
            score,
            treated,
            ratio=method["ratio"],
            replace=method["replace"],
            caliper=found.caliper,
            strata=studies.strata(study, method["exact"]),
            order=method["order"],
        )
        return found.match.weight
    if method["kind"] == "radius":
        return radius.radius_weights(score, treated, found.caliper or 0.0)
    if method["kind"] == "overlap":
        return weights.overlap(score, treated)
    if method["kind"] == "entropy":
        return weights.entropy(study.covariates, treated)
    return weights.iptw(score, treated)


def _look_at_balance(found: Evaluation, study: Study, weight: Floats) -> None:
    found.balance = balances.balance_table(study.covariates, study.treated, weight)
    uneven = [
        row.name if row.level is None else f"{row.name} = {row.level}"
        for row in found.balance
        if abs(row.after) > refusals.IMBALANCE
    ]
    if uneven:
        study.note(
            "imbalance",
            f"The groups still differ by more than {refusals.IMBALANCE} standard deviations on "
            f"{', '.join(uneven[:5])}{' and others' if len(uneven) > 5 else ''}: part of any "
            "difference in outcomes may be this.",
        )
    ess = balances.effective_size(weight[~study.treated])
    if ess < refusals.MATCHED:
        study.note(
            "small_effective_pool",
            f"The comparison group says as much as {ess:.0f} equally weighted people would: "
            "a few of them carry the answer.",
        )


def _status(found: Evaluation) -> str:
    if any(rule.code == "too_few_matched" for rule in found.rules):
        return "refused"
    primary = found.outcomes.rows[0] if found.outcomes.rows else None
    if primary is None or primary["state"] == "not_reported":
        return "refused"
    return "headline" if primary["state"] == "significant" else "inconclusive"
