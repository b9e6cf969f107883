"""How we write dates, times, ages and numbers (the content style of the screens).

Pure functions. What depends on the present takes it as ``now`` or ``today``; moments are
aware datetimes and are said in Europe/London, whatever the zone of the machine.
"""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LONDON = ZoneInfo("Europe/London")

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def local(at: datetime) -> datetime:
    """The moment on a London clock. A moment without a zone is a mistake, not a guess."""
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return at.astimezone(LONDON)


def full_date(on: date) -> str:
    """``19 November 2026``."""
    on = _day(on)
    return f"{on.day} {MONTHS[on.month]} {on.year}"


def short_date(on: date, *, today: date) -> str:
    """``19 November``, with the year when it is not this one."""
    on = _day(on)
    return f"{on.day} {MONTHS[on.month]}" if on.year == today.year else full_date(on)


def day_date(on: date, *, today: date) -> str:
    """``Thursday 19 November`` inside the current year, else ``19 November 2026``."""
    on = _day(on)
    if on.year != today.year:
        return full_date(on)
    return f"{WEEKDAYS[on.weekday()]} {on.day} {MONTHS[on.month]}"


def near_day(on: date, *, today: date) -> str:
    """``Today``, ``Tomorrow``, ``Yesterday``, else ``Thursday 19 November``."""
    on = _day(on)
    names = {-1: _("Yesterday"), 0: _("Today"), 1: _("Tomorrow")}
    return names.get((on - today).days) or day_date(on, today=today)


def in_a_sentence(said: str) -> str:
    """``today, 2pm``: what ``near_day`` or ``moment`` says, after other words."""
    first, comma, rest = said.partition(",")
    return (
        first.lower() + comma + rest
        if first in (_("Yesterday"), _("Today"), _("Tomorrow"))
        else said
    )


def clock(at: datetime | time) -> str:
    """``9:05am``, ``2pm``, ``12 noon``, ``12 midnight``."""
    if isinstance(at, datetime):
        at = local(at).time()
    if at.minute == 0 and at.hour in (0, 12):
        return _("12 noon") if at.hour else _("12 midnight")
    hour = at.hour % 12 or 12
    half = _("am") if at.hour < 12 else _("pm")
    return f"{hour}:{at.minute:02d}{half}" if at.minute else f"{hour}{half}"


def moment(at: datetime, *, now: datetime) -> str:
    """When something is or was: ``9:05am`` today, else ``Tomorrow, 2pm``, ``12 March, 9am``."""
    at, now = local(at), local(now)
    if at.date() == now.date():
        return clock(at)
    days = (at.date() - now.date()).days
    day = near_day(at, today=now.date()) if abs(days) == 1 else short_date(at, today=now.date())
    return _("%(day)s, %(time)s") % {"day": day, "time": clock(at)}


def at_moment(at: datetime, *, now: datetime) -> str:
    """``at 9:05am`` today, else ``yesterday at 11:35pm``, ``on 12 March at 9am``: after a verb."""
    at, now = local(at), local(now)
    time_of_day = _("at %(time)s") % {"time": clock(at)}
    if at.date() == now.date():
        return time_of_day
    if abs((at.date() - now.date()).days) == 1:
        day = in_a_sentence(near_day(at, today=now.date()))
    else:
        day = _("on %(day)s") % {"day": short_date(at, today=now.date())}
    return f"{day} {time_of_day}"


def near_moment(at: datetime, *, now: datetime) -> str:
    """``Today, 2pm``, ``Yesterday, 9am``, ``12 March, 9am``: with its day on any day."""
    said = moment(at, now=now)
    return f"{_('Today')}, {said}" if local(at).date() == local(now).date() else said


def full_moment(at: datetime) -> str:
    """``19 November 2026, 9:05am``, for records and prints that are read years later."""
    return _("%(day)s, %(time)s") % {"day": full_date(local(at).date()), "time": clock(at)}


def until(due: datetime, *, now: datetime) -> str:
    """How long is left, in words: ``in 20 minutes``, ``now``, ``5 minutes late``."""
    seconds = (due - now).total_seconds()
    if abs(seconds) < MINUTE:
        return _("now")
    length = duration(abs(seconds))
    if seconds > 0:
        return _("in %(length)s") % {"length": length}
    return _("%(length)s late") % {"length": length}


def ago(at: datetime, *, now: datetime) -> str:
    """How long since: ``20 minutes ago``, ``just now``."""
    seconds = (now - at).total_seconds()
    if seconds < MINUTE:
        return _("just now")
    return _("%(length)s ago") % {"length": duration(seconds)}


def duration(seconds: float) -> str:
    """A length of time in the one unit, or from 1 to 6 hours the two, that a person would say.

    Rounded down, so that a deadline never seems further off than it is by a whole unit.
    """
    minutes, hours, days = int(seconds // MINUTE), int(seconds // HOUR), int(seconds // DAY)
    if hours < 1:
        return _minutes(minutes)
    if hours < 6 and minutes % 60:
        return _("%(hours)s %(minutes)s") % {
            "hours": _hours(hours),
            "minutes": _minutes(minutes % 60),
        }
    if days < 2:
        return _hours(hours)
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": thousands(days)}


def date_range(first: date, last: date, *, today: date) -> str:
    """``19 November to 3 December``."""
    return _("%(first)s to %(last)s") % {
        "first": short_date(first, today=today),
        "last": short_date(last, today=today),
    }


def time_range(start: datetime | time, end: datetime | time) -> str:
    """``9am to 10:30am``."""
    return _("%(first)s to %(last)s") % {"first": clock(start), "last": clock(end)}


def age(born: date, *, today: date) -> int:
    """Full years. A birthday on 29 February falls on 1 March in a year without one."""
    had_birthday = (today.month, today.day) >= (born.month, born.day)
    return today.year - born.year - (0 if had_birthday else 1)


def born(on: date, *, today: date) -> str:
    """``14 March 1991 (35)``."""
    return _("%(date)s (%(age)s)") % {"date": full_date(on), "age": age(on, today=today)}


def nhs_number(number: str | None) -> str:
    """``999 491 3581``; a missing one has words too, for a blank would read as an oversight."""
    if not number:
        return _("No NHS number yet")
    digits = "".join(sign for sign in number if sign not in " -\u00a0")
    if len(digits) != 10:
        return number  # not one: show what was given rather than a tidy lie
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


def thousands(number: int) -> str:
    """``12,345``: commas from a thousand."""
    return f"{number:,}"


def initials(name: str) -> str:
    """``LW`` for Leanne Whitlock: what a page title may say of a person. First and last part."""
    parts = [part for part in name.replace("\u2019", "'").split() if part[0].isalpha()]
    if not parts:
        return ""
    chosen = parts if len(parts) == 1 else [parts[0], parts[-1]]
    return "".join(part[0].upper() for part in chosen)


def and_list(items: list[str]) -> str:
    """``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return _("%(first)s and %(last)s") % {"first": ", ".join(items[:-1]), "last": items[-1]}


def _day(on: date) -> date:
    # A datetime is a date to Python; its day must be the London one.
    return local(on).date() if isinstance(on, datetime) else on


def _minutes(count: int) -> str:
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}


def _hours(count: int) -> str:
    return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}
