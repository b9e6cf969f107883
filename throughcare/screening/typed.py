"""What people type from a custody list: a birth date or an age, a time of arrival. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from throughcare.core.clock import LONDON
from throughcare.design.typed import read_near_date, read_time
from throughcare.screening.rules import OLDEST

_AGE = re.compile(r"(?:about|around|c\.?|~)?\s*(\d{1,3})", re.ASCII)
_YEAR = re.compile(r"(19|20)\d\d|[/.\- ]\d\d$", re.ASCII)
#: A clock of somebody else's may be ahead of ours.
AHEAD = timedelta(minutes=10)


def read_ids(values: Iterable[str], *, most: int = 50) -> list[UUID]:
    """The ids among what a browser sent; anything else is passed over."""
    found: list[UUID] = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
        if len(found) == most:
            break
    return found


def read_born(text: str, *, today: date) -> tuple[date | None, int | None]:
    """A birth date or an age in years: ``8/7/1999``, ``8 July 1999``, ``27``, ``about 27``.

    Raises ValueError when it is neither, is in the future, or is older than anybody.
    """
    squeezed = " ".join(text.casefold().split())
    if not squeezed:
        return None, None
    if age := _AGE.fullmatch(squeezed):
        years = int(age[1])
        if years > OLDEST:
            raise ValueError(text)
        return None, years
    born = read_near_date(squeezed, today=today) if _YEAR.search(squeezed) else None
    if born is not None and born > today and not re.search(r"(19|20)\d\d", squeezed):
        born = born.replace(year=born.year - 100)  # 8/7/99 is not in the future
    if born is None or born > today or today.year - born.year > OLDEST:
        raise ValueError(text)
    return born, None


def read_arrival(
    text: str, *, now: datetime, oldest: timedelta = timedelta(days=30)
) -> datetime | None:
    """When somebody arrived: ``12:04am`` (the last such time), ``yesterday 11pm``, ``18/11 23:10``.

    None for nothing typed; ValueError when it cannot be read or has not happened yet.
    """
    day, at = _split(text, now=now)
    if at is None:
        return None
    moment = datetime.combine(day or _today(now), at, tzinfo=LONDON)
    if day is None and moment > now + AHEAD:
        moment -= timedelta(days=1)
    if moment > now + AHEAD or now - moment > oldest:
        raise ValueError(text)
    return moment


def read_next(text: str, *, now: datetime) -> datetime | None:
    """When to come back: ``9am`` (the next such time), ``tomorrow 9am``. ValueError as above."""
    day, at = _split(text, now=now)
    if at is None:
        return None
    moment = datetime.combine(day or _today(now), at, tzinfo=LONDON)
    if day is None and moment <= now:
        moment += timedelta(days=1)
    if moment <= now or moment - now > timedelta(days=7):
        raise ValueError(text)
    return moment


def _today(now: datetime) -> date:
    return now.astimezone(LONDON).date()


def _split(text: str, *, now: datetime) -> tuple[date | None, time | None]:
    """The day, where one is said, and the time. (None, None) for nothing typed."""
    words = text.replace(",", " ").split()
    if not words:
        return None, None
    for cut in range(len(words)):
        at = read_time("".join(words[cut:]))
        if at is None:
            continue
        if cut == 0:
            return None, at
        day = read_near_date(" ".join(words[:cut]), today=_today(now))
        if day is not None:
            return day, at
    raise ValueError(text)
