"""Support and the joint plan of the two who go the whole way.

Leanne's second version waits for two signatures; Marlon's plan is over and his roadmap is his.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from throughcare.plans import actions as plans
from throughcare.plans import selectors
from throughcare.plans.models import Driver, Plan
from throughcare.rehearsal.days import Calendar, moment
from throughcare.rehearsal.order_story import OFFICER, member, protagonists, weekday
from throughcare.sharing import actions as sharing
from throughcare.support import actions as support
from throughcare.support.models import SupportTask

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.rehearsal.cast import Someone
    from throughcare.rehearsal.telling import Act, Timeline

LINK, THERAPIST = "Jo Castell", "Helen Marsh"
NEEDS = {
    "housing": "urgent", "gp": "help", "nhs_number": "fine", "benefits": "fine", "debt": "help",
    "id": "help", "work": "not_asked", "education": "fine", "family": "help", "people": "help",
}  # fmt: skip
DRIVERS = (
    ("Nowhere settled to live", 9, 6),
    ("Not coping on bad days", 8, 5),
    ("Owing money", 7, 7),
)
STEPS = (
    ("Sleep before midnight", "Phone in the kitchen at 11", "", "going_well", "Works most nights."),
    ("Housing application", "Ring for the date", "Jo", "waiting", "Did the form with Jo."),
    ("Call mum on Sundays", "After dinner", "", "started", "Rang once. It was all right."),
)


def tell(timeline: Timeline, calendar: Calendar, people_read: dict[str, list[Someone]]) -> None:
    leanne, marlon = protagonists(people_read)
    Lea(timeline, calendar, leanne).tell()
    Marlon(timeline, calendar, marlon).tell()


class Told:
    """One of them, counted in days from the sentence.

    A weekend falls back to its Friday, so of two scenes that may meet the later is later by clock.
    """

    def __init__(self, timeline: Timeline, calendar: Calendar, who: Someone) -> None:
        self.timeline, self.calendar, self.who = timeline, calendar, who

    def after(self, days: int) -> date:
        sentenced: date = self.who.made["sentenced_on"]
        return weekday(sentenced + timedelta(days=days))

    def on(self, days: int, at: str, who: str, what: str, act: Act) -> None:
        self.timeline.add(moment(self.after(days), at), who, f"{self.who.given} {what}", act)

    # -- What both have ---------------------------------------------------------------------------

    def agrees(self, ctx: Context) -> None:
        """The officer may be told what is shared on the plan."""
        sharing.record_agreement(
            ctx,
            person_id=self.who.pk,
            recipient="probation",
            answer="yes",
            words_used="Sam can see the plan, not the rest.",
            confirmed=True,
        )

    def plan(self, ctx: Context) -> Plan:
        return selectors.plans_of(ctx, [self.who.pk])[0]

    def goal(self, ctx: Context, words: str, kind: str) -> Any:
        return plans.add_goal(
            ctx, plan_id=self.plan(ctx).pk, words=words, kind=kind, care_only=False
        )

    def line(self, ctx: Context, what: str, owner: str = "", **facts: Any) -> Any:
        """A line that everyone on the plan sees; without an owner it is the person's."""
        who: dict[str, Any] = {"owner_kind": "person"}
        if owner:
            found = member(owner)
            who = {
                "owner_kind": "team",
                "owner_team_id": found.team_id,
                "owner_name": owner,
                "owner_words": found.team.name,
            }
        made = plans.LineFacts(what=what, care_only=False, **{**who, **facts})
        return plans.add_line(ctx, plan_id=self.plan(ctx).pk, facts=made)

    def goes(self, ctx: Context, row: Any, progress: str) -> None:
        plans.note_progress(
            ctx, plan_id=row.plan_id, key=row.key, version=row.version, progress=progress
        )

    def sent(self, ctx: Context) -> None:
        plan = self.plan(ctx)
        plans.send_for_signing(ctx, plan_id=plan.pk, version=plan.version)

    def sign(self, ctx: Context) -> None:
        """The team signs for itself; Jo also writes down what the person said."""
        plan = self.plan(ctx)
        for each in selectors.parties_of(ctx, plan):
            if each.signed_at or each.party.number != plan.number:
                continue
            if each.party.team_id == ctx.team_id:
                plans.sign_plan(ctx, party_id=each.party.pk)
            elif each.party.kind == "person" and ctx.user_name == LINK:
                plans.sign_for(ctx, party_id=each.party.pk, how="read_aloud")


class Lea(Told):
    """Nine weeks in: a home is waited for, and the plan has changed."""

    def tell(self) -> None:
        self.on(5, "11:20", LINK, "says what she needs", self.needs)
        self.on(5, "11:40", LINK, "agrees that probation sees the plan", self.agrees)
        self.on(14, "09:40", LINK, "says what she wants", self.wanted)
        self.on(14, "09:50", LINK, "rates what is behind it", self.drivers)
        self.on(16, "11:00", THERAPIST, "gets her treatment on the plan", self.treatment)
        self.on(16, "15:10", OFFICER, "gets her appointments on the plan", self.probation)
        self.on(21, "10:00", LINK, "plan sent", self.sent)
        self.on(21, "10:05", LINK, "agrees to the plan", self.sign)
        self.on(21, "16:20", OFFICER, "plan signed", self.sign)
        self.on(22, "16:40", THERAPIST, "plan signed", self.sign)
        self.on(28, "11:30", LINK, "housing form done", self.housing)
        self.on(35, "11:15", LINK, "is registered with a GP", self.registered)
        self.on(42, "11:20", LINK, "finds a walking group", self.joins)
        self.on(47, "11:05", LINK, "writes her roadmap", self.roadmap)
        self.on(54, "11:10", LINK, "changes the plan", self.changed)
        self.on(54, "11:40", LINK, "agrees to the change", self.sign)
        self.on(55, "14:30", OFFICER, "change signed", self.sign)

    def needs(self, ctx: Context) -> None:
        support.check_needs(
            ctx,
            person_id=self.who.pk,
            answers=NEEDS,
            first=["housing", "gp", "debt"],
            steps={"housing": "Ring the housing office", "gp": "Find a surgery near the school"},
        )

    def wanted(self, ctx: Context) -> None:
        plan = plans.start_plan(
            ctx,
            person_id=self.who.pk,
            own_words="I want my own front door, and to pick my son up from school again.",
            review_on=weekday(self.calendar.today + timedelta(weeks=3)),
        )
        home = self.goal(ctx, "I want my own front door", "home")
        family = self.goal(ctx, "I want to pick my son up from school again", "family")
        steady = self.goal(ctx, "I want to feel steadier", "health")
        done = self.goal(ctx, "I want to get this order done", "justice")
        self.who.made["goals"] = {
            "home": home.key,
            "family": family.key,
            "steady": steady.key,
            "done": done.key,
        }
        letters = self.line(
            ctx, "Bring 2 letters that show where she has stayed", goal_key=home.key
        )
        self.goes(ctx, letters, "done")
        ring = self.line(
            ctx, "Ring the housing office for a date", LINK, goal_key=home.key, by_words="Each week"
        )
        self.line(ctx, "Go along to the first GP appointment", LINK, goal_key=steady.key)
        self.who.made["ring"] = ring.key
        for side, what in (("internal", "Keeps going back"), ("external", "Josh’s gran")):
            plans.name_resource(ctx, plan_id=plan.pk, side=side, what=what)

    def drivers(self, ctx: Context) -> None:
        for what, first, _now in DRIVERS:
            plans.choose_driver(ctx, plan_id=self.plan(ctx).pk, what=what, rating=first)

    def treatment(self, ctx: Context) -> None:
        steady = self.who.made["goals"]["steady"]
        row = self.line(ctx, "Finish 12 sessions, then a follow-up", THERAPIST, goal_key=steady)
        self.goes(ctx, row, "started")

    def probation(self, ctx: Context) -> None:
        goal = self.who.made["goals"]["done"]
        what = "Appointments every week, 11am or later"
        row = self.line(ctx, what, OFFICER, by_words="Now", goal_key=goal)
        self.goes(ctx, row, "going_well")

    def housing(self, ctx: Context) -> None:
        self.move(ctx, "housing", "waiting", "Ring for the decision", "Application in", days=2)
        self.move(ctx, "debt", "started", "Write to ask for a pause", "Council tax behind", days=4)

    def move(
        self, ctx: Context, need: str, status: str, step: str, where: str, *, days: int
    ) -> None:
        """On from where it is, to a day counted from the day of telling."""
        task = SupportTask.visible_to(ctx).get(person_id=self.who.pk, need=need)
        on = self.calendar.today + timedelta(days=days)
        to = support.Step(status, step, None if status == "done" else on, where)
        support.move_task(ctx, task_id=task.pk, version=task.version, step=to)

    def registered(self, ctx: Context) -> None:
        self.move(ctx, "gp", "done", "", "Registered", days=0)

    def joins(self, ctx: Context) -> None:
        joined = support.ActivityFacts(
            kind="group",
            what="Tuesday walking group, Quay Street",
            status="tried",
            own_words="Nobody asks you anything. You just walk.",
            next_on=weekday(self.calendar.today + timedelta(days=6)),
        )
        support.add_activity(ctx, person_id=self.who.pk, facts=joined)

    def roadmap(self, ctx: Context) -> None:
        for place, (title, first, helps, how, said) in enumerate(STEPS, start=1):
            facts = plans.StepFacts(title, place, first_thing=first, who_helps=helps)
            step = plans.write_step(ctx, person_id=self.who.pk, facts=facts)
            plans.say_how_it_goes(ctx, step, how, words=said)

    def changed(self, ctx: Context) -> None:
        plan = self.plan(ctx)
        plan = plans.begin_version(ctx, plan_id=plan.pk, version=plan.version)
        goals, jo = self.who.made["goals"], member(LINK)
        ring = next(
            part
            for part in selectors.parts_of(ctx, plan)
            if part.key == self.who.made["ring"] and part.until is None
        )
        facts = plans.LineFacts(
            what="Ring the housing office for a date",
            owner_kind="team",
            owner_team_id=jo.team_id,
            owner_name=LINK,
            owner_words=jo.team.name,
            goal_key=goals["home"],
            by_on=weekday(self.calendar.today + timedelta(days=3)),
            care_only=False,
        )
        plans.change_line(ctx, plan_id=plan.pk, key=ring.key, version=ring.version, facts=facts)
        outside = {"owner_kind": "outside", "owner_name": "Housing options, Northfield Council"}
        self.line(ctx, "Decide the application", goal_key=goals["home"], **outside)
        self.line(ctx, "Walk to school with Josh’s gran", goal_key=goals["family"])
        for row, (_what, _first, now) in zip(
            Driver.visible_to(ctx).filter(plan_id=plan.pk).order_by("recorded_at"),
            DRIVERS,
            strict=True,
        ):
            plans.rate_driver(ctx, driver_id=row.pk, version=row.version, rating=now)
        self.sent(ctx)


class Marlon(Told):
    """A year on: the plan is over, the roadmap is his."""

    def tell(self) -> None:
        self.on(9, "13:30", LINK, "says what he needs", self.needs)
        self.on(10, "13:40", LINK, "says what he wants", self.wanted)
        self.on(11, "14:00", LINK, "agrees to his plan", self.sign)
        self.on(110, "14:10", LINK, "is given his roadmap", self.roadmap)
        self.on(118, "14:30", LINK, "plan ended", self.ended)

    def needs(self, ctx: Context) -> None:
        support.check_needs(
            ctx,
            person_id=self.who.pk,
            answers={"work": "help", "people": "help", "housing": "fine"},
            first=["work"],
            steps={"work": "Meet the job coach"},
        )

    def wanted(self, ctx: Context) -> None:
        plan = plans.start_plan(
            ctx, person_id=self.who.pk, own_words="I want to drive again and be quiet at home."
        )
        work = self.goal(ctx, "I want to drive again", "work")
        self.line(ctx, "Go along to the job coach", LINK, goal_key=work.key)
        plans.choose_driver(ctx, plan_id=plan.pk, what="No sleep, then shouting", rating=9)
        self.sent(ctx)

    def roadmap(self, ctx: Context) -> None:
        for place, title in enumerate(("Stop work at 8", "Walk before talking"), start=1):
            facts = plans.StepFacts(title, place)
            plans.write_step(ctx, person_id=self.who.pk, facts=facts)
        plans.give_roadmap(ctx, group=[self.who.pk])
        driver = Driver.visible_to(ctx).get(person_id=self.who.pk)
        plans.rate_driver(ctx, driver_id=driver.pk, version=driver.version, rating=3)

    def ended(self, ctx: Context) -> None:
        task = SupportTask.visible_to(ctx).get(person_id=self.who.pk, need="work")
        done = support.Step("done", where_now="Drives for the depot")
        support.move_task(ctx, task_id=task.pk, version=task.version, step=done)
        joined = support.ActivityFacts(
            kind="peer", what="Allotment with Dez", status="regular", own_words="It grows."
        )
        support.add_activity(ctx, person_id=self.who.pk, facts=joined)
        plan = self.plan(ctx)
        plans.end_plan(ctx, plan_id=plan.pk, version=plan.version)
