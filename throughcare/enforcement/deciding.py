"""Which missed appointments wait for the officer's decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from throughcare.appointments.models import Appointment, Kind, Status
from throughcare.appointments.rules import MISSED
from throughcare.core import clock
from throughcare.enforcement.models import Absence, AttendanceStatement
from throughcare.enforcement.presenters import when_words
from throughcare.enforcement.statements import Line
from throughcare.people.presenters import full_name

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.people.models import Person


@dataclass(frozen=True)
class ToDecide:
    """One line for the officer."""

    person_id: UUID
    name: str
    url: str
    note: str


def undecided(ctx: Context) -> list[ToDecide]:
    """Missed appointments of the last weeks that nobody decided, oldest first: three statements."""
    since = clock.now() - timedelta(days=settings.ENFORCEMENT_SHOWN_DAYS)
    done = set(
        Absence.visible_to(ctx)
        .filter(agency_id=ctx.agency_id, on__gte=since.date())
        .values_list("appointment_id", flat=True)
    )
    found: dict[str, tuple[Line, UUID, Person]] = {}
    statements = AttendanceStatement.visible_to(ctx).filter(
        status=AttendanceStatement.Status.ISSUED, last_on__gte=since.date()
    )
    for told in statements.select_related("person").order_by("recorded_at"):
        for line in map(Line.read, told.lines):
            found[line.appointment] = (line, told.order_id, told.person)
    rows = Appointment.visible_to(ctx).filter(order_id__isnull=False, starts_at__gte=since)
    for row in rows.exclude(status=Status.PLANNED).select_related("person")[:500]:
        if row.order_id is not None:
            found[str(row.pk)] = (Line.of(row), row.order_id, row.person)
    waiting = [
        each for key, each in found.items() if each[0].status in MISSED and UUID(key) not in done
    ]
    return [_said(*each) for each in sorted(waiting, key=lambda each: (each[0].on, each[0].at))]


def _said(line: Line, order_id: UUID, person: Person) -> ToDecide:
    missed = Status(line.status).label
    return ToDecide(
        person_id=person.pk,
        name=full_name(person),
        url=reverse("absence_new", args=[person.reference, order_id, line.appointment]),
        note=f"{when_words(line)} · {Kind(line.kind).label} · {missed}",
    )
