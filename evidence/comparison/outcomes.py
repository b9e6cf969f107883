"""What happened afterwards, in the Justice Data Lab's shape, and how the two groups differ."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evidence.comparison import student
from evidence.comparison.balance import effective_size
from evidence.comparison.covariates import Flags, Floats, Whole

SIGNIFICANT = 0.05
TIERS = ("indictable", "either_way", "summary")


@dataclass(frozen=True)
class Difference:
    """A comparison of two weighted means. `needed` is how many more treated people it would take
    for a difference of this size to be significant: 0 if it is, None if no number would do."""

    treated_n: int
    control_n: int
    treated: float
    control: float
    difference: float
    se: float
    df: float
    low: float
    high: float
    p: float
    needed: int | None
    treated_ess: float
    control_ess: float


def compare(values: Floats, treated: Flags, weight: Floats) -> Difference:
    """Welch's test on weighted means, with Kish's effective sizes, and a t interval.

    Rows of weight 0 do not count. Both groups need a row that counts.
    """
    arms = []
    for side in (treated, ~treated):
        counts = side & (weight > 0)
        arms.append(_arm(values[counts], weight[counts]))
    ours, theirs = arms
    se, df = _welch(ours, theirs)
    return from_estimate(ours, theirs, ours.mean - theirs.mean, se, df)


@dataclass(frozen=True)
class Arm:
    n: int
    ess: float
    mean: float
    #: Of the mean.
    variance: float


def _arm(values: Floats, weight: Floats) -> Arm:
    ess = effective_size(weight)
    total = float(weight.sum())
    mean = float(weight @ values / total)
    if ess <= 1:
        return Arm(len(values), ess, mean, math.nan)
    away = values - mean
    variance = float(weight @ (away * away) / total) * ess / (ess - 1)
    return Arm(len(values), ess, mean, variance / ess)


def _welch(ours: Arm, theirs: Arm) -> tuple[float, float]:
    """Standard error and degrees of freedom (Welch 1947)."""
    both = ours.variance + theirs.variance
    if math.isnan(both) or both == 0:
        return (math.nan if math.isnan(both) else 0.0), math.inf
    parts = ours.variance**2 / (ours.ess - 1) + theirs.variance**2 / (theirs.ess - 1)
    return math.sqrt(both), both * both / parts


def from_estimate(ours: Arm, theirs: Arm, difference: float, se: float, df: float) -> Difference:
    """Interval, p and the number needed for an estimate with its standard error."""
    if math.isnan(se):
        low = high = p = math.nan
    elif se == 0:
        low = high = difference
        p = 1.0 if difference == 0 else 0.0
    else:
        reach = student.quantile(SIGNIFICANT / 2, df) * se
        low, high = difference - reach, difference + reach
        p = student.two_sided_p(difference / se, df)
    found = Difference(
        ours.n, theirs.n, ours.mean, theirs.mean, difference, se, df, low, high, p,
        None, ours.ess, theirs.ess,
    )  # fmt: skip
    return replace(found, needed=_needed(found))


def unknown(treated_n: int, control_n: int) -> Difference:
    """Nobody to compare on one side at least."""
    gone = math.nan
    return Difference(
        treated_n, control_n, gone, gone, gone, gone, gone, gone, gone, gone, None, 0.0, 0.0
    )


def _needed(found: Difference) -> int | None:
    """If the difference and the spread stayed and both groups grew alike."""
    if found.p <= SIGNIFICANT:
        return 0
    if math.isnan(found.p) or found.difference == 0:
        return None
    in_all = float(found.treated_n)
    for _ in range(50):
        df = found.df * in_all / found.treated_n
        wanted = student.quantile(SIGNIFICANT / 2, df) * found.se / abs(found.difference)
        new = found.treated_n * wanted * wanted
        if abs(new - in_all) <= 1e-9 * new:
            break
        in_all = new
    return max(1, math.ceil(in_all - found.treated_n - 1e-9))


# --- Outcomes from events ------------------------------------------------------------------------


@dataclass(frozen=True)
class Events:
    """Offences by row number of the person; days since 1970. An unproven offence is proven on
    day NEVER; a tier that is not known is -1."""

    person: Whole
    offence_day: Whole
    proven_day: Whole
    tier: NDArray[np.int8]
    custody: Flags


NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Outcome:
    """A value for each person, and who it is asked of (None: everybody)."""

    values: Floats
    asked_of: Flags | None


def proven_within(events: Events, start: Whole, days: int, proof_days: int) -> Flags:
    """Offences on or after the start and before `days` later, that were proven before a further
    `proof_days` had passed (Ministry of Justice, Guide to Proven Reoffending Statistics)."""
    begin = start[events.person]
    inside = (events.offence_day >= begin) & (events.offence_day < begin + days)
    return inside & (events.proven_day < begin + days + proof_days)


class Reoffending:
    """The eleven outcomes, each made when it is asked for.

    Rate and frequency are asked of everybody; time to first, court tiers and custody of those
    who reoffended. `severity` says whether a tier or custody rate looks at any proven reoffence
    or at the first only.
    """

    def __init__(
        self,
        events: Events,
        start: Whole,
        *,
        days: int,
        proof_days: int,
        severity: str = "any",
    ) -> None:
        counts = proven_within(events, start, days, proof_days)
        self.people = len(start)
        self.person = events.person[counts]
        self.after = events.offence_day[counts] - start[self.person]
        self.tier, self.custody = events.tier[counts], events.custody[counts]
        self.number = np.bincount(self.person, minlength=self.people).astype(np.float64)
        self.reoffended = self.number > 0
        self.first_only = severity == "first"

    def outcome(self, name: str) -> Outcome:
        return self._made()[name]()

    def _made(self) -> Mapping[str, Callable[[], Outcome]]:
        made: dict[str, Callable[[], Outcome]] = {
            "rate": lambda: Outcome(self.reoffended.astype(np.float64), None),
            "frequency": lambda: Outcome(self.number, None),
            "time_to_first": lambda: Outcome(self._first().astype(np.float64), self.reoffended),
            "custody_rate": lambda: self._rate(self.custody),
            "custody_frequency": lambda: self._frequency(self.custody),
        }
        for code, tier in enumerate(TIERS):
            made[f"rate_{tier}"] = lambda code=code: self._rate(self.tier == code)  # type: ignore[misc]
            made[f"frequency_{tier}"] = lambda code=code: self._frequency(self.tier == code)  # type: ignore[misc]
        return made

    def _first(self) -> Whole:
        first = np.full(self.people, NEVER)
        np.minimum.at(first, self.person, self.after)
        return np.where(self.reoffended, first, 0)

    def _rate(self, of_kind: Flags) -> Outcome:
        if self.first_only:
            of_kind = of_kind & (self.after == self._first()[self.person])
        some = np.bincount(self.person[of_kind], minlength=self.people) > 0
        return Outcome(some.astype(np.float64), self.reoffended)

    def _frequency(self, of_kind: Flags) -> Outcome:
        number = np.bincount(self.person[of_kind], minlength=self.people)
        return Outcome(number.astype(np.float64), self.reoffended)
