"""Looking before the end, planned, without finding by looking often what is not there.

Spending of alpha: Lan and DeMets, Biometrika 70:659 (1983), in the forms like O'Brien–Fleming and
like Pocock. Bounds by the recursion of Armitage, McPherson and Rowe, JRSS A 132:235 (1969).
Constant shapes: O'Brien and Fleming, Biometrics 35:549 (1979); Pocock, Biometrika 64:191 (1977).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import norm

Floats = NDArray[np.float64]
Shape = Literal["obrien_fleming", "pocock"]
POINTS = 401  # of the grid between the bounds: four decimals of the bound


@dataclass(frozen=True)
class Look:
    """One look: the share of the information there is, and the z and p that must be passed."""

    information: float
    z: float
    p: float
    spent: float


def spending_bounds(
    information: Sequence[float], *, alpha: float = 0.05, shape: Shape = "obrien_fleming"
) -> tuple[Look, ...]:
    """Two-sided bounds for looks at these shares of the planned information (people, events)."""
    shares = _read(information, alpha)
    spent = [_spend(share, alpha, shape) for share in shares]
    walk = _Walk()
    looks = []
    before = 0.0
    for share, total in zip(shares, spent, strict=True):
        z = walk.bound(share, total - before)
        looks.append(Look(share, z, float(2 * norm.sf(z)), total))
        before = total
    return tuple(looks)


def constant_bounds(
    looks: int, *, alpha: float = 0.05, shape: Shape = "obrien_fleming"
) -> tuple[float, ...]:
    """Bounds of the classical shapes for equally spaced looks: z by look."""
    if looks < 1:
        raise ValueError(f"[{looks}] looks")
    shares = [(k + 1) / looks for k in range(looks)]

    def bounds(constant: float) -> list[float]:
        if shape == "pocock":
            return [constant] * looks
        return [constant / np.sqrt(share) for share in shares]

    def excess(constant: float) -> float:
        return crossing(shares, bounds(constant)) - alpha

    return tuple(float(z) for z in bounds(float(brentq(excess, 0.5, 8.0, xtol=1e-7))))


def crossing(information: Sequence[float], bounds: Sequence[float]) -> float:
    """Chance that |z| passes a bound at any look if nothing is there."""
    walk, total = _Walk(), 0.0
    for share, bound in zip(information, bounds, strict=True):
        total += walk.step(share, bound)
    return total


def _read(information: Sequence[float], alpha: float) -> list[float]:
    shares = [float(share) for share in information]
    rising = all(a < b for a, b in zip([0.0, *shares], shares, strict=False))
    if not shares or not rising or shares[-1] > 1:
        raise ValueError(f"looks at {shares} must rise from above 0 to at most 1")
    if not 0 < alpha < 1:
        raise ValueError(f"an alpha of [{alpha}] is not between 0 and 1")
    return shares


def _spend(share: float, alpha: float, shape: Shape) -> float:
    if shape == "pocock":
        return float(alpha * np.log1p((np.e - 1) * share))
    # Each side spends half of alpha, as a two-sided test has two edges.
    return float(4 * norm.sf(norm.ppf(1 - alpha / 4) / np.sqrt(share)))


class _Walk:
    """The density of the score process among those that have not crossed yet."""

    def __init__(self) -> None:
        self.at = 0.0
        self.grid: Floats | None = None
        self.mass: Floats | None = None

    def bound(self, share: float, spend: float) -> float:
        """The z at this look that spends just this; and the walk goes on inside it."""
        if spend < 1e-15:
            z = 8.0
        else:
            z = float(brentq(lambda b: self._outside(share, b) - spend, 0.0, 8.5, xtol=1e-9))
        self._advance(share, z)
        return z

    def step(self, share: float, z: float) -> float:
        out = self._outside(share, z)
        self._advance(share, z)
        return out

    def _outside(self, share: float, z: float) -> float:
        edge = z * np.sqrt(share)
        if self.grid is None or self.mass is None:
            return float(2 * norm.sf(z))
        width = np.sqrt(share - self.at)
        up, down = norm.sf((edge - self.grid) / width), norm.cdf((-edge - self.grid) / width)
        return float(self.mass @ (up + down))

    def _advance(self, share: float, z: float) -> None:
        edge = z * np.sqrt(share)
        grid = np.linspace(-edge, edge, POINTS)
        density = self._density(share)(grid)
        self.grid, self.mass, self.at = grid, density * _simpson(grid), share

    def _density(self, share: float) -> Callable[[Floats], Floats]:
        before, mass = self.grid, self.mass
        if before is None or mass is None:
            return lambda grid: np.asarray(norm.pdf(grid, scale=np.sqrt(share)))
        width = np.sqrt(share - self.at)
        return lambda grid: np.asarray(
            norm.pdf((grid[:, None] - before[None, :]) / width) @ mass / width
        )


def _simpson(grid: Floats) -> Floats:
    weight = np.full(len(grid), 2.0)
    weight[1::2] = 4.0
    weight[0] = weight[-1] = 1.0
    return np.asarray(weight * (grid[1] - grid[0]) / 3)
