"""Our own CSV layout, for a list that somebody typed or that another system can write.

One row is one person in one case at one time. The headings are documented in
docs/reference/court-list-formats.md; their order, case, spaces and underscores do not matter.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from throughcare.court.listed import Custody, Role
from throughcare.exchange.court_lists import identity, limits, values
from throughcare.exchange.court_lists.assembly import Assembly
from throughcare.exchange.court_lists.drafts import Draft, DraftPerson, Sitting
from throughcare.exchange.court_lists.problems import ListRefused
from throughcare.exchange.court_lists.values import Notes

#: Heading → other headings that mean the same.
HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "date": ("hearing date", "date of hearing"),
    "court": ("court name", "court house"),
    "court code": (),
    "room": ("court room", "courtroom"),
    "time": ("start time", "start"),
    "case number": ("case no", "case"),
    "urn": (),
    "kind of case": (),
    "hearing type": ("hearing",),
    "list number": ("list no",),
    "minutes": ("estimated minutes", "duration"),
    "role": (),
    "kind": ("person or organisation",),
    "name": ("defendant", "defendant name", "full name"),
    "title": (),
    "given name": ("first name", "forename", "given names", "forenames"),
    "middle name": ("middle names",),
    "family name": ("surname", "last name"),
    "date of birth": ("dob", "born"),
    "age": (),
    "sex": ("gender",),
    "pnc": ("pnc number",),
    "cro": ("cro number",),
    "custody": ("in custody", "custody or bail"),
    "offences": ("number of offences",),
    "restriction": ("reporting restriction", "reporting restrictions"),
}
_MEANS: Final = {other: name for name, others in HEADINGS.items() for other in (name, *others)}
_NAMES: Final = ("name", "family name")
_DELIMITERS: Final = ",;\t|"
_FORMULA: Final = ("=", "+", "-", "@")
_FORMULA_FREE: Final = frozenset({"minutes", "offences", "age", "sequence"})
_CUSTODY: Final[dict[str, Custody]] = {
    **dict.fromkeys(("in custody", "custody", "yes", "y", "c", "remanded"), "in_custody"),
    **dict.fromkeys(("on bail", "bail", "conditional bail", "unconditional bail"), "on_bail"),
    **dict.fromkeys(("", "no", "n", "not said", "not known", "-"), "not_said"),
}  # type: ignore[dict-item]
_ROLES: Final[dict[str, Role]] = {
    "": "defendant",
    "defendant": "defendant",
    "respondent": "respondent",
    "applicant": "applicant",
}
_ORGANISATIONS: Final = frozenset({"organisation", "organization", "company", "o"})
_PEOPLE: Final = frozenset({"", "person", "individual", "p"})
_NO_RESTRICTION: Final = frozenset({"", "no", "n", "none", "false"})
_YES: Final = frozenset({"yes", "y", "true", "1"})

Row = dict[str, str]


class Lines(io.TextIOBase):
    """Text in pieces as lines, none longer than what is read of one value."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[str]:  # type: ignore[override]
        rest = ""
        for piece in self._pieces:
            lines = (rest + piece).splitlines(keepends=True)
            # A carriage return at the very end may yet be followed by its line feed.
            rest = lines.pop() if lines else ""
            yield from lines
            if len(rest) > limits.MAX_TEXT:
                raise ListRefused("text_too_long")
        if rest:
            yield from rest.splitlines(keepends=True)


def delimiter_of(header: str) -> str:
    """The mark between headings: the one that parts the first line into the most known ones."""
    return max(_DELIMITERS, key=lambda mark: sum(_is_heading(c) for c in header.split(mark)))


def _is_heading(cell: str) -> bool:
    return _plain(cell) in _MEANS


def _plain(cell: str) -> str:
    return values.plain(cell.strip().strip('"').replace("_", " "))


def looks_like(start: str) -> bool:
    """Whether the first line holds our headings."""
    lines = [line for line in start.splitlines() if line.strip()]
    header = (
        lines[1] if len(lines) > 1 and lines[0].lower().startswith("sep=") else (lines or [""])[0]
    )
    cells = header.split(delimiter_of(header))
    names = {_MEANS.get(_plain(cell)) for cell in cells}
    return len(names - {None}) >= 2 and bool(names & set(_NAMES))


def assemble(pieces: Iterator[str], assembly: Assembly) -> None:
    """Rows, grouped into cases while their court, day, time and case number stay the same."""
    group: list[tuple[DraftPerson, Row]] = []
    begun: tuple[str, ...] = ()
    number = first = 0
    for number, row in _rows(pieces, assembly):
        where = f"row {number}"
        if not any(row.get(name) for name in (*_NAMES, "given name", "case number")):
            assembly.leave_out("left_out_empty_row", where)
            continue
        same = _same(row)
        if group and (
            not row.get("case number") or same != begun or len(group) >= limits.MAX_PARTIES
        ):
            _case(group, first, assembly)
            group = []
        if not group:
            begun, first = same, number
        group.append((_person(row), row))
        if number > limits.MAX_ENTRIES + 1:
            raise ListRefused("too_many")
    if group:
        _case(group, first, assembly)


def _same(row: Row) -> tuple[str, ...]:
    names = ("date", "court", "court code", "room", "time", "case number", "kind of case")
    return tuple(row.get(name, "") for name in names)


def _rows(pieces: Iterator[str], assembly: Assembly) -> Iterator[tuple[int, Row]]:
    """Each row that is not blank, with its number as a spreadsheet shows it."""
    lines = iter(Lines(pieces))
    number, header = 0, ""
    for header in lines:
        number += 1
        if header.strip() and not header.lower().startswith("sep="):
            break
    names = _headings(header)
    reader = csv.reader(lines, delimiter=delimiter_of(header), strict=True)
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            code = "text_too_long" if "limit" in str(error) else "csv_quotes"
            raise ListRefused(code, f"row {number}") from error
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield from _row(cells, names, number, assembly)


def _row(
    cells: list[str], names: list[str], number: int, assembly: Assembly
) -> Iterator[tuple[int, Row]]:
    where = f"row {number}"
    if len(cells) > len(names):
        assembly.leave_out("left_out_long_row", where)
        return
    if len(cells) < len(names):
        assembly.problems.add("short_row", where)
    row = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
    for name, cell in row.items():
        if cell.startswith(_FORMULA) and len(cell) > 1 and name not in _FORMULA_FREE:
            assembly.problems.add("formula", where)
            break
    yield number, row


def _headings(header: str) -> list[str]:
    """What each column is; empty for a column that we do not use."""
    try:
        cells = next(csv.reader([header], delimiter=delimiter_of(header), strict=True), [])
    except csv.Error as error:
        raise ListRefused("csv_no_header", "row 1") from error
    names = [_MEANS.get(_plain(cell), "") for cell in cells]
    known = [name for name in names if name]
    if not known:
        raise ListRefused("csv_no_header", "row 1")
    for name in known:
        if known.count(name) > 1:
            raise ListRefused("csv_header_twice", "row 1", key=name)
    if not set(known) & set(_NAMES):
        raise ListRefused("csv_header_missing", "row 1", key="name")
    if not {"court", "court code"} & set(known):
        raise ListRefused("csv_header_missing", "row 1", key="court")
    return names


def _person(row: Row) -> DraftPerson:
    notes = Notes()
    role = _ROLES.get(row.get("role", "").lower())
    if role is None:
        notes.add("role_not_known")
    person = DraftPerson(role=role or "defendant")
    kind = row.get("kind", "").lower()
    if kind in _ORGANISATIONS:
        person.kind = "organisation"
    elif kind not in _PEOPLE:
        notes.add("unknown_kind")
    _name(person, row, notes)
    identity.set_birth(person, row.get("date of birth"), row.get("age"), notes)
    identity.set_numbers(person, notes, pnc=row.get("pnc"), cro=row.get("cro"))
    person.sex = values.sex(row.get("sex"))
    custody = _CUSTODY.get(row.get("custody", "").lower().replace("_", " "))
    if custody is None:
        notes.add("unknown_custody")
    person.custody = custody or "not_said"
    person.offences = max(values.whole(row.get("offences")) or 0, 0)
    return identity.finish(person, notes)


def _name(person: DraftPerson, row: Row, notes: Notes) -> None:
    if row.get("family name") and person.kind == "person":
        identity.set_parts(
            person,
            notes,
            title=row.get("title"),
            given=row.get("given name"),
            middle=row.get("middle name"),
            family=row["family name"],
        )
    else:
        given = row.get("name") or row.get("family name") or row.get("given name")
        identity.set_name(person, given, notes)


def _case(group: list[tuple[DraftPerson, Row]], first: int, assembly: Assembly) -> None:
    notes = Notes()
    row = group[0][1]
    words = [found.get("restriction", "") for _, found in group]
    said = [word for word in words if word.lower() not in _NO_RESTRICTION]
    draft = Draft(
        kind="application" if row.get("kind of case", "").lower() == "application" else "case",
        number=values.text(row.get("case number"), notes),
        urn=values.text(row.get("urn"), notes),
        list_number=values.text(row.get("list number"), notes),
        minutes=_minutes(row.get("minutes"), notes),
        restricted=bool(said),
        restriction=values.text(
            "; ".join(dict.fromkeys(word for word in said if word.lower() not in _YES)),
            notes,
            limit=limits.MAX_WORDS,
        ),
        people=tuple(person for person, _ in group),
    )
    draft.codes = tuple(notes.codes)
    assembly.count(draft)
    assembly.count_hearings(1)
    assembly.add(draft, _sitting(row, first))


def _minutes(given: str | None, notes: Notes) -> int | None:
    whole = values.whole(given)
    return whole if whole is not None and whole >= 0 else values.minutes(given, notes)


def _sitting(row: Row, number: int) -> Sitting:
    notes = Notes()
    on = values.day(row.get("date"))
    if on is None and row.get("date"):
        notes.add("bad_date")
    return Sitting(
        where=f"row {number}",
        court=values.text(row.get("court"), notes, limit=limits.MAX_NAME),
        court_code=values.text(row.get("court code"), notes),
        room=values.text(row.get("room"), notes),
        on=on,
        starts_at=values.clock(row.get("time"), notes),
        hearing_type=values.text(row.get("hearing type"), notes),
        codes=notes.codes,
    )
