"""How the log is told on a page: by day, one line for each who and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.audit.selectors import Opening
from throughcare.core import registry
from throughcare.design import words
from throughcare.design.parts import Group


@dataclass(frozen=True)
class SeenLine:
    """One who, on one day, for one reason: what they did, and how often."""

    who: str
    where: str
    name: str
    what: str
    why: str
    link: str
    times: str
    refused: bool


def by_day(openings: Sequence[Opening], *, today: date) -> list[Group]:
    """The lines of each day, the newest day first."""
    days = groupby(openings, key=lambda each: words.local(each.at).date())
    return [Group(words.near_day(day, today=today), _lines(list(of_day))) for day, of_day in days]


def _lines(of_day: list[Opening]) -> list[SeenLine]:
    together: dict[tuple[Any, ...], list[Opening]] = {}
    for each in of_day:
        key = (each.staff_name, each.role, each.team_name, each.agency_name, each.purpose)
        together.setdefault((*key, each.relationship, _what(each)), []).append(each)
    return [_line(group) for group in together.values()]


def _line(group: list[Opening]) -> SeenLine:
    one = group[0]
    first, last = (words.clock(each.at) for each in (group[-1], one))
    times = ngettext("%(count)s time", "%(count)s times", len(group)) % {"count": len(group)}
    when = first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
    return SeenLine(
        who=_choice_words("agencies", "Membership", "role", one.role) or _("Not known"),
        where=", ".join(filter(None, (one.team_name, one.agency_name))),
        name=one.staff_name,
        what=_what(one),
        why=_purpose_words(one),
        link=_choice_words("sharing", "Link", "kind", one.relationship),
        times=when if len(group) == 1 else f"{times}, {when}",
        refused=one.outcome == "denied",
    )


def _what(opening: Opening) -> str:
    """From the name of the page, or of what happened: never from content."""
    if opening.outcome == "denied":
        return _("Tried to open it and was refused")
    if opening.on_list:
        return _("Saw the name on a list")
    if opening.action.startswith("page:GET:"):
        return _("Opened the record")
    return _("Added or changed something")


def _purpose_words(opening: Opening) -> str:
    known = dict(registry.supplied("purposes")(opening.agency_type, opening.role))
    return str(known.get(opening.purpose) or _("Not known"))


def _choice_words(app: str, model: str, field: str, value: Any) -> str:
    """The words of a choice of a higher folder's field; "" for none."""
    choices: Any = apps.get_model(app, model)._meta.get_field(field)
    return str(dict(choices.flatchoices).get(value, ""))
