"""Reads what somebody typed to find a person: names, dates, numbers in any order. Pure."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.dates import MONTHS

from scoring import identifiers
from throughcare.core.references import read_reference
from throughcare.people.folding import canonical_number, clean_line, fold, phone_digits
from throughcare.people.models import Identifier

LONGEST = 200
_NAMES = 6  # words of a name: more are not a name
#: A two-digit year that would make a child under this age is read as the century before.
YOUNGEST = 10

_SEPARATED = r"[ \u00a0.\-\u2013]"
_NHS = re.compile(rf"(?<!\d)\d{{3}}{_SEPARATED}?\d{{3}}{_SEPARATED}?\d{{4}}(?!\d)", re.ASCII)
_REFERENCE = re.compile(
    r"(?<![A-Z0-9])TC[ \-]?(?:[0-9A-Z][ \-]?){7}[0-9A-Z](?![A-Z0-9])", re.IGNORECASE
)
_DATE = re.compile(r"(?<![\d/])(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/])", re.ASCII)
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", re.ASCII)
_SPELLED = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?\s+([^\W\d]{3,9})\.?,?\s+(\d{4}|\d{2})(?!\d)"
)
_PHONE = re.compile(r"(?<![\dA-Za-z])(?:\+|00)?\(?\d(?:[ .\-()]{0,2}\d){8,14}(?!\d)", re.ASCII)
_TOKEN = re.compile(r"\S+")
_KINDS = ("pnc", "cro", "crn", "prison-number")
KINDS_OF_NUMBER = ("nhs-number", *_KINDS)


@dataclass(frozen=True)
class Search:
    """What was asked for. ``numbers`` are pairs of kind and canonical form.

    ``unread`` holds numbers that were typed and fit nothing, so that the page can say so.
    """

    text: str = ""
    given: str = ""
    family: str = ""
    words: tuple[str, ...] = ()
    born_on: date | None = None
    numbers: tuple[tuple[str, str], ...] = ()
    phone: str = ""
    reference: str = ""
    unread: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    @property
    def folded(self) -> tuple[str, ...]:
        """The words of the name as they are matched on."""
        return tuple(part for word in self.words for part in fold(word).split())

    @property
    def shown_words(self) -> list[str]:
        """The words of the name with a capital where none was typed."""
        return [word if any(c.isupper() for c in word) else word.title() for word in self.words]

    @property
    def by_number(self) -> bool:
        """Whether it is an exact number or reference and nothing else."""
        return bool(self.reference or self.numbers) and not self.words and not self.born_on

    @property
    def is_empty(self) -> bool:
        return not (self.folded or self.born_on or self.numbers or self.phone or self.reference)

    @property
    def swapped(self) -> date | None:
        """The birth date with day and month exchanged, where that is another real day."""
        return swapped(self.born_on)


def swapped(on: date | None) -> date | None:
    """The same digits with day and month exchanged, where that is another real day."""
    if on is None or on.day > 12 or on.day == on.month:
        return None
    return date(on.year, on.day, on.month)


def from_parts(
    *,
    given_name: str,
    family_name: str,
    born_on: date | None,
    numbers: tuple[tuple[str, str], ...] = (),
) -> Search:
    """A search from the boxes of a form; numbers that fail their check are left out."""
    good = [(kind, canonical_number(kind, given)[0]) for kind, given in numbers]
    words = (clean_line(given_name)[:100], clean_line(family_name)[:100])
    return Search(
        text="",
        given=words[0],
        family=words[1],
        words=tuple(word for word in words if word),
        born_on=born_on,
        numbers=tuple((kind, number) for kind, number in good if number),
    )


def read_search(typed: str, *, today: date) -> Search:
    """What ``zielinski 3/11/81``, ``999 491 3581`` or ``tc7k2m9qx4`` asks for."""
    text = clean_line(typed[: LONGEST * 2])[:LONGEST]
    reading = _Reading(text, today)
    whole = read_reference(text)
    if whole and any(sign.isdigit() for sign in text):
        return Search(text=text, reference=whole)
    reading.take_reference()
    reading.take_dates()
    reading.take_nhs_number()
    reading.take_other_numbers()
    reading.take_phone()
    words = reading.take_words()
    return Search(
        text=text,
        words=words,
        born_on=reading.born_on,
        numbers=tuple(dict.fromkeys(reading.numbers)),
        phone=reading.phone,
        reference=reading.reference,
        unread=tuple(reading.unread),
        warnings=tuple(reading.warnings),
    )


class _Reading:
    """Takes what it understands out of the text, one kind after the other."""

    def __init__(self, text: str, today: date) -> None:
        self.rest = text
        self.today = today
        self.numbers: list[tuple[str, str]] = []
        self.unread: list[str] = []
        self.warnings: list[str] = []
        self.born_on: date | None = None
        self.phone = ""
        self.reference = ""

    def take_reference(self) -> None:
        for match in _REFERENCE.finditer(self.rest):
            if found := read_reference(match.group()):
                self.reference = found
                self._drop(match)
                return

    def take_dates(self) -> None:
        for pattern, read in ((_ISO, self._iso), (_DATE, self._digits), (_SPELLED, self._spelled)):
            for match in pattern.finditer(self.rest):
                on = read(match)
                if on is not None and on <= self.today:
                    self.born_on = on
                    self._drop(match)
                    return

    def take_nhs_number(self) -> None:
        for match in _NHS.finditer(self.rest):
            check = identifiers.check("nhs-number", match.group())
            if check.canonical:
                self.numbers.append((Identifier.Kind.NHS_NUMBER, check.canonical))
                self._drop(match)
                return

    def take_other_numbers(self) -> None:
        for match in list(_TOKEN.finditer(self.rest)):
            token = match.group().strip(".,;")
            if not any(sign.isdigit() for sign in token):
                continue
            for kind in _KINDS:
                if canonical := identifiers.check(kind, token, today=self.today).canonical:
                    self.numbers.append((kind, canonical))
                    self.rest = self.rest.replace(match.group(), " ", 1)
                    break

    def take_phone(self) -> None:
        for match in _PHONE.finditer(self.rest):
            if digits := phone_digits(match.group()):
                self.phone = digits
                self._drop(match)
                return

    def take_words(self) -> tuple[str, ...]:
        words = []
        for token in self.rest.replace(",", " ").split():
            if any(sign.isdigit() for sign in token):
                # A local number, such as one of a custody record, is matched letter by letter.
                canonical, _warning = canonical_number(Identifier.Kind.CUSTODY, token)
                if len(canonical) >= 4:
                    self.numbers.append((Identifier.Kind.CUSTODY, canonical))
                    self.numbers.append((Identifier.Kind.OTHER, canonical))
                self.unread.append(token)
            elif fold(token):
                words.append(token)
        return tuple(words[:_NAMES])

    def _drop(self, match: re.Match[str]) -> None:
        self.rest = f"{self.rest[: match.start()]} {self.rest[match.end() :]}"

    def _iso(self, match: re.Match[str]) -> date | None:
        return _date(int(match[1]), int(match[2]), int(match[3]))

    def _digits(self, match: re.Match[str]) -> date | None:
        return _date(self._year(match[4]), int(match[3]), int(match[1]))

    def _spelled(self, match: re.Match[str]) -> date | None:
        typed = match[2].casefold()
        for number, name in MONTHS.items():
            if str(name).casefold().startswith(typed):
                return _date(self._year(match[3]), number, int(match[1]))
        return None

    def _year(self, digits: str) -> int:
        if len(digits) == 4:
            return int(digits)
        year = self.today.year // 100 * 100 + int(digits)
        return year if year <= self.today.year - YOUNGEST else year - 100


def _date(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if year >= 1900 else None


#: Where the session keeps the words of the last searches: never in an address.
SESSION_KEY = "find"
KEPT = 10


def searches(session: Any) -> dict[str, str]:
    """The words of this session's last searches by their random keys."""
    kept = session.get(SESSION_KEY, {})
    return dict(kept) if isinstance(kept, dict) else {}


def keep_search(session: Any, typed: str) -> str:
    """Keep the words of a search in the session; returns its random key."""
    key = secrets.token_urlsafe(9)
    kept = searches(session) | {key: typed[:LONGEST]}
    session[SESSION_KEY] = dict(list(kept.items())[-KEPT:])
    return key
