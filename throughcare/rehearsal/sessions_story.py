"""Eight sessions and a roadmap: one woman on the time-limited programme, six sessions in.

Her order has a rehabilitation activity requirement, the specified activity of today.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from throughcare.core import clock
from throughcare.orders import actions as orders
from throughcare.people import actions as people
from throughcare.plans import actions as plans
from throughcare.plans import selectors
from throughcare.plans.models import Driver
from throughcare.rehearsal.cast import nhs_number
from throughcare.rehearsal.court_story import here
from throughcare.rehearsal.days import Calendar, moment
from throughcare.rehearsal.order_story import ACTIVITY, member, weekday, weeks_ago
from throughcare.treatment import actions as treatment
from throughcare.treatment.models import Session

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.rehearsal.cast import Someone
    from throughcare.rehearsal.telling import Timeline

LEAD = "Helen Marsh"
PATHWAY = "shropshire-support"
#: Behind the offending: first rating, rating now.
DRIVERS = (("Drinking when alone", 8, 5), ("Going along with Dean", 9, 4), ("No money left", 6, 6))
HELPS = (
    ("internal", "Good with her hands", "Mends bikes for neighbours on Saturdays"),
    ("external", "Her sister Gail", "Gail rings on Sundays"),
)
ANSWERS = {"community_sentence": "yes", "six_months": "yes", "committed": "yes"}
#: Weeks ago, whether she came, modules, what to try, note.
TOLD = (
    (8, "came", "drivers", "Write down what came before each drink", "Chose three things herself."),
    (7, "came", "drivers", "Be out when Dean rings", "Two nights without a drink."),
    (6, "did_not_come", "", "", ""),
    (5, "came_late", "resources", "Ring Gail on Sunday", "Rang Gail from the waiting room."),
    (4, "came", "resources problem_solving", "Ask about the bike workshop", "Brought her list."),
    (3, "came", "problem_solving", "Pay the rent before the weekend", "Rent first, twice."),
    (1, "came", "problem_solving roadmap", "Think of 3 steps", "Wants the workshop to go on."),
)


def tell(timeline: Timeline, calendar: Calendar, people_read: dict[str, list[Someone]]) -> None:
    (who,) = people_read["sessions"]
    made = weeks_ago(calendar, who.facts["weeks"])
    timeline.add(moment(made, "10:10"), LEAD, "order of Kirsty entered", partial(_ordered, who=who))
    taken = weekday(made + timedelta(days=2))
    timeline.add(moment(taken, "15:05"), LEAD, "Kirsty may take part", partial(_taken_on, who=who))
    first = _day(calendar, TOLD[0][0])
    began = partial(_begun, who=who, first=first)
    timeline.add(moment(weeks_ago(calendar, 9), "11:00"), LEAD, "Kirsty begins", began)
    for number, line in enumerate(TOLD, start=1):
        following = _day(calendar, TOLD[number][0]) if number < len(TOLD) else calendar.today
        act = partial(_session, who=who, number=number, line=line, following=following)
        at = moment(_day(calendar, line[0]), "11:52")
        timeline.add(at, LEAD, f"session {number} with Kirsty", act)
    timeline.add(moment(first, "12:10"), LEAD, "her drivers", partial(_planned, who=who))
    again = moment(_day(calendar, 1), "12:20")
    timeline.add(again, LEAD, "she rates again", partial(_rated, who=who))


def _day(calendar: Calendar, weeks: int) -> date:
    return weekday(calendar.today - timedelta(weeks=weeks))


def _ordered(ctx: Context, who: Someone) -> None:
    who.made["person"] = people.add_person(
        ctx,
        given_name=who.given,
        family_name=who.family,
        born_on=who.born,
        sex=who.facts["sex"],
        identifiers=[("nhs-number", nhs_number(who.number))],
        source="probation",
    )
    today = clock.today()
    facts = orders.OrderFacts(
        kind="community_order",
        made_on=today,
        court=here().name,
        case_number=who.case_number,
        ends_on=today + timedelta(days=364),
    )
    who.made["order"] = orders.make_order(ctx, person_id=who.pk, facts=facts)
    says = orders.RequirementFacts(period_value="30", period_unit="days")
    orders.add_requirement(ctx, order_id=who.made["order"].pk, kind=ACTIVITY, facts=says)


def _taken_on(ctx: Context, who: Someone) -> None:
    who.made["programme"] = treatment.take_on(
        ctx,
        person_id=who.pk,
        pathway=PATHWAY,
        waits_since=clock.today(),
        order_id=who.made["order"].pk,
        answers=ANSWERS,
    )


def _begun(ctx: Context, who: Someone, first: date) -> None:
    row = who.made["programme"]
    begun = treatment.begin(
        ctx,
        programme_id=row.pk,
        version=row.version,
        lead_id=member(LEAD).pk,
        out_of_turn="The only one who waits for this programme",
    )
    at = moment(first, "11:00")
    treatment.plan_session(ctx, programme_id=begun.pk, starts_at=at, place="Women’s centre")


def _session(
    ctx: Context,
    who: Someone,
    number: int,
    line: tuple[int, str, str, str, str],
    following: date,
) -> None:
    _weeks, came, modules, to_try, note = line
    row = Session.visible_to(ctx).get(person_id=who.pk, number=number)
    facts = treatment.Facts(
        came=came,
        modules=modules.split(),
        tried="done" if note and number > 1 else "",
        to_try=to_try,
        note=note,
        following=treatment.Next(moment(following, "11:00"), "Women’s centre"),
        seconds=60 + number,
    )
    treatment.save_session(ctx, session_id=row.pk, version=row.version, facts=facts)


def _planned(ctx: Context, who: Someone) -> None:
    """What stands behind it, rated by herself, and what helps."""
    plan = plans.start_plan(
        ctx, person_id=who.pk, own_words="I want to stay out of court and keep my flat."
    )
    for what, first, _now in DRIVERS:
        plans.choose_driver(ctx, plan_id=plan.pk, what=what, rating=first)
    for side, what, how in HELPS:
        plans.name_resource(ctx, plan_id=plan.pk, side=side, what=what, strengthened=how)


def _rated(ctx: Context, who: Someone) -> None:
    """The ratings again, what made the resources stronger, and the first step of her roadmap."""
    plan = selectors.plans_of(ctx, [who.pk])[0]
    rows = Driver.visible_to(ctx).filter(plan_id=plan.pk).order_by("recorded_at", "first_rating")
    now = {what: rating for what, _first, rating in DRIVERS}
    for row in rows:
        plans.rate_driver(ctx, driver_id=row.pk, version=row.version, rating=now[row.what])
    step = plans.StepFacts("Bike workshop every Saturday", 1, who_helps="Gail")
    plans.write_step(ctx, person_id=who.pk, facts=step)
