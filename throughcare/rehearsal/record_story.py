"""What lies beside the days: notes, what helps, two records of one person, who may see whom."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from throughcare.agencies.models import Membership, Team
from throughcare.core import clock
from throughcare.core.context import Context
from throughcare.people import actions as people
from throughcare.people import same_as
from throughcare.people.folding import phone_digits, search_name
from throughcare.people.models import Person
from throughcare.people.notes import write_note
from throughcare.people.part_actions import add_row
from throughcare.people.parts import PARTS
from throughcare.rehearsal.cast import Someone, nhs_number
from throughcare.rehearsal.days import Calendar, moment
from throughcare.rehearsal.telling import Timeline, address_of
from throughcare.sharing import actions as sharing
from throughcare.sharing import emergency_actions, guard_actions
from throughcare.sharing.emergency_actions import WhoIsMeant
from throughcare.sharing.models import BreakGlass, Relationship

LEAD, PRIVACY = "Ruth Sandford", "Imran Shah"


def tell(timeline: Timeline, calendar: Calendar, cast: dict[str, list[Someone]]) -> None:
    by_family = {who.family: who for rows in cast.values() for who in rows}
    _elsewhere(timeline, calendar, cast["held_elsewhere"])
    _details(timeline, calendar, by_family["Okafor"])
    _helped_on(timeline, calendar, [by_family[n] for n in ("Whitlock", "Bevan", "Rowbotham")])
    _twice(timeline, calendar, by_family["Bevan"], by_family["Thornber"])
    _closed(timeline, calendar, by_family["Marlowe"], by_family["Mellor"])
    _opened(timeline, calendar, by_family["Sallow"], by_family["Farrow"])


def _elsewhere(timeline: Timeline, calendar: Calendar, people_there: list[Someone]) -> None:
    for number, who in enumerate(people_there):
        at = moment(calendar.back(24 - number), "11:00")
        keeper = who.facts["by"]
        timeline.add(at, keeper, f"{who.given} added", partial(_add_there, who=who))


def _add_there(ctx: Context, who: Someone) -> None:
    who.known(ctx, "person")
    _adjust(ctx, who, "time", "Meets best in the afternoon.")


def _details(timeline: Timeline, calendar: Calendar, who: Someone) -> None:
    at = moment(calendar.back(who.facts["day"]), "12:30")
    timeline.add(at, who.worker, f"details of {who.given}", lambda ctx: _fill_record(ctx, who))
    call = moment(calendar.back(3), "15:10")
    timeline.add(call, who.worker, "a call", lambda ctx: _notes(ctx, who))


def _fill_record(ctx: Context, who: Someone) -> None:
    today = clock.today()
    _adjust(ctx, who, "reading", "Reads slowly: say it, then show it.")
    _adjust(ctx, who, "time", "A break every 20 minutes.")
    rows: dict[str, dict[str, Any]] = {
        "know-first": {
            "kind": "communication",
            "text": "Short sentences; ask him to say it back.",
            "source": "person",
            "on": today,
            "review_on": today + timedelta(days=90),
        },
        "address": {
            "kind": "staying",
            "lines": "2 Invented Row\nNorthfield",
            "postcode": "ZZ99 3VZ",
            "source": "person",
        },
        "contact": {
            "kind": "mobile",
            "value": "07700 900123",
            "canonical": phone_digits("07700 900123"),
            "may_text": True,
            "may_call": True,
            "safe_times": "After 4pm",
            "source": "person",
        },
    }
    for part, values in rows.items():
        add_row(ctx, PARTS[part], person=who.person, values=values)


def _notes(ctx: Context, who: Someone) -> None:
    write_note(ctx, person=who.person, kind="call", text="Rang: he will come at 2pm on Friday.")
    lead = Membership.objects.get(user__email=address_of(LEAD))
    write_note(
        ctx,
        person=who.person,
        text="Asked to talk about something that happened at home. Sealed at his wish.",
        sealed_to=[lead.pk],
    )


def _adjust(ctx: Context, who: Someone, need: str, text: str) -> None:
    add_row(
        ctx,
        PARTS["adjustment"],
        person=who.person,
        values={"need": need, "text": text, "source": "person"},
    )


def _helped_on(timeline: Timeline, calendar: Calendar, helped: list[Someone]) -> None:
    """Harbour Lights is brought in by the clinician who referred."""
    for who in helped:
        at = moment(calendar.back(who.facts["day"]), "12:15")
        timeline.add(at, who.worker, "brought in", partial(_bring_in, who=who))
        agreed = at - timedelta(minutes=5)
        timeline.add(agreed, who.worker, "agreed", partial(_agreed_to_help, who=who))


def _agreed_to_help(ctx: Context, who: Someone) -> None:
    sharing.record_agreement(
        ctx,
        person_id=who.pk,
        recipient="treatment",
        answer="yes",
        words_used="Yes, let them ring me.",
        categories=("identity", "contact_address", "health_summary"),
        confirmed=True,
    )


def _bring_in(ctx: Context, who: Someone) -> None:
    team = Team.objects.get(name="Harbour Lights link workers")
    sharing.open_link(
        ctx,
        person_id=who.pk,
        principal_id=team.pk,
        kind=Relationship.TEAM,
        source="referred by the custody and court team",
    )


def _twice(timeline: Timeline, calendar: Calendar, one: Someone, other: Someone) -> None:
    """One joined by two colleagues, one that waits for the second."""
    pairs: dict[str, Person] = {}

    def again(ctx: Context, who: Someone, given: str, family: str) -> None:
        pairs[who.family] = people.add_person(
            ctx,
            given_name=given,
            family_name=family,
            born_on=who.born,
            sex="female",
            identifiers=[("nhs-number", nhs_number(who.number))] if who is other else [],
            source="court",
        )

    at = moment(calendar.back(10), "10:20")
    timeline.add(at, "Ben Achebe", "a second record", lambda ctx: again(ctx, one, "Karis", "Bevan"))
    timeline.add(
        at + timedelta(minutes=20),
        "Ben Achebe",
        "the same person?",
        lambda ctx: _propose(ctx, one.person, pairs[one.family]),
    )
    timeline.add(
        at + timedelta(minutes=55),
        LEAD,
        "the same person",
        lambda ctx: _confirm(ctx, one.person, pairs[one.family]),
    )
    later = moment(calendar.back(1), "14:40")
    timeline.add(
        later, "Omar Haddad", "a second record", lambda ctx: again(ctx, other, "Kelly", "Thornbur")
    )
    timeline.add(
        later + timedelta(minutes=6),
        "Omar Haddad",
        "the same person?",
        lambda ctx: _propose(ctx, other.person, pairs[other.family]),
    )


def _propose(ctx: Context, a: Person, b: Person) -> None:
    same_as.propose_same_as(ctx, a=a, b=b, reason="Same birth date and face; the name misheard.")


def _confirm(ctx: Context, a: Person, b: Person) -> None:
    same_as.confirm_same_as(ctx, a=a, b=b, reason="I know her: both are hers.")


def _closed(timeline: Timeline, calendar: Calendar, limited: Someone, kept_from: Someone) -> None:
    at = moment(calendar.back(9), "16:10")
    timeline.add(at, LEAD, "limited", lambda ctx: _limit(ctx, limited))
    at = moment(calendar.back(19), "09:30")
    timeline.add(at, LEAD, "a colleague kept out", lambda ctx: _exclude(ctx, kept_from))


def _limit(ctx: Context, who: Someone) -> None:
    guard_actions.set_guard(
        ctx, person_id=who.pk, guard="limited", reason="Her sister works for a partner agency."
    )


def _exclude(ctx: Context, who: Someone) -> None:
    colleague = Membership.objects.get(user__email=address_of("Dana Whitmore"))
    guard_actions.exclude_user(
        ctx, person_id=who.pk, user_id=colleague.user_id, reason="They live next door."
    )


def _opened(timeline: Timeline, calendar: Calendar, first: Someone, second: Someone) -> None:
    """Opened at night in an emergency: one is reviewed, one waits for its review."""
    at = moment(calendar.back(8), "02:40")
    timeline.add(at, "Ben Achebe", "emergency opening", lambda ctx: _open(ctx, first))
    timeline.add(moment(calendar.back(8), "09:50"), PRIVACY, "reviewed", _review)
    at = moment(calendar.back(1), "22:15")
    timeline.add(at, "Omar Haddad", "emergency opening", lambda ctx: _open(ctx, second))


def _open(ctx: Context, who: Someone) -> None:
    emergency_actions.break_glass(
        ctx,
        who=WhoIsMeant(search_name=search_name(who.given, who.family), born_on=who.born),
        purpose="direct_care",
        reason="In custody and will not speak; the nurse needs to know about medicine tonight.",
        tried_whom="Westmoor duty line, no answer for 20 minutes",
    )


def _review(ctx: Context) -> None:
    opening = BreakGlass.visible_to(ctx).get(outcome="waiting")
    emergency_actions.review_break_glass(
        ctx, opening_id=opening.pk, outcome="justified", note="The duty line confirms the calls."
    )
