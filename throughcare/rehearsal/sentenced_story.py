"""The orders that came of the days at court: what was settled before, who supervises since.

Treatment goes on in the story of the treatment team, which finds the orders in ``who.made``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from throughcare.agencies.models import Team
from throughcare.appointments import actions as appointments
from throughcare.core.context import Context
from throughcare.orders import actions as orders
from throughcare.rehearsal import suitability_story
from throughcare.rehearsal.cast import Someone
from throughcare.rehearsal.court_story import hearing_of, here
from throughcare.rehearsal.days import Calendar, moment, months_on
from throughcare.rehearsal.order_story import (
    ACTIVITY,
    OFFICER,
    PSYCHOLOGIST,
    SHARED,
    TREATMENT,
    TREATMENT_TEAM,
    member,
)
from throughcare.rehearsal.telling import Act, Timeline
from throughcare.sharing import actions as sharing
from throughcare.sharing.models import Relationship

OFFICE = "Northfield probation office"


@dataclass(frozen=True)
class Given:
    """What the court gave: kind of order, its months, and its one requirement."""

    kind: str
    months: int
    requirement: str
    period: tuple[str, str]
    #: Working days before the day of telling, and what came of the officer's appointment.
    met: tuple[tuple[int, str], ...]
    #: When the officer sees them next, in days from the day of telling, and at what time.
    next_at: tuple[int, str]


GIVEN = {
    "Delaney": Given(
        "community_order", 18, TREATMENT, ("6", "months"),
        ((9, "came"), (4, "came_late")), (4, "10:30"),
    ),
    "Adebayo": Given(
        "suspended_sentence_order", 12, TREATMENT, ("6", "months"), ((7, "came"),), (1, "14:00")
    ),
    "Tyldesley": Given(
        "community_order", 12, ACTIVITY, ("20", "days"),
        ((4, "came"), (2, "did_not_come")), (5, "09:30"),
    ),
    "Catterall": Given(
        "community_order", 12, TREATMENT, ("4", "months"), ((3, "came"),), (0, "15:30")
    ),
}  # fmt: skip


def tell(timeline: Timeline, calendar: Calendar, people_read: dict[str, list[Someone]]) -> None:
    by_family = {who.family: who for who in people_read["court"]}
    for family, given in GIVEN.items():
        _Told(timeline, calendar, by_family[family], given).tell()


@dataclass
class _Told:
    """One of them, from what is settled before sentence to the officer's appointments."""

    timeline: Timeline
    calendar: Calendar
    who: Someone
    given: Given

    def __post_init__(self) -> None:
        self.sentence = self.calendar.back(self.who.facts["back"])

    def tell(self) -> None:
        if self.given.requirement == TREATMENT:
            self._before()
        for minutes, what, act in (
            (0, "order entered", self._ordered),
            (15, "officer brought in", self._brought_in),
        ):
            self._add(moment(self.sentence, "15:20", minutes), self.who.worker, what, act)
        dates = [moment(self.calendar.back(days), "10:40") for days, _status in self.given.met]
        ahead, time = self.given.next_at
        coming = self.calendar.on_from(self.calendar.today + timedelta(days=ahead))
        dates.append(moment(coming, time))
        self._add(moment(self.sentence, "15:50"), OFFICER, "first booked", self._books(dates[0]))
        for at, following, (_days, status) in zip(dates, dates[1:], self.given.met, strict=False):
            later = at + timedelta(minutes=35)
            self._add(later, OFFICER, status, self._met(status))
            self._add(later, OFFICER, "next booked", self._books(following))

    def _before(self) -> None:
        """Willing, and signed off by the clinical lead, some days before the sentence."""
        seen = self.calendar.back(self.who.facts["day"])
        said = self.calendar.back(self.who.facts["back"] + 4)
        self._add(moment(said, "14:05"), self.who.worker, "willing to comply", self._willing)
        days = suitability_story.Days(seen, said, self.sentence)
        suitability_story.signed_in_time(self.timeline, self.who, self.who.worker, days)

    def _add(self, at: datetime, by: str, what: str, act: Act) -> None:
        self.timeline.add(at, by, f"{self.who.given}: {what}", act)

    def _willing(self, ctx: Context) -> None:
        sharing.record_willingness(
            ctx,
            person_id=self.who.pk,
            requirement="mental_health",
            willing=True,
            words_used="Yes. I will come each week.",
            easy_read_copy_given=True,
        )

    def _ordered(self, ctx: Context) -> None:
        made, given = self.who.made, self.given
        order = orders.make_order(
            ctx,
            person_id=self.who.pk,
            hearing_id=hearing_of(ctx, self.who, self.sentence).pk,
            facts=orders.OrderFacts(
                kind=given.kind,
                made_on=self.sentence,
                court=here().name,
                case_number=self.who.case_number,
                ends_on=months_on(self.sentence, given.months),
            ),
        )
        treated = given.requirement == TREATMENT
        made["order"] = order
        made[given.requirement] = orders.add_requirement(
            ctx,
            order_id=order.pk,
            kind=given.requirement,
            facts=orders.RequirementFacts(
                residential=False if treated else None,
                period_value=given.period[0],
                period_unit=given.period[1],
                director=f"{PSYCHOLOGIST}, psychologist" if treated else "",
                care="primary" if treated else "",
            ),
        )

    def _brought_in(self, ctx: Context) -> None:
        """The officer who supervises, and the team that treats."""
        for recipient, principal, kind in self._others():
            sharing.record_agreement(
                ctx,
                person_id=self.who.pk,
                recipient=recipient,
                answer="yes",
                words_used="Yes, they can talk to each other.",
                categories=SHARED,
                confirmed=True,
            )
            sharing.open_link(
                ctx, person_id=self.who.pk, principal_id=principal, kind=kind, source="the order"
            )

    def _others(self) -> Iterator[tuple[str, UUID, Relationship]]:
        yield "probation", member(OFFICER).pk, Relationship.ORDER_SUPERVISION
        if self.given.requirement == TREATMENT:
            team = Team.objects.get(name=TREATMENT_TEAM)
            yield "treatment", team.pk, Relationship.TEAM

    def _books(self, at: datetime) -> Act:
        def act(ctx: Context) -> None:
            self.who.made["probation"] = appointments.book_appointment(
                ctx, self.who.pk, kind="probation", starts_at=at, minutes=30, place=OFFICE,
                order_id=self.who.made["order"].pk, with_member_id=ctx.membership_id,
            )  # fmt: skip

        return act

    def _met(self, status: str) -> Act:
        def act(ctx: Context) -> None:
            missed = "offered" if status == "did_not_come" else ""
            row = self.who.made["probation"]
            appointments.record_attendance(ctx, row, status=status, next_step=missed)

        return act
