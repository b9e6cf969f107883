"""What results.json says of an evaluation."""

from __future__ import annotations

from typing import Any

from evidence.comparison import balance as balances
from evidence.evaluation import Evaluation
from evidence.protocol import Protocol


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
        "match": match_counts(found),
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


def match_counts(found: Evaluation) -> dict[str, Any]:
    """How many took part, were compared and stood in the pool, and how much the pool says."""
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
