"""What somebody may be referred for, and why a service says no: codes and words of a data file."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parent / "lists" / "needs.toml"
LISTS: Final = ("needs", "declined", "ended")
LONGEST_CODE: Final = 30


class ListFault(Exception):
    """The file cannot be used: it says which list or code, and the remedy."""


def read(text: str) -> dict[str, dict[str, str]]:
    """The lists of a file; ListFault for what is missing, empty or too long."""
    found = tomllib.loads(text)
    for name in LISTS:
        rows = found.get(name)
        if not isinstance(rows, dict) or not rows:
            raise ListFault(f"[{name}] has no rows: add at least one")
        for code, label in rows.items():
            if len(code) > LONGEST_CODE or not isinstance(label, str) or not label.strip():
                raise ListFault(f"[{name}.{code}]: a code of {LONGEST_CODE} letters, and words")
    return {name: dict(found[name]) for name in LISTS}


@cache
def all_codes() -> dict[str, dict[str, str]]:
    return read(FILE.read_text(encoding="utf-8"))


def choices(name: str) -> list[tuple[str, str]]:
    """Codes and words of one list, in the order of the file."""
    return list(all_codes()[name].items())


def label(name: str, code: str) -> str:
    """The words of a code; the code itself where the list no longer has it."""
    return all_codes()[name].get(code, code)
