"""Is this month different, or is it the same noise as before?

XmR, p and u charts as in Wheeler, Understanding Variation (1993) and Montgomery, Introduction to
Statistical Quality Control; d2 = 1.128 and D4 = 3.267 for ranges of two. The rules are settings:
which count as a signal is for the people who watch the chart to agree beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
D2, D4 = 1.128, 3.267


@dataclass(frozen=True)
class Rules:
    """What counts as a signal; 0 switches a rule off.

    ``shift`` points in a row on one side of the middle; ``trend`` points each higher (or lower)
    than the one before; 2 of 3 beyond two thirds of the way to a limit; ``hugging`` points in a
    row within one third of the way.
    """

    beyond: bool = True
    shift: int = 8
    trend: int = 6
    two_of_three: bool = True
    hugging: int = 0

    def __post_init__(self) -> None:
        for name in ("shift", "trend", "hugging"):
            value = getattr(self, name)
            if value < 0 or value in (1, 2):
                raise ValueError(f"rule [{name}] of [{value}] points: give 0 for off, or 3 or more")


@dataclass(frozen=True)
class Signal:
    """A rule that a stretch of points met, from ``first`` to ``last`` (counted from 0)."""

    rule: str
    first: int
    last: int
    words: str


@dataclass(frozen=True)
class Chart:
    """A process chart; limits may differ by point (p and u), and never pass what is possible."""

    kind: str
    values: Floats
    centre: float
    sigma: Floats
    low: Floats
    high: Floats
    signals: tuple[Signal, ...]
    moving_range_limit: float | None = field(default=None)


def xmr_chart(values: ArrayLike, *, rules: Rules | None = None, baseline: int = 0) -> Chart:
    """Single values; ``baseline`` first points set the limits (0 = all of them)."""
    value = _finite(values)
    first = _baseline(len(value), baseline)
    ranges = np.abs(np.diff(value[:first]))
    centre, mean_range = float(value[:first].mean()), float(ranges.mean())
    sigma = np.full(len(value), mean_range / D2)
    low, high = centre - 3 * sigma, centre + 3 * sigma
    signals = find_signals(
        value, centre=centre, sigma=sigma, low=low, high=high, rules=rules or Rules()
    )
    return Chart("XmR", value, centre, sigma, low, high, signals, D4 * mean_range)


def p_chart(
    events: ArrayLike, sizes: ArrayLike, *, rules: Rules | None = None, baseline: int = 0
) -> Chart:
    """Shares of people, each point with its own number of people."""
    happened, size = _finite(events), _finite(sizes)
    if len(happened) != len(size) or (happened > size).any() or (size <= 0).any():
        raise ValueError("each point needs its people, and no more events than people")
    first = _baseline(len(size), baseline)
    centre = float(happened[:first].sum() / size[:first].sum())
    sigma = np.sqrt(centre * (1 - centre) / size)
    low, high = np.maximum(centre - 3 * sigma, 0.0), np.minimum(centre + 3 * sigma, 1.0)
    value = happened / size
    signals = find_signals(
        value, centre=centre, sigma=sigma, low=low, high=high, rules=rules or Rules()
    )
    return Chart("p", value, centre, sigma, low, high, signals)


def u_chart(
    events: ArrayLike, exposures: ArrayLike, *, rules: Rules | None = None, baseline: int = 0
) -> Chart:
    """Events for each unit of exposure (person-months, detainees, days)."""
    happened, exposure = _finite(events), _finite(exposures)
    if len(happened) != len(exposure) or (happened < 0).any() or (exposure <= 0).any():
        raise ValueError("each point needs its exposure, above 0, and a count")
    first = _baseline(len(exposure), baseline)
    centre = float(happened[:first].sum() / exposure[:first].sum())
    sigma = np.sqrt(centre / exposure)
    low, high = np.maximum(centre - 3 * sigma, 0.0), centre + 3 * sigma
    value = happened / exposure
    signals = find_signals(
        value, centre=centre, sigma=sigma, low=low, high=high, rules=rules or Rules()
    )
    return Chart("u", value, centre, sigma, low, high, signals)


def find_signals(
    value: Floats, *, centre: float, sigma: Floats, low: Floats, high: Floats, rules: Rules
) -> tuple[Signal, ...]:
    """Every rule that is switched on, each stretch reported once."""
    z = np.divide(value - centre, sigma, out=np.zeros_like(value), where=sigma > 0)
    found: list[Signal] = []
    if rules.beyond:
        for i in np.flatnonzero((value < low) | (value > high)):
            found.append(Signal("beyond", int(i), int(i), "outside the limits"))
    found += _runs(np.sign(value - centre), rules.shift, "shift", "in a row on one side")
    found += _trends(value, rules.trend)
    if rules.two_of_three:
        found += _two_of_three(z)
    inside = np.where(np.abs(z) < 1, 1.0, 0.0)
    found += _runs(inside, rules.hugging, "hugging", "in a row close to the middle")
    return tuple(sorted(found, key=lambda signal: (signal.first, signal.rule)))


def _runs(signs: Floats, length: int, rule: str, words: str) -> list[Signal]:
    """Stretches of one non-zero sign; a point on the line ends a stretch."""
    if not length:
        return []
    found, start = [], 0
    for i in range(1, len(signs) + 1):
        if i == len(signs) or signs[i] != signs[start]:
            if signs[start] != 0 and i - start >= length:
                found.append(Signal(rule, start, i - 1, f"{i - start} points {words}"))
            start = i
    return found


def _trends(value: Floats, length: int) -> list[Signal]:
    """``length`` points that each go the same way are ``length − 1`` steps of one sign."""
    if not length:
        return []
    steps = _runs(np.sign(np.diff(value)), length - 1, "trend", "")
    return [
        Signal("trend", run.first, run.last + 1, f"{run.last + 2 - run.first} points going one way")
        for run in steps
    ]


def _two_of_three(z: Floats) -> list[Signal]:
    found: list[Signal] = []
    for side in (1.0, -1.0):
        far = side * z > 2
        stretch: list[int] = []
        for i in range(2, len(z)):
            if far[i] and far[i - 2 : i + 1].sum() >= 2:
                if stretch and i - 2 <= stretch[1]:
                    stretch[1] = i
                    continue
                found += _far_out(stretch)
                stretch = [i - 2, i]
        found += _far_out(stretch)
    return found


def _far_out(stretch: list[int]) -> list[Signal]:
    """Windows of three that overlap are one stretch."""
    if not stretch:
        return []
    first, last = stretch
    return [Signal("two_of_three", first, last, "2 of 3 points in a row far from the middle")]


def _finite(values: ArrayLike) -> Floats:
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.ndim != 1 or len(numbers) < 2 or not np.isfinite(numbers).all():
        raise ValueError("a chart needs at least 2 values, none of them missing")
    return numbers


def _baseline(n: int, asked: int) -> int:
    if asked and not 2 <= asked <= n:
        raise ValueError(f"a baseline of [{asked}] of [{n}] points")
    return asked or n
