"""Reads the points of a chart or a series: one row for each month, week or day, in their order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evidence.problems import BadInput
from evidence.tables import Column, read_table

Floats = NDArray[np.float64]
_IN_ORDER = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True)
class Points:
    """The points in the order of the table; ``columns`` holds the numbers by name."""

    file: str
    first_row: int
    when: tuple[str, ...]
    columns: Mapping[str, Floats]

    def place_of(self, asked: str) -> int:
        """Which point this is, counted from 0. Raises BadInput naming the column."""
        if asked not in self.when:
            raise BadInput(self.file, "column when", f"has no [{asked}].", "Name one of its rows.")
        return self.when.index(asked)

    def refuse(self, name: str, bad: NDArray[np.bool_], message: str) -> None:
        """Raise BadInput for the first row that is bad."""
        rows = np.flatnonzero(bad)
        if len(rows):
            place = f"column {name}: row {rows[0] + self.first_row}"
            value = float(self.columns[name][rows[0]])
            raise BadInput(self.file, place, f"[{value:g}] {message}")


def read_points(source: str, names: Sequence[str], folder: Path, *, label: str = "when") -> Points:
    """The column `when` (or another) and those named, none of them empty. Raises BadInput."""
    columns = {label: Column("factor")} | {name: Column("number") for name in names}
    table = read_table(source, columns, folder=folder)
    file, _, part = source.partition("#")
    shown = part if "://" in file else file
    first = 2 if file.endswith(".csv") else 1
    rows: list[dict[str, Any]] = table.to_pylist()
    if not rows:
        raise BadInput(shown, "", "has no rows.")
    for at, row in enumerate(rows):
        for name in columns:
            if row[name] is None:
                message = "is empty: write 0 where nothing happened, and a row for each point."
                raise BadInput(shown, f"column {name}: row {at + first}", message)
    when = tuple(str(row[label]) for row in rows)
    _refuse_disorder(when, shown, first, label)
    numbers = {name: np.array([row[name] for row in rows], np.float64) for name in names}
    return Points(shown, first, when, numbers)


def _refuse_disorder(when: tuple[str, ...], shown: str, first: int, label: str) -> None:
    """Dates must rise; other words must differ, and stand as the table has them."""
    dated = label == "when" and all(_IN_ORDER.fullmatch(each) for each in when)
    seen: set[str] = set()
    for at, each in enumerate(when):
        place = f"column {label}: row {at + first}"
        if each in seen:
            raise BadInput(shown, place, f"[{each}] stands twice.")
        if dated and at and each < when[at - 1]:
            raise BadInput(shown, place, f"[{each}] comes after [{when[at - 1]}].", "Sort by time.")
        seen.add(each)


def spoken(when: str) -> str:
    """A month or a day as a page says it, which no line breaks; other words as they are."""
    try:
        if len(when) == 7:
            return f"{date.fromisoformat(when + '-01'):%b\u00a0%Y}"
        found = date.fromisoformat(when)
    except ValueError:
        return when
    return f"{found.day}\u00a0{found:%b\u00a0%Y}"


def counts_of(points: Points, *, size: str = "", whole: bool = False) -> tuple[Floats, Floats]:
    """Events and what they are of. ``whole``: people, of whom no more can have the event."""
    events = points.columns["events"]
    points.refuse("events", (events < 0) | (events != np.floor(events)), "is no count.")
    if not size:
        return events, np.ones(len(events))
    sizes = points.columns[size]
    points.refuse(size, sizes <= 0, "must be above 0.")
    if whole:
        points.refuse(size, sizes != np.floor(sizes), "is no number of people.")
        points.refuse("events", events > sizes, f"is more than [{size}].")
    return events, sizes
