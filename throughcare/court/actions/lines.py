"""One listed person or organisation as the columns of an entry: cut to fit, nothing invented."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from throughcare.court.listed import ListedCase, ListedPerson
from throughcare.court.models import Hearing, ListEntry
from throughcare.court.rules import room_key
from throughcare.people.under_18 import is_under_18
from throughcare.screening.rules import OLDEST

#: What is compared between two issues of a list, and put back when the newer is taken back.
COMPARED = (
    "kind",
    "role",
    "starts_at",
    "room",
    "case_number",
    "urn",
    "hearing_type",
    "name_given",
    "masked",
    "given_name",
    "family_name",
    "born_on",
    "age_about",
    "pnc",
    "cro",
    "custody",
    "under_18",
    "restricted",
    "restriction",
)
#: A linked line keeps its person: what the list says now cannot make it a child's or a firm's.
NOT_ONCE_LINKED = ("kind", "under_18")
#: Of a child nothing is kept but who is to be passed on.
NOT_OF_A_CHILD = ("pnc", "cro")
_LONGEST = {
    field.name: field.max_length
    for field in ListEntry._meta.concrete_fields
    if getattr(field, "max_length", None)
}
LONGEST_RESTRICTION = 2000


def line_of(case: ListedCase, person: ListedPerson, *, today: date) -> dict[str, Any]:
    """The columns of an entry, as far as the list says them."""
    is_person = person.kind == "person"
    age = person.age if person.age is not None and 0 <= person.age <= OLDEST else None
    child = is_person and _is_child(person, age, today)
    values: dict[str, Any] = {
        "kind": person.kind,
        "role": person.role,
        "starts_at": case.starts_at,
        "room": case.room,
        "case_number": case.number,
        "urn": case.urn,
        "hearing_type": case.hearing_type,
        # An organisation is counted; what it is called is nobody's business here.
        "name_given": person.name if is_person else "",
        "masked": person.masked,
        "given_name": f"{person.given} {person.middle}".strip() if is_person else "",
        "family_name": person.family if is_person else "",
        "born_on": person.born_on if is_person else None,
        "age_about": age if is_person else None,
        "pnc": person.pnc,
        "cro": person.cro,
        "custody": person.custody,
        "under_18": child,
        "restricted": case.restricted,
        "restriction": case.restriction[:LONGEST_RESTRICTION] if case.restricted else "",
    }
    if child:
        values |= dict.fromkeys(NOT_OF_A_CHILD, "")
    return {name: _fit(name, value) for name, value in values.items()}


def _is_child(person: ListedPerson, age: int | None, today: date) -> bool:
    if person.under_18 is not None:
        return person.under_18
    return is_under_18(born_on=person.born_on, age_about=age, today=today)


def _fit(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    clean = " ".join(value.replace("\x00", "").split())
    return clean[: _LONGEST.get(name) or LONGEST_RESTRICTION]


def fitted(name: str, value: str) -> str:
    """A text cut to the length of its column, without what no column holds."""
    return str(_fit(name, value))


def differences(entry: ListEntry, values: dict[str, Any]) -> dict[str, Any]:
    """The columns that the newer list says otherwise, with what they say now.

    Where staff corrected the line, only what the list did not say before is otherwise.
    """
    skip = NOT_ONCE_LINKED if entry.person_id else ()
    said = unpacked(entry.corrected)
    return {
        name: values[name]
        for name in COMPARED
        if name not in skip
        and not _is_same(name, getattr(entry, name), values[name])
        and not (name in said and said[name] == values[name])
    }


def _is_same(name: str, before: Any, now: Any) -> bool:
    """A room is the same however its number is written."""
    return before == now or (name == "room" and room_key(before) == room_key(now))


def with_corrections(entry: ListEntry, new: dict[str, Any]) -> dict[str, Any]:
    """``corrected`` once staff have changed the line to ``new``: what the list said stays known."""
    said = {**packed(entry, COMPARED), **entry.corrected}
    now = {**packed(entry, COMPARED), **{name: _pack(value) for name, value in new.items()}}
    touched = (set(new) | set(entry.corrected)) & set(COMPARED)
    return {name: said[name] for name in sorted(touched) if said[name] != now[name]}


def packed(row: ListEntry | Hearing, names: Iterable[str]) -> dict[str, Any]:
    """What some columns say, as JSON: kept beside the change."""
    return {name: _pack(getattr(row, name)) for name in names}


def unpacked(kept: dict[str, Any]) -> dict[str, Any]:
    """The columns out of what was packed."""
    readers: dict[str, Any] = {"born_on": date.fromisoformat, "starts_at": time.fromisoformat}
    return {
        name: readers[name](value) if name in readers and value is not None else value
        for name, value in kept.items()
    }


def _pack(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, (date, time, datetime)) else value
