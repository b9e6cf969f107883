"""The treatment team besides the two who go the whole way: caseloads, a group, who waits.

Places are as many as are commissioned, so somebody begins when somebody ends: first come, first
served, but for who waits for an interpreter.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from throughcare.agencies.models import Team
from throughcare.core import clock
from throughcare.core.context import Context
from throughcare.orders import actions as orders
from throughcare.rehearsal import sentenced_story
from throughcare.rehearsal.cast import Someone
from throughcare.rehearsal.court_story import here
from throughcare.rehearsal.days import Calendar, moment, months_on
from throughcare.rehearsal.group_story import Meetings
from throughcare.rehearsal.order_story import TREATMENT, TREATMENT_TEAM, member, weeks_ago
from throughcare.rehearsal.telling import Timeline
from throughcare.rehearsal.treatment_story import PATHWAY, typed
from throughcare.treatment import actions
from throughcare.treatment.models import Programme, Session

ADMINISTRATOR, LEAD = "Nadia Collins", "Bridget Hollis"
HELEN, DANIEL, WENDY = "Helen Marsh", "Daniel Osei", "Wendy Carrick"
#: Leanne, Kirsty and four more: the team is full.
PLACES = 6
#: Weeks before the day of telling, PHQ-9, GAD-7, what was worked on, what to try, note.
Line = tuple[int, str, str, str, str, str]
SESSIONS: dict[str, tuple[Line, ...]] = {
    "Blakemore": (
        (9, "222222210", "2222221", "understanding", "Write down when it starts",
         "Fears the letters from the bank most."),
        (5, "221211110", "2211111", "problem_solving", "Open one letter with his daughter",
         "Opened two. Slept better that night."),
    ),
    "Pym": (
        (5, "111222110", "1111211", "understanding", "Walk to the market on Saturday",
         "Lost since his wife died. Came in his good coat."),
    ),
    "Ridley": (
        (5, "232222221", "3322222", "feelings", "Say which hour was the worst",
         "Feels everything at once. Group agreed."),
    ),
}  # fmt: skip


def tell(timeline: Timeline, calendar: Calendar, people_read: dict[str, list[Someone]]) -> None:
    curtis, gordon, yasmin, halina = people_read["treated"]
    told = _Team(timeline, calendar)
    told.places()
    for who, lead in ((curtis, DANIEL), (gordon, WENDY), (yasmin, WENDY)):
        told.treated(who, lead)
    told.waits_for_interpreter(halina)
    Meetings(timeline, calendar, WENDY, (curtis, gordon, yasmin)).tell()
    told.handed_over(yasmin)
    by_family = {who.family: who for who in people_read["court"]}
    told.from_court(by_family)


class _Team:
    """What the team does, person by person."""

    def __init__(self, timeline: Timeline, calendar: Calendar) -> None:
        self.timeline, self.calendar = timeline, calendar

    def places(self) -> None:
        at = moment(weeks_ago(self.calendar, 56), "09:10")
        self.timeline.add(at, ADMINISTRATOR, "places of the team", _set_places)

    def treated(self, who: Someone, lead: str) -> None:
        """From the day when the team is asked to the session that comes next."""
        weeks = who.facts["weeks"]
        taken = moment(weeks_ago(self.calendar, weeks), "09:50")
        self.timeline.add(taken, lead, f"{who.given} taken on", partial(_arrives, who=who))
        lines = SESSIONS[who.family]
        began = weeks_ago(self.calendar, lines[0][0] + 1)
        days = [self._day(line[0]) for line in lines]
        begins = partial(_begins, who=who, lead=lead, first=days[0])
        self.timeline.add(moment(began, "16:20"), lead, f"{who.given} begins", begins)
        coming = self.calendar.today if lead == DANIEL else self.calendar.next_sitting()
        for line, on, following in zip(lines, days, [*days[1:], coming], strict=True):
            act = partial(_held, who=who, line=line, following=following)
            self.timeline.add(moment(on, "10:52"), lead, f"session with {who.given}", act)
        if lead == DANIEL:
            act = partial(_held, who=who, line=self._last(), following=self._in_a_week())
            self.timeline.add(moment(coming, "10:52"), lead, f"session with {who.given}", act)
        talked = moment(self._day(1), "15:40")
        self.timeline.add(talked, lead, "supervision", partial(_supervised, who=who))

    def _day(self, weeks: int) -> date:
        return weeks_ago(self.calendar, weeks)

    def _in_a_week(self) -> date:
        return self.calendar.on_from(self.calendar.today + timedelta(weeks=1))

    @staticmethod
    def _last() -> Line:
        return (0, "111111100", "1111101", "problem_solving", "Ring the bank on Tuesday",
                "Brought his letters in order of date.")  # fmt: skip

    def waits_for_interpreter(self, who: Someone) -> None:
        """Longer than the site has set for a first session: the clock says so."""
        asked = moment(weeks_ago(self.calendar, 5), "14:15")
        why = "A Polish interpreter on a weekday"
        act = partial(_arrives, who=who, waits_for=why)
        self.timeline.add(asked, WENDY, f"{who.given} waits", act)
        rung = moment(weeks_ago(self.calendar, 2), "11:20")
        self.timeline.add(rung, WENDY, f"{who.given} rung", partial(_rung, who=who))

    def handed_over(self, who: Someone) -> None:
        at = moment(self.calendar.back(1), "16:30")
        self.timeline.add(at, WENDY, f"{who.given} offered", partial(_offered, who=who))

    def from_court(self, by_family: dict[str, Someone]) -> None:
        """Ordered at court in these weeks: the first has begun, the others wait."""
        treated = [
            by_family[family]
            for family, given in sentenced_story.GIVEN.items()
            if given.requirement == TREATMENT
        ]
        for who in treated:
            taken = moment(self.calendar.back(who.facts["back"] - 1), "10:05")
            act = partial(_taken_on, who=who)
            self.timeline.add(taken, HELEN, f"{who.given} taken on", act)
        first = treated[0]
        began, held = self.calendar.back(6), self.calendar.back(4)
        begins = partial(_begins, who=first, lead=DANIEL, first=held, at="13:30")
        self.timeline.add(moment(began, "09:40"), DANIEL, f"{first.given} begins", begins)
        line = (0, "222122210", "2222111", "understanding", "Leave the phone downstairs",
                "Wants to be there for his son. Talks in short bursts.")  # fmt: skip
        coming = self.calendar.next_sitting()
        act = partial(_held, who=first, line=line, following=coming, at="13:30")
        self.timeline.add(moment(held, "14:22"), DANIEL, f"session with {first.given}", act)


def _set_places(ctx: Context) -> None:
    team = Team.objects.get(name=TREATMENT_TEAM)
    source = "Service specification (invented)"
    actions.set_places(ctx, team_id=team.pk, places=PLACES, source=source, version=0)


def _arrives(ctx: Context, who: Someone, waits_for: str = "") -> None:
    """Probation sends the order: a record, what the court ordered, and the waiting list."""
    who.known(ctx, "probation")
    _enter_order(ctx, who)
    _taken_on(ctx, who, waits_for)


def _enter_order(ctx: Context, who: Someone) -> None:
    today, facts = clock.today(), who.facts
    who.made["order"] = orders.make_order(
        ctx,
        person_id=who.pk,
        facts=orders.OrderFacts(
            kind=facts["order"],
            made_on=today,
            court=here().name,
            case_number=who.case_number,
            ends_on=months_on(today, facts["months"]),
        ),
    )
    who.made[TREATMENT] = orders.add_requirement(
        ctx,
        order_id=who.made["order"].pk,
        kind=TREATMENT,
        facts=orders.RequirementFacts(
            residential=False,
            period_value=str(facts["treated_months"]),
            period_unit="months",
            director="Omar Haddad, psychologist",
            care="primary",
        ),
    )


def _taken_on(ctx: Context, who: Someone, waits_for: str = "") -> None:
    order = who.made["order"]
    who.made["programme"] = actions.take_on(
        ctx,
        person_id=who.pk,
        pathway=PATHWAY,
        waits_since=order.made_on,
        waits_for=waits_for,
        order_id=order.pk,
        requirement_id=who.made[TREATMENT].pk,
    )


def _begins(ctx: Context, who: Someone, lead: str, first: date, at: str = "10:00") -> None:
    row: Programme = Programme.visible_to(ctx).get(pk=who.made["programme"].pk)
    actions.begin(
        ctx,
        programme_id=row.pk,
        version=row.version,
        lead_id=member(lead).pk,
        out_of_turn="The one before waits for an interpreter",
    )
    starts_at = moment(first, at)
    actions.plan_session(ctx, programme_id=row.pk, starts_at=starts_at, place="Room 3")


def _held(ctx: Context, who: Someone, line: Line, following: date, at: str = "10:00") -> None:
    _weeks, phq, gad, module, to_try, note = line
    rows = Session.visible_to(ctx).filter(person_id=who.pk, kind="session", status="planned")
    row, given = rows.get(), typed({"phq-9": phq, "gad-7": gad})
    facts = actions.Facts(
        came="came",
        modules=[module],
        to_try=to_try,
        note=note,
        safety="still_right" if actions.asks_about_safety(given) else "",
        answers=given,
        following=actions.Next(moment(following, at), "Room 3"),
        seconds=52 + who.number % 20,
    )
    actions.save_session(ctx, session_id=row.pk, version=row.version, facts=facts)


def _supervised(ctx: Context, who: Someone) -> None:
    actions.supervise(
        ctx,
        programme_id=who.made["programme"].pk,
        held_on=clock.today(),
        supervisor=f"{LEAD}, clinical lead",
        discussed="Goes on as planned. The group helps.",
    )


def _rung(ctx: Context, who: Someone) -> None:
    actions.check_in(
        ctx,
        programme_id=who.made["programme"].pk,
        how="phone",
        result="spoke",
        said="Through a telephone interpreter: still wants it, and can wait.",
    )


def _offered(ctx: Context, who: Someone) -> None:
    actions.offer_hand_over(
        ctx,
        programme_id=who.made["programme"].pk,
        to_id=member(DANIEL).pk,
        why="I move to the custody team next month.",
        to_know="Start on time. She leaves when she has to wait.",
        told_person=True,
    )
