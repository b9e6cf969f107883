"""A line chart of at most two measures as lengths and positions; the template draws it as SVG.

Across is in per cent, so that words keep their size on a narrow screen; down is in pixels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

LEFT, RIGHT = 8.0, 82.0
TOP, BOTTOM = 16.0, 240.0
#: Words of two lines that end close together are pushed this far apart.
APART = 20.0
STEPS = (1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True)
class Measure:
    """A line: its name, the highest value it can have, its value on each day or None."""

    name: str
    highest: float
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Line:
    name: str
    segments: tuple[tuple[str, float, str, float], ...]
    points: tuple[tuple[str, float], ...]
    label_x: str
    label_y: float


@dataclass(frozen=True)
class Chart:
    ticks: tuple[tuple[float, str], ...]
    days: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]


def draw(days: Sequence[str], measures: Sequence[Measure]) -> Chart:
    """Lay out the chart: the baseline is 0, and a line breaks where a day has no value."""
    highest = max(measure.highest for measure in measures)
    step = next((s for s in STEPS if highest / s <= 6), STEPS[-1])
    top = step * math.ceil(highest / step)
    across = [_across(place, len(days)) for place in range(len(days))]

    def down(value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * value / top, 1)

    lines: list[Line] = []
    for measure in measures:
        found = [
            (x, down(v)) if v is not None else None
            for x, v in zip(across, measure.values, strict=True)
        ]
        points = tuple(point for point in found if point is not None)
        if points:
            lines.append(_line(measure.name, found, points, lines))
    ticks = tuple((down(value), str(value)) for value in range(0, top + 1, step))
    return Chart(ticks, tuple(zip(across, days, strict=True)), tuple(lines))


def _across(place: int, of: int) -> str:
    middle = (LEFT + RIGHT) / 2
    return f"{middle if of == 1 else LEFT + (RIGHT - LEFT) * place / (of - 1):.2f}%"


def _line(
    name: str,
    found: Sequence[tuple[str, float] | None],
    points: tuple[tuple[str, float], ...],
    before: Sequence[Line],
) -> Line:
    segments = tuple((*a, *b) for a, b in pairwise(found) if a and b)
    x, y = points[-1]
    label = y + 4
    for other in before:
        if other.label_x == x and abs(other.label_y - label) < APART:
            label = other.label_y + (APART if label >= other.label_y else -APART)
    return Line(name, segments, points, x, round(label, 1))
