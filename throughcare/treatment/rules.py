"""What a pathway says of one programme here; dates and counts. Reads no row about a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from throughcare.appointments.models import Appointment
from throughcare.appointments.models import Status as Came
from throughcare.core import clock
from throughcare.instruments import library as questionnaires
from throughcare.instruments.approval import QUESTIONNAIRES
from throughcare.instruments.library import Questionnaire
from throughcare.pathways.definition import Definition
from throughcare.pathways.library import library
from throughcare.pathways.models import PathwaySetting
from throughcare.pathways.programme import Programme as Says

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.treatment.models import Programme

#: Outcomes of an appointment at which the session took place.
HELD = (Came.CAME, Came.CAME_LATE)
#: Those that are never counted against the person.
NOT_THEIRS = (Came.WE_CANCELLED, Came.MOVED)
SESSION_MINUTES = 50
#: What ends the wait for a first session.
FIRST_HELD = "treatment.session_saved"


def pathways() -> dict[str, Definition]:
    """The newest version of every pathway that has a programme, by its id."""
    return {id: each for id, each in library().newest().items() if each.programme is not None}


def has_gate(definition: Definition) -> bool:
    """Are the criteria of the pathway asked when somebody is taken on (services.md, C30)?"""
    return definition.programme is not None and bool(definition.criteria)


def definition_of(programme: Programme) -> Definition | None:
    """The version that this programme began with; None when it is not shipped any more."""
    return library().version(programme.pathway, programme.pathway_version)


def says(programme: Programme) -> Says | None:
    """What the pathway says of treatment."""
    found = definition_of(programme)
    return found.programme if found else None


def most_sessions(programme: Programme) -> int | None:
    """How many sessions the pathway allows (services.md, C31); None where it sets no limit."""
    told = says(programme)
    return told.sessions_at_most if told else None


def settings_of(agency_id: UUID, pathway: str) -> dict[str, int]:
    """What the agency has set for a pathway: one statement."""
    rows = PathwaySetting.objects.filter(agency_id=agency_id, pathway=pathway)
    return {row.name: row.value for row in rows if row.value is not None}


def asked_at(
    ctx: Context, told: Says | None, set_here: Mapping[str, int], *, held: int, planned: int | None
) -> list[Questionnaire]:
    """The questionnaires of a session: those of each one, and at the first and last the others.

    ``held`` sessions took place before it. Those that nobody signed for live use are left out.
    """
    if told is None:
        return []
    ends = held == 0 or (planned is not None and held + 1 >= planned)
    names = [
        each.instrument.lower()
        for each in told.asked(set_here)
        if ends or each.when == "every_session"
    ]
    there = questionnaires.library().questionnaires
    found = (there.get(name) for name in dict.fromkeys(names))
    return QUESTIONNAIRES.usable(ctx, [each for each in found if each is not None])


def asked_after(
    ctx: Context, told: Says | None, set_here: Mapping[str, int]
) -> list[Questionnaire]:
    """Those that are asked again at a follow-up: what was asked at the first session."""
    return asked_at(ctx, told, set_here, held=0, planned=None)


def supervision_due(told: Says | None, set_here: Mapping[str, int], on: date) -> date | None:
    """When a case is next talked through; None where the site has not said how often."""
    if told is None or told.supervision is None:
        return None
    length = told.supervision.within.length(set_here)
    return None if length is None else on + length


def first_session_by(
    definition: Definition, set_here: Mapping[str, int], since: date
) -> date | None:
    """The last day for a first session of who waits since then; None where no clock is set."""
    standards = [each for stage in definition.stages for each in stage.standards]
    held = (each.within.length(set_here) for each in standards if FIRST_HELD in each.until)
    lengths = [length for length in held if length is not None]
    return since + min(lengths) if lengths else None


def follow_ups_due(
    told: Says | None, set_here: Mapping[str, int], ended_on: date
) -> list[tuple[str, str, date]]:
    """(name, title, day) of each follow-up that the site has set a day for."""
    if told is None:
        return []
    found = ((each, each.within.length(set_here)) for each in told.follow_ups)
    return [(each.id, each.title, ended_on + length) for each, length in found if length]


def morning(on: date) -> datetime:
    """Nine in the morning of a day in London: when a line of work becomes due."""
    return datetime.combine(on, time(9), tzinfo=clock.LONDON)


def moment(on: date, at: time) -> datetime:
    """A time of a day in London."""
    return datetime.combine(on, at, tzinfo=clock.LONDON)


def chase_on(today: date) -> date:
    """When somebody who was not reached is tried again."""
    return today + timedelta(days=settings.TREATMENT_CHASE_DAYS)


def was_held(appointment: Appointment | None) -> bool:
    return appointment is not None and appointment.status in HELD


def counts(appointments: Sequence[Appointment]) -> dict[str, int]:
    """How many were booked, came, told us first, did not come, we cancelled."""
    known = [each for each in appointments if each.status not in (Came.PLANNED, Came.MOVED)]
    by = {status: sum(each.status == status for each in known) for status in Came}
    return {
        "booked": len(known) - by[Came.WE_CANCELLED],
        "came": by[Came.CAME] + by[Came.CAME_LATE],
        "told": by[Came.TOLD_US_FIRST],
        "missed": by[Came.DID_NOT_COME],
        "ours": by[Came.WE_CANCELLED],
    }
