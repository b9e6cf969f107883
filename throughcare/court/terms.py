"""The words of outcomes, reasons, requests and advice: dated rows with a source (terms.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

FILE = Path(__file__).with_name("terms.toml")
KINDS = ("asked_by", "why", "remand", "reason", "disposal", "advice", "helped", "follow_up")
STATUSES = ("V", "P", "G", "own")
LONGEST_CODE = 30
_NEEDED: dict[str, type] = {
    "kind": str,
    "code": str,
    "label": str,
    "source": str,
    "status": str,
    "starts_on": date,
}
_OPTIONAL: dict[str, type] = {"ends_on": date, "urgent": bool}


class TermsFault(Exception):
    """The file cannot be used. Each line names the file, the row, the key and the remedy."""


@dataclass(frozen=True)
class Term:
    """One word of one list, from a day to a day.

    ``status`` is how well its source is known; G is offered only where COURT_TERMS_ON names
    ``kind/code``. ``urgent`` makes a request "act now".
    """

    kind: str
    code: str
    label: str
    source: str
    status: str
    starts_on: date
    ends_on: date | None = None
    urgent: bool = False

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.code}"

    def is_offered(self, on: date) -> bool:
        """May it be chosen for something that happened on this day?"""
        in_time = self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)
        return in_time and (self.status != "G" or self.key in settings.COURT_TERMS_ON)


def read(text: str, name: str = FILE.name) -> tuple[Term, ...]:
    """Read and check the rows; TermsFault lists everything that is wrong at once."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TermsFault(f"{name}: {error}: correct the TOML there") from None
    faults: list[str] = []
    terms: list[Term] = []
    seen: set[tuple[str, str, date]] = set()
    for number, row in enumerate(raw.get("term", []), 1):
        wrong = _faults(row)
        faults += [f"{name}: row {number}: {each}" for each in wrong]
        if wrong:
            continue
        term = Term(**row)
        if (term.kind, term.code, term.starts_on) in seen:
            faults.append(f"{name}: row {number}: [{term.key}] is twice: remove one")
        seen.add((term.kind, term.code, term.starts_on))
        terms.append(term)
    if faults or not terms:
        raise TermsFault("\n".join(faults) or f"{name}: no rows: add a [[term]]")
    return tuple(terms)


def _faults(row: dict[str, Any]) -> list[str]:
    found = [
        f"[{key}] is missing or no {kind.__name__}: write it"
        for key, kind in _NEEDED.items()
        if not isinstance(row.get(key), kind) or row[key] == ""
    ]
    found += [
        f"[{key}] is not known here: use {', '.join((*_NEEDED, *_OPTIONAL))}"
        for key in row.keys() - _NEEDED.keys() - _OPTIONAL.keys()
    ]
    found += [
        f"[{key}] is no {kind.__name__}: correct it"
        for key, kind in _OPTIONAL.items()
        if key in row and not isinstance(row[key], kind)
    ]
    if found:
        return found
    if row["kind"] not in KINDS:
        found.append(f"kind [{row['kind']}] is not known: use {', '.join(KINDS)}")
    if row["status"] not in STATUSES:
        found.append(f"status [{row['status']}] is not known: use {', '.join(STATUSES)}")
    if len(row["code"]) > LONGEST_CODE:
        found.append(f"code [{row['code']}] is too long: at most {LONGEST_CODE} letters")
    return found


@cache
def all_terms() -> tuple[Term, ...]:
    """Every row of the file."""
    return read(FILE.read_text(encoding="utf-8"))


def offered(kind: str, on: date) -> list[Term]:
    """What may be chosen on a day, in the order of the file."""
    return [term for term in all_terms() if term.kind == kind and term.is_offered(on)]


def choices(kind: str, on: date) -> list[tuple[str, str]]:
    """The same as choices of a form."""
    return [(term.code, term.label) for term in offered(kind, on)]


def label(kind: str, code: str) -> str:
    """The words of a code that was kept, also of a row that has ended; the code if it is gone."""
    found = [term.label for term in all_terms() if (term.kind, term.code) == (kind, code)]
    return found[-1] if found else code


def labels(kind: str, codes: Iterable[str]) -> list[str]:
    return [label(kind, code) for code in codes]


def is_offered(kind: str, code: str, on: date) -> bool:
    return any(term.code == code for term in offered(kind, on))


def is_urgent(kind: str, code: str) -> bool:
    return any(term.urgent for term in all_terms() if (term.kind, term.code) == (kind, code))
