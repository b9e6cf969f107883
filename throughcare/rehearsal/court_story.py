"""The days at court: the list taken in, people matched and seen, what the court decided."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from throughcare.agencies.models import Place
from throughcare.assessments import actions as assessments
from throughcare.core import clock
from throughcare.core.context import Context
from throughcare.court import actions as court
from throughcare.court.models import CourtFollowUp, Hearing, ListEntry
from throughcare.rehearsal import custody_story as custody
from throughcare.rehearsal import report_story
from throughcare.rehearsal.cast import PRACTITIONERS, Someone
from throughcare.rehearsal.days import Calendar, moment
from throughcare.rehearsal.paper import Line, document
from throughcare.rehearsal.telling import Act, Timeline
from throughcare.sharing import actions as sharing

SLUG = "northfield-magistrates"
CLERK, JUDGE = "Miriam Price", "Edward Sutcliffe"
FIRMS = ("Invented Haulage Ltd", "Made Up Scaffolding Ltd", "Nowhere Taxis Ltd")
DAYS = 30
#: Every so many days an organisation, and somebody under 18, is on the list.
EACH_FIRM, EACH_CHILD = 4, 6
MINUTES_AFTER = 75
#: How a case ends with nothing left for us to do.
OVER = ("ended", "discharge_or_fine")
#: Those on the lists of other days, whom nobody meets: as many names as there are days and lines.
GIVEN = (
    "Arnold", "Beatrix", "Cedric", "Doreen", "Edgar", "Freda", "Gilbert", "Hilda", "Ignatius",
    "Josephine", "Kelvin",
)  # fmt: skip
FAMILY = ("Alderpenny", "Brackwater", "Cobbleton", "Dunmarsh", "Elderfold", "Fernhollow",
          "Gravelock", "Hazelgate", "Inkersole", "Jessamy", "Kettlewick", "Larkmire",
          "Mossbridge")  # fmt: skip
#: On the lists of today and of the next sitting, and of each day before.
MANY, FEW = 5, 3


@dataclass
class CourtDays:
    """Everything that happens at the court, day by day."""

    timeline: Timeline
    calendar: Calendar
    people: list[Someone]
    others: list[Someone]
    lists: dict[date, list[Line]] = field(default_factory=lambda: defaultdict(list))
    #: Arrested since the list of today was taken in, and on the newer one of this morning.
    overnight: list[Line] = field(default_factory=list)

    def tell(self) -> None:
        for who in self.people:
            self._first_hearing(who, self.calendar.back(who.facts["day"]))
        days = [self.calendar.back(number) for number in range(DAYS)]
        for number, on in enumerate([*days, self.calendar.last_saturday()]):
            self._others(on, number)
        self._others(self.calendar.next_sitting(), DAYS + 1)
        for on in sorted(self.lists):
            self._take_in(on)

    # -- One person ----------------------------------------------------------------------------

    def _first_hearing(self, who: Someone, on: date) -> None:
        facts, worker = who.facts, who.worker
        at = moment(on, facts["time"])
        if "request" in facts:
            found = self._asked_for(who, on)
        else:
            held = facts.get("held", False)
            line = Line(who, facts["time"], held=held, restriction=facts.get("restriction", ""))
            self.lists[on].append(line)
            found = moment(on, "08:05", who.number % 5 * 3)
        self._add(found, worker, f"{who.given} matched", lambda ctx: match(ctx, who, on))
        self._seen(who, found + timedelta(minutes=6), on)
        if advice := facts.get("advice"):
            before = at - timedelta(minutes=8)
            self._add(before, worker, "court advised", lambda ctx: advise(ctx, who, on, advice))
        if "used" in facts:
            ended = at + timedelta(minutes=MINUTES_AFTER)
            self._add(ended, worker, "outcome", lambda ctx: self._outcome(ctx, who, on))
            self._after(who, on, ended)
        if "back" in facts:
            self._second_hearing(who, self.calendar.back(facts["back"]))

    def _asked_for(self, who: Someone, on: date) -> datetime:
        """Somebody at court asks; the entry is made when the team says yes."""
        at = moment(on, "09:02")
        self._add(at, JUDGE, f"asks about {who.given}", lambda ctx: ask(ctx, who, on))
        answered = at + timedelta(minutes=4)
        self._add(answered, "Ben Achebe", "seen", lambda ctx: acknowledge(ctx, who))
        accepted = at + timedelta(minutes=9)
        self._add(accepted, "Ben Achebe", "accepted", lambda ctx: accept(ctx, who))
        return at + timedelta(minutes=14)

    def _seen(self, who: Someone, at: datetime, on: date) -> None:
        facts, worker = who.facts, who.worker
        if why := facts.get("unseen"):
            self._add(at, worker, f"{who.given} {why}", lambda ctx: not_seen(ctx, who, on, why))
            return
        self._add(at, worker, f"{who.given} agrees", lambda ctx: custody.begin_screening(ctx, who))
        ended = at + timedelta(minutes=5)
        self._add(ended, worker, "screened", lambda ctx: custody.end_screening(ctx, who))
        if custody.decision_of(who) == "refer":
            later = ended + timedelta(minutes=30)
            self._add(later, worker, "referred", lambda ctx: custody.refer(ctx, who))
        if "report" in facts:
            later = ended + timedelta(minutes=45)
            self._add(later, worker, "assessed", lambda ctx: assess(ctx, who))

    def _second_hearing(self, who: Someone, on: date) -> None:
        facts, worker = who.facts, who.worker
        held = facts.get("remand") == "custody"
        line = Line(
            who,
            facts["time"],
            room="1",
            held=held,
            hearing_type="Sentence",
            restriction=facts.get("restriction", ""),
        )
        self.lists[on].append(line)
        if "report" in facts:
            report_story.tell(self.timeline, self.calendar, who, on)
        # The team knows them, and finds them on the list in the evening before.
        found = moment(self.calendar.eve(on), "17:40", who.number % 6 * 2)
        self._add(found, worker, f"{who.given} matched", lambda ctx: match(ctx, who, on))
        if disposal := facts.get("disposal"):
            at = moment(on, facts["time"], MINUTES_AFTER + who.number % 4 * 5)
            self._add(at, worker, disposal, lambda ctx: decided(ctx, who, on, disposal))
            self._after(who, on, at)

    def _after(self, who: Someone, on: date, at: datetime) -> None:
        """What the court says of our help, and what the outcome asked us to do."""
        facts = who.facts
        if "feedback" in facts and ("back" not in facts or on == self.calendar.back(facts["back"])):
            said = at + timedelta(minutes=20)
            self._add(said, CLERK, "feedback", lambda ctx: feedback(ctx, who, on))
        if facts.get("follow") and on == self.calendar.back(facts["day"]) and who.number % 2:
            rung = at + timedelta(minutes=100)
            self._add(rung, who.worker, "follow-up done", lambda ctx: followed_up(ctx, who))

    def _outcome(self, ctx: Context, who: Someone, on: date) -> None:
        facts = who.facts
        back = self.calendar.back(facts["back"]) if "back" in facts else None
        ahead = self.calendar.today + timedelta(facts["ahead"]) if "ahead" in facts else None
        due = clock.today() + timedelta(days=1)
        court.record_outcome(
            ctx,
            hearing_id=hearing_of(ctx, who, on).pk,
            facts=court.OutcomeFacts(
                used=facts["used"],
                source="in_court",
                remand=facts.get("remand", "bail_conditions" if back else "none"),
                adjourned_to=back or ahead,
                adjourned_elsewhere=facts.get("elsewhere", ""),
                reason=facts.get("reason", ""),
                disposal="" if back else facts.get("disposal", ""),
                follow_ups=tuple((kind, due) for kind in facts.get("follow", ())),
            ),
        )
        if back is None and facts.get("disposal") in OVER:
            custody.end_episode(ctx, who, "completed")

    # -- The list --------------------------------------------------------------------------------

    def _others(self, on: date, number: int) -> None:
        """Those on the list whom nobody knows; those in custody were offered a screening."""
        many = on >= self.calendar.today
        first = MANY if on > self.calendar.today else 0
        for place in range(MANY if many else FEW):
            who = self.others[first + place] if many else stranger(number * FEW + place)
            time = f"{10 + place % 5}:{place % 2 * 30:02d}"
            held = not many and place == 0
            self.lists[on].append(Line(who, time, room=str(1 + place % 3), held=held))
            if held:
                why = ("not_seen", "left", "asleep")[number % 3]
                at = moment(on, "13:20", place * 3)
                worker = PRACTITIONERS[number % len(PRACTITIONERS)]
                self._add(at, worker, why, partial(not_seen, who=who, on=on, why=why))
        if number % EACH_FIRM == 0:
            self.lists[on].append(Line(FIRMS[number % len(FIRMS)], "14:00", room="3"))
        if number % EACH_CHILD == 0:
            child = Someone(900 + number, {"name": "Jordan|Invented", "age": 16})
            self.lists[on].append(Line(child, "12:00", age=16))
            passed = moment(on, "08:20")
            self._add(passed, "Ben Achebe", "child", lambda ctx: passed_on(ctx, child, on))

    def _take_in(self, on: date) -> None:
        evening = moment(self.calendar.eve(on), "17:30")
        lines = self.lists[on]
        worker = PRACTITIONERS[on.day % len(PRACTITIONERS)]
        self._add(evening, worker, "list taken in", lambda ctx: take_in(ctx, on, lines))
        if on == self.calendar.today and self.overnight:
            whole, new = [*lines, *self.overnight], len(self.overnight)
            again = partial(take_in, on=on, lines=whole, new=new)
            self._add(moment(on, "08:05"), worker, "list taken in again", again)

    def _add(self, at: datetime, who: str, what: str, act: Act) -> None:
        self.timeline.add(at, who, what, act)


def here() -> Place:
    return Place.objects.get(slug=SLUG)


def stranger(number: int) -> Someone:
    """Somebody of a name, an age and a case of their own."""
    name = f"{GIVEN[number % len(GIVEN)]}|{FAMILY[number % len(FAMILY)]}"
    born = date(1955 + number * 7 % 50, 1 + number % 12, 1 + number * 5 % 28)
    return Someone(2000 + number, {"name": name, "born": born})


def take_in(ctx: Context, on: date, lines: list[Line], new: int | None = None) -> None:
    taken = court.take_list_in(ctx, document(on, lines))
    if taken.unplaced or taken.total("new") != (len(lines) if new is None else new):
        raise ValueError(f"the list of {on} was not taken in whole")


def entry_of(ctx: Context, who: Someone, on: date) -> ListEntry:
    rows = ListEntry.visible_to(ctx).filter(place=here(), on=on, family_name=who.family)
    found: ListEntry = rows.get(given_name=who.given)
    return found


def hearing_of(ctx: Context, who: Someone, on: date) -> Hearing:
    found: Hearing = Hearing.visible_to(ctx).exclude(status="void").get(person_id=who.pk, on=on)
    return found


def match(ctx: Context, who: Someone, on: date) -> None:
    person = who.known(ctx, "court")
    court.link_entry(ctx, entry_id=entry_of(ctx, who, on).pk, person_id=person.pk)


def not_seen(ctx: Context, who: Someone, on: date, why: str) -> None:
    court.note_not_seen(ctx, entry_id=entry_of(ctx, who, on).pk, why=why)


def passed_on(ctx: Context, who: Someone, on: date) -> None:
    court.pass_to_youth_service(ctx, entry_id=entry_of(ctx, who, on).pk)


def assess(ctx: Context, who: Someone) -> None:
    """The assessment at court, and who may read the report that comes of it."""
    screen = who.made["screen"]
    row = assessments.start_assessment(
        ctx, person_id=who.pk, screen_id=screen.pk, taking_part="yes"
    )
    who.made["assessment"] = custody.assess_briefly(ctx, row)
    for recipient, name in (("solicitor", "Adam Price, Price and Hale (invented)"),):
        sharing.record_agreement(
            ctx,
            person_id=who.pk,
            recipient=recipient,
            recipient_name=name,
            answer="yes",
            words_used="Yes, my solicitor too.",
            asked_in=row.pk,
            confirmed=True,
        )


def advise(ctx: Context, who: Someone, on: date, said: list[str]) -> None:
    court.give_advice(
        ctx,
        person_id=who.pk,
        facts=court.AdviceFacts(
            place_id=here().pk,
            to_whom="legal_adviser",
            to_name=CLERK,
            said=tuple(said),
            words="Short breaks and plain words help.",
            hearing_id=hearing_of(ctx, who, on).pk,
        ),
    )


def decided(ctx: Context, who: Someone, on: date, disposal: str) -> None:
    court.record_outcome(
        ctx,
        hearing_id=hearing_of(ctx, who, on).pk,
        facts=court.OutcomeFacts(
            used=who.facts["used"], source="court", remand="none", disposal=disposal
        ),
    )
    if disposal in OVER:
        custody.end_episode(ctx, who, "completed")


def feedback(ctx: Context, who: Someone, on: date) -> None:
    used = who.facts["feedback"]
    court.give_feedback(
        ctx,
        person_id=who.pk,
        facts=court.FeedbackFacts(
            place_id=here().pk,
            used=used,
            said_by="legal_adviser",
            on=on,
            helped=() if used == "no" else ("in_time", "take_part"),
            hearing_id=hearing_of(ctx, who, on).pk,
        ),
    )


def followed_up(ctx: Context, who: Someone) -> None:
    for follow in CourtFollowUp.visible_to(ctx).filter(person_id=who.pk, status="open"):
        court.end_follow_up(
            ctx,
            follow_up_id=follow.pk,
            version=follow.version,
            how="done",
            words="Prison healthcare told by phone.",
        )


def ask(ctx: Context, who: Someone, on: date) -> None:
    facts = who.facts
    who.made["request"] = court.ask_to_see(
        ctx,
        place_id=here().pk,
        facts=court.RequestFacts(
            asked_by=facts["request"],
            asker_name="Court 2",
            why=facts["why"],
            needed_by=moment(on, facts["time"]),
            given_name=who.given,
            family_name=who.family,
            born_on=who.born,
            case_number=who.case_number,
            custody="in_custody" if facts.get("held") else "on_bail",
            room="2",
        ),
    )


def acknowledge(ctx: Context, who: Someone) -> None:
    court.acknowledge_request(ctx, request_id=who.made["request"].pk)


def accept(ctx: Context, who: Someone) -> None:
    court.accept_request(ctx, request_id=who.made["request"].pk, answer="Seen before the hearing.")


def decline(ctx: Context, who: Someone) -> None:
    court.decline_request(
        ctx, request_id=who.made["request"].pk, answer="Seen by their own team this morning."
    )


def withdraw(ctx: Context, who: Someone) -> None:
    court.withdraw_request(ctx, request_id=who.made["request"].pk)
