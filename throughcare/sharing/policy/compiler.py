"""From the source that people write to the cells that are enforced.

`cells.csv` is written by hand: a cell of the file may list a set with `|`, nothing may be a
wildcard. `expanded.csv` is generated from it: one line for each combination, sorted, and its
SHA-256 is the policy's hash. Reading refuses every fault that it finds, all at once.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Final, NamedTuple

from throughcare.sharing.policy import vocabulary
from throughcare.sharing.policy.decisions import Policy
from throughcare.sharing.policy.vocabulary import COLUMNS

SOURCE: Final = Path(__file__).with_name("cells.csv")
EXPANDED: Final = Path(__file__).with_name("expanded.csv")
SOURCE_HEADER: Final = (*COLUMNS, "why")

_WILDCARDS: Final = frozenset({"*", "%", "all", "any", "every", "-"})


class Cell(NamedTuple):
    """One combination that the policy allows; its absence is the denial."""

    agency_type: str
    role: str
    relationship: str
    purpose: str
    category: str
    basis: str
    share: str
    action: str


class Fault(NamedTuple):
    """What is wrong and where; the column is the character, counted from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class PolicyFaults(ValueError):
    """The source cannot be compiled; `faults` says all that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class SourceRow:
    """One line of the source, its words and the character at which each column starts."""

    line: int
    words: tuple[tuple[str, ...], ...]
    starts: tuple[int, ...]
    why: str

    def cells(self) -> Iterator[Cell]:
        return (Cell(*combination) for combination in product(*self.words))


@dataclass(frozen=True)
class Compiled:
    """The cells with the source line of each, and why each line stands."""

    rules: dict[Cell, int]
    whys: dict[int, str]

    @property
    def text(self) -> str:
        """What expanded.csv must hold."""
        lines = [",".join(COLUMNS), *(",".join(cell) for cell in sorted(self.rules))]
        return "\n".join(lines) + "\n"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def compile_source(path: Path = SOURCE) -> Compiled:
    """Read, check and expand a source file; raises PolicyFaults."""
    rows, faults = _read(path)
    rules, more = _expand(path.name, rows)
    faults = sorted(faults + more + _shadowed(path.name, rows, rules))
    if faults:
        raise PolicyFaults(faults)
    return Compiled(rules, {row.line: row.why for row in rows})


@lru_cache(maxsize=4)
def load(path: Path = SOURCE) -> Policy:
    """The policy of one source file, compiled once a process; raises PolicyFaults."""
    compiled = compile_source(path)
    return Policy(compiled.rules, compiled.whys, sha256=compiled.sha256, file=path.name)


def _read(path: Path) -> tuple[list[SourceRow], list[Fault]]:
    rows: list[SourceRow] = []
    faults: list[Fault] = []
    header, *lines = path.read_text(encoding="utf-8").split("\n")
    if tuple(header.split(",")) != SOURCE_HEADER:
        return [], [Fault(path.name, 1, 1, f"the first line must be {','.join(SOURCE_HEADER)}")]
    for number, text in enumerate(lines, start=2):
        if not text and number == len(lines) + 1:
            continue  # the file ends with a newline
        row, found = _read_line(path.name, number, text)
        rows += [row] if row else []
        faults += found
    return rows, faults


def _read_line(file: str, line: int, text: str) -> tuple[SourceRow | None, list[Fault]]:
    try:
        fields = next(csv.reader([text], strict=True), [])
    except csv.Error as fault:
        return None, [Fault(file, line, 1, f"not a line of a CSV file ({fault})")]
    if len(fields) != len(SOURCE_HEADER):
        message = f"{len(fields)} columns where there must be {len(SOURCE_HEADER)}"
        return None, [Fault(file, line, 1, message)]
    starts = tuple(1 + sum(len(field) + 1 for field in fields[:n]) for n in range(len(fields)))
    words = tuple(tuple(field.split("|")) for field in fields[:-1])
    row = SourceRow(line, words, starts, fields[-1])
    faults = list(_wrong_words(file, row))
    if not row.why.rstrip().endswith("."):
        faults.append(Fault(file, line, starts[-1], "why must be one plain sentence"))
    return (None if faults else row), faults


def _wrong_words(file: str, row: SourceRow) -> Iterator[Fault]:
    for (name, choices), words, start in zip(
        COLUMNS.items(), row.words, row.starts[:-1], strict=True
    ):
        at = start
        for n, word in enumerate(words):
            if message := _fault_of_word(name, word, choices, seen=words[:n]):
                yield Fault(file, row.line, at, message)
            at += len(word) + 1


def _fault_of_word(
    name: str, word: str, choices: tuple[str, ...], *, seen: tuple[str, ...]
) -> str | None:
    listed = ", ".join(choices)
    if word in _WILDCARDS or not word:
        return f"no wildcard may stand for {name} [{word}]: name each of {listed}"
    if word not in choices:
        return f"unknown {name} [{word}]: choose from {listed}"
    if word in seen:
        return f"{name} [{word}] stands twice in one set"
    return None


def _expand(file: str, rows: list[SourceRow]) -> tuple[dict[Cell, int], list[Fault]]:
    rules: dict[Cell, int] = {}
    faults: dict[Fault, None] = {}  # in order, each once
    for row in rows:
        for cell in row.cells():
            if cell in rules:
                faults[_fault(file, row, "agency_type", f"repeats {file}:{rules[cell]}")] = None
                continue
            rules[cell] = row.line
            if found := _cannot_be(cell):
                faults[_fault(file, row, *found)] = None
    return rules, list(faults)


def _fault(file: str, row: SourceRow, column: str, message: str) -> Fault:
    return Fault(file, row.line, row.starts[SOURCE_HEADER.index(column)], message)


def _cannot_be(cell: Cell) -> tuple[str, str] | None:
    """The column and the reason when no one could ever use this cell, or no one may."""
    if cell.role not in vocabulary.AGENCY_ROLES[cell.agency_type]:
        return "role", f"unreachable: {cell.agency_type} has no role [{cell.role}]"
    if cell.purpose not in vocabulary.ROLE_PURPOSES[cell.role]:
        return ("purpose", f"unreachable: {cell.role} may not choose purpose [{cell.purpose}]")
    if cell.relationship not in vocabulary.ROLE_RELATIONSHIPS[cell.role]:
        return (
            "relationship",
            f"unreachable: {cell.role} cannot hold relationship [{cell.relationship}]",
        )
    if message := vocabulary.never(cell._asdict()):
        return "category", f"never allowed: {message}"
    return None


def _shadowed(file: str, rows: list[SourceRow], rules: dict[Cell, int]) -> list[Fault]:
    """Rows that add nothing: no basis needed implies each basis, open implies agreed."""
    by_line = {row.line: row for row in rows}
    faults: dict[Fault, None] = {}
    for cell, line in rules.items():
        for wider, column in _wider(cell):
            if wider in rules:
                said = f"shadowed: {file}:{rules[wider]} allows this with {column}"
                column_name = column.split()[0]
                faults[_fault(file, by_line[line], column_name, said)] = None
    return list(faults)


def _wider(cell: Cell) -> Iterator[tuple[Cell, str]]:
    if cell.basis != "none":
        yield cell._replace(basis="none"), "basis none"
    if cell.share == "agreed":
        yield cell._replace(share="open"), "share open"
        if cell.basis != "none":
            yield cell._replace(share="open", basis="none"), "share open"
