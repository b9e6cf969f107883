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
from scipy.stats import t as student

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

    Weighted means with Kish's effective number, Welch's degrees of freedom, as for the headline.
    Groups with fewer than ``smallest`` treated people are left out and named.
    """
    y1, y0 = np.asarray(treated, dtype=np.float64), np.asarray(control, dtype=np.float64)
    g1, g0 = np.asarray(treated_groups).astype(str), np.asarray(control_groups).astype(str)
    w0 = np.ones(len(y0)) if control_weights is None else np.asarray(control_weights, np.float64)
    if len(y1) != len(g1) or not len(y0) == len(g0) == len(w0):
        raise ValueError("each person needs an outcome, a group and (comparison) a weight")
    labels = np.unique(g1)
    kept = [str(g) for g in labels if (g1 == g).sum() >= smallest and _enough(g0 == g, w0)]
    left_out = tuple(str(g) for g in labels if str(g) not in kept)
    rows = tuple(_group_effect(name, y1, g1, y0, g0, w0, kept, level) for name in kept)
    q, degrees, p = _heterogeneity(rows)
    return Effects(rows, left_out, q, degrees, p)


def _enough(mine: NDArray[np.bool_], weights: Floats) -> bool:
    weight = weights[mine]
    return bool(weight.sum() > 0 and weight.sum() ** 2 / (weight**2).sum() >= 2)


def _group_effect(
    name: str,
    y1: Floats,
    g1: NDArray[np.str_],
    y0: Floats,
    g0: NDArray[np.str_],
    w0: Floats,
    kept: Sequence[str],
    level: float,
) -> GroupEffect:
    one, two = g1 == name, g0 == name
    difference, se, degrees = _difference(y1[one], y0[two], w0[two])
    others1, others0 = np.isin(g1, kept) & ~one, np.isin(g0, kept) & ~two
    reach = float(student.ppf((1 + level) / 2, degrees)) * se
    p = _p(difference, se, degrees)
    away, away_se, away_p = float("nan"), float("nan"), float("nan")
    if others1.any() and others0.any():
        rest, rest_se, _ = _difference(y1[others1], y0[others0], w0[others0])
        away, away_se = difference - rest, float(np.hypot(se, rest_se))
        away_p = float(2 * norm.sf(abs(away) / away_se)) if away_se > 0 else float(away == 0)
    far = float(norm.ppf((1 + level) / 2)) * away_se
    weight = w0[two]
    return GroupEffect(
        name,
        int(one.sum()),
        float(weight.sum() ** 2 / (weight**2).sum()),
        difference,
        se,
        difference - reach,
        difference + reach,
        p,
        away,
        away - far,
        away + far,
        away_p,
    )


def _difference(y1: Floats, y0: Floats, w0: Floats) -> tuple[float, float, float]:
    """Difference of means, its standard error and Welch's degrees of freedom."""
    n1 = float(len(y1))
    n0 = float(w0.sum() ** 2 / (w0**2).sum())
    mean0 = float(w0 @ y0 / w0.sum())
    v1 = float(y1.var(ddof=1)) / n1
    v0 = float(w0 @ (y0 - mean0) ** 2 / w0.sum()) * n0 / (n0 - 1) / n0
    se = float(np.sqrt(v1 + v0))
    degrees = (v1 + v0) ** 2 / (v1**2 / (n1 - 1) + v0**2 / (n0 - 1)) if se > 0 else n1 + n0 - 2
    return float(y1.mean()) - mean0, se, degrees


def _p(difference: float, se: float, degrees: float) -> float:
    if se == 0:
        return float(difference == 0)
    return float(2 * student.sf(abs(difference) / se, degrees))


def _heterogeneity(rows: Sequence[GroupEffect]) -> tuple[float, int, float]:
    certain = [row for row in rows if row.se > 0]
    if len(certain) < 2:
        return 0.0, 0, float("nan")
    weight = np.array([1 / row.se**2 for row in certain])
    effect = np.array([row.difference for row in certain])
    middle = float(weight @ effect / weight.sum())
    q = float(weight @ (effect - middle) ** 2)
    return q, len(certain) - 1, float(chi2.sf(q, len(certain) - 1))
