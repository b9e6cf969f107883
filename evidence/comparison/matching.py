"""Nearest-neighbour matching on the score.

Greedy: treated people take turns in the order that is asked for, each takes the nearest pool
member that is still free and lies within the caliper; of two equally near, the lower row. With
a ratio above 1 everybody gets a first match before anybody gets a second.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evidence.comparison.covariates import Flags, Floats, Whole
from evidence.comparison.propensity import SAME_SCORE


@dataclass(frozen=True)
class Match:
    """Pairs by row number, in the order in which they were made, and a weight for every row.

    A treated person who was matched weighs 1; their k pool members weigh 1/k each.
    """

    treated_rows: Whole
    pool_rows: Whole
    weight: Floats
    caliper: float | None


def caliper_of(score: Floats, standard_deviations: float) -> float:
    """On the probability scale, over everybody, n − 1."""
    return float(standard_deviations * score.std(ddof=1))


def nearest(
    score: Floats,
    treated: Flags,
    *,
    ratio: int = 1,
    replace: bool = False,
    caliper: float | None = None,
    strata: Whole | None = None,
    order: str = "largest",
) -> Match:
    """Matches of each treated person. Without `strata` everybody may match everybody."""
    ours = in_turn(score, np.flatnonzero(treated), order)
    theirs = np.flatnonzero(~treated)
    limit = sys.float_info.max if caliper is None else caliper + SAME_SCORE
    pairs = []
    for our_part, their_part in _parts(ours, theirs, strata):
        pool = _Pool(score[their_part], their_part)
        one = _with_replacement if replace else _without_replacement
        pairs.append(one(score[our_part], our_part, pool, ratio, limit))
    left = np.concatenate([pair[0] for pair in pairs]) if pairs else np.empty(0, np.int64)
    right = np.concatenate([pair[1] for pair in pairs]) if pairs else np.empty(0, np.int64)
    return Match(left, right, pair_weights(len(score), left, right), caliper)


def in_turn(score: Floats, rows: Whole, order: str) -> Whole:
    """Rows in the order in which they choose; ties in row order."""
    if order == "largest":
        return rows[np.argsort(-score[rows], kind="stable")]
    if order == "smallest":
        return rows[np.argsort(score[rows], kind="stable")]
    return rows


def pair_weights(rows: int, left: Whole, right: Whole) -> Floats:
    """1 for each matched treated row, shared equally among its matches."""
    weight = np.zeros(rows)
    matches = np.bincount(left, minlength=rows)
    weight += np.bincount(right, weights=1 / matches[left], minlength=rows)
    weight[left] = 1
    return weight


def _parts(ours: Whole, theirs: Whole, strata: Whole | None) -> list[tuple[Whole, Whole]]:
    if strata is None:
        return [(ours, theirs)] if len(ours) and len(theirs) else []
    our_stratum, their_stratum = strata[ours], strata[theirs]
    ours = ours[np.argsort(our_stratum, kind="stable")]
    theirs = theirs[np.argsort(their_stratum, kind="stable")]
    parts = []
    for value in np.intersect1d(our_stratum, their_stratum):
        a = np.searchsorted(strata[ours], [value, value + 1])
        b = np.searchsorted(strata[theirs], [value, value + 1])
        parts.append((ours[a[0] : a[1]], theirs[b[0] : b[1]]))
    return parts


class _Pool:
    """Pool members by score; those with one score are a group, the lowest row first."""

    def __init__(self, score: Floats, rows: Whole) -> None:
        order = np.argsort(score, kind="stable")
        ranked = score[order]
        self.rows = rows[order]
        starts = np.ones(len(ranked), bool)
        starts[1:] = ranked[1:] != ranked[:-1]
        self.start = np.flatnonzero(starts)
        self.end = np.append(self.start[1:], len(ranked))
        self.score = ranked[self.start]


def _without_replacement(
    score: Floats, ours: Whole, pool: _Pool, ratio: int, limit: float
) -> tuple[Whole, Whole]:
    free = _Free(pool)
    left: list[int] = []
    right: list[int] = []
    rows = ours.tolist()
    places = np.searchsorted(pool.score, score)
    for _ in range(ratio):
        matched = free.take_nearest(score, places, limit)
        got = [at for at, row in enumerate(matched) if row >= 0]
        left += [rows[at] for at in got]
        right += [matched[at] for at in got]
        if not got:
            break
        # Who found nobody within the caliper will not find anybody later.
        rows = [rows[at] for at in got]
        score, places = score[got], places[got]
    return np.array(left, np.int64), np.array(right, np.int64)


class _Free:
    """Which groups still have somebody free, by pointers to the next such group on each side."""

    def __init__(self, pool: _Pool) -> None:
        size = len(pool.score)
        self.up = list(range(size + 1))
        self.down = self.up.copy()
        # One place further right, so that place 0 is "nobody below".
        self.below = [-np.inf, *pool.score.tolist()]
        self.above = [*pool.score.tolist(), np.inf]
        self.head = pool.start.tolist()
        self.end = pool.end.tolist()
        self.rows: Sequence[int] = pool.rows.tolist()

    def take_nearest(self, score: Floats, places: Whole, limit: float) -> list[int]:
        """The row that each takes in turn, or -1."""
        up, down, above, below = self.up, self.down, self.above, self.below
        head, end, rows = self.head, self.end, self.rows
        taken = []
        for value, place in zip(score.tolist(), places.tolist(), strict=True):
            right = place
            while up[right] != right:
                up[right] = right = up[up[right]]
            left = place
            while down[left] != left:
                down[left] = left = down[down[left]]
            to_right, to_left = above[right] - value, value - below[left]
            if to_left < to_right - SAME_SCORE:
                group, distance = left - 1, to_left
            elif to_right < to_left - SAME_SCORE:
                group, distance = right, to_right
            elif to_right == np.inf:
                taken.append(-1)
                continue
            else:
                group = right if rows[head[right]] < rows[head[left - 1]] else left - 1
                distance = to_right if group == right else to_left
            if distance > limit:
                taken.append(-1)
                continue
            at = head[group]
            taken.append(rows[at])
            head[group] = at + 1
            if at + 1 == end[group]:
                up[group] = group + 1
                down[group + 1] = group
        return taken


def _with_replacement(
    score: Floats, ours: Whole, pool: _Pool, ratio: int, limit: float
) -> tuple[Whole, Whole]:
    """The k nearest of each, nearest first, k steps for everybody at once."""
    size = len(pool.rows)
    group = np.repeat(np.arange(len(pool.score)), pool.end - pool.start)
    value = np.append(pool.score[group], np.inf)
    # Below, the groups run downwards, but within a group the lowest row still comes first.
    downwards = np.argsort(-group, kind="stable")
    value_down = np.append(pool.score[group[downwards]], -np.inf)
    rows, rows_down = np.append(pool.rows, -1), np.append(pool.rows[downwards], -1)
    right = np.searchsorted(value[:size], score)
    left = size - right
    lefts, rights = [], []
    active = np.arange(len(score))
    for _ in range(min(ratio, size)):
        to_right, to_left = value[right] - score, score - value_down[left]
        tie = np.abs(to_right - to_left) <= SAME_SCORE
        take_right = np.where(tie, rows[right] < rows_down[left], to_right < to_left)
        distance = np.where(take_right, to_right, to_left)
        near = distance <= limit
        active, right, left = active[near], right[near], left[near]
        score, take_right = score[near], take_right[near]
        lefts.append(ours[active])
        rights.append(np.where(take_right, rows[right], rows_down[left]))
        right, left = right + take_right, left + ~take_right
    empty = np.empty(0, np.int64)
    return np.concatenate([empty, *lefts]), np.concatenate([empty, *rights])
