"""What people type for a near date or a time, read as they meant it. Pure functions."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _

_NUMBERS = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{4}|\d{2}))?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_MONTH_NAME = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([^\W\d]{3,})\.?(?:\s+(\d{4}|\d{2}))?")
_TIME = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?", re.ASCII)
_LONGEST = 40  # characters: nobody types a longer date, and a pattern should not chew on one


def read_near_date(text: str, *, today: date) -> date | None:
    """The day meant by ``19/11``, ``19 November``, ``tomorrow``, ``friday``, ``2026-11-19``.

    Without a year it is the nearest such day: ``3/1`` typed in November is next January,
    ``28/12`` typed in January is last December. None if it is not a date.
    """
    text = " ".join(text.casefold().replace(",", " ").split())
    if not text or len(text) > _LONGEST:
        return None
    named = _named_days(today).get(text)
    if named is not None:
        return named
    # "Thursday 19 November": the day of the week says nothing more.
    for weekday in _weekday_names():
        text = text.removeprefix(f"{weekday} ")
    return _numbered(text, today) or _with_month_name(text, today)


def read_time(text: str) -> time | None:
    """The time meant by ``9:05am``, ``9.05``, ``0905``, ``2pm``, ``14:30``, ``noon``."""
    text = "".join(text.casefold().split())
    words = {"noon": time(12), "12noon": time(12), "midday": time(12), "midnight": time(0)}
    words |= {"12midnight": time(0), "".join(_("12 noon").split()): time(12)}
    if text in words:
        return words[text]
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    half = (match[3] or "").replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif match[2] is None:
        return None  # a bare "2" may be either end of the day
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _numbered(text: str, today: date) -> date | None:
    if iso := _ISO.fullmatch(text):
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    if match := _NUMBERS.fullmatch(text):
        return _resolve(int(match[1]), int(match[2]), match[3], today)
    return None


def _with_month_name(text: str, today: date) -> date | None:
    match = _MONTH_NAME.fullmatch(text)
    if match is None:
        return None
    for number, name in MONTHS.items():
        if str(name).casefold().startswith(match[2]):
            return _resolve(int(match[1]), number, match[3], today)
    return None


def _resolve(day: int, month: int, year: str | None, today: date) -> date | None:
    if year is not None:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    around = (_date(today.year + offset, month, day) for offset in (0, 1, -1))
    return min(
        (candidate for candidate in around if candidate),
        key=lambda candidate: abs(candidate - today),
        default=None,
    )


def _named_days(today: date) -> dict[str, date]:
    days = {
        _("today"): today,
        _("tomorrow"): today + timedelta(days=1),
        _("yesterday"): today - timedelta(days=1),
    }
    for index, name in enumerate(_weekday_names()):
        # The next such day after today: "Friday" said on a Friday is in a week.
        ahead = (index % 7 - today.weekday() - 1) % 7 + 1
        days.setdefault(name, today + timedelta(days=ahead))
    return days


def _weekday_names() -> list[str]:
    full = [str(WEEKDAYS[index]).casefold() for index in range(7)]
    return [*full, *(name[:3] for name in full)]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
