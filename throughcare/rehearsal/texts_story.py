"""What people want of texts, one text that arrived, and one that was held back in time."""

from __future__ import annotations

from datetime import date, time, timedelta
from functools import partial

from throughcare.core import clock
from throughcare.core.context import Context
from throughcare.messages import actions
from throughcare.people.models import ContactMethod
from throughcare.people.part_actions import end_row
from throughcare.people.parts import PARTS
from throughcare.rehearsal.cast import Someone
from throughcare.rehearsal.days import Calendar, moment
from throughcare.rehearsal.order_story import NURSE, SEEN, protagonists, weekday
from throughcare.rehearsal.telling import Timeline

#: Hours that fit the words about safe times in people.toml.
HOURS = {"Leanne": (time(11), time(20)), "Marlon": (time(8), time(20))}
#: Lost his telephone in the night.
LOST = "Okafor"


def tell(timeline: Timeline, calendar: Calendar, people_read: dict[str, list[Someone]]) -> None:
    for who in protagonists(people_read):
        seen = weekday(who.made["sentenced_on"] - timedelta(days=SEEN))
        act = partial(_wants_reminders, who=who)
        timeline.add(moment(seen, "09:25"), NURSE, f"{who.given} wants reminders", act)
    by_family = {who.family: who for rows in people_read.values() for who in rows}
    _lost(timeline, calendar, by_family[LOST])


def _wants_reminders(ctx: Context, who: Someone) -> None:
    first, last = HOURS[who.given]
    facts = actions.WishFacts(reminders="yes", not_before=first, not_after=last)
    actions.record_wishes(ctx, person_id=who.pk, facts=facts)


def _lost(timeline: Timeline, calendar: Calendar, who: Someone) -> None:
    before, yesterday = calendar.back(2), calendar.today - timedelta(days=1)
    day = weekday(calendar.today + timedelta(days=6))
    booked = partial(_text, who=who, kind="appointment_booked", day=day, at="14:00")
    moved = partial(_text, who=who, kind="appointment_moved", day=day, at="15:30")
    timeline.add(moment(before, "16:20"), who.worker, "texted", booked)
    timeline.add(moment(yesterday, "20:15"), who.worker, "text for the morning", moved)
    lost = partial(_number_ends, who=who)
    timeline.add(moment(calendar.today, "07:40"), who.worker, "lost his telephone", lost)


def _text(ctx: Context, who: Someone, kind: str, day: date, at: str) -> None:
    words = {"day": day, "time": at}
    actions.queue(ctx, who.pk, kind=kind, words=words, times_seen=True)


def _number_ends(ctx: Context, who: Someone) -> None:
    number = ContactMethod.visible_to(ctx).get(person_id=who.pk, ends_on=None)
    end_row(
        ctx,
        PARTS["contact"],
        person=who.person,
        row_id=number.pk,
        version=number.version,
        on=clock.today(),
        reason="Lost his telephone",
    )
