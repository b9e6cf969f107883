"""`evidence evaluate`: from a protocol and its tables to a folder of results.

link → eligibility funnel → balance before → match or weight → balance after → outcomes →
sensitivity → subgroups; each step is a table on disk. The same tables and protocol give the same
results.json to the last byte.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evidence import at_risk
from evidence import study as studies
from evidence.comparison import balance as balances
from evidence.comparison import matching, radius, refusals, weights
from evidence.comparison.covariates import Floats
from evidence.comparison.doubly_robust import cross_fitted_score
from evidence.comparison.matching import Match
from evidence.comparison.propensity import Propensity
from evidence.disclosure import HIDDEN, is_small, publishable_funnel, suppress_row
from evidence.outcome_table import OutcomeTable, measure_outcomes
from evidence.outputs import as_csv, as_json, check_out, whole_folder
from evidence.problems import Refused
from evidence.protocol import MATCHING, Protocol, read_protocol
from evidence.provenance import provenance
from evidence.steps import write_steps
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


# --- results.json --------------------------------------------------------------------------------


def results(found: Evaluation) -> dict[str, Any]:
    """What results.json holds. Exact counts of the funnel are for the evaluators; attrition.csv,
    balance.csv and the report are what may leave them."""
    study = found.protocol["study"]
    return {
        "protocol_sha256": found.protocol.sha256,
        "study": {
            "id": study["id"],
            "title": study["title"],
            "registered_on": study["registered_on"].isoformat(),
        },
        "status": found.status,
        "rules": [{"code": rule.code, "message": rule.message} for rule in found.rules],
        "funnel": found.funnel,
        "match": _match(found),
        "balance": [_balance_row(row) for row in found.balance],
        "outcomes": found.outcomes.rows,
        "sensitivity": found.outcomes.sensitivity,
        "subgroups": found.outcomes.subgroups,
        "at_risk": _at_risk(found),
        "overlap": _overlap(found),
        "score": _coefficients(found),
        "method": dict(found.protocol["method"]) | {"estimand": _estimand(found.protocol)},
        "follow_up": dict(found.protocol["follow_up"])
        | {
            "data_to": str(found.protocol["follow_up"]["data_to"] or ""),
            "landmark_days": found.protocol["index"]["landmark_days"],
        },
    }


def _estimand(protocol: Protocol) -> str:
    if protocol["method"]["kind"] == "overlap":
        return "people who might have been in either group"
    return "those who took part"


def _match(found: Evaluation) -> dict[str, Any]:
    if found.study is None:
        last = found.funnel[-1] if found.funnel else {"n": 0, "pool": 0}
        return {
            "treated": last["n"], "matched": 0, "pool": last["pool"], "ess": None, "caliper": None
        }  # fmt: skip
    treated = found.study.treated
    weight = found.weight
    return {
        "treated": int(treated.sum()),
        "matched": 0 if weight is None else int((weight[treated] > 0).sum()),
        "pool": int((~treated).sum()),
        "ess": None if weight is None else balances.effective_size(weight[~treated]),
        "caliper": found.caliper,
        "pool_used": 0 if weight is None else int((weight[~treated] > 0).sum()),
        "ess_treated": None if weight is None else balances.effective_size(weight[treated]),
    }


def _at_risk(found: Evaluation) -> dict[str, Any] | None:
    """Weighted mean days out of custody, and people without any, of those who are compared."""
    if found.at_risk is None or found.study is None or found.weight is None:
        return None
    said: dict[str, Any] = {}
    for name, side in (("treated", found.study.treated), ("control", ~found.study.treated)):
        here = side & (found.weight > 0)
        days, weight = found.at_risk[here], found.weight[here]
        said[name] = float(weight @ days / weight.sum())
        said[f"{name}_none"] = int((days == 0).sum())
    return said


def _balance_row(row: balances.BalanceRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "level": row.level,
        "before": row.before,
        "after": row.after,
        "treated": row.treated,
        "pool": row.pool,
        "treated_after": row.treated_after,
        "pool_after": row.pool_after,
    }


def _overlap(found: Evaluation) -> dict[str, Any] | None:
    if found.overlap is None:
        return None
    one = found.overlap
    return {
        "low": one.low,
        "high": one.high,
        "treated_outside": one.treated_outside,
        "pool_outside": one.pool_outside,
        "bins": [
            {"from": low, "to": high, "treated": ours, "pool": theirs}
            for low, high, ours, theirs in one.bins
        ],
    }


def _coefficients(found: Evaluation) -> dict[str, Any] | None:
    if found.propensity is None:
        return None
    return {
        "steps": found.propensity.steps,
        "coefficients": [
            {"name": name, "level": level, "value": value}
            for name, level, value in found.propensity.coefficients
        ],
    }


# --- Files ---------------------------------------------------------------------------------------


def write(found: Evaluation, out: Path, *, report: bool = False) -> str:
    """The folder of results, with or without its report, whole or not at all. Returns the text of
    results.json."""
    text = as_json(results(found))
    with whole_folder(out) as folder:
        (folder / "results.json").write_text(text, encoding="utf-8")
        (folder / "protocol.toml").write_bytes(found.protocol.path.read_bytes())
        (folder / "attrition.csv").write_text(_attrition(found), encoding="utf-8")
        (folder / "balance.csv").write_text(_balance_csv(found), encoding="utf-8")
        (folder / "provenance.json").write_text(
            as_json(provenance(found.protocol, out)), encoding="utf-8"
        )
        write_steps(found, folder / "steps")
        if report:
            _write_report(folder)
    return text


def _write_report(folder: Path) -> None:
    """Loaded here: drawing takes longer to load than a study takes to evaluate."""
    from evidence.report import write_report

    write_report(folder)


def _attrition(found: Evaluation) -> str:
    """Both sides, without losses of 1 to 4 people."""
    rows: list[tuple[str, str, Any]] = []
    for side, key in (("took part", "n"), ("pool", "pool")):
        steps = publishable_funnel([(row["step"], row[key]) for row in found.funnel])
        rows += [(side, step, HIDDEN if is_small(n) else n) for step, n in steps]
    return as_csv(("side", "step", "n"), rows)


def _balance_csv(found: Evaluation) -> str:
    """Standardised differences and means; shares that stand for 1 to 4 people are hidden, and
    with them another level of the same factor."""
    hidden = _hidden_levels(found.balance)
    rows = []
    for row in found.balance:
        means: list[Any] = [row.treated, row.pool, row.treated_after, row.pool_after]
        if (row.name, row.level) in hidden:
            means = [HIDDEN] * 4
        rows.append((row.name, row.level or "", row.before, row.after, *means))
    heading = ("name", "level", "before", "after", "treated", "pool", "treated_after", "pool_after")
    return as_csv(heading, rows)


def _hidden_levels(rows: list[balances.BalanceRow]) -> set[tuple[str, str | None]]:
    factors: dict[str, list[balances.BalanceRow]] = {}
    for row in rows:
        if row.level is not None:
            factors.setdefault(row.name, []).append(row)
    hidden: set[tuple[str, str | None]] = set()
    for levels in factors.values():
        for counts in (
            [row.treated_count or 0 for row in levels],
            [row.pool_count or 0 for row in levels],
        ):
            for row, shown in zip(levels, suppress_row(counts), strict=True):
                if shown is None:
                    hidden.add((row.name, row.level))
    return hidden


# --- Command -------------------------------------------------------------------------------------


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("protocol", type=Path, metavar="PROTOCOL", help="evaluation.toml")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write")
    parser.add_argument("--json", action="store_true", help="print results.json")
    parser.add_argument("--no-report", action="store_true", help="figures only, no HTML and PDF")


def run(asked: argparse.Namespace) -> int:
    """0 when results were written, whatever they say."""
    check_out(asked.out)
    _leave_pandas_out()
    found = evaluate(read_protocol(asked.protocol))
    text = write(found, asked.out, report=not asked.no_report)
    sys.stdout.write(text if asked.json else _summary(found, asked.out))
    return 0


class _NoPandas:
    """An import hook that does not find pandas."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ImportError(name)


def _leave_pandas_out() -> None:
    """PyArrow looks once whether an array might be a pandas column, and loads pandas to see, which
    takes as long as a match of 100,000. We hand it none; who asks for pandas later still gets it.
    """
    import pyarrow as pa

    hook: Any = _NoPandas()
    sys.meta_path.insert(0, hook)
    try:
        pa.array([0])
    finally:
        sys.meta_path.remove(hook)


def _summary(found: Evaluation, out: Path) -> str:
    matched: Mapping[str, Any] = _match(found)
    lines = [
        f"{found.protocol['study']['title']}",
        f"Protocol {found.protocol.sha256[:16]}, registered "
        f"{found.protocol['study']['registered_on']}",
        f"Status: {found.status}",
        f"Took part: {matched['treated']:,}; compared: {matched['matched']:,}; pool: "
        f"{matched['pool']:,}",
        *(f"- {row['name']}: {row['words']}" for row in found.outcomes.rows),
        *(f"! {rule.message}" for rule in found.rules),
        f"Written to {out}",
    ]
    return "\n".join(lines) + "\n"
