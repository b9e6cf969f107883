"""Figures beside the headline that use everybody's time: from the table of compared people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evidence.charts import Figure, survival
from evidence.charts.base import number
from evidence.rates import RateRatio, rate_ratio
from evidence.report.folder import Results
from evidence.survival import (
    CannotEstimate,
    cox,
    kaplan_meier,
    restricted_mean_difference,
)
from evidence.survival.cox import Coefficient
from evidence.survival.kaplan_meier import MeanDifference

Floats = NDArray[np.float64]
DAYS_OF_A_YEAR = 365.0


@dataclass(frozen=True)
class Beside:
    """What could be worked out; None where the rules of the study, or the data, forbid it."""

    figure: Figure | None
    days: MeanDifference | None
    pace: Coefficient | None
    reoffences: RateRatio | None

    def as_json(self) -> dict[str, Any]:
        """Plain values for ``beside.json``."""
        plain: dict[str, Any] = {}
        if self.days is not None:
            plain["days_without_reoffence"] = {
                "horizon": self.days.first.horizon,
                "treated": self.days.first.mean,
                "control": self.days.second.mean,
                "difference": self.days.difference,
                "low": self.days.low,
                "high": self.days.high,
                "p": self.days.p,
            }
        for key, found in (("pace_ratio", self.pace), ("reoffence_ratio", self.reoffences)):
            if found is not None:
                plain[key] = {
                    "ratio": found.ratio,
                    "low": found.low,
                    "high": found.high,
                    "p": found.p,
                }
        if self.reoffences is not None:
            plain["reoffence_ratio"] |= {
                "treated_per_year": self.reoffences.treated_rate,
                "control_per_year": self.reoffences.control_rate,
            }
        return plain


def work_out(found: Results) -> Beside:
    """Curves, days, pace and ratio, where the study itself may report time and counts."""
    figure = days = pace = None
    if _may(found, "time_to_first"):
        figure, days, pace = _time(found)
    ratio = _ratio(found) if _may(found, "frequency") else None
    return Beside(figure, days, pace, ratio)


def _may(found: Results, name: str) -> bool:
    row = found.outcome(name)
    reported = row is not None and row.get("state") != "not_reported"
    too_few = any(rule["code"] == "too_few_matched" for rule in found.results["rules"])
    there = found.people is not None and name in found.people.column_names
    return reported and there and not too_few


def _column(found: Results, name: str) -> Floats:
    return np.asarray(found.people[name].to_numpy(zero_copy_only=False), dtype=np.float64)


def _time(
    found: Results,
) -> tuple[Figure | None, MeanDifference | None, Coefficient | None]:
    """Everybody's follow-up is complete; who did not reoffend is followed to its last day."""
    horizon = int(found.results["follow_up"]["days"])
    first = _column(found, "time_to_first")
    treated = _column(found, "treated") > 0
    weight = _column(found, "weight")
    had = ~np.isnan(first)
    time = np.where(had, first, float(horizon))
    ours = kaplan_meier(time[treated], had[treated], weights=weight[treated])
    theirs = kaplan_meier(time[~treated], had[~treated], weights=weight[~treated])
    days = restricted_mean_difference(ours, theirs, horizon)
    figure = survival(
        ours,
        theirs,
        horizon=horizon,
        at_risk=_at_risk(time, treated, weight, horizon),
        answer=days_words(days),
    )
    try:
        fit = cox(time, had, treated.astype(np.float64), ("treated",), weights=weight)
    except CannotEstimate:
        return figure, days, None
    return figure, days, fit.of("treated")


def _at_risk(
    time: Floats, treated: NDArray[np.bool_], weight: Floats, horizon: int
) -> Sequence[tuple[int, float, float]]:
    scale = weight[treated].sum() / weight[~treated].sum()
    rows = []
    for day in (round(horizon * k / 6) for k in range(7)):
        here = time >= day
        ours = float(weight[here & treated].sum())
        rows.append((day, ours, float(weight[here & ~treated].sum() * scale)))
    return rows


def days_words(days: MeanDifference) -> str:
    """In days of the follow-up, as a range; no more certain than it is."""
    horizon = number(days.first.horizon, 0)
    ours, theirs = number(days.first.mean, 0), number(days.second.mean, 0)
    start = (
        f"Of {horizon} days, people who took part spent {ours} on average before any proven "
        f"reoffence, similar people {theirs}."
    )
    if days.p > 0.05:
        return f"{start} The difference is inconclusive: chance alone may explain it."
    way = "more" if days.difference > 0 else "fewer"
    least, most = sorted((abs(days.low), abs(days.high)))
    return f"{start} It could be {number(least, 0)} to {number(most, 0)} days {way}."


def _ratio(found: Results) -> RateRatio | None:
    counts = _column(found, "frequency")
    treated = _column(found, "treated") > 0
    weight = _column(found, "weight")
    days = np.full(len(counts), float(found.results["follow_up"]["days"]))
    if "days_at_risk" in found.people.column_names:
        days = _column(found, "days_at_risk")
    known = ~np.isnan(counts) & (days > 0)
    ours, theirs = treated & known, ~treated & known
    years = days / DAYS_OF_A_YEAR
    try:
        return rate_ratio(
            counts[ours],
            years[ours],
            counts[theirs],
            years[theirs],
            treated_weights=weight[ours],
            control_weights=weight[theirs],
        )
    except CannotEstimate:
        return None
