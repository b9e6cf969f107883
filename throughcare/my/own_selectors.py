"""What the person's own pages read, in their own context. Each function is one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.http import Http404

from throughcare.appointments import selectors as appointments
from throughcare.appointments.models import Appointment
from throughcare.core import clock
from throughcare.my import rules
from throughcare.my.models import Handover, OwnAccess, Said
from throughcare.people.models import Person
from throughcare.plans.models import Plan

if TYPE_CHECKING:
    from throughcare.core.context import Context

MOST_LOOKS = 60
#: What was said back stands on the first page for so long.
SAID_BACK_DAYS = 14


@dataclass(frozen=True)
class Look:
    """On one day, in one role of one team: how often the record was opened, and what for."""

    on: date
    role: str
    purpose: str
    relationship: int | None
    agency: str
    team: str
    times: int


@dataclass(frozen=True)
class Helper:
    """A team that works with the person now, by which link."""

    agency: str
    agency_type: str
    team: str
    kind: int
    own: bool


def open_access(own: Context) -> OwnAccess | None:
    """The person's own access, while it is open."""
    rows = OwnAccess.visible_to(own).filter(
        member_id=own.membership_id, status=OwnAccess.Status.OPEN
    )
    found: OwnAccess | None = rows.first()
    return found


def me(own: Context, person_id: UUID) -> Person:
    """Whose pages they are. Restricted records have none."""
    found: Person | None = Person.visible_to(own).filter(pk=person_id).first()
    if found is None:
        raise Http404
    return found


def upcoming(own: Context, person_id: UUID, *, limit: int = 4) -> list[Appointment]:
    """Planned appointments of care, soonest first; what probation plans is not among them."""
    return appointments.upcoming(own, person_id, limit)


def own_words(own: Context, person_id: UUID) -> str:
    """What the person wants, in their words, from the newest plan that has not ended."""
    rows = Plan.visible_to(own).filter(person_id=person_id).exclude(status=Plan.Status.ENDED)
    found: str | None = rows.order_by("-words_on").values_list("own_words", flat=True).first()
    return found or ""


def questions(own: Context, person_id: UUID) -> list[Handover]:
    """Sets of questions that wait on the person's own pages and are not over."""
    rows = Handover.visible_to(own).filter(
        person_id=person_id, status=Handover.Status.READY, on_own_pages=True
    )
    return [row for row in rows.order_by("recorded_at") if not rules.is_over(row, clock.now())]


def said_back(own: Context, person_id: UUID) -> list[Said]:
    """What the team said back lately."""
    since = clock.now() - timedelta(days=SAID_BACK_DAYS)
    rows = list(
        Said.visible_to(own)
        .filter(person_id=person_id, read_at__gte=since)
        .exclude(answer="")
        .order_by("-read_at")[:3]
    )
    own.shown.objects(*(row.pk for row in rows))
    return rows


def looked(own: Context) -> list[Look]:
    """Who opened the record, by day; the database leaves out what protects somebody."""
    del own  # the database asks its own context
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM app.looked_at_mine(%s, %s)",
            [settings.OWN_PAGES_EMERGENCY_DAYS, MOST_LOOKS],
        )
        return [Look(*row) for row in cursor.fetchall()]


def who_helps(own: Context) -> list[Helper]:
    """Teams with a live link, without the names of their people."""
    del own
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app.who_helps_me()")
        return [Helper(*row) for row in cursor.fetchall()]
