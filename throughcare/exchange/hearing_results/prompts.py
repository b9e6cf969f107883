"""The prompts that a court officer filled: periods, dates, review hearings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from throughcare.orders.resulted import Period, Review

_PART: Final = re.compile(r"(\d{1,5})\s*([A-Za-z]*)")
_IN_MONTHS: Final = {"year": 12, "years": 12, "month": 1, "months": 1}
_TIME: Final = re.compile(r"^([01]?\d|2[0-3])[:.]([0-5]\d)")
_YES: Final = ("true", "yes", "y")
_NO: Final = ("false", "no", "n")
_DATES: Final = (
    re.compile(r"^(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[T ].*)?$"),
    re.compile(r"^(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})$"),
)
PERIODS: Final = ("period", "max number of days", "number of days", "duration")


class Prompts:
    """The prompts of one result line, found by their reference or by words of their label."""

    def __init__(self, given: Any) -> None:
        self._rows = [
            (_words(row.get("promptRef")), _words(row.get("label")), _text(row.get("value")))
            for row in (given if isinstance(given, list) else [])
            if isinstance(row, Mapping)
        ]

    def all(self, *names: str) -> list[str]:
        """The values of all prompts whose reference is a name or whose label begins with it."""
        wanted = [_words(name) for name in names]
        return [
            value
            for reference, label, value in self._rows
            if value and any(reference == n or label.startswith(n) for n in wanted)
        ]

    def one(self, *names: str) -> str:
        return next(iter(self.all(*names)), "")

    def period(self) -> Period | None:
        """How long: several prompts of one period (years, months) are read together."""
        for name in PERIODS:
            if found := self.all(name):
                return period(found)
        return None

    def end_date(self) -> tuple[date | None, str]:
        """The day on which the order ends, and what was written there."""
        given = self.one("endDate", "end date")
        return day(given), given

    def review(self) -> Review | None:
        """The first review hearing, where the line names its date, time or court."""
        on = self.one("firstReviewDate", "first review date")
        at = self.one("firstReviewTime", "first review time", "timeOfHearing", "time of hearing")
        court = self.one(
            "courthousenameOrganisationName",
            "hCHOUSEOrganisationName",
            "HCHOUSE",
            "courthouse organisation name",
            "courthouse name",
            "courthouse",
        )
        if not (on or at):
            return None
        attend = self.one("defendantToAttendReview", "defendant to attend", "attendance")
        return Review(day(on), clock(at), court or None, attends(attend))


def _words(value: Any) -> str:
    return " ".join(str(value).split()).casefold() if isinstance(value, str) else ""


def plain(value: Any) -> str:
    """Words on one line; signs that cannot be printed or kept (NUL, halves of a pair) are gone."""
    if not isinstance(value, str):
        return ""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return plain(str(value))[:500] if isinstance(value, str | int) else ""


def period(given: Iterable[str]) -> Period | None:
    """One period from the values of its prompts: "12 Months"; "1 Years" with "6 Months".

    Months are whole months or None: weeks and days are not turned into months.
    """
    text = " ".join(given).strip()
    parts = _PART.findall(text)
    if not parts:
        return Period(text, None, None) if text else None
    if len(parts) > 1:
        return Period(text, None, _months(parts))
    number, unit = parts[0]
    return Period(int(number), unit or None, _months(parts))


def _months(parts: list[tuple[str, str]]) -> int | None:
    months = 0
    for number, unit in parts:
        each = _IN_MONTHS.get(unit.casefold())
        if each is None and int(number) != 0:
            return None
        months += int(number) * (each or 0)
    return months


def day(given: str) -> date | None:
    """A date as 2026-11-22 or 22/11/2026; None when it is neither or does not exist."""
    for pattern in _DATES:
        if match := pattern.match(given.strip()):
            try:
                return date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:
                return None
    return None


def clock(given: str) -> str | None:
    match = _TIME.match(given.strip())
    return f"{int(match[1]):02d}:{match[2]}" if match else None


def attends(given: str) -> bool | None:
    """Whether the person must come; None where it is not said or not plain."""
    words = given.casefold()
    if words in _YES:
        return True
    if words in _NO or re.search(r"\bnot\b|\bexcus|\bneed not\b", words):
        return False
    return True if re.search(r"\battend", words) else None
