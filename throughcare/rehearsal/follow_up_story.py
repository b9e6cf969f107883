"""What the custody and court team booked with people afterwards, and who came."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from throughcare.appointments import actions as appointments
from throughcare.appointments.models import Appointment
from throughcare.core.context import Context
from throughcare.rehearsal.cast import Someone
from throughcare.rehearsal.days import Calendar, moment
from throughcare.rehearsal.telling import Timeline

PLACE = "Northfield health centre, room 1"
#: Working days before the day of telling: booked, held, and what came of it.
HELD = {"Rashid": (8, 5, "came"), "Carvalho": (3, 1, "did_not_come")}
#: Booked so many days ago, for so many days after the day of telling.
COMING = {"Carvalho": (1, 1, "10:30"), "Rowbotham": (2, 2, "11:15"), "Moorcroft": (1, 3, "14:45")}


def tell(timeline: Timeline, calendar: Calendar, people_read: dict[str, list[Someone]]) -> None:
    by_family = {who.family: who for who in people_read["custody"] + people_read["court"]}
    for family, (booked, held, status) in HELD.items():
        who, at = by_family[family], moment(calendar.back(held), "11:00")
        books = partial(_books, who=who, at=at)
        timeline.add(moment(calendar.back(booked), "16:25"), who.worker, "follow-up booked", books)
        comes = partial(_comes, who=who, status=status)
        timeline.add(at + timedelta(minutes=40), who.worker, "follow-up", comes)
    for family, (booked, ahead, time) in COMING.items():
        who = by_family[family]
        at = moment(calendar.on_from(calendar.today + timedelta(days=ahead)), time)
        books = partial(_books, who=who, at=at)
        timeline.add(moment(calendar.back(booked), "16:45"), who.worker, "follow-up booked", books)


def _books(ctx: Context, who: Someone, at: datetime) -> None:
    who.made["follow-up"] = appointments.book_appointment(
        ctx,
        who.pk,
        kind="follow_up",
        starts_at=at,
        minutes=40,
        place=PLACE,
        with_member_id=ctx.membership_id,
    )


def _comes(ctx: Context, who: Someone, status: str) -> None:
    row: Appointment = who.made["follow-up"]
    missed = "offered" if status == "did_not_come" else ""
    appointments.record_attendance(ctx, row, status=status, next_step=missed)
