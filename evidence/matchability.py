"""How many of a service's people could be matched today, and which field is missing.

Two shapes of table are read: the service's own fields (`surname`, …), or flags (`has_surname`,
…), as the product's `throughcare matchable` writes them: who plans a study needs no name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence.problems import BadInput

#: What the Justice Data Lab needs of everybody, and the dates of which it needs one.
NEEDED = ("surname", "forename", "date_of_birth", "sex")
ONE_OF = ("index_date", "conviction_date", "start_date")
HELPS = ("pnc_id",)
NO_DATE = "a date of index, conviction or start"
#: The flags, and the field that each stands for. A number that fails its check helps nobody.
FLAGS = {f"has_{name}": name for name in (*NEEDED, *ONE_OF)} | {"pnc_valid": "pnc_id"}
RECENT_MONTHS = 12


@dataclass(frozen=True)
class Matchability:
    """How many records carry what linking needs. ``missing`` counts records without each field.

    ``per_month`` is how many came in a month of the last year that the table tells of; None where
    it does not say when they came.
    """

    people: int
    matchable: int
    with_pnc: int
    missing: Mapping[str, int]
    per_month: float | None = None

    @property
    def share(self) -> float:
        return self.matchable / self.people if self.people else 0.0


def matchability(records: Sequence[Mapping[str, Any]]) -> Matchability:
    """Which records could be sent today; a blank or absent field is missing."""
    missing = dict.fromkeys((*NEEDED, NO_DATE, *HELPS), 0)
    matchable = with_pnc = 0
    for record in records:
        absent = [name for name in NEEDED if not _filled(record, name)]
        if not any(_filled(record, name) for name in ONE_OF):
            absent.append(NO_DATE)
        for name in absent:
            missing[name] += 1
        matchable += not absent
        with_pnc += _filled(record, "pnc_id")
        missing["pnc_id"] += not _filled(record, "pnc_id")
    return Matchability(len(records), matchable, with_pnc, missing)


def read_people(source: str, folder: Path, pathway: str = "") -> Matchability:
    """The service's table of people, of one pathway if one is named. Raises BadInput."""
    from evidence.tables import column_names

    names = column_names(source, folder=folder)
    if "has_surname" in names:
        return _from_flags(source, folder, pathway)
    if pathway:
        raise BadInput(
            source.partition("#")[0],
            "column pathway",
            "is read from a table of flags only.",
            "Leave --pathway out, or give the table that `throughcare matchable` writes.",
        )
    return _from_fields(source, folder, names)


def _from_fields(source: str, folder: Path, names: list[str]) -> Matchability:
    from evidence.tables import Column, read_table

    known = (*NEEDED, *ONE_OF, *HELPS)
    there = [name for name in names if name in known]
    if not there:
        raise BadInput(source.partition("#")[0], "", f"has none of the columns {', '.join(known)}.")
    table = read_table(source, {name: Column("factor") for name in there}, folder=folder)
    return matchability(table.to_pylist())


def _from_flags(source: str, folder: Path, pathway: str) -> Matchability:
    """One row for each person and pathway; `person` tells who stands there twice."""
    from evidence.tables import Column, read_table

    columns = {"person": Column("id"), "pathway": Column("factor"), "start_month": Column("factor")}
    columns |= {name: Column("yes_no") for name in FLAGS}
    optional = ["pathway", "start_month", *(f"has_{name}" for name in ONE_OF)]
    table = read_table(source, columns, folder=folder, optional=optional)
    rows = table.to_pylist()
    first = 2 if source.endswith(".csv") else 1
    shown = source.partition("#")[0]
    for at, row in enumerate(rows):
        _check(row, shown, at + first)
    if pathway:
        rows = [row for row in rows if row.get("pathway") == pathway]
        if not rows:
            raise BadInput(shown, "column pathway", f"holds no row of [{pathway}].")
    people: dict[str, dict[str, Any]] = {}
    for row in rows:
        one = people.setdefault(row["person"], {})
        for flag, name in FLAGS.items():
            one[name] = one.get(name) or ("yes" if row.get(flag) else None)
    found = matchability(list(people.values()))
    rate = _per_month(_first_months(rows))
    return Matchability(found.people, found.matchable, found.with_pnc, found.missing, rate)


def _check(row: Mapping[str, Any], shown: str, number: int) -> None:
    for flag in FLAGS:
        if row.get(flag) not in (None, 0.0, 1.0):
            raise BadInput(shown, f"column {flag}: row {number}", "is neither yes nor no.")
    month = row.get("start_month")
    if month is not None and _month_number(month) is None:
        raise BadInput(
            shown,
            f"column start_month: row {number}",
            f"[{month[:40]}] is not a month such as 2026-07.",
        )


def _month_number(text: str) -> int | None:
    year, dash, month = text.partition("-")
    whole = year.isascii() and year.isdigit() and month.isascii() and month.isdigit()
    if not dash or not whole or len(year) != 4 or len(month) != 2 or not 1 <= int(month) <= 12:
        return None
    return 12 * int(year) + int(month) - 1


def _first_months(rows: Iterable[Mapping[str, Any]]) -> list[int]:
    """The month in which each person came first."""
    first: dict[str, int] = {}
    for row in rows:
        month = _month_number(row.get("start_month") or "")
        if month is not None:
            first[row["person"]] = min(month, first.get(row["person"], month))
    return list(first.values())


def _per_month(months: Sequence[int]) -> float | None:
    """Of the last year up to the latest month; of less where the table tells of less."""
    if not months:
        return None
    last = max(months)
    span = min(RECENT_MONTHS, last - min(months) + 1)
    return sum(month > last - span for month in months) / span


def _filled(record: Mapping[str, Any], name: str) -> bool:
    value = record.get(name)
    return value is not None and bool(str(value).strip())
