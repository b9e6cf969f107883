"""Where each key of a TOML text stands: a fault is named with its line. Pure; reads no values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

Path = tuple[str | int, ...]
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*[A-Za-z0-9_-]+)*)\s*=""")
_PART = re.compile(r""""[^"]*"|'[^']*'|[A-Za-z0-9_-]+""")
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')


def locate(text: str) -> Mapping[Path, int]:
    """The line (from 1) of each table and key, by its path; ``[[stage]]`` counts from 0.

    Tables and lists that are written in one value are found by the key that holds them.
    """
    lines: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    table: Path = ()
    open_brackets, in_text = 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        if in_text:
            in_text = "" if in_text in line else in_text
            continue
        if open_brackets:
            open_brackets += _opened(line)
            continue
        if header := _HEADER.match(line):
            table = _enter(header, counts, lines, number)
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines[(*table, *_parts(key[1]))] = number
            rest = line[key.end() :]
            in_text = _unclosed_text(rest)
            open_brackets = 0 if in_text else _opened(rest)
    return lines


def line_of(lines: Mapping[Path, int], path: Sequence[str | int]) -> int:
    """The line of a path, or of the nearest thing above it that stands in the text."""
    where = tuple(path)
    while where not in lines:
        where = where[:-1]
    return lines[where]


def _enter(
    header: re.Match[str], counts: dict[Path, int], lines: dict[Path, int], number: int
) -> Path:
    names = _parts(header[2])
    table: Path = ()
    for name in names[:-1]:
        table = (*table, name)
        if table in counts:
            table = (*table, counts[table])
    table = (*table, names[-1])
    if header[1] == "[[":
        counts[table] = counts.get(table, -1) + 1
        lines.setdefault(table, number)
        return (*table, counts[table])
    return table


def _parts(words: str) -> Path:
    return tuple(part.strip("\"'") for part in _PART.findall(words))


def _opened(line: str) -> int:
    """How many brackets of this line are still open at its end; those in strings do not count."""
    bare = _STRINGS.sub("", line).partition("#")[0]
    return sum(bare.count(one) for one in "[{") - sum(bare.count(one) for one in "]}")


def _unclosed_text(rest: str) -> str:
    """The mark of a text over several lines that this value opens and does not close."""
    value = rest.lstrip()
    marks = ('"""', "'''")
    return next((m for m in marks if value.startswith(m) and m not in value[3:]), "")
