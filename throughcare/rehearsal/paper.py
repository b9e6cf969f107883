"""The invented list of the court for one day, as a file that the product reads like any other."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from throughcare.court.listed import ListDocument
from throughcare.exchange import court_lists
from throughcare.rehearsal.cast import Someone

COURT = "Northfield magistrates"
HEADINGS = (
    "date",
    "court",
    "room",
    "time",
    "case number",
    "urn",
    "hearing type",
    "kind",
    "name",
    "given name",
    "family name",
    "date of birth",
    "age",
    "sex",
    "custody",
    "offences",
    "restriction",
)


@dataclass(frozen=True)
class Line:
    """Somebody, or an organisation, on the list of one day."""

    who: Someone | str
    time: str
    room: str = "2"
    held: bool = False
    hearing_type: str = "First hearing"
    restriction: str = ""
    age: int | None = None


def as_csv(on: date, lines: Iterable[Line]) -> str:
    """The list in our own CSV layout (docs/reference/court-list-formats.md)."""
    file = io.StringIO()
    sheet = csv.DictWriter(file, HEADINGS)
    sheet.writeheader()
    for number, line in enumerate(sorted(lines, key=lambda each: each.time), 1):
        sheet.writerow(_row(on, number, line))
    return file.getvalue()


def document(on: date, lines: Iterable[Line]) -> ListDocument:
    """What the reader makes of that file."""
    return court_lists.read(io.BytesIO(as_csv(on, lines).encode()), "csv")


def _row(on: date, number: int, line: Line) -> dict[str, object]:
    common: dict[str, object] = {
        "date": on.isoformat(),
        "court": COURT,
        "room": line.room,
        "time": line.time,
        "urn": f"99NF{on:%m%d}{number:03d}26",
        "hearing type": line.hearing_type,
        "custody": "in custody" if line.held else "on bail",
        "offences": 1 + number % 2,
        "restriction": line.restriction,
    }
    if isinstance(line.who, str):
        return common | {
            "kind": "organisation",
            "name": line.who,
            "case number": f"27{on:%m%d}{number:04d}",
            "custody": "",
        }
    someone = line.who
    return common | {
        "kind": "person",
        "case number": someone.case_number,
        "given name": someone.given,
        "family name": someone.family,
        "date of birth": someone.born.isoformat() if someone.born else "",
        "age": "" if line.age is None else line.age,
        "sex": someone.facts.get("sex", "male"),
    }
