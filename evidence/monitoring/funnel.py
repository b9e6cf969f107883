"""Is a court, site or team further from the rest than chance explains?

Spiegelhalter, Statistics in Medicine 24:1185 (2005): exact limits interpolated between whole
numbers (appendix A.1), and over-dispersion from winsorised scores (section 4). Ohlssen,
Sharples and Spiegelhalter, JRSS A 170:865 (2007) for the additive form.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom, norm, poisson

Floats = NDArray[np.float64]
LEVELS = (0.95, 0.998)
Kind = Literal["proportion", "ratio"]
Spread = Literal["none", "multiplicative", "additive"]


@dataclass(frozen=True)
class Dispersion:
    """How far units vary beyond chance: 1 (``factor``) or 0 (``tau``) where they do not."""

    factor: float
    tau: float
    units: int
    over_dispersed: bool


@dataclass(frozen=True)
class Unit:
    """One point of the funnel. ``beyond`` is the widest level that it lies outside; 0 is inside.

    ``limits`` holds (low, high) for each level, on the scale of ``value``.
    """

    name: str
    events: float
    size: float
    value: float
    z: float
    limits: tuple[tuple[float, float], ...]
    beyond: float


@dataclass(frozen=True)
class Funnel:
    """All units against the target; ``size`` is people (proportion) or expected events (ratio)."""

    kind: Kind
    target: float
    levels: tuple[float, ...]
    dispersion: Dispersion
    allowed_for: Spread
    units: tuple[Unit, ...]


def funnel(
    names: Sequence[str],
    events: ArrayLike,
    sizes: ArrayLike,
    *,
    kind: Kind = "proportion",
    target: float | None = None,
    levels: Sequence[float] = LEVELS,
    allow_for: Spread = "none",
    winsorise: float = 0.1,
) -> Funnel:
    """Points and limits. Without a target, the share (or ratio) of all units together is it."""
    happened, size = _read(names, events, sizes, kind)
    aim = float(happened.sum() / size.sum()) if target is None else float(target)
    if not 0 < aim < (1 if kind == "proportion" else np.inf):
        raise ValueError(f"a target of [{aim:g}] leaves no funnel")
    z = _scores(happened, size, aim, kind)
    spread = dispersion(z, _errors(size), winsorise=winsorise)
    frame = _Frame(aim, kind, tuple(levels), allow_for, spread)
    units = tuple(
        frame.unit(str(name), float(y), float(n), float(score))
        for name, y, n, score in zip(names, happened, size, z, strict=True)
    )
    return Funnel(kind, aim, tuple(levels), spread, allow_for, units)


def exact_limits(size: float, target: float, level: float, kind: Kind) -> tuple[float, float]:
    """Limits of the share (or ratio) for one size, interpolated between whole numbers."""
    tail = (1 - level) / 2
    low = _interpolated(tail, size, target, kind)
    high = _interpolated(1 - tail, size, target, kind)
    top = 1.0 if kind == "proportion" else np.inf
    return max(low / size, 0.0), min(high / size, top)


def dispersion(z: ArrayLike, errors: ArrayLike, *, winsorise: float = 0.1) -> Dispersion:
    """Winsorised mean square of the scores, and the spread between units that it implies."""
    score, error = np.asarray(z, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    units = len(score)
    low, high = np.quantile(score, [winsorise, 1 - winsorise])
    pulled = np.clip(score, low, high)
    factor = float(np.mean(pulled**2))
    over = units >= 2 and factor > 1 + 2 * np.sqrt(2 / units)
    weight = 1 / error**2
    below = weight.sum() - (weight**2).sum() / weight.sum()
    tau = np.sqrt(max((units * factor - (units - 1)) / below, 0.0)) if below > 0 else 0.0
    return Dispersion(factor, float(tau), units, bool(over))


def _read(
    names: Sequence[str], events: ArrayLike, sizes: ArrayLike, kind: Kind
) -> tuple[Floats, Floats]:
    happened, size = np.asarray(events, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    if not len(names) == len(happened) == len(size) or len(size) == 0:
        raise ValueError(f"[{len(names)}] names, [{len(happened)}] counts, [{len(size)}] sizes")
    for name, y, n in zip(names, happened, size, strict=True):
        if not (np.isfinite(y) and np.isfinite(n)) or n <= 0 or y < 0 or y != np.floor(y):
            raise ValueError(f"[{name}]: [{y:g}] of [{n:g}] is no count")
        if kind == "proportion" and (y > n or n != np.floor(n)):
            raise ValueError(f"[{name}]: [{y:g}] of [{n:g}] people is no proportion")
    return happened, size


def _interpolated(probability: float, size: float, target: float, kind: Kind) -> float:
    law = binom(size, target) if kind == "proportion" else poisson(size * target)
    whole = float(law.ppf(probability))
    above, below = float(law.cdf(whole)), float(law.cdf(whole - 1))
    return whole - (above - probability) / (above - below)


def _errors(size: Floats) -> Floats:
    """Standard error on the scale that steadies the variance: arcsine of a
    share, square root of a ratio; both have it in common."""
    return 1 / (2 * np.sqrt(size))


def _scores(events: Floats, size: Floats, target: float, kind: Kind) -> Floats:
    if kind == "proportion":
        moved = np.arcsin(np.sqrt(events / size)) - np.arcsin(np.sqrt(target))
    else:
        moved = np.sqrt(events / size) - np.sqrt(target)
    return np.asarray(moved / _errors(size))


@dataclass(frozen=True)
class _Frame:
    """What all units share."""

    target: float
    kind: Kind
    levels: tuple[float, ...]
    allow_for: Spread
    spread: Dispersion

    def unit(self, name: str, events: float, size: float, z: float) -> Unit:
        limits = tuple(self._limits(size, level) for level in self.levels)
        value = events / size
        outside = [
            level
            for level, (low, high) in zip(self.levels, limits, strict=True)
            if value < low or value > high
        ]
        return Unit(name, events, size, value, z, limits, max(outside, default=0.0))

    def _limits(self, size: float, level: float) -> tuple[float, float]:
        """Exact where nothing more was asked for, or units vary no more than chance gives."""
        if self.allow_for == "none" or not self.spread.over_dispersed:
            return exact_limits(size, self.target, level, self.kind)
        error = 1 / (2 * math.sqrt(size))
        if self.allow_for == "multiplicative":
            error *= math.sqrt(self.spread.factor)
        else:
            error = math.hypot(error, self.spread.tau)
        return self._wide(float(norm.ppf((1 + level) / 2)) * error)

    def _wide(self, reach: float) -> tuple[float, float]:
        """Back from the scale that steadies the variance."""
        if self.kind == "ratio":
            middle = math.sqrt(self.target)
            return max(middle - reach, 0.0) ** 2, (middle + reach) ** 2
        middle = math.asin(math.sqrt(self.target))
        low, high = max(middle - reach, 0.0), min(middle + reach, math.pi / 2)
        return math.sin(low) ** 2, math.sin(high) ** 2
