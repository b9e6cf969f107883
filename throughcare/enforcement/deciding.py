"""Which missed appointments wait for the officer's decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.appointments.models import Kind, Status
from throughcare.appointments.rules import MISSED
from throughcare.appointments.selectors import of_orders_and_today
from throughcare.core import clock
from throughcare.design import words
from throughcare.enforcement import rules
from throughcare.enforcement.models import Absence, AttendanceStatement
from throughcare.enforcement.presenters import when_words
from throughcare.enforcement.statements import Line
from throughcare.people.presenters import full_name

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.people.models import Person

OPEN = Absence.Status.NOT_ACCEPTABLE


@dataclass(frozen=True)
class ToDecide:
    """One line for the officer."""

    person_id: UUID
    name: str
    url: str
    note: str


def undecided(ctx: Context) -> list[ToDecide]:
    """What waits for the officer, oldest first: three statements.

    Missed appointments of the last weeks that nobody decided, and those that are not acceptable
    and have neither a warning nor a referral yet.
    """
    since = clock.now() - timedelta(days=settings.ENFORCEMENT_SHOWN_DAYS)
    own = Absence.visible_to(ctx).filter(agency_id=ctx.agency_id, on__gte=since.date())
    decided = list(own.select_related("person").order_by("on"))
    done = {row.appointment_id for row in decided}
    steps = [_next_step(row, decided) for row in decided if row.status == OPEN]
    found: dict[str, tuple[Line, UUID, Person]] = {}
    statements = AttendanceStatement.visible_to(ctx).filter(
        status=AttendanceStatement.Status.ISSUED, last_on__gte=since.date()
    )
    for told in statements.select_related("person").order_by("recorded_at"):
        for line in map(Line.read, told.lines):
            found[line.appointment] = (line, told.order_id, told.person)
    for row in of_orders_and_today(ctx, since):
        if row.order_id is not None and row.status != Status.PLANNED:
            found[str(row.pk)] = (Line.of(row), row.order_id, row.person)
    waiting = [
        each for key, each in found.items() if each[0].status in MISSED and UUID(key) not in done
    ]
    ordered = sorted(waiting, key=lambda each: (each[0].on, each[0].at))
    return [*steps, *(_said(*each) for each in ordered)]


def _next_step(absence: Absence, others: Sequence[Absence]) -> ToDecide:
    """Not acceptable: the warning, or the referral where a warning counts."""
    must = rules.must_refer(others, absence)
    day = words.short_date(absence.on, today=clock.today())
    said = _("Refer to the enforcement officer") if must else _("Record the warning, or refer")
    page = "absence_refer" if must else "absence_warn"
    return ToDecide(
        person_id=absence.person_id,
        name=full_name(absence.person),
        url=reverse(page, args=[absence.person.reference, absence.pk]),
        note=f"{day} · {absence.get_status_display()} · {said}",
    )


def _said(line: Line, order_id: UUID, person: Person) -> ToDecide:
    missed = Status(line.status).label
    return ToDecide(
        person_id=person.pk,
        name=full_name(person),
        url=reverse("absence_new", args=[person.reference, order_id, line.appointment]),
        note=f"{when_words(line)} · {Kind(line.kind).label} · {missed}",
    )
