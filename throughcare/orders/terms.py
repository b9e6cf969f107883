"""Kinds of order and requirement, and how they end: dated rows with a source (terms.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

FILE = Path(__file__).with_name("terms.toml")
KINDS = ("order", "requirement", "requirement_end", "order_end")
STATUSES = ("V", "P", "G", "own")
LONGEST_CODE = 30
#: The early end of an order that the responsible officer tells (Sentencing Act 2026).
EARLY = "early_2026"
#: The reason that only the court's own results give; nobody chooses it.
TAKEN_BACK = "taken_back"


class TermsFault(Exception):
    """The file cannot be used. Each line names the row, the key and the remedy."""


@dataclass(frozen=True)
class Term:
    """One word of one list, from a day to a day.

    ``status`` is how well its source is known; G is offered only where ORDER_TERMS_ON names
    ``kind/code``. ``willingness`` is the code of the willingness to comply on which a
    requirement rests.
    """

    kind: str
    code: str
    label: str
    source: str
    status: str
    starts_on: date
    ends_on: date | None = None
    willingness: str = ""
    willingness_status: str = ""

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.code}"

    def is_offered(self, on: date) -> bool:
        """May it be chosen for something that happened on this day?"""
        in_time = self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)
        return in_time and (self.status != "G" or self.key in settings.ORDER_TERMS_ON)


def read(text: str) -> tuple[Term, ...]:
    """Read and check the rows; TermsFault lists everything that is wrong at once."""
    try:
        rows = tomllib.loads(text).get("term", [])
    except tomllib.TOMLDecodeError as error:
        raise TermsFault(f"{error}: correct the TOML there") from None
    faults = [f"row {n}: {each}" for n, row in enumerate(rows, 1) for each in _faults(row)]
    keys = [(row.get("kind"), row.get("code"), row.get("starts_on")) for row in rows]
    faults += [f"{key} is twice: remove one" for key in set(keys) if keys.count(key) > 1]
    if faults or not rows:
        raise TermsFault("\n".join(faults) or "no rows: add a [[term]]")
    return tuple(Term(**row) for row in rows)


def _faults(row: dict[str, Any]) -> Iterable[str]:
    known = {field.name for field in fields(Term)}
    yield from (f"[{name}] is not known here: remove it" for name in row.keys() - known)
    for name in ("kind", "code", "label", "source", "status"):
        if not isinstance(row.get(name), str) or not row[name]:
            yield f"[{name}] is missing or no text: write it"
    if not isinstance(row.get("starts_on"), date):
        yield "[starts_on] is missing or no date: write it"
    if row.get("kind") not in KINDS:
        yield f"[kind] is not one of {', '.join(KINDS)}"
    if row.get("status") not in STATUSES:
        yield f"[status] is not one of {', '.join(STATUSES)}"
    if row.get("willingness") and row.get("willingness_status") not in STATUSES:
        yield "[willingness_status] says how well it is known: write it"
    if len(str(row.get("code", ""))) > LONGEST_CODE:
        yield f"[code] is longer than {LONGEST_CODE} letters"


@cache
def all_terms() -> tuple[Term, ...]:
    """Every row of the file."""
    return read(FILE.read_text(encoding="utf-8"))


def choices(kind: str, on: date) -> list[tuple[str, str]]:
    """What may be chosen on a day, in the order of the file."""
    return [(t.code, t.label) for t in all_terms() if t.kind == kind and t.is_offered(on)]


def off(kind: str, on: date) -> list[str]:
    """What would be there on a day, and waits for the site to confirm it (ORDER_TERMS_ON)."""
    known = [t for t in all_terms() if t.kind == kind and t.status == "G" and t.starts_on <= on]
    return [
        t.label for t in known if not t.is_offered(on) and (t.ends_on is None or on <= t.ends_on)
    ]


def is_offered(kind: str, code: str, on: date) -> bool:
    return code in dict(choices(kind, on))


def label(kind: str, code: str) -> str:
    """The words of a code that was kept, also of a row that has ended; the code if it is gone."""
    found = [t.label for t in all_terms() if (t.kind, t.code) == (kind, code)]
    return found[-1] if found else code


def source_of(kind: str, code: str) -> str:
    """Where a row comes from; "" where there is none."""
    found = [t.source for t in all_terms() if (t.kind, t.code) == (kind, code)]
    return found[-1] if found else ""


def willingness_of(requirement: str) -> str:
    """On which willingness to comply a kind of requirement rests; "" for none.

    One known only generally counts where ORDER_TERMS_ON names ``willingness/CODE``.
    """
    for term in all_terms():
        if (term.kind, term.code) == ("requirement", requirement) and term.willingness:
            known = term.willingness_status != "G"
            on = f"willingness/{term.willingness}" in settings.ORDER_TERMS_ON
            return term.willingness if known or on else ""
    return ""
