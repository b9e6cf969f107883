"""Many cells as few lines: cells that differ in one column only are said together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from throughcare.sharing.policy.compiler import Cell
from throughcare.sharing.policy.sentences import either
from throughcare.sharing.policy.vocabulary import COLUMNS, SPOKEN

# column → the words that it may hold, in the order of the vocabulary
Line = Mapping[str, tuple[str, ...]]

ORDER = ("action", "relationship", "share", "category", "agency_type", "basis", "purpose", "role")


def fold(cells: Iterable[Cell], order: Iterable[str] = ORDER) -> list[Line]:
    """Merge column after column, in this order; every cell stays in exactly one line."""
    lines: set[tuple[tuple[str, ...], ...]] = {tuple((word,) for word in cell) for cell in cells}
    for column in order:
        lines = _merge(lines, list(COLUMNS).index(column))
    found = [dict(zip(COLUMNS, line, strict=True)) for line in lines]
    return sorted(found, key=_place)


def said(line: Line, column: str, *, last: str = "and") -> str:
    """The words of one column: `caseload, team and site`."""
    return either((SPOKEN[word] for word in line[column]), last=last)


def _merge(lines: set[tuple[tuple[str, ...], ...]], at: int) -> set[tuple[tuple[str, ...], ...]]:
    groups: dict[tuple[tuple[str, ...], ...], set[str]] = {}
    for line in lines:
        rest = (*line[:at], (), *line[at + 1 :])
        groups.setdefault(rest, set()).update(line[at])
    choices = list(COLUMNS.values())[at]
    return {
        (*rest[:at], tuple(sorted(words, key=choices.index)), *rest[at + 1 :])
        for rest, words in groups.items()
    }


def _place(line: Line) -> list[list[int]]:
    columns = ("agency_type", "role", "category", "purpose", "action", "relationship", "share")
    places = [[COLUMNS[name].index(word) for word in line[name]] for name in columns]
    return [*places, [COLUMNS["basis"].index(word) for word in line["basis"]]]
