"""A team's treatment in words: the week, the waiting list, cases in supervision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.core import clock
from throughcare.design import words
from throughcare.design.parts import Group, Tag
from throughcare.orders.models import Requirement
from throughcare.people.presenters import full_name
from throughcare.treatment.booked import Booked
from throughcare.treatment.models import Programme, Supervision
from throughcare.treatment.presenters import programme as programme_words
from throughcare.treatment.selectors import WeekLine


@dataclass(frozen=True)
class WeekRow:
    """One session of the week."""

    name: str
    url: str
    at: str
    where: str
    lead: str
    state: Tag
    waits: bool


def week_groups(lines: Sequence[WeekLine]) -> list[Group]:
    """A group a day, in the order of time."""
    today = clock.today()
    return [
        Group(words.day_date(on, today=today), [_week_row(line) for line in of_day])
        for on, of_day in groupby(lines, key=_day)
    ]


def _day(line: WeekLine) -> date:
    return words.local(line.appointment.starts_at).date()


def _week_row(line: WeekLine) -> WeekRow:
    state = programme_words.session_state(Booked(line.session, line.appointment))
    lead = line.session.programme.lead
    person = line.appointment.person
    return WeekRow(
        name=full_name(person),
        url=reverse("treatment_session", args=[person.reference, line.session.number]),
        at=words.clock(line.appointment.starts_at),
        where=line.appointment.place,
        lead=lead.user.name if lead else "",
        state=state,
        waits=state.colour == "orange",
    )


@dataclass(frozen=True)
class WaitingLine:
    """Somebody who waits."""

    place: int
    name: str
    url: str
    begin_url: str
    programme: str
    since: str
    days: str
    waits_for: str


@dataclass(frozen=True)
class OrderedLine:
    """Somebody for whom a court ordered treatment, and whom nobody has taken on."""

    name: str
    url: str
    take_on_url: str
    made: str
    director: str


def ordered_lines(rows: Sequence[Requirement]) -> list[OrderedLine]:
    return [
        OrderedLine(
            name=full_name(row.person),
            url=reverse("person_order", args=[row.person.reference]),
            take_on_url=reverse("treatment_new", args=[row.person.reference]),
            made=words.short_date(row.order.made_on, today=clock.today()),
            director=row.director,
        )
        for row in rows
    ]


def waiting_lines(rows: Sequence[Programme]) -> list[WaitingLine]:
    return [_waiting(n, row) for n, row in enumerate(rows, start=1)]


def _waiting(place: int, row: Programme) -> WaitingLine:
    days = (clock.today() - row.waits_since).days
    ref = row.person.reference
    return WaitingLine(
        place=place,
        name=full_name(row.person),
        url=reverse("treatment", args=[ref]),
        begin_url=reverse("treatment_begin", args=[ref, row.pk]),
        programme=programme_words.name_of(row),
        since=programme_words.short(row.waits_since),
        days=ngettext("%(n)s day", "%(n)s days", days) % {"n": days},
        waits_for=row.waits_for,
    )


def places_words(treated: int, places: int | None) -> str:
    """How many are treated now, of how many places, where a number is set."""
    if places is None:
        return ngettext(
            "%(n)s person is in treatment. No number of places is set for this team.",
            "%(n)s people are in treatment. No number of places is set for this team.",
            treated,
        ) % {"n": treated}
    free = max(0, places - treated)
    return _("%(n)s of %(all)s places are taken: %(free)s free.") % {
        "n": treated,
        "all": places,
        "free": free,
    }


@dataclass(frozen=True)
class CaseLine:
    """One case in supervision."""

    name: str
    url: str
    log_url: str
    last: str
    following: str
    late: bool


def supervision_groups(
    rows: Sequence[Programme], latest: Mapping[UUID, Supervision]
) -> list[Group]:
    """The cases of each who leads, by name."""
    return [
        Group(lead, [_case(row, latest.get(row.pk)) for row in cases])
        for lead, cases in groupby(rows, key=lambda row: row.lead.user.name if row.lead else "")
    ]


def _case(row: Programme, last: Supervision | None) -> CaseLine:
    next_on = last.next_on if last else None
    late = next_on is not None and next_on < clock.today()
    following = programme_words.short(next_on) if next_on else _("No day is set")
    return CaseLine(
        name=full_name(row.person),
        url=reverse("treatment", args=[row.person.reference]),
        log_url=reverse("treatment_supervision", args=[row.person.reference, row.pk]),
        last=(
            f"{programme_words.short(last.held_on)}, {last.supervisor}" if last else _("Not yet")
        ),
        following=following,
        late=late,
    )
