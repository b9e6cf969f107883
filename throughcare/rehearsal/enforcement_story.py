"""Under the order: who came, what the officer decided, what works, what the court asks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from throughcare.appointments import actions as appointments
from throughcare.core import clock
from throughcare.core.context import Context
from throughcare.documents.actions import To
from throughcare.enforcement import actions as enforcement
from throughcare.enforcement.models import Absence, OrderReview
from throughcare.enforcement.statements import Counts
from throughcare.rehearsal.cast import Someone
from throughcare.rehearsal.days import Calendar, moment
from throughcare.rehearsal.order_story import (
    ACTIVITY,
    NURSE,
    OFFICER,
    PSYCHOLOGIST,
    TREATMENT,
    member,
    protagonists,
    weekday,
)
from throughcare.rehearsal.telling import Act, Timeline

OFFICE, CLINIC = "Northfield probation office", "Northfield health centre, room 3"
#: Days before the day of telling, what came of it; with the officer, in activity, with treatment.
WITH_OFFICER = (
    (56, "came"), (49, "came"), (42, "came"), (35, "did_not_come"), (28, "came"), (21, "came"),
    (14, "came_late"), (7, "came"),
)  # fmt: skip
IN_ACTIVITY = ((40, "came"), (33, "came"), (19, "came"), (12, "we_cancelled"))
CHECKED_IN = ((31, "told_us_first"),)
EARLIER = (340, 326, 305, 290)


def tell(timeline: Timeline, calendar: Calendar, people_read: dict[str, list[Someone]]) -> None:
    leanne, marlon = protagonists(people_read)
    _Order(timeline, calendar, leanne).now()
    _Order(timeline, calendar, marlon).before()


class _Order:
    """What passes between officer, treatment and court about one of them."""

    def __init__(self, timeline: Timeline, calendar: Calendar, who: Someone) -> None:
        self.timeline, self.calendar, self.who = timeline, calendar, who

    def now(self) -> None:
        """Leanne: nine weeks in, one warning, an update wanted."""
        for days, status in WITH_OFFICER:
            self._add(days, "11:00", OFFICER, status, self._met("probation", status))
        for days, status in IN_ACTIVITY:
            self._add(days, "13:00", OFFICER, status, self._met("group", status))
        for days, status in CHECKED_IN:
            self._add(days, "10:15", PSYCHOLOGIST, status, self._met("check_in", status))
        self._add(34, "14:40", OFFICER, "decided", self._decided)
        self._add(32, "15:10", OFFICER, "warned", self._warned)
        self._add(20, "11:40", OFFICER, "reviewed", self._reviewed)
        self._add(19, "16:05", PSYCHOLOGIST, "review read", self._read)
        self._add(16, "16:20", PSYCHOLOGIST, "attendance stated", self._stated)
        self._add(13, "09:15", OFFICER, "told first", self._excused)
        self._add(5, "14:30", OFFICER, "next booked", self._next)
        self._add(3, "12:20", NURSE, "update asked", self._asked)

    def before(self) -> None:
        """Marlon: all kept, and the court told so in the end."""
        for days in EARLIER:
            self._add(days, "09:30", OFFICER, "came", self._met("probation", "came"))
        self._add(280, "10:00", NURSE, "update asked", self._asked)
        self._add(278, "14:00", OFFICER, "update answered", self._answered)
        self._add(277, "15:00", NURSE, "answer read", self._closed)

    def _add(self, days: int, at: str, who: str, what: str, act: Act) -> None:
        on = weekday(self.calendar.today - timedelta(days=days))
        self.timeline.add(moment(on, at), who, f"{self.who.given} {what}", act)

    @property
    def order(self) -> Any:
        return self.who.made["order"]

    @property
    def group(self) -> list[Any]:
        return [self.who.pk]

    def _met(self, kind: str, status: str) -> Act:
        """An appointment at this moment, and what came of it."""
        of = {"group": ACTIVITY, "check_in": TREATMENT}.get(kind, "")

        def act(ctx: Context) -> None:
            row = appointments.book_appointment(
                ctx, self.who.pk, kind=kind, starts_at=clock.now(),
                minutes=180 if kind == "group" else 30,
                place=CLINIC if kind == "check_in" else OFFICE,
                order_id=self.order.pk, requirement_id=self.who.made[of].pk if of else None,
                with_member_id=ctx.membership_id,
            )  # fmt: skip
            self.who.made[f"{kind} {status}"] = appointments.record_attendance(
                ctx, row, status=status, next_step="offered" if status == "did_not_come" else "",
            )  # fmt: skip

        return act

    def _decided(self, ctx: Context) -> None:
        self.who.made["absence"] = self._decide(ctx, "probation did_not_come", "No contact")

    def _excused(self, ctx: Context) -> None:
        self._decide(ctx, "check_in told_us_first", "Texted at 9am, ill", acceptable=True)

    def _decide(self, ctx: Context, missed: str, why: str, *, acceptable: bool = False) -> Absence:
        return enforcement.decide_absence(
            ctx, group=self.group, order_id=self.order.pk,
            appointment_id=self.who.made[missed].pk, acceptable=acceptable, reason=why,
        )  # fmt: skip

    def _warned(self, ctx: Context) -> None:
        absence = self.who.made["absence"]
        enforcement.give_warning(
            ctx, absence_id=absence.pk, version=absence.version, on=clock.today(),
            how="in_person", easy_read=True,
            circumstances="Did not come to probation and did not say why.",
        )  # fmt: skip

    def _reviewed(self, ctx: Context) -> None:
        facts = enforcement.ReviewFacts(
            held_on=clock.today(),
            who=f"Lea, {OFFICER} and {PSYCHOLOGIST}",
            working=(
                "A text the day before.",
                "Treatment and probation in the same building.",
                "Rings or texts when she cannot come.",
            ),
            not_working=("Mornings, with the school run.", "Letters. They are not safe at home."),
            own_words="I always look at the text. I never open the letters.",
            changes=("Appointments at 11am or later.", "Texts only."),
            next_on=weekday(self.calendar.today + timedelta(days=19)),
        )
        self.who.made["working"] = enforcement.hold_review(
            ctx, group=self.group, order_id=self.order.pk, facts=facts
        )

    def _read(self, ctx: Context) -> None:
        review: OrderReview = self.who.made["working"]
        enforcement.say_read(ctx, group=self.group, review_id=review.pk)

    def _stated(self, ctx: Context) -> None:
        period = enforcement.Period(
            self.order.pk, self.order.made_on, clock.today(), self.who.made[TREATMENT].pk
        )
        to = To(
            name=OFFICER, organisation="Northshire Probation", how="account", kind="member",
            principal_id=member(OFFICER).pk, basis="agreed",
            basis_words="Agreed on the day of sentence",
        )  # fmt: skip
        enforcement.issue_statement(ctx, group=self.group, period=period, to=[to])

    def _next(self, ctx: Context) -> None:
        for kind, days, at in (("probation", 5, time(11)), ("group", 3, time(13))):
            appointments.book_appointment(
                ctx, self.who.pk, kind=kind, starts_at=self._at(days, at), minutes=30,
                place=OFFICE, order_id=self.order.pk, with_member_id=ctx.membership_id,
                requirement_id=self.who.made[ACTIVITY].pk if kind == "group" else None,
            )  # fmt: skip

    def _at(self, days: int, at: time) -> datetime:
        on: date = weekday(self.calendar.today + timedelta(days=days))
        return moment(on, at)

    def _asked(self, ctx: Context) -> None:
        needed = moment(weekday(clock.today() + timedelta(days=7)), "17:00")
        self.who.made["update"] = enforcement.ask_update(
            ctx, person_id=self.who.pk, group=self.group, wants=["attendance", "progress"],
            needed_by=needed, order_id=self.order.pk,
            words="For the court’s review. A few lines are enough.",
        )  # fmt: skip

    def _answered(self, ctx: Context) -> None:
        enforcement.reply_update(
            ctx, group=self.group, request_id=self.who.made["update"].pk, kind="update",
            counts=Counts(came=len(EARLIER), minutes=30 * len(EARLIER)),
            words="Kept every appointment. Working two days a week.",
        )  # fmt: skip

    def _closed(self, ctx: Context) -> None:
        asked = self.who.made["update"]
        enforcement.end_update(ctx, request_id=asked.pk, version=asked.version, how="answered")
