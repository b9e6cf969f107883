"""Counts of 1 to 4 people are hidden, and what would give them away is hidden with them."""

from __future__ import annotations

from collections.abc import Sequence

SMALLEST = 5
#: What stands in a table in place of a hidden count.
HIDDEN = "[c]"


def is_small(count: float) -> bool:
    return 0 < count < SMALLEST


def suppress_row(counts: Sequence[int]) -> list[int | None]:
    """Counts whose total is known. If one is hidden, so is the smallest other that is not 0."""
    hidden = {at for at, count in enumerate(counts) if is_small(count)}
    while (hidden and sum(counts[at] for at in hidden) < SMALLEST) or len(hidden) == 1:
        others = [at for at in range(len(counts)) if at not in hidden and counts[at] > 0]
        if not others:
            others = [at for at in range(len(counts)) if at not in hidden]
        if not others:
            break
        hidden.add(min(others, key=lambda at: (counts[at], at)))
    return [None if at in hidden else count for at, count in enumerate(counts)]


def suppress_table(rows: Sequence[Sequence[int]]) -> list[list[int | None]]:
    """A table whose row and column totals are known: no hidden cell can be worked out.

    Goes over rows and columns until a pass hides nothing more.
    """
    counts = [list(row) for row in rows]
    hidden = {
        (at, across)
        for at, row in enumerate(counts)
        for across, count in enumerate(row)
        if is_small(count)
    }
    while True:
        before = len(hidden)
        lines = [[(at, across) for across in range(len(row))] for at, row in enumerate(counts)]
        lines += [[(at, across) for at in range(len(counts))] for across in range(len(lines[0]))]
        for line in lines:
            _protect(line, counts, hidden)
        if len(hidden) == before:
            return [
                [None if (at, across) in hidden else count for across, count in enumerate(row)]
                for at, row in enumerate(counts)
            ]


def _protect(
    line: list[tuple[int, int]], counts: list[list[int]], hidden: set[tuple[int, int]]
) -> None:
    """Hide another cell of a line while its hidden ones follow from its total."""

    def value(cell: tuple[int, int]) -> int:
        return counts[cell[0]][cell[1]]

    while True:
        gone = [cell for cell in line if cell in hidden]
        if not gone or (len(gone) > 1 and sum(map(value, gone)) >= SMALLEST):
            return
        left = [cell for cell in line if cell not in hidden]
        if not left:
            return
        hidden.add(min(left, key=lambda cell: (value(cell) == 0, value(cell), cell)))


def publishable_funnel(steps: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Steps that lose 1 to 4 people are joined with the next, and a last small loss with the
    steps before it, so that no two counts that are shown differ by 1 to 4."""
    published: list[tuple[str, int]] = []
    waiting: list[str] = []
    for step, n in steps:
        if published and is_small(published[-1][1] - n):
            waiting.append(step)
        else:
            published.append((", ".join([*waiting, step]), n))
            waiting = []
    if waiting:
        names, count = waiting, steps[-1][1]
        while published and is_small(published[-1][1] - count):
            names = [published.pop()[0], *names]
        published.append((", ".join(names), count))
    return published
