"""How the person's own pages say it: under 15 words a sentence, reading age 9 to 11."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from throughcare.appointments.models import Appointment
from throughcare.core import clock
from throughcare.core.access import CATEGORIES
from throughcare.design import words
from throughcare.my import rules
from throughcare.my.actions import keeping
from throughcare.my.models import Handover
from throughcare.my.own_selectors import Helper, Look
from throughcare.people.models import Person
from throughcare.plans.models import Progress, RoadmapStep
from throughcare.sharing.sight import seen_at_most


@dataclass(frozen=True)
class AppointmentWords:
    """One appointment: when, with which team or how, where."""

    pk: UUID
    when: str
    how: str
    place: str


@dataclass(frozen=True)
class SeesLine:
    who: str
    what: tuple[str, ...]


@dataclass(frozen=True)
class LookedLine:
    who: str
    why: str


@dataclass(frozen=True)
class LookedDay:
    day: str
    lines: tuple[LookedLine, ...]


def called(person: Person) -> str:
    return person.likes_to_be_called or person.given_name


def appointment(row: Appointment) -> AppointmentWords:
    """No word of court, order or clinic but the place as staff wrote it for the person."""
    hows = {
        "in_person": _("Face to face"),
        "phone": _("By phone"),
        "video": _("By video"),
    }
    at = words.local(row.starts_at)
    day = words.near_day(at.date(), today=clock.today())
    when = _("%(day)s, %(time)s") % {"day": day, "time": words.clock(at)}
    return AppointmentWords(row.pk, when, hows[row.mode], row.place)


@dataclass(frozen=True)
class StepWords:
    """One step of the roadmap as the person sees it."""

    pk: UUID
    title: str
    note: str
    how: str
    how_words: str
    colour: str


_COLOURS = {"going_well": "green", "done": "green", "started": "blue", "not_started": "blue"}


def steps(rows: Sequence[RoadmapStep]) -> list[StepWords]:
    return [
        StepWords(
            row.pk,
            row.title,
            row.first_thing,
            row.how,
            str(Progress(row.how).label),
            _COLOURS.get(row.how, "white"),
        )
        for row in rows
    ]


def progress_choices() -> list[tuple[str, str]]:
    """What the person may say of a step in one tap, best first."""
    offered = (Progress.GOING_WELL, Progress.STARTED, Progress.WAITING, Progress.DONE)
    return [(each.value, str(each.label)) for each in (*offered, Progress.STOPPED)]


@dataclass(frozen=True)
class QuestionsWords:
    pk: UUID
    many: int
    until: str


def questions(row: Handover) -> QuestionsWords:
    """How many there are, and until when somebody is there to look at the answers."""
    asked = rules.questions(keeping.set_of(row), {})
    until = words.clock(row.in_charge_until) if row.in_charge_until else ""
    return QuestionsWords(row.pk, len(asked), until)


#: What a link lets somebody see, in the person's words, strongest first.
def _sees(mask: int) -> tuple[str, ...]:
    told = {
        "clinical_detail": _("Your health notes"),
        "health_summary": _("If you came, and what you need"),
        "contact_address": _("Your address and phone"),
        "justice": _("Court dates and orders"),
        "identity": _("Your name and date of birth"),
    }
    found = [text for name, text in told.items() if mask >> CATEGORIES.index(name) & 1]
    return tuple(found) or (_("Nothing yet."),)


def who_sees_what(helpers: Sequence[Helper]) -> list[SeesLine]:
    """One line a team. Of another agency only what needs no agreement can be said for sure."""
    masks: dict[tuple[str, str], int] = {}
    for each in helpers:
        mask = seen_at_most(
            agency_type=each.agency_type, relationship=each.kind, own=each.own, agreed={}
        )
        key = (each.team, each.agency)
        masks[key] = masks.get(key, 0) | mask
    return [
        SeesLine(f"{team}, {agency}" if team else agency, _sees(mask))
        for (team, agency), mask in masks.items()
    ]


_ROLES = {
    "clinician": _l("A health worker"),
    "practitioner": _l("A support worker"),
    "supervisor": _l("A team lead"),
    "admin": _l("Somebody who writes letters"),
    "probation_practitioner": _l("A probation officer"),
    "court_officer": _l("Court staff"),
    "police_liaison": _l("Custody staff"),
    "council_officer": _l("Council staff"),
}
_WHY = {
    "direct_care": _l("To care for you"),
    "supervision": _l("To check the work"),
    "court_report": _l("To inform the court"),
}
EMERGENCY = 10


def looked(looks: Sequence[Look]) -> list[LookedDay]:
    """By day, the newest first."""
    return [
        LookedDay(words.day_date(day, today=clock.today()), tuple(_look(each) for each in found))
        for day, found in groupby(looks, key=lambda each: each.on)
    ]


def _look(each: Look) -> LookedLine:
    who = f"{_ROLES.get(each.role, _('Somebody'))}, {each.team}"
    return LookedLine(who, str(_why(each)))


def _why(each: Look) -> object:
    if each.relationship == EMERGENCY:
        return _("In an emergency")
    if (each.role, each.purpose) == ("probation_practitioner", "supervision"):
        return _("To supervise you")
    return _WHY.get(each.purpose, "")
