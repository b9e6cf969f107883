"""The week in the address of a page, ``?week=2026-11-16``, and the way to the weeks beside it."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from throughcare.appointments import rules
from throughcare.core import clock
from throughcare.design.shell import NavItem

STEP = timedelta(days=7)


def read_day(typed: str) -> date:
    """The day in the address; today where it is none or too far for a calendar."""
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return clock.today()
    return found if 2000 <= found.year <= 2100 else clock.today()


def week_links(page: str, monday: date) -> list[NavItem]:
    """The week before, this week, the week after, on the page with this address."""
    this = rules.week_of(clock.today())[0]
    found = [(_("Week before"), monday - STEP), (_("This week"), this)]
    found.append((_("Week after"), monday + STEP))
    return [NavItem(said, f"{page}?week={day}", day == monday) for said, day in found]
