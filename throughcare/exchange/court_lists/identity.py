"""Names, birth dates and numbers of a draft person, the same way for every format."""

from __future__ import annotations

from typing import Final

from throughcare.exchange.court_lists import limits, values
from throughcare.exchange.court_lists.drafts import DraftPerson
from throughcare.exchange.court_lists.values import Notes

_OF_A_PERSON: Final = (
    "title",
    "given",
    "middle",
    "family",
    "born_on",
    "birth_words",
    "age",
    "sex",
)
_CODES_OF_A_PERSON: Final = frozenset(
    {"bad_birth_date", "birth_date_placeholder", "bad_age", "bad_pnc", "bad_cro"}
)


def set_name(person: DraftPerson, given: object, notes: Notes) -> None:
    """A name in one text, split as far as it shows how."""
    person.name = values.text(given, notes, limit=limits.MAX_NAME)
    if person.kind == "person":
        parts = values.split_name(person.name)
        person.title, person.given, person.middle, person.family = parts


def set_parts(person: DraftPerson, notes: Notes, **parts: object) -> None:
    """A name in parts: title, given, middle, family. `given` may hold several names."""
    for part in ("title", "given", "middle", "family"):
        setattr(person, part, values.text(parts.get(part), notes, limit=limits.MAX_NAME))
    if not person.middle and " " in person.given:
        person.given, person.middle = person.given.split(" ", 1)
    whole = " ".join(filter(None, (person.title, person.given, person.middle, person.family)))
    person.name = values.text(whole, notes, limit=limits.MAX_NAME)


def set_birth(person: DraftPerson, born: object, age: object, notes: Notes) -> None:
    """The date of birth and the age; a date that is none is kept as written."""
    person.age = values.age(age, notes)
    person.born_on = values.day(born)
    if person.born_on == values.PLACEHOLDER_BIRTH:
        person.born_on = None
        notes.add("birth_date_placeholder")
    elif person.born_on is None and values.as_written(born).strip():
        person.birth_words = values.text(born, notes, limit=40)
        notes.add("bad_birth_date")
    elif person.born_on is None and born not in (None, ""):
        notes.add("bad_birth_date")


def set_numbers(
    person: DraftPerson, notes: Notes, *, pnc: object = None, cro: object = None
) -> None:
    """The police numbers, as given."""
    person.pnc = values.number("pnc", pnc, notes)
    person.cro = values.number("cro", cro, notes)


def finish(person: DraftPerson, notes: Notes) -> DraftPerson:
    """The person with what was found; of an organisation only its name and custody are kept."""
    if person.kind == "organisation":
        fresh = DraftPerson(role=person.role)
        for name in (*_OF_A_PERSON, "pnc", "cro", "young"):
            setattr(person, name, getattr(fresh, name))
        notes.codes = [code for code in notes.codes if code not in _CODES_OF_A_PERSON]
    person.codes = tuple(notes.codes)
    return person


def mask(person: DraftPerson, shown: str, notes: Notes) -> None:
    """Keep the mask and forget everything by which the person could be known."""
    if not shown:
        notes.add("masked_without_mask")
    fresh = DraftPerson(role=person.role, kind=person.kind)
    for name in _OF_A_PERSON:
        setattr(person, name, getattr(fresh, name))
    person.pnc = person.cro = person.identity = ""
    person.name, person.masked = shown or "Name masked", True
