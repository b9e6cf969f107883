"""What Today shows of appointments: those of my team today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from throughcare.appointments import presenters, rules, selectors
from throughcare.appointments.models import Appointment, Kind, Status
from throughcare.core import clock
from throughcare.core.worklist import (
    ComingKind,
    PanelContent,
    PanelLine,
    TodayPanel,
    offer_coming,
    offer_panel,
)
from throughcare.people.presenters import full_name

if TYPE_CHECKING:
    from throughcare.core.context import Context

LINES = 20


def sees_appointments(ctx: Context) -> bool:
    """Those who keep appointments of people, to meet them: nobody who only checks records."""
    if ctx.purpose in ("subject_rights", "audit", "service_management"):
        return False
    category = rules.category_of(ctx.agency_type)
    return rules.keeps_appointments(ctx) and ctx.allows("read", category)


def meets_people(ctx: Context) -> bool:
    """Officers, who have no list of work; the others have it, and the page of their week."""
    return sees_appointments(ctx) and ctx.agency_type == "probation"


def today(ctx: Context, page: int) -> PanelContent:
    """The appointments of my team today, soonest first."""
    start = (page - 1) * LINES
    rows = selectors.of_team_today(ctx)
    return PanelContent(
        heading=_("Appointments today"),
        lines=tuple(
            PanelLine(
                text=f"{presenters.time_of(row.starts_at)} {full_name(row.person)}",
                url=presenters.page_of(row, row.person.reference),
                note=f"{row.get_kind_display()} · {row.get_status_display()}",
            )
            for row in rows[start : start + LINES]
        ),
        empty=_("No appointment today."),
        more=len(rows) > start + LINES,
    )


def coming(ctx: Context, group: Sequence[UUID]) -> QuerySet[Appointment]:
    """What is booked with the person from now on."""
    rows = Appointment.visible_to(ctx).filter(
        person_id__in=list(group), status=Status.PLANNED, starts_at__gte=clock.now()
    )
    facts = JSONObject(mode=F("mode"), place=F("place"))
    found: QuerySet[Appointment] = rows.annotate(at=F("starts_at"), what=F("kind"), facts=facts)
    return found


def coming_words(what: str, facts: Mapping[str, str]) -> str:
    """``Probation, Northfield probation office``."""
    booked = Appointment(mode=facts["mode"], place=facts["place"])
    where = presenters.where_words(booked)
    return ", ".join(part for part in (str(Kind(what).label), where) if part)


def register() -> None:
    offer_coming(ComingKind("appointments", coming, coming_words))
    offer_panel(TodayPanel("appointments_today", 15, meets_people, today))
