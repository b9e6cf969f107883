"""Outcomes and provisions of law as dated rows with a source (architecture decision 10)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

FILE = Path(__file__).with_name("lists") / "triage-1.toml"


class ListFault(Exception):
    """A row of the list cannot be used; the message names it and the remedy."""


@dataclass(frozen=True)
class Listed:
    """One row: what it is called, from when until when it may be chosen, and who says so."""

    code: str
    title: str
    starts_on: date
    source: str
    source_status: str
    ends_on: date | None = None
    kinds: tuple[str, ...] = ()

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    @property
    def is_confirmed(self) -> bool:
        """Verified in its source, or named by the legal lead of this site."""
        return self.source_status != "G" or self.code in getattr(settings, "CONFIRMED_LAW", ())


def outcomes(kind: str, on: date) -> list[Listed]:
    """What may have come of a request of this kind that ended on this day."""
    return [row for row in _rows("outcome") if kind in row.kinds and row.holds_on(on)]


def law(on: date) -> list[Listed]:
    """The provisions that may be chosen on this day; the unconfirmed ones are left out."""
    return [row for row in _rows("law") if row.holds_on(on) and row.is_confirmed]


def title_of(kind: str, code: str) -> str:
    """The words of a row that was chosen, whether or not it may still be chosen."""
    return next((row.title for row in _rows(kind) if row.code == code), code)


@cache
def _rows(kind: str) -> tuple[Listed, ...]:
    with FILE.open("rb") as file:
        return read(tomllib.load(file)[kind])


def read(rows: Iterable[dict[str, Any]]) -> tuple[Listed, ...]:
    """Rows out of the file; ListFault names the first that is wrong."""
    found: list[Listed] = []
    for raw in rows:
        given = {**raw, "kinds": tuple(raw.get("kinds", ()))}
        try:
            row = Listed(**given)
        except TypeError as error:
            raise ListFault(f"[{raw.get('code')}]: {error}: give each row its keys") from None
        if row.source_status not in ("V", "P", "G") or not row.source:
            raise ListFault(f"[{row.code}] has no source: name it, and its status V, P or G")
        if not isinstance(row.starts_on, date):
            raise ListFault(f"[{row.code}] has no day: write starts_on = 2020-01-01")
        if any(each.code == row.code and each.holds_on(row.starts_on) for each in found):
            raise ListFault(f"[{row.code}] holds twice on {row.starts_on}: end the earlier row")
        found.append(row)
    return tuple(found)
