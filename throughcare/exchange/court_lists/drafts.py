"""What is kept of a case while the rest of the file is read: small, without its sitting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, ClassVar, Final, NamedTuple

from throughcare.court.listed import CaseKind, Custody, Kind, Role, Sex
from throughcare.exchange.court_lists import limits, values
from throughcare.exchange.court_lists.values import Notes


@dataclass(slots=True)
class DraftPerson:
    """A person of a case; `identity` is what the format says makes the person the same."""

    role: Role
    kind: Kind = "person"
    name: str = ""
    title: str = ""
    given: str = ""
    middle: str = ""
    family: str = ""
    masked: bool = False
    born_on: date | None = None
    birth_words: str = ""
    age: int | None = None
    young: bool | None = None
    sex: Sex = "not_said"
    pnc: str = ""
    cro: str = ""
    custody: Custody = "not_said"
    offences: int = 0
    identity: str = ""
    codes: tuple[str, ...] = ()


@dataclass(slots=True)
class Draft:
    """A case or application as far as it says itself; what is absent comes from its sitting."""

    is_entry: ClassVar[bool] = True

    kind: CaseKind = "case"
    number: str = ""
    urn: str = ""
    list_number: str = ""
    sequence: int | None = None
    minutes: int | None = None
    hearing_type: str = ""
    restricted: bool = False
    restriction: str = ""
    #: A parent or guardian is named beside the person.
    guardian: bool = False
    on: date | None = None
    starts_at: time | None = None
    people: tuple[DraftPerson, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offences:
    """How many offences stood there, and whether one of them has a restriction."""

    number: int
    restricted: bool = False
    restriction: str = ""


NO_OFFENCES: Final = Offences(0)


class Party(NamedTuple):
    """A person of a case, with what stands beside the person."""

    person: DraftPerson
    offences: Offences = NO_OFFENCES
    urn: str = ""


@dataclass(slots=True)
class Sitting:
    """Where and when: what the levels above a case say."""

    where: str
    court: str = ""
    court_code: str = ""
    room: str = ""
    on: date | None = None
    starts_at: time | None = None
    hearing_type: str = ""
    minutes: int | None = None
    sequence: int | None = None
    youth: bool = False
    codes: list[str] = field(default_factory=list)


def names(words: str) -> frozenset[str]:
    """The names of fields, given in one text."""
    return frozenset(words.split())


def several(value: object) -> list[Any]:
    """One or many: an object, an array of them, or nothing."""
    if isinstance(value, list):
        flat: list[Any] = []
        for item in value:
            flat.extend(several(item) if isinstance(item, list) else [item])
        return flat
    return [value] if value not in (None, "") else []


def inside(value: object, *path: str) -> object:
    """The value under these names, one below the other; None where a level is missing."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def words_of(items: Iterable[object], notes: Notes) -> str:
    """Several texts as one."""
    parts = [values.text(item, notes, limit=limits.MAX_WORDS) for item in items]
    return values.text("; ".join(part for part in parts if part), notes, limit=limits.MAX_WORDS)


SAYS_RESTRICTION: Final = "reporting restriction"


def restriction_in(words: str) -> str:
    """A free text if it speaks of a reporting restriction, otherwise nothing."""
    return words if SAYS_RESTRICTION in words.casefold() else ""
