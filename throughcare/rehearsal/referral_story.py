"""The local directory, and people who are referred on: answered, declined, kept, still waiting."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from throughcare.agencies.models import Team
from throughcare.core.context import Context
from throughcare.referrals import actions
from throughcare.referrals.actions import directory
from throughcare.referrals.facts import PARTS, facts_of
from throughcare.referrals.models import DirectoryService, Referral
from throughcare.rehearsal.cast import Someone
from throughcare.rehearsal.days import Calendar, moment
from throughcare.rehearsal.order_story import protagonists, weeks_ago
from throughcare.rehearsal.telling import Timeline

NURSE, THERAPIST = "Priya Nair", "Helen Marsh"
LINK_WORKER, COMMUNITY_NURSE = "Jo Castell", "Lucy Tran"
ADMINISTRATOR = "Nadia Collins"

#: The directory: name, what it is, and the columns that differ from most.
SERVICES: tuple[dict[str, Any], ...] = (
    {
        "name": "Harbour Lights link workers",
        "about": "A link worker for home, money, papers and people. In person or by phone.",
        "team": "Harbour Lights link workers",
        "needs": ["navigation", "housing", "identity_papers", "gp", "social"],
        "wait_days": 7,
    },
    {
        "name": "Harbour Lights debt and benefits desk",
        "about": "One to one, with the letters on the table.",
        "team": "Harbour Lights link workers",
        "needs": ["debt", "benefits"],
        "wait_days": 12,
    },
    {
        "name": "Westmoor community mental health team",
        "about": "Community nurses and psychiatry.",
        "team": "Westmoor community team",
        "needs": ["mental_health", "trauma"],
        "age_from": 18,
        "wait_days": 30,
    },
    {
        "name": "Northfield treatment team",
        "about": "Psychological treatment within an order, and outside one.",
        "team": "Northfield treatment team",
        "needs": ["mental_health", "trauma", "impulse_control"],
        "age_from": 18,
        "wait_days": 14,
    },
    {
        "name": "Northfield Women’s Centre",
        "about": "A place for women: groups, one to one, a crèche.",
        "how": "letter",
        "takes": "female",
        "needs": ["trauma", "domestic_abuse", "social", "peer_support"],
        "wait_days": 10,
        "address": "2 Example Street, Northfield",
        "phone": "01632 960701",
    },
    {
        "name": "Northfield Bereavement Support",
        "about": "One to one, in person or by phone.",
        "how": "phone",
        "needs": ["bereavement"],
        "wait_days": 12,
        "phone": "01632 960702",
    },
    {
        "name": "Northshire Housing Options",
        "about": "The council’s duty desk for people with nowhere to stay.",
        "how": "phone",
        "needs": ["housing"],
        "phone": "01632 960703",
    },
    {
        "name": "Northfield Grief Group",
        "about": "Weekly, Thursday evenings.",
        "how": "phone",
        "needs": ["bereavement", "peer_support"],
        "check_words": "A group of 12 in a crowded room",
        "wait_days": 7,
        "phone": "01632 960704",
    },
    {
        "name": "Northshire Veterans’ Advice",
        "about": "Housing, money and company for those who served.",
        "how": "letter",
        "needs": ["veterans", "housing", "employment"],
        "cohorts": ["Veterans"],
        "phone": "01632 960705",
    },
    {
        "name": "First Step, 18 to 25",
        "about": "For young adults: work, learning, somewhere to go.",
        "how": "letter",
        "needs": ["employment", "social_skills", "social"],
        "age_from": 18,
        "age_to": 25,
        "wait_days": 5,
        "phone": "01632 960706",
    },
    {
        "name": "Citizens’ Advice, Northfield (invented)",
        "about": "Drop in, Monday to Friday.",
        "how": "self",
        "needs": ["debt", "benefits", "immigration"],
        "wait_days": 0,
        "phone": "01632 960707",
    },
)


def tell(timeline: Timeline, calendar: Calendar, people: dict[str, list[Someone]]) -> None:
    leanne, marlon = protagonists(people)
    made = moment(weeks_ago(calendar, 60), "08:30")
    timeline.add(made, ADMINISTRATOR, "the directory made", make_directory)
    looked = moment(weeks_ago(calendar, 3), "16:00")
    timeline.add(looked, ADMINISTRATOR, "most of the directory looked at again", look_again)
    _Told(timeline, calendar, marlon).community_team()
    _Told(timeline, calendar, marlon).housing()
    _Told(timeline, calendar, leanne).womens_centre()
    _Told(timeline, calendar, leanne).debt_desk()
    _Told(timeline, calendar, leanne).link_worker()


def make_directory(ctx: Context) -> None:
    teams = {team.name: team for team in Team.objects.select_related("agency")}
    for row in SERVICES:
        facts: dict[str, Any] = {"how": "team", **row, "kept_by_id": ctx.membership_id}
        facts["team"] = teams[facts["team"]] if facts.get("team") else None
        directory.add_service(ctx, facts=facts)


def look_again(ctx: Context) -> None:
    """All but two: their entries say that the check is overdue."""
    for service in DirectoryService.objects.order_by("name")[2:]:
        directory.check_service(ctx, service=service)


class _Told:
    """What was sent about one person, scene by scene."""

    def __init__(self, timeline: Timeline, calendar: Calendar, who: Someone) -> None:
        self.timeline, self.calendar, self.who = timeline, calendar, who

    def _add(self, on: date, clock: str, who: str, what: str, act: Any) -> None:
        self.timeline.add(moment(on, clock), who, f"{self.who.given} {what}", act)

    def community_team(self) -> None:
        """Marlon, after treatment: accepted, and the first appointment kept."""
        sent = weeks_ago(self.calendar, 37)
        first = sent + timedelta(days=14)
        name = "Westmoor community mental health team"
        self._send(sent, "10:20", NURSE, name, ("mental_health", "He wants to keep what he gained"))
        self._act(sent + timedelta(days=1), "09:15", COMMUNITY_NURSE, name, _acknowledge)
        self._act(
            sent + timedelta(days=2),
            "11:00",
            COMMUNITY_NURSE,
            name,
            _accept(moment(first, "14:00")),
        )
        self._act(first, "15:05", COMMUNITY_NURSE, name, _came("came"))
        self._seen(first + timedelta(days=1), "09:00", NURSE, name)

    def housing(self) -> None:
        """Marlon and the council: not accepted, then told where else to ask."""
        sent = weeks_ago(self.calendar, 36)
        name = "Northshire Housing Options"
        self._send(sent, "10:40", NURSE, name, ("housing", "His landlord is selling the house"))
        self._act(sent + timedelta(days=3), "12:10", NURSE, name, _declined)
        self._signpost(sent + timedelta(days=3), "12:20", NURSE, "Citizens’ Advice, Northfield")

    def womens_centre(self) -> None:
        """Lea and a service without an account: a letter, and what they told us."""
        sent = weeks_ago(self.calendar, 8)
        first = sent + timedelta(days=9)
        name = "Northfield Women’s Centre"
        self._send(sent, "11:30", NURSE, name, ("trauma", "She would like to meet women only"))
        self._act(
            sent + timedelta(days=2), "10:05", NURSE, name, _heard_yes(moment(first, "10:30"))
        )
        self._act(first + timedelta(days=1), "09:40", NURSE, name, _heard_came)

    def debt_desk(self) -> None:
        """Lea and the debt desk: the first appointment was yesterday, nobody has said who came."""
        sent = self.calendar.back(6)
        name = "Harbour Lights debt and benefits desk"
        self._send(sent, "14:10", THERAPIST, name, ("debt", "Letters from three lenders, unopened"))
        first = moment(self.calendar.back(1), "15:00")
        self._act(self.calendar.back(4), "09:30", LINK_WORKER, name, _accept(first))
        self._seen(self.calendar.back(3), "09:05", THERAPIST, name)

    def link_worker(self) -> None:
        """Lea and a link worker: sent this week, and not answered yet."""
        sent = self.calendar.back(1)
        name = "Harbour Lights link workers"
        self._send(sent, "15:40", THERAPIST, name, ("housing", "Her tenancy ends in spring"))
        self._signpost(sent, "15:45", THERAPIST, "Citizens’ Advice, Northfield")

    # -- What they do --------------------------------------------------------------------------
    def _send(self, on: date, clock: str, who: str, name: str, why: tuple[str, str]) -> None:
        def act(ctx: Context) -> None:
            send(ctx, self.who, name, *why)

        self._add(on, clock, who, f"is referred to {name}", act)

    def _act(self, on: date, clock: str, who: str, name: str, does: Any) -> None:
        def act(ctx: Context) -> None:
            does(ctx, referral_to(ctx, name, self.who))

        self._add(on, clock, who, f"and {name}", act)

    def _seen(self, on: date, clock: str, who: str, name: str) -> None:
        def does(ctx: Context, row: Referral) -> None:
            actions.note_answer_seen(ctx, referral_id=row.pk)

        self._act(on, clock, who, name, does)

    def _signpost(self, on: date, clock: str, who: str, name: str) -> None:
        def act(ctx: Context) -> None:
            actions.give_signpost(
                ctx, person_id=self.who.pk, how="number", service_name=f"{name} (invented)"
            )

        self._add(on, clock, who, "is told of a service", act)


def send(ctx: Context, who: Someone, name: str, need: str, why: str) -> None:
    """As the page does it: the sheet of what is known, checked with the person, then sent."""
    known = facts_of(ctx, who.person, [who.pk], ctx.user_name)
    called = who.facts.get("called") or who.given
    actions.send_referral(
        ctx,
        person_id=who.pk,
        service=DirectoryService.objects.select_related("team__agency").get(name=name),
        request=actions.Request(
            reason=f"{why}.",
            asked="Offer a first appointment",
            need=need,
            ground=Referral.Ground.AGREED,
            ground_words=f"{called} agreed to you seeing this, and nothing else",
            agreed_words="Can I send them this, and nothing else? Yes",
            seen={**known.sheet.frozen(PARTS), "from": f"{ctx.user_name}, {ctx.team_name}"},
        ),
    )


def referral_to(ctx: Context, name: str, who: Someone) -> Referral:
    rows = Referral.visible_to(ctx).filter(service_name=name, person_id=who.pk)
    found: Referral = rows.latest("sent_at")
    return found


def _acknowledge(ctx: Context, row: Referral) -> None:
    actions.acknowledge_referral(ctx, referral_id=row.pk)


def _accept(first: datetime) -> Any:
    def does(ctx: Context, row: Referral) -> None:
        accepted = actions.accept_referral(ctx, referral_id=row.pk)
        place = f"{ctx.user_name}, room 2"
        actions.book_first(ctx, referral=accepted, at=first, place=place)

    return does


def _came(came: str) -> Any:
    def does(ctx: Context, row: Referral) -> None:
        actions.record_first(ctx, referral=row, came=came)

    return does


def _declined(ctx: Context, row: Referral) -> None:
    actions.decline_referral(
        ctx, referral_id=row.pk, reason="full", words="No room this month. Ask again in six weeks."
    )


def _heard_yes(first: datetime) -> Any:
    def does(ctx: Context, row: Referral) -> None:
        accepted = actions.accept_referral(ctx, referral_id=row.pk)
        actions.offer_first(ctx, referral=accepted, at=first, place="The centre")

    return does


def _heard_came(ctx: Context, row: Referral) -> None:
    actions.keep_first(ctx, referral=row, came="came")
