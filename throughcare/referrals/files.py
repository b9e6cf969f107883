"""The directory as a CSV file: written so that a spreadsheet runs nothing, read row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from throughcare.agencies.models import Team
from throughcare.core import spreadsheets
from throughcare.referrals import codes
from throughcare.referrals.models import DirectoryService

COLUMNS: Final = (
    "name", "about", "how", "team", "takes", "age_from", "age_to", "needs", "areas", "cohorts",
    "check_words", "wait_days", "how_words", "phone", "email", "address", "checked_on",
)  # fmt: skip
LISTS: Final = ("needs", "areas", "cohorts")
NUMBERS: Final = ("age_from", "age_to", "wait_days")
#: Longest file, in bytes, and most rows: a county has some hundred services.
LONGEST, MOST = 1_000_000, 2000


@dataclass
class Read:
    """The rows of a file in the shape of DirectoryService, and what is wrong, row by row."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def write(services: Iterable[DirectoryService]) -> str:
    """The directory as CSV. A cell that a spreadsheet would run is written as words."""
    rows = ([_cell(row, column) for column in COLUMNS] for row in services)
    return spreadsheets.written(COLUMNS, rows)


def _cell(row: DirectoryService, column: str) -> str:
    if column == "team":
        return f"{row.team.name}, {row.team.agency.name}" if row.team else ""
    value = getattr(row, column)
    if column in LISTS:
        return "; ".join(value)
    return "" if value is None else str(value)


def read(data: bytes, teams: Sequence[Team]) -> Read:
    """Read a file; every problem names its row. ``checked_on`` is ours to say, and is not read."""
    found = Read()
    text = _text(data)
    if text is None:
        found.problems.append(_("We cannot read this file as text. Save it as CSV (UTF-8)."))
        return found
    try:
        table = list(csv.DictReader(io.StringIO(text), strict=True))
    except csv.Error as fault:
        found.problems.append(_("The file breaks off: %(fault)s") % {"fault": fault})
        return found
    if not table or "name" not in (table[0] or {}):
        found.problems.append(_("The first row names the columns, “name” among them."))
        return found
    if len(table) > MOST:
        found.problems.append(_("The file has more than %(most)s rows.") % {"most": MOST})
        return found
    by_name = {f"{team.name}, {team.agency.name}".casefold(): team for team in teams}
    seen: set[str] = set()
    for number, cells in enumerate(table, 2):
        _read_row(found, number, cells, by_name, seen)
    return found


def _text(data: bytes) -> str | None:
    if len(data) > LONGEST or b"\x00" in data:
        return None
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _read_row(
    found: Read, number: int, cells: dict[Any, Any], teams: dict[str, Team], seen: set[str]
) -> None:
    given = {
        column: spreadsheets.as_typed(str(cells.get(column) or ""))
        for column in COLUMNS
        if column in cells
    }
    facts: dict[str, Any] = {}
    wrong = list(_faults(given, facts, teams))
    name = given.get("name", "").casefold()
    if name and name in seen:
        wrong.append(_("the name is there twice"))
    seen.add(name)
    if None in cells:
        wrong.append(_("more cells than columns"))
    found.problems += [_("Row %(row)s: %(what)s") % {"row": number, "what": each} for each in wrong]
    found.rows.append(facts)


def _faults(given: dict[str, str], facts: dict[str, Any], teams: dict[str, Team]) -> Iterable[str]:
    """Fill ``facts``; say what cannot be taken."""
    for column, value in given.items():
        if column in ("team", "checked_on", *LISTS, *NUMBERS):
            continue
        longest = getattr(DirectoryService._meta.get_field(column), "max_length", None) or 0
        facts[column] = value
        if len(value) > longest:
            yield _("%(column)s is longer than %(most)s letters") % {
                "column": column,
                "most": longest,
            }
    if not facts.get("name"):
        yield _("no name")
    for column in NUMBERS:
        value = given.get(column, "")
        facts[column] = int(value) if _is_number(value) else None
        if value and not _is_number(value):
            yield _("%(column)s is not a whole number") % {"column": column}
    first, last = facts["age_from"], facts["age_to"]
    if first is not None and last is not None and last < first:
        yield _("age_to is before age_from")
    for column in LISTS:
        facts[column] = [each.strip() for each in given.get(column, "").split(";") if each.strip()]
    facts["areas"] = [each.upper().replace(" ", "") for each in facts["areas"]]
    known = dict(codes.choices("needs"))
    for code in facts["needs"]:
        if code not in known:
            yield _("the need “%(code)s” is not on our list") % {"code": code}
    yield from _how(given, facts, teams)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


def _how(given: dict[str, str], facts: dict[str, Any], teams: dict[str, Team]) -> Iterable[str]:
    facts["how"] = given.get("how", "").lower() or DirectoryService.How.LETTER
    facts["takes"] = given.get("takes", "").lower() or DirectoryService.Takes.ALL
    facts["team"] = teams.get(given.get("team", "").casefold())
    if facts["how"] not in DirectoryService.How.values:
        yield _("how is one of: %(words)s") % {"words": ", ".join(DirectoryService.How.values)}
    if facts["takes"] not in DirectoryService.Takes.values:
        yield _("takes is one of: %(words)s") % {"words": ", ".join(DirectoryService.Takes.values)}
    if given.get("team") and facts["team"] is None:
        yield _("no team here is called “%(team)s”") % {"team": given["team"]}
    if (facts["how"] == DirectoryService.How.TEAM) != (facts["team"] is not None):
        yield _("“team” goes with how = team, and only with it")
    email = facts.get("email", "")
    if email and ("@" not in email or " " in email):
        yield _("email is not an address")
