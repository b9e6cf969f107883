"""From the court to the end of follow-up: two people who go the whole way.

Both are told by their sentence: ``weeks`` before the day of telling. What comes after it, in
treatment, enforcement and support, is told by the stories of those parts, which find them with
``protagonists``.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from throughcare.agencies.models import Membership, Team
from throughcare.assessments import actions as assessments
from throughcare.core import clock
from throughcare.core.context import Context
from throughcare.court import actions as court
from throughcare.orders import actions as orders
from throughcare.orders.models import Requirement
from throughcare.people import actions as people
from throughcare.people import part_actions
from throughcare.people.folding import phone_digits
from throughcare.people.parts import PARTS
from throughcare.rehearsal import custody_story as custody
from throughcare.rehearsal.cast import Someone, nhs_number
from throughcare.rehearsal.court_story import hearing_of, here
from throughcare.rehearsal.days import Calendar, moment, months_on
from throughcare.rehearsal.telling import Act, Timeline, address_of
from throughcare.sharing import actions as sharing
from throughcare.sharing.models import Relationship

NURSE, PSYCHOLOGIST, OFFICER = "Priya Nair", "Omar Haddad", "Sam Adeyemi"
TREATMENT_TEAM, LINK_TEAM = "Northfield treatment team", "Harbour Lights link workers"
TREATMENT, ACTIVITY = "mental_health_treatment", "rehabilitation_activity"
#: Days before sentence on which each was first seen, and said that they are willing.
SEEN, SAID = 24, 10
SHARED = ("identity", "contact_address", "justice", "health_summary")


def protagonists(people_read: dict[str, list[Someone]]) -> tuple[Someone, Someone]:
    """Leanne, whose treatment runs, and Marlon, whose treatment is over."""
    leanne, marlon = people_read["orders"]
    return leanne, marlon


def weekday(on: date) -> date:
    """That day, or the Friday before it: courts and clinics keep weekdays."""
    return on - timedelta(days=max(0, on.weekday() - 4))


def weeks_ago(calendar: Calendar, weeks: int, days: int = 0) -> date:
    """A weekday that many weeks, and ``days`` more, before the day of telling."""
    return weekday(calendar.today - timedelta(weeks=weeks, days=days))


def tell(timeline: Timeline, calendar: Calendar, people_read: dict[str, list[Someone]]) -> None:
    for who in protagonists(people_read):
        _Told(timeline, calendar, who).tell()


class _Told:
    """One of them, from the cells to the order."""

    def __init__(self, timeline: Timeline, calendar: Calendar, who: Someone) -> None:
        self.timeline, self.calendar, self.who = timeline, calendar, who
        self.sentence = weeks_ago(calendar, who.facts["weeks"])
        who.made["sentenced_on"] = self.sentence

    def tell(self) -> None:
        seen = weekday(self.sentence - timedelta(days=SEEN))
        said = weekday(self.sentence - timedelta(days=SAID))
        self._add(moment(seen, "09:20"), NURSE, "agrees to be seen", self._first_seen)
        self._add(moment(seen, "09:31"), NURSE, "screened", self._screened)
        self._add(moment(seen, "10:40"), NURSE, "assessed", self._assessed)
        self._add(moment(seen, "10:55"), NURSE, "adjourned", self._adjourned)
        self._add(moment(said, "14:05"), NURSE, "willing to comply", self._willing)
        self._add(moment(self.sentence, "12:10"), NURSE, "sentenced", self._sentenced)
        self._add(moment(self.sentence, "12:25"), NURSE, "order entered", self._ordered)
        self._add(moment(self.sentence, "12:40"), NURSE, "brought in", self._brought_in)
        if weeks := self.who.facts.get("treated_until"):
            ended = moment(weeks_ago(self.calendar, weeks), "15:30")
            self._add(ended, PSYCHOLOGIST, "treatment finished", self._treated)

    def _add(self, at: datetime, who: str, what: str, act: Act) -> None:
        self.timeline.add(at, who, f"{self.who.given} {what}", act)

    # -- Before sentence -------------------------------------------------------------------------

    def _first_seen(self, ctx: Context) -> None:
        facts = self.who.facts
        self.who.made["person"] = people.add_person(
            ctx,
            given_name=self.who.given,
            family_name=self.who.family,
            likes_to_be_called=facts.get("called", ""),
            born_on=self.who.born,
            sex=facts["sex"],
            identifiers=[("nhs-number", nhs_number(self.who.number))],
            source="court",
        )
        self._details(ctx)
        custody.begin_screening(ctx, self.who)

    def _details(self, ctx: Context) -> None:
        facts = self.who.facts
        number = facts["mobile"]
        contact = {
            "kind": "mobile",
            "value": number,
            "canonical": phone_digits(number),
            "may_text": True,
            "may_call": True,
            "safe_times": facts["safe_times"],
            "source": "person",
        }
        helps = {"need": "time", "text": facts["helps"], "source": "person"}
        for part, values in {"contact": contact, "adjustment": helps}.items():
            part_actions.add_row(ctx, PARTS[part], person=self.who.person, values=values)

    def _screened(self, ctx: Context) -> None:
        custody.end_screening(ctx, self.who)

    def _assessed(self, ctx: Context) -> None:
        row = assessments.start_assessment(
            ctx, person_id=self.who.pk, screen_id=self.who.made["screen"].pk, taking_part="yes"
        )
        self.who.made["assessment"] = custody.assess_briefly(ctx, row)

    def _adjourned(self, ctx: Context) -> None:
        """The court asks whether treatment can be part of an order."""
        first = self._hearing(ctx, clock.today())
        court.record_outcome(
            ctx,
            hearing_id=first.pk,
            facts=court.OutcomeFacts(
                used="yes",
                source="in_court",
                remand="bail",
                adjourned_to=self.sentence,
                reason="pre_sentence_report",
            ),
        )

    def _hearing(self, ctx: Context, on: date) -> Any:
        facts = court.HearingFacts(on=on, starts_at=time(10, 30), case_number=self.who.case_number)
        return court.add_hearing(ctx, person_id=self.who.pk, place_id=here().pk, facts=facts)

    def _willing(self, ctx: Context) -> None:
        sharing.record_willingness(
            ctx,
            person_id=self.who.pk,
            requirement="mental_health",
            willing=True,
            words_used=self.who.facts["willing"],
            easy_read_copy_given=True,
        )

    # -- Sentence and after ------------------------------------------------------------------------

    def _sentenced(self, ctx: Context) -> None:
        found = hearing_of(ctx, self.who, self.sentence)
        self.who.made["hearing"] = found
        court.record_outcome(
            ctx,
            hearing_id=found.pk,
            facts=court.OutcomeFacts(
                used="yes",
                source="in_court",
                remand="none",
                disposal=self.who.facts["disposal"],
            ),
        )

    def _ordered(self, ctx: Context) -> None:
        facts, made = self.who.facts, self.who.made
        made["order"] = orders.make_order(
            ctx,
            person_id=self.who.pk,
            hearing_id=made["hearing"].pk,
            facts=orders.OrderFacts(
                kind=facts["order"],
                made_on=self.sentence,
                court=here().name,
                case_number=self.who.case_number,
                ends_on=months_on(self.sentence, facts["months"]),
            ),
        )
        for kind, (value, unit, director) in _required(facts).items():
            made[kind] = orders.add_requirement(
                ctx,
                order_id=made["order"].pk,
                kind=kind,
                facts=orders.RequirementFacts(
                    residential=False if kind == TREATMENT else None,
                    period_value=value,
                    period_unit=unit,
                    director=director,
                    care="primary" if kind == TREATMENT else "",
                ),
            )
        self._reviewed(ctx)

    def _reviewed(self, ctx: Context) -> None:
        """The court looks at a long order again."""
        if weeks := self.who.facts.get("review_in"):
            orders.add_review(
                ctx,
                order_id=self.who.made["order"].pk,
                requirement_id=self.who.made[TREATMENT].pk,
                facts=orders.ReviewFacts(
                    on=weekday(self.calendar.today + timedelta(weeks=weeks)),
                    at=time(11),
                    court=here().name,
                    attend=True,
                ),
            )

    def _brought_in(self, ctx: Context) -> None:
        """The officer, the psychologist, the treatment team and the link workers."""
        for recipient in ("treatment", "probation"):
            sharing.record_agreement(
                ctx,
                person_id=self.who.pk,
                recipient=recipient,
                answer="yes",
                words_used="Yes, they can ring each other.",
                categories=SHARED,
                confirmed=True,
            )
        officer, psychologist = member(OFFICER), member(PSYCHOLOGIST)
        links = {
            officer.pk: Relationship.ORDER_SUPERVISION,
            psychologist.pk: Relationship.CASELOAD,
            Team.objects.get(name=TREATMENT_TEAM).pk: Relationship.TEAM,
            Team.objects.get(name=LINK_TEAM).pk: Relationship.TEAM,
        }
        for principal, kind in links.items():
            sharing.open_link(
                ctx, person_id=self.who.pk, principal_id=principal, kind=kind, source="the order"
            )

    def _treated(self, ctx: Context) -> None:
        row = Requirement.visible_to(ctx).get(pk=self.who.made[TREATMENT].pk)
        orders.end_requirement(
            ctx,
            requirement_id=row.pk,
            version=row.version,
            reason="completed",
            on=clock.today(),
        )


def member(name: str) -> Membership:
    found: Membership = Membership.objects.get(user__email=address_of(name))
    return found


def _required(facts: dict[str, Any]) -> dict[str, tuple[str, str, str]]:
    """Period, unit and director of each requirement."""
    found = {TREATMENT: (str(facts["treated_months"]), "months", f"{PSYCHOLOGIST}, psychologist")}
    if days := facts.get("activity_days"):
        found[ACTIVITY] = (str(days), "days", "")
    return found
