"""Is this number well formed? Health and justice identifiers, by their published rules.

A number that fails is shown with a warning and is never matched on; passing says only that
the number could exist, never whose it is.

Sources: the NHS number check digit of the NHS Data Dictionary (modulus 11); PNC and CRO check
letters as published in the tests of the Ministry of Justice's hmpps-person-record; CRN as in
hmpps-probation-integration-services; prison number by shape.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

# The longest identifier has 12 characters; spaces and dashes of a pasted one fit as well.
LONGEST: Final = 40

# No I, O or S: they are too easily read as 1, 0 and 5.
CHECK_LETTERS: Final = "ZABCDEFGHJKLMNPQRTUVWXY"

# What people and word processors put between groups of digits: space, no-break and thin
# spaces, hyphen-minus, hyphen, no-break hyphen, figure dash, en dash.
_SEPARATORS: Final = re.compile("[ \u00a0\u2009\u202f\\-\u2010\u2011\u2012\u2013]")

_PNC_WITH_SLASH: Final = re.compile(r"([0-9]{4}|[0-9]{2})/([0-9]{1,7})([A-Z])")
# Without the slash the published reading is: up to 8 digits, a two-digit year comes first;
# with 10 or 11, a full year. Nine digits can be read both ways.
_PNC_SHORT: Final = re.compile(r"([0-9]{2})([0-9]{1,6})([A-Z])")
_PNC_LONG: Final = re.compile(r"([0-9]{4})([0-9]{6,7})([A-Z])")
_PNC_UNCLEAR: Final = re.compile(r"[0-9]{9}[A-Z]")
_CRO_STANDARD: Final = re.compile(r"([0-9]{1,6})/([0-9]{2})([A-Z])")
_CRO_SF: Final = re.compile(r"SF([0-9]{2})/([0-9]{1,6})([A-Z])")
_CRN: Final = re.compile(r"[A-Z][0-9]{6}")
_PRISON_NUMBER: Final = re.compile(r"[A-Z][0-9]{4}[A-Z]{2}")

_EARLIEST_YEAR: Final = 1900


@dataclass(frozen=True)
class Check:
    """What was found about one number: `canonical` is None unless it is valid."""

    kind: str
    given: str
    canonical: str | None
    valid: bool
    reason: str

    def as_dict(self) -> dict[str, str | bool | None]:
        """The fields in the order of the command's JSON."""
        return asdict(self)


class NotWellFormed(ValueError):
    """Carries the plain sentence that becomes the reason of a failed check."""


def check(kind: str, value: str, *, today: date | None = None) -> Check:
    """Check one number; whatever `value` holds, the answer is a Check and never an exception.

    `today` decides the century of a two-digit year (a year after this year is 19YY).
    Raises ValueError when `kind` is not one of KINDS.
    """
    if kind not in _RULES:
        raise ValueError(f"no such kind of identifier [{kind}]: choose from {', '.join(KINDS)}")
    try:
        canonical, reason = _RULES[kind](_clean(value), today or _today())
    except NotWellFormed as fault:
        return Check(kind, value, None, False, str(fault))
    return Check(kind, value, canonical, True, reason)


def _today() -> date:
    return datetime.now(tz=ZoneInfo("Europe/London")).date()


def _clean(value: str) -> str:
    if len(value) > LONGEST:
        raise NotWellFormed("This is too long for an identifier.")
    if any(unicodedata.category(character).startswith("C") for character in value):
        raise NotWellFormed("This holds a character that cannot be seen: type the number again.")
    stripped = value.strip()
    if not stripped:
        raise NotWellFormed("Nothing was given.")
    # Only ASCII letters are folded: "ß".upper() would make two letters out of one.
    return "".join(c.upper() if c.isascii() else c for c in stripped)


def _nhs_number(value: str, today: date) -> tuple[str, str]:
    digits = _SEPARATORS.sub("", value)
    if not re.fullmatch("[0-9]{10}", digits):
        raise NotWellFormed("An NHS number has 10 digits, 0 to 9.")
    total = sum(
        int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)
    )
    expected = (11 - total % 11) % 11
    # Where 10 would be expected the number was never issued: no single digit equals it.
    if expected != int(digits[9]):
        raise NotWellFormed("The check digit of this NHS number is wrong.")
    return digits, "The check digit is right."


def _pnc(value: str, today: date) -> tuple[str, str]:
    if _PNC_UNCLEAR.fullmatch(value):
        raise NotWellFormed("Put the slash after the year: without it this reads in two ways.")
    match = (
        _PNC_WITH_SLASH.fullmatch(value)
        or _PNC_SHORT.fullmatch(value)
        or _PNC_LONG.fullmatch(value)
    )
    if match is None:
        raise NotWellFormed("A PNC number looks like 2002/0073319Z: year, slash, digits, letter.")
    year_given, serial_given, letter = match.groups()
    year, serial = _full_year(year_given, today), serial_given.zfill(7)
    if not _EARLIEST_YEAR <= year <= today.year:
        raise NotWellFormed(f"The year of this PNC number [{year_given}] cannot be right.")
    _require_letter(letter, f"{year % 100:02d}{serial}", "PNC")
    return f"{year}/{serial}{letter}", "The check letter is right."


def _full_year(given: str, today: date) -> int:
    if len(given) == 4:
        return int(given)
    this_century = today.year // 100 * 100
    year = this_century + int(given)
    return year if year <= today.year else year - 100


def _cro(value: str, today: date) -> tuple[str, str]:
    if match := _CRO_SF.fullmatch(value):
        year, serial, letter = match.groups()
        # The serial of an SF number is not padded before the check.
        _require_letter(letter, year + serial, "CRO")
        return f"SF{year}/{serial}{letter}", "The check letter is right."
    if match := _CRO_STANDARD.fullmatch(value):
        serial, year, letter = match.groups()
        padded = serial.zfill(6)
        _require_letter(letter, year + padded, "CRO")
        return f"{padded}/{year}{letter}", "The check letter is right."
    raise NotWellFormed("A CRO number looks like 065656/91H or SF05/482703J.")


def _require_letter(letter: str, digits: str, name: str) -> None:
    if letter not in CHECK_LETTERS:
        raise NotWellFormed(f"A {name} number never ends in I, O or S.")
    if CHECK_LETTERS[int(digits) % len(CHECK_LETTERS)] != letter:
        raise NotWellFormed(f"The check letter of this {name} number is wrong.")


def _crn(value: str, today: date) -> tuple[str, str]:
    if not _CRN.fullmatch(value):
        raise NotWellFormed("A CRN is one letter and 6 digits, such as X123456.")
    return value, "The shape is right; a CRN has no check letter."


def _prison_number(value: str, today: date) -> tuple[str, str]:
    if not _PRISON_NUMBER.fullmatch(value):
        raise NotWellFormed("A prison number is a letter, 4 digits and 2 letters: A1234BC.")
    return value, "The shape is right; a prison number has no check letter."


_RULES: Final[Mapping[str, Callable[[str, date], tuple[str, str]]]] = MappingProxyType(
    {
        "nhs-number": _nhs_number,
        "pnc": _pnc,
        "cro": _cro,
        "crn": _crn,
        "prison-number": _prison_number,
    }
)

KINDS: Final[tuple[str, ...]] = tuple(_RULES)
