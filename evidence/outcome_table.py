"""Joins the outcomes to the compared people and says how they differ."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from evidence.comparison import outcomes, refusals, weighted
from evidence.comparison.balance import effective_size
from evidence.comparison.covariates import Flags, Floats
from evidence.comparison.doubly_robust import effect_on_treated
from evidence.comparison.multiplicity import holm
from evidence.comparison.outcomes import Difference, Outcome
from evidence.comparison.propensity import Propensity
from evidence.comparison.sensitivity import e_value
from evidence.disclosure import is_small, suppress_row
from evidence.protocol import EVENT_OUTCOMES
from evidence.study import (
    Rule,
    Study,
    factor_of,
    read_events,
    read_outcome_columns,
    reoffending_of,
)
from evidence.words import Label, event_labels, sentence


@dataclass
class OutcomeTable:
    """Rows of results.json and the values behind them."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    values: dict[str, tuple[Floats, Flags | None]] = field(default_factory=dict)
    sensitivity: dict[str, Any] = field(default_factory=dict)
    subgroups: list[dict[str, Any]] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)

    def note(self, code: str, message: str) -> None:
        if all(rule.code != code or rule.message != message for rule in self.rules):
            self.rules.append(Rule(code, message))


@dataclass(frozen=True)
class _Compared:
    study: Study
    weight: Floats
    score: Propensity
    method: Mapping[str, Any]


def measure_outcomes(
    study: Study, weight: Floats, score: Propensity, *, method: Mapping[str, Any]
) -> OutcomeTable:
    """Every outcome of the protocol, the primary first."""
    table = OutcomeTable()
    compared = _Compared(study, weight, score, method)
    protocol = study.protocol
    controls = list(protocol["sensitivity"]["negative_control"])
    found = _values(study, [*protocol.outcomes, *controls])
    labels = _labels(study, found)
    differences: dict[str, Difference] = {}
    for name in protocol.outcomes:
        table.values[name] = (found[name].values, found[name].asked_of)
        differences[name] = _difference(compared, found[name])
        table.rows.append(_row(table, name, differences[name], labels[name]))
    _adjust(table)
    _e_values(table, compared, found, differences, labels)
    _negative_controls(table, compared, {name: found[name] for name in controls})
    for name in protocol["subgroups"]["by"]:
        _subgroups(table, compared, name, found[protocol.outcomes[0]], labels)
    return table


def _values(study: Study, names: list[str]) -> dict[str, Outcome]:
    from_events = [
        name for name in names if study.protocol["data"]["events"] and name in EVENT_OUTCOMES
    ]
    found: dict[str, Outcome] = {}
    if from_events:
        reoffending = reoffending_of(study, read_events(study))
        found |= {name: reoffending.outcome(name) for name in from_events}
    columns = [name for name in names if name not in found]
    for name, values in (read_outcome_columns(study, columns) if columns else {}).items():
        known = ~np.isnan(values)
        found[name] = Outcome(values, None if known.all() else known)
    return found


def _labels(study: Study, found: Mapping[str, Outcome]) -> dict[str, Label]:
    """Words for each outcome; a column of 0 and 1 is a share of people."""
    labels = event_labels(study.protocol["follow_up"]["days"])
    said = study.protocol["outcomes"]["words"]
    has_events = bool(study.protocol["data"]["events"])
    for name, outcome in found.items():
        if has_events and name in EVENT_OUTCOMES:
            continue
        known = outcome.values[~np.isnan(outcome.values)]
        share = bool(np.isin(known, (0.0, 1.0)).all())
        spoken = said.get(name, f"with [{name}]" if share else f"[{name}]")
        labels[name] = Label("share" if share else "average", spoken)
    return labels


def _difference(compared: _Compared, outcome: Outcome) -> Difference:
    """By the method of the protocol, among those whom the outcome is asked of."""
    study, weight = compared.study, compared.weight
    asked = outcome.asked_of
    treated, values = study.treated, outcome.values
    if asked is not None:
        weight = np.where(asked, weight, 0.0)
    counts = weight > 0
    if not (counts & treated).any() or not (counts & ~treated).any():
        sizes = int((counts & treated).sum()), int((counts & ~treated).sum())
        return outcomes.unknown(*sizes)
    kind = compared.method["kind"]
    if kind in weighted.KINDS and compared.method["cross_fit"] < 2:
        return weighted.compare_weighted(
            values,
            study.covariates,
            treated,
            kind=kind,
            weight=compared.weight,
            score=compared.score.score,
            asked=asked,
        )
    found = outcomes.compare(np.nan_to_num(values), treated, weight)
    if kind != "aipw":
        return found
    here = np.ones(len(treated), bool) if asked is None else asked
    effect = effect_on_treated(
        study.covariates.where(here),
        treated[here],
        values[here],
        compared.score.score[here],
        folds=compared.method["cross_fit"],
    )
    arms = (
        outcomes.Arm(found.treated_n, found.treated_ess, effect.treated, 0.0),
        outcomes.Arm(
            found.control_n,
            effective_size(weight[~treated]),
            effect.control,
            0.0,
        ),
    )
    return outcomes.from_estimate(*arms, effect.difference, effect.se, math.inf)


def _row(table: OutcomeTable, name: str, found: Difference, label: Label) -> dict[str, Any]:
    is_share = label.kind == "share"
    against = refusals.may_call_significant(
        found, is_share=is_share, among_reoffended=label.among_reoffended
    )
    withheld = name == "time_to_first" and found.treated_n < refusals.REOFFENDED
    few_people = is_share and is_small(round(found.treated_n * _or_zero(found.treated)))
    words_said = sentence(found, label, against)
    if against and against != "too_few_matched":
        table.note(against, refusals.RULES[against])
    if few_people:
        table.note("small_counts", SMALL_COUNTS)
        words_said = "Not shown: it happened to fewer than 5 of those who took part."
    row = {
        "name": name,
        "treated_n": found.treated_n,
        "control_n": found.control_n,
        "treated": found.treated,
        "control": found.control,
        "difference": found.difference,
        "se": found.se,
        "low": found.low,
        "high": found.high,
        "p": found.p,
        "needed": found.needed,
        "words": words_said,
        "label": label.words,
        "kind": label.kind,
        "among_reoffended": label.among_reoffended,
        "against": against,
        "state": _state(found, against, withheld or few_people),
        "df": found.df,
        "treated_ess": found.treated_ess,
        "control_ess": found.control_ess,
    }
    if withheld or few_people:
        hidden = ("treated", "difference", "se", "low", "high", "p", "needed", "df")
        row |= dict.fromkeys(hidden)
    if withheld:
        row["control"] = None
    return row


SMALL_COUNTS = (
    "Numbers of 1 to 4 people are hidden, and others with them from which they would follow."
)


def _or_zero(value: float) -> float:
    return 0.0 if math.isnan(value) else value


def _state(found: Difference, against: str, withheld: bool) -> str:
    if withheld or math.isnan(found.difference):
        return "not_reported"
    if against or not refusals.is_significant(found.p):
        return "inconclusive"
    return "significant"


def _adjust(table: OutcomeTable) -> None:
    """Holm over the outcomes beside the primary one."""
    others = [row for row in table.rows[1:] if row["p"] is not None and not math.isnan(row["p"])]
    for row, adjusted in zip(others, holm([row["p"] for row in others]), strict=True):
        row["p_holm"] = adjusted


def _e_values(
    table: OutcomeTable,
    compared: _Compared,
    found: Mapping[str, Outcome],
    differences: Mapping[str, Difference],
    labels: Mapping[str, Label],
) -> None:
    values: list[dict[str, Any]] = []
    for row in table.rows:
        name = row["name"]
        if row["difference"] is None or math.isnan(row["difference"]):
            continue
        is_share = labels[name].kind == "share"
        spread = None if is_share else _spread(compared, found[name])
        one = e_value(differences[name], spread=spread)
        if one is not None:
            values.append(
                {
                    "name": name,
                    "risk_ratio": one.risk_ratio,
                    "e": one.estimate,
                    "e_limit": one.limit,
                }
            )
    table.sensitivity["e_values"] = values


def _negative_controls(
    table: OutcomeTable, compared: _Compared, controls: Mapping[str, Outcome]
) -> None:
    """Outcomes that the service cannot have changed: a difference there was there before."""
    checks = []
    for name, outcome in controls.items():
        found = _difference(compared, outcome)
        differs = refusals.is_significant(found.p)
        checks.append(
            {
                "name": name,
                "difference": found.difference,
                "low": found.low,
                "high": found.high,
                "p": found.p,
                "differs": differs,
            }
        )
        if differs:
            table.note(
                "negative_control",
                f"The groups differ on [{name}], which the service cannot have changed: they were "
                "not alike before, and part of any difference in outcomes may be this.",
            )
    table.sensitivity["negative_controls"] = checks


def _spread(compared: _Compared, outcome: Outcome) -> float:
    known = compared.study.treated | (compared.weight > 0)
    if outcome.asked_of is not None:
        known = known & outcome.asked_of
    values = outcome.values[known]
    return float(values.std(ddof=1)) if len(values) > 1 else 0.0


def _subgroups(
    table: OutcomeTable,
    compared: _Compared,
    name: str,
    outcome: Outcome,
    labels: Mapping[str, Label],
) -> None:
    """The primary outcome in each group, on the scale of differences. Small groups are hidden,
    and one more with them."""
    factor = factor_of(compared.study, name)
    counted = compared.weight > 0
    if outcome.asked_of is not None:
        counted = counted & outcome.asked_of
    sides = [counted & compared.study.treated, counted & ~compared.study.treated]
    hidden = set()
    for side in sides:
        counts = np.bincount(factor.codes[side & (factor.codes >= 0)], minlength=len(factor.levels))
        for at, shown in enumerate(suppress_row([int(count) for count in counts])):
            if shown is None:
                hidden.add(at)
    label = labels[compared.study.protocol.outcomes[0]]
    for at, level in enumerate(factor.levels):
        row: dict[str, Any] = {"by": name, "level": level, "hidden": at in hidden}
        here = factor.codes == at
        if outcome.asked_of is not None:
            here = here & outcome.asked_of
        if at not in hidden and all((side & here).any() for side in sides):
            found = _difference(compared, Outcome(outcome.values, here))
            row |= _subgroup_figures(found, label)
        table.subgroups.append(row)
    if hidden:
        table.note("small_counts", SMALL_COUNTS)


def _subgroup_figures(found: Difference, label: Label) -> dict[str, Any]:
    events = round(found.treated_n * _or_zero(found.treated))
    figures: dict[str, Any] = {"treated_n": found.treated_n, "control_n": found.control_n}
    if label.kind == "share" and is_small(events):
        return figures | {"hidden": True}
    return figures | {
        "treated": found.treated,
        "control": found.control,
        "difference": found.difference,
        "se": found.se,
        "low": found.low,
        "high": found.high,
    }
