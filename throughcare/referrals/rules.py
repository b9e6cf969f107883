"""What the words of referring mean: who a service takes, when a reply is due. No database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from throughcare.core.clock import LONDON
from throughcare.referrals import codes
from throughcare.referrals.models import DirectoryService
from throughcare.sharing.rules import after_working_days

FITS, CHECK, NO = "fits", "check", "no"
#: The working day ends: what is due on a day is due by then.
END_OF_DAY: Final = time(17, 0)


@dataclass(frozen=True)
class Known:
    """What is known of the person that a service may ask about. None or "" is "not known"."""

    sex: str = ""
    age: int | None = None
    # Postcode districts in which the person lives or stays, such as NF1.
    areas: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fit:
    """How one service fits: the verdict in a word, and every reason for it in words."""

    service: DirectoryService
    verdict: str
    why: tuple[str, ...]
    against: tuple[str, ...] = ()
    to_check: tuple[str, ...] = ()


def fit(service: DirectoryService, known: Known, need: str) -> Fit:
    """Hold one service against what is known. No score: each rule says yes, no or not known."""
    yes: list[str] = []
    no: list[str] = []
    check: list[str] = []
    for answer, words in (
        _need(service, need),
        _sex(service, known),
        _age(service, known),
        _area(service, known),
    ):
        if words:
            {FITS: yes, NO: no, CHECK: check}[answer].append(words)
    if service.cohorts:
        cohorts = ", ".join(service.cohorts)
        check.append(_("Only for: %(cohorts)s. Ask whether this fits") % {"cohorts": cohorts})
    if service.check_words:
        check.append(service.check_words)
    verdict = NO if no else CHECK if check else FITS
    return Fit(service, verdict, tuple(yes), tuple(no), tuple(check))


def _need(service: DirectoryService, need: str) -> tuple[str, str]:
    if not need or not service.needs:
        return FITS, ""
    named = codes.label("needs", need)
    if need in service.needs:
        return FITS, named
    return NO, _("does not offer: %(need)s") % {"need": named}


def _sex(service: DirectoryService, known: Known) -> tuple[str, str]:
    if service.takes == DirectoryService.Takes.ALL:
        return FITS, ""
    takes = str(service.get_takes_display()).lower()
    if known.sex == service.takes:
        return FITS, takes
    if known.sex in DirectoryService.Takes.values:
        return NO, _("%(takes)s") % {"takes": takes}
    return CHECK, _("%(takes)s: ask whether this fits") % {
        "takes": str(service.get_takes_display())
    }


def _age(service: DirectoryService, known: Known) -> tuple[str, str]:
    words = ages(service)
    if not words:
        return FITS, ""
    if known.age is None:
        return CHECK, _("Takes %(ages)s; their age is not known") % {"ages": words}
    young = service.age_from is not None and known.age < service.age_from
    old = service.age_to is not None and known.age > service.age_to
    return (NO, _("only %(ages)s") % {"ages": words}) if young or old else (FITS, words)


def _area(service: DirectoryService, known: Known) -> tuple[str, str]:
    if not service.areas:
        return FITS, ""
    covers = ", ".join(service.areas)
    if not known.areas:
        return CHECK, _("Covers %(areas)s; where they live is not known to you") % {"areas": covers}
    if set(known.areas) & set(service.areas):
        return FITS, _("covers %(areas)s") % {"areas": covers}
    return NO, _("only covers %(areas)s") % {"areas": covers}


def ages(service: DirectoryService) -> str:
    """``aged 18 to 25``, ``aged 18 or over``; "" for all ages."""
    first, last = service.age_from, service.age_to
    if first is not None and last is not None:
        return _("aged %(first)s to %(last)s") % {"first": first, "last": last}
    if first is not None:
        return _("aged %(first)s or over") % {"first": first}
    return _("aged up to %(last)s") % {"last": last} if last is not None else ""


def best_first(fits: Iterable[Fit]) -> list[Fit]:
    """Those that fit, then those to check, then the rest; the shorter wait first, then by name."""
    order = {FITS: 0, CHECK: 1, NO: 2}
    unknown = 10_000
    return sorted(
        fits,
        key=lambda each: (
            order[each.verdict],
            unknown if each.service.wait_days is None else each.service.wait_days,
            each.service.name.casefold(),
        ),
    )


def district(postcode: str) -> str:
    """The district of a postcode: ``NF1 2AB`` is in ``NF1``; "" where it is none."""
    squeezed = "".join(postcode.split()).upper()
    if not squeezed.isascii() or not squeezed.isalnum():
        return ""
    return squeezed[:-3] if 5 <= len(squeezed) <= 7 else ""


def reply_due(sent_at: datetime, soon: str) -> datetime:
    """When the service should have said yes or no: working days of the site, by 5pm."""
    days = settings.REFERRAL_REPLY_WORKING_DAYS[soon]
    day = after_working_days(sent_at, days)
    due = datetime.combine(day.astimezone(LONDON).date(), END_OF_DAY, LONDON)
    return due if due > sent_at else sent_at + timedelta(hours=1)


def word_due(first_at: datetime) -> datetime:
    """When somebody should have said whether the person came: the end of the next day."""
    day = first_at.astimezone(LONDON).date() + timedelta(days=1)
    return datetime.combine(day, END_OF_DAY, LONDON)


def check_due(service: DirectoryService) -> date:
    """By when somebody should look at the entry again."""
    return service.checked_on + timedelta(days=settings.DIRECTORY_CHECK_DAYS)


def is_overdue(service: DirectoryService, today: date) -> bool:
    return service.closed_on is None and check_due(service) < today


def known_needs(asked: Sequence[str]) -> list[str]:
    """Codes that the list has, each once, in the order in which they came."""
    have = dict(codes.choices("needs"))
    return [code for code in dict.fromkeys(asked) if code in have]
