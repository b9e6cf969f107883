"""This morning, up to now: who is in custody, what was done, what the court asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from throughcare.agencies.models import Place, Team
from throughcare.core import clock
from throughcare.core.context import Context
from throughcare.people import actions as people
from throughcare.people import part_actions
from throughcare.people.models import Person
from throughcare.people.parts import PARTS
from throughcare.rehearsal import court_story
from throughcare.rehearsal.cast import Someone
from throughcare.rehearsal.days import Calendar, moment
from throughcare.rehearsal.paper import Line
from throughcare.rehearsal.telling import Timeline, working_as
from throughcare.screening import actions as screening
from throughcare.screening.models import CustodyEntry
from throughcare.sharing import actions as sharing
from throughcare.sharing.models import Relationship

WORKER = "Priya Nair"
SUITE = "northfield-custody"
#: Minutes before now at which the shift began, and at which each thing was done since.
BEGAN, MATCHED, SCREENED, TRIED = 34, 28, 20, 12
#: The court has office hours: outside them nobody there asks us anything.
OPENS, CLOSES = 9, 16
NOON = 12


def was_told() -> bool:
    """Is there a custody list of the demonstration already?"""
    with working_as(WORKER) as ctx:
        return bool(CustodyEntry.visible_to(ctx).exists())


def custody(timeline: Timeline, now: datetime, entries: list[dict[str, Any]]) -> None:
    """The list as the shift found it, and what was done with it since."""
    for number, facts in enumerate(entries):
        _Arrival(facts, number, now).tell(timeline)


class _Arrival:
    """One line of this morning's custody list."""

    def __init__(self, facts: dict[str, Any], number: int, now: datetime) -> None:
        self.facts, self.number, self.now = facts, number, now
        self.made: dict[str, Any] = {}

    def tell(self, timeline: Timeline) -> None:
        facts, name = self.facts, self.facts["given_name"]
        if facts.get("known"):
            timeline.add(self.now - timedelta(days=9), WORKER, f"{name} added", self.adds)
        timeline.add(self._at(BEGAN, 5), WORKER, f"{name} on the custody list", self.arrives)
        if facts.get("age_about", 99) < 18:
            timeline.add(self._at(TRIED), WORKER, f"{name} passed on", self.passes_on)
        elif facts.get("asleep"):
            timeline.add(self._at(TRIED), WORKER, f"{name} asleep", self.sleeps)
        elif facts.get("known") or facts.get("screened") or facts.get("interpreter"):
            timeline.add(self._at(MATCHED), WORKER, f"{name} matched", self.is_matched)
        if facts.get("screened"):
            timeline.add(self._at(SCREENED), WORKER, f"{name} screened", self.is_screened)

    def _at(self, minutes: int, seconds: int = 1) -> datetime:
        return self.now - timedelta(minutes=minutes) + timedelta(seconds=self.number * seconds)

    def adds(self, ctx: Context) -> None:
        numbers = [("nhs-number", self.facts["nhs_number"])] if "nhs_number" in self.facts else []
        self.made["person"] = people.add_person(
            ctx,
            given_name=self.facts["given_name"],
            family_name=self.facts["family_name"],
            born_on=self.facts.get("born_on"),
            identifiers=numbers,
            source="custody",
        )

    def arrives(self, ctx: Context) -> None:
        facts = self.facts
        self.made["entry"] = screening.add_entry(
            ctx,
            place_id=Place.objects.get(slug=SUITE).pk,
            facts=screening.EntryFacts(
                arrived_at=self.now - timedelta(hours=facts["hours_ago"]),
                given_name=facts["given_name"],
                family_name=facts["family_name"],
                born_on=facts.get("born_on"),
                age_about=facts.get("age_about"),
                cell=facts["cell"],
                asked_by=facts.get("asked_by", "routine"),
                worry=facts.get("worry", ""),
                worry_source=facts.get("worry_source", ""),
            ),
        )

    def passes_on(self, ctx: Context) -> None:
        screening.pass_to_youth_service(ctx, entry_id=self.made["entry"].pk)

    def sleeps(self, ctx: Context) -> None:
        screening.record_not_seen(
            ctx,
            why="asleep",
            entry_id=self.made["entry"].pk,
            try_again_at=self.now + timedelta(minutes=45),
        )

    def is_matched(self, ctx: Context) -> None:
        if "person" not in self.made:
            self.adds(ctx)
        person: Person = self.made["person"]
        screening.link_entry(ctx, entry_id=self.made["entry"].pk, person_id=person.pk)
        if self.facts.get("interpreter"):
            part_actions.add_row(
                ctx, PARTS["know-first"], person=person, values=_polish_interpreter()
            )

    def is_screened(self, ctx: Context) -> None:
        """Screened; agreed that custody, court and probation are told."""
        person: Person = self.made["person"]
        sharing.record_taking_part(
            ctx, person_id=person.pk, in_what="screening", answer="yes", words_used="Yes, go on."
        )
        screen = screening.open_screen(ctx, person_id=person.pk)
        for recipient in ("custody", "court", "probation"):
            sharing.record_agreement(
                ctx,
                person_id=person.pk,
                recipient=recipient,
                answer="yes",
                asked_in=screen.pk,
                confirmed=True,
                place_id=screen.place_id,
            )
        answers = {f"q{number}": "no" for number in range(1, 13)}
        screen = screening.save_screen(
            ctx,
            screen_id=screen.pk,
            version=screen.version,
            given=screening.Given(
                answers=answers | {"q5": "yes", "q7": "yes", "q11": "yes"},
                texts={
                    "q5": "Not sleeping since he lost his job in October.",
                    "q7": "Asks for breaks and short sentences.",
                },
                decision="assess_court",
            ),
            minutes=4,
        )
        screening.give_advice(
            ctx,
            person_id=person.pk,
            what="Needs breaks and short sentences. Check every hour.",
            told_whom="Sergeant Lowe",
            screen=screen,
        )
        sharing.open_link(
            ctx,
            person_id=person.pk,
            principal_id=Team.objects.get(name="Northfield probation office").pk,
            kind=Relationship.ORDER_SUPERVISION,
            source="shared with agreement",
        )


def to_court(entries: list[dict[str, Any]], now: datetime) -> list[Line]:
    """Who of those arrested in the night is before the court today: lines of the morning's list.

    Whoever is arrested later than that is before the court on its next day.
    """
    if now.astimezone(clock.LONDON).hour >= NOON:
        return []
    going = [facts for facts in entries if facts.get("screened") or facts.get("worry")]
    return [
        Line(Someone(700 + number, {**facts, "name": _name(facts), "born": facts["born_on"]}), at,
             room="2", held=True)
        for number, (facts, at) in enumerate(zip(going, ("14:00", "14:30"), strict=True))
    ]  # fmt: skip


def _name(facts: dict[str, Any]) -> str:
    return f"{facts['given_name']}|{facts['family_name']}"


def _polish_interpreter() -> dict[str, Any]:
    return {
        "kind": "interpreter",
        "text": "Polish interpreter by phone",
        "source": "custody",
        "on": clock.today(),
        "review_on": clock.today() + timedelta(days=90),
    }


def requests(timeline: Timeline, calendar: Calendar) -> None:
    """The court asks: one request was declined, one taken back, one has just come."""
    said: dict[str, Any] = {"request": "legal_adviser", "why": "how_they_are", "time": "15:30"}
    asked = [
        Someone(801, {"name": "Leonard|Sparrow", **said}),
        Someone(802, {"name": "Ivy|Castleton", **said, "sex": "female"}),
    ]
    for number, (who, ends) in enumerate(zip(asked, ("declined", "taken back"), strict=True)):
        on = calendar.back(5 + number)
        at = moment(on, "10:05")
        clerk = court_story.CLERK
        timeline.add(at, clerk, "asks", partial(court_story.ask, who=who, on=on))
        ending = court_story.decline if ends == "declined" else court_story.withdraw
        by = "Ben Achebe" if ends == "declined" else clerk
        timeline.add(at + timedelta(minutes=11), by, ends, partial(ending, who=who))
    if OPENS <= calendar.now.astimezone(clock.LONDON).hour < CLOSES:
        said = {**said, "why": "worried_now", "held": True}
        new = Someone(803, {"name": "Francis|Ockenden", **said})
        timeline.add(
            calendar.now - timedelta(minutes=8),
            court_story.JUDGE,
            "asks now",
            partial(_ask_now, who=new),
        )


def _ask_now(ctx: Context, who: Someone) -> None:
    soon = clock.now() + timedelta(minutes=50)
    facts = _at_time(who, soon)
    court_story.ask(ctx, facts, clock.today())


def _at_time(who: Someone, at: datetime) -> Someone:
    time = at.astimezone(clock.LONDON).strftime("%H:%M")
    return replace(who, facts={**who.facts, "time": time})
