"""How the list of what is available locally is said on a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.core import clock
from throughcare.court_reports import provided
from throughcare.court_reports.models import CourtReport, ProvisionList
from throughcare.court_reports.provision import Provision
from throughcare.design import words
from throughcare.design.parts import Tag


@dataclass(frozen=True)
class LineRow:
    """One line as the settings show it."""

    line: Provision
    url: str
    where: str
    when: str
    checked: str
    tag: Tag


def rows(lines: Iterable[Provision], courts: Mapping[str, str]) -> list[LineRow]:
    """Lines that hold now first, then those to come, then those that have ended."""
    today = clock.today()
    ordered = sorted(lines, key=lambda line: (_rank(line, today), line.title.casefold()))
    return [
        LineRow(
            line=line,
            url=reverse("settings_provision_line", args=[line.id]),
            where=where_words(line, courts),
            when=when_words(line),
            checked=checked_words(line),
            tag=state_tag(line, today),
        )
        for line in ordered
    ]


def _rank(line: Provision, today: date) -> int:
    if line.ends_on and line.ends_on < today:
        return 2
    return 1 if line.starts_on > today else 0


def where_words(line: Provision, courts: Mapping[str, str]) -> str:
    named = [courts.get(slug, slug) for slug in line.courts]
    return words.and_list(named) if named else _("All courts")


def when_words(line: Provision) -> str:
    first = words.full_date(line.starts_on)
    if line.ends_on is None:
        return _("From %(first)s") % {"first": first}
    return _("%(first)s to %(last)s") % {"first": first, "last": words.full_date(line.ends_on)}


def checked_words(line: Provision) -> str:
    day = words.full_date(line.checked_on)
    if not line.checked_by:
        return day
    return _("%(day)s, %(name)s") % {"day": day, "name": line.checked_by}


def is_overdue(line: Provision, today: date) -> bool:
    """Was it last looked at longer ago than an entry of the directory may be?"""
    return line.checked_on < today - timedelta(days=settings.DIRECTORY_CHECK_DAYS)


def state_tag(line: Provision, today: date) -> Tag:
    rank = _rank(line, today)
    if rank == 2:
        return Tag(_("Ended"), "grey")
    if is_overdue(line, today):
        return Tag(_("Check due"), "orange")
    return Tag(_("To come"), "blue") if rank else Tag(_("Available"), "green")


def version_words(version: ProvisionList) -> str:
    """``Version 3, 2 November 2026 at 9am, Nadia Collins: a line was changed (Alcohol)``."""
    said = _("Version %(number)s, %(when)s, %(name)s: %(what)s") % {
        "number": version.number,
        "when": words.full_moment(version.made_at),
        "name": version.by_name,
        "what": version.get_what_display(),
    }
    return f"{said} ({version.about})" if version.about else said


def of_report(report: CourtReport) -> list[str]:
    """Which list a draft was filled from, what in it is old, and whether a newer one holds."""
    version = report.provision
    if version is None:
        return []
    said = [
        _("Filled from version %(number)s of the list, of %(day)s.")
        % {"number": version.number, "day": words.full_date(words.local(version.made_at))}
    ]
    on, court = report.hearing.on, report.hearing.slug
    there = [line for line in provided.lines_of(version) if line.is_there(on, court)]
    old = [line.title for line in there if is_overdue(line, clock.today())]
    if old:
        counted = ngettext(
            "%(names)s was last checked more than %(days)s days ago.",
            "%(names)s were last checked more than %(days)s days ago.",
            len(old),
        )
        said.append(counted % {"names": words.and_list(old), "days": settings.DIRECTORY_CHECK_DAYS})
    newest: Any = getattr(report, "newest_provision", None)
    if newest and newest > version.number:
        said.append(
            _("The list was changed since: version %(number)s holds now. Read this part again.")
            % {"number": newest}
        )
    return said
