"""What is available locally if the court makes a community order: a dated list with a source.

The list is a TOML file of the site (``THROUGHCARE_PROVISION``); without one the part of the report
says that nothing is listed. The demonstration's is beside this file. It never says what the court
should do: a row says what there is, for whom, and since when somebody has checked it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

#: Each row names these; ``until`` and ``courts`` may be missing.
WANTED = {"title": str, "words": str, "source": str, "from": date, "checked_on": date}


class ProvisionFault(ValueError):
    """The list cannot be read: which file, which row, which key, and what to do."""


@dataclass(frozen=True)
class Provision:
    """One thing that is available here."""

    title: str
    words: str
    source: str
    starts_on: date
    checked_on: date
    ends_on: date | None = None
    # Slugs of the courts that it serves; empty for all.
    courts: tuple[str, ...] = ()


def available(on: date, court: str) -> list[Provision]:
    """What is available on a day at one court, in the order of the file."""
    path = settings.LOCAL_PROVISION_FILE
    if not path:
        return []
    return [
        row
        for row in read(Path(path), Path(path).stat().st_mtime_ns)
        if row.starts_on <= on
        and (row.ends_on is None or on <= row.ends_on)
        and (not row.courts or court in row.courts)
    ]


@lru_cache(maxsize=4)
def read(path: Path, _changed: int = 0) -> tuple[Provision, ...]:
    """All rows of a file; ProvisionFault names the first thing that is wrong."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise ProvisionFault(f"{path.name}: cannot be read ({fault})") from fault
    rows = raw.get("provision")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ProvisionFault(f"{path.name}: begin each row with [[provision]]")
    return tuple(_row(path.name, number, row) for number, row in enumerate(rows, start=1))


def _row(file: str, number: int, row: dict[str, Any]) -> Provision:
    where = f"{file}: row {number}"
    for key, kind in WANTED.items():
        if key not in row:
            raise ProvisionFault(f"{where}: [{key}] is missing: give every row one")
        if type(row[key]) is not kind or row[key] == "":
            raise ProvisionFault(f"{where}: [{key}] must be a {kind.__name__}, not [{row[key]}]")
    if unknown := sorted(set(row) - {*WANTED, "until", "courts"}):
        raise ProvisionFault(f"{where}: unknown key [{unknown[0]}]: take it out")
    until = row.get("until")
    if until is not None and (type(until) is not date or until < row["from"]):
        raise ProvisionFault(f"{where}: [until] must be a day after [from]")
    courts = row.get("courts", [])
    if not isinstance(courts, list) or not all(isinstance(each, str) for each in courts):
        raise ProvisionFault(f"{where}: [courts] must be a list of slugs of courts")
    return Provision(
        title=row["title"],
        words=row["words"],
        source=row["source"],
        starts_on=row["from"],
        checked_on=row["checked_on"],
        ends_on=until,
        courts=tuple(courts),
    )
