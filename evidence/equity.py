"""Is access fair, and does it work alike for everybody?

Shares with the interval of Wilson, JASA 22:209 (1927). Differences by group are on the scale of
risk differences, where an interaction means people, not ratios: Rothman, Greenland and Walker,
American Journal of Epidemiology 112:467 (1980). Heterogeneity: Cochran, Biometrics 10:101 (1954).
A difference between groups is "not explained by what was known at assessment: look further";
nothing here says why it is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2, norm

from evidence.comparison.outcomes import Difference, compare
from evidence.comparison.student import quantile

Floats = NDArray[np.float64]
SMALL = 5  # counts of 1 to 4 are not printed


@dataclass(frozen=True)
class Share:
    """A share of a group with its interval; None where the count is too small to print."""

    group: str
    events: int | None
    people: int | None
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class GroupEffect:
    """Difference (treated − comparison) within one group, and how far it is from all others'."""

    group: str
    treated_n: int
    control_n: float
    difference: float
    se: float
    low: float
    high: float
    p: float
    interaction: float
    interaction_low: float
    interaction_high: float
    interaction_p: float


@dataclass(frozen=True)
class Effects:
    """Effects by group; ``heterogeneity_p`` asks whether they could all be the same."""

    groups: tuple[GroupEffect, ...]
    left_out: tuple[str, ...]
    heterogeneity: float
    degrees: int
    heterogeneity_p: float


def wilson(events: float, people: float, *, level: float = 0.95) -> tuple[float, float]:
    """The interval of a share; sensible with few people and at 0 and 1."""
    if people <= 0 or not 0 <= events <= people:
        raise ValueError(f"[{events:g}] of [{people:g}] is no share")
    z = float(norm.ppf((1 + level) / 2))
    share = events / people
    middle = (share + z**2 / (2 * people)) / (1 + z**2 / people)
    half = z / (1 + z**2 / people) * np.sqrt(share * (1 - share) / people + z**2 / (4 * people**2))
    # Rounding must not put 0 or 1 outside an interval that ends there.
    low = 0.0 if events == 0 else max(float(middle - half), 0.0)
    return low, 1.0 if events == people else min(float(middle + half), 1.0)


def shares_by_group(
    groups: ArrayLike, happened: ArrayLike, *, level: float = 0.95, suppress: bool = True
) -> tuple[Share, ...]:
    """Share of each group, in sorted order; small counts, and a second one, are left out."""
    labels, member = np.unique(np.asarray(groups).astype(str), return_inverse=True)
    event = np.asarray(happened, dtype=np.float64)
    if len(member) != len(event) or not np.isin(event, (0, 1)).all():
        raise ValueError("each person needs a group, and 0 or 1 for what happened")
    people = np.bincount(member)
    events = np.bincount(member, event).astype(np.int64)
    hidden = _hidden(events, people) if suppress else np.zeros(len(labels), dtype=bool)
    rows = []
    for label, n, y, hide in zip(labels, people, events, hidden, strict=True):
        if hide:
            rows.append(Share(str(label), None, None, None, None, None))
        else:
            low, high = wilson(int(y), int(n), level=level)
            rows.append(Share(str(label), int(y), int(n), float(y / n), low, high))
    return tuple(rows)


def _hidden(events: NDArray[np.int64], people: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Groups with a count of 1 to 4, of those it happened to or not; never one alone."""
    rest = people - events
    small = ((events > 0) & (events < SMALL)) | ((rest > 0) & (rest < SMALL)) | (people < SMALL)
    if small.sum() == 1 and len(people) > 1:
        next_smallest = np.where(small, np.iinfo(np.int64).max, people).argmin()
        small[next_smallest] = True
    return np.asarray(small)


def effects_by_group(
    treated: ArrayLike,
    treated_groups: ArrayLike,
    control: ArrayLike,
    control_groups: ArrayLike,
    *,
    control_weights: ArrayLike | None = None,
    level: float = 0.95,
    smallest: int = 30,
) -> Effects:
    """Effect in each group, with its interaction against everybody else.

    The test is the headline's: weighted means, Kish's effective number, Welch's degrees of freedom.
    Groups with fewer than ``smallest`` treated people are left out and named.
    """
    people = _stack(treated, treated_groups, control, control_groups, control_weights)
    labels = [str(g) for g in np.unique(people.group[people.treated])]
    kept = [g for g in labels if people.enough(g, smallest)]
    pool = people.only(np.isin(people.group, kept))
    rows = tuple(_group_effect(pool, name, level) for name in kept)
    left_out = tuple(g for g in labels if g not in kept)
    q, degrees, p = heterogeneity([row.difference for row in rows], [row.se for row in rows])
    return Effects(rows, left_out, q, degrees, p)


@dataclass(frozen=True)
class _People:
    outcome: Floats
    treated: NDArray[np.bool_]
    group: NDArray[np.str_]
    weight: Floats

    def only(self, these: NDArray[np.bool_]) -> _People:
        return _People(
            self.outcome[these], self.treated[these], self.group[these], self.weight[these]
        )

    def enough(self, name: str, smallest: int) -> bool:
        mine = self.group == name
        weight = self.weight[mine & ~self.treated]
        compared = weight.sum() > 0 and weight.sum() ** 2 / (weight**2).sum() >= 2
        return bool(compared and (mine & self.treated).sum() >= smallest)

    def difference(self) -> Difference:
        return compare(self.outcome, self.treated, self.weight)


def _stack(
    treated: ArrayLike,
    treated_groups: ArrayLike,
    control: ArrayLike,
    control_groups: ArrayLike,
    control_weights: ArrayLike | None,
) -> _People:
    y1, y0 = np.asarray(treated, dtype=np.float64), np.asarray(control, dtype=np.float64)
    g1, g0 = np.asarray(treated_groups).astype(str), np.asarray(control_groups).astype(str)
    w0 = np.ones(len(y0)) if control_weights is None else np.asarray(control_weights, np.float64)
    if len(y1) != len(g1) or not len(y0) == len(g0) == len(w0):
        raise ValueError("each person needs an outcome, a group and (comparison) a weight")
    side = np.concatenate((np.ones(len(y1), dtype=bool), np.zeros(len(y0), dtype=bool)))
    return _People(
        np.concatenate((y1, y0)),
        side,
        np.concatenate((g1, g0)),
        np.concatenate((np.ones(len(y1)), w0)),
    )


def _group_effect(pool: _People, name: str, level: float) -> GroupEffect:
    mine = pool.group == name
    own = pool.only(mine).difference()
    others = pool.only(~mine)
    away = away_se = float("nan")
    if others.treated.any():
        rest = others.difference()
        away, away_se = own.difference - rest.difference, float(np.hypot(own.se, rest.se))
    reach = quantile((1 - level) / 2, own.df) * own.se
    far = float(norm.ppf((1 + level) / 2)) * away_se
    return GroupEffect(
        name,
        own.treated_n,
        own.control_ess,
        own.difference,
        own.se,
        own.difference - reach,
        own.difference + reach,
        own.p,
        away,
        away - far,
        away + far,
        float(2 * norm.sf(abs(away) / away_se)) if away_se > 0 else float("nan"),
    )


def heterogeneity(
    differences: Sequence[float], errors: Sequence[float]
) -> tuple[float, int, float]:
    """Cochran's Q, its degrees of freedom and p: could all groups have the same difference?"""
    certain = [(value, 1 / se**2) for value, se in zip(differences, errors, strict=True) if se > 0]
    if len(certain) < 2:
        return 0.0, 0, float("nan")
    effect, weight = (np.array(part) for part in zip(*certain, strict=True))
    middle = float(weight @ effect / weight.sum())
    q = float(weight @ (effect - middle) ** 2)
    return q, len(certain) - 1, float(chi2.sf(q, len(certain) - 1))
