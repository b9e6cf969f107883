"""The closed list of conditions that a pathway may ask. No expressions: more needs code and an ADR.

Each is a pure function of what is known (``Facts``) and the value in the definition; it answers
met, not met or not known with a reason, and never a score.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from throughcare.pathways.definition import Condition
from throughcare.sharing.words import REQUIREMENTS


class Verdict(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True)
class Answer:
    """A verdict and why, in words for staff."""

    verdict: Verdict
    why: str


@dataclass(frozen=True)
class Facts:
    """What is known of one person at one moment, as the asker may see it."""

    today: date
    born_on: date | None = None
    born_about: bool = False
    #: The latest answer about taking part, by what it was asked for.
    taking_part: Mapping[str, str] = field(default_factory=dict)
    #: The latest answer about willingness to comply, by requirement: yes, no, withdrawn.
    willing: Mapping[str, str] = field(default_factory=dict)
    #: Types of the events of the person that the asker may see.
    events: frozenset[str] = frozenset()
    #: "pathway/stage" of every stage that some episode of the person has reached.
    stages: frozenset[str] = frozenset()
    place_kind: str = ""
    referred_from: str = ""
    #: What the event that is looked at says.
    payload: Mapping[str, Any] = field(default_factory=dict)
    #: What whoever starts by hand has answered, by criterion.
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Predicate:
    """One name of the closed list.

    needs   which parts of Facts are looked up for it;
    value   says what is wrong with a value in a definition, "" when it fits.
    """

    name: str
    judge: Callable[[Facts, Any, str], Answer]
    value: Callable[[Any], str]
    needs: tuple[str, ...] = ()
    event: bool = False


def judge(condition: Condition, facts: Facts, *, criterion: str = "") -> Answer:
    """What a condition says of these facts."""
    return PREDICATES[condition.predicate].judge(facts, condition.value, criterion)


def holds(conditions: tuple[Condition, ...], facts: Facts) -> bool:
    """Are all of them met? What is not known is not met."""
    return all(judge(each, facts).verdict == Verdict.MET for each in conditions)


def needs(conditions: tuple[Condition, ...]) -> frozenset[str]:
    """Which facts must be looked up."""
    return frozenset(need for each in conditions for need in PREDICATES[each.predicate].needs)


# --- The list ------------------------------------------------------------------------------


def age_from(facts: Facts, value: int, _criterion: str) -> Answer:
    """The person is at least so many years old."""
    return _age(facts, lambda years: years >= value)


def age_to(facts: Facts, value: int, _criterion: str) -> Answer:
    """The person is at most so many years old."""
    return _age(facts, lambda years: years <= value)


def agreed_taking_part(facts: Facts, value: str, _criterion: str) -> Answer:
    """The person agreed to take part in this (``sharing.TakingPart``)."""
    said = facts.taking_part.get(value, "")
    if said == "yes":
        return Answer(Verdict.MET, _("Agreed"))
    if said == "no":
        return Answer(Verdict.NOT_MET, _("Declined"))
    return Answer(Verdict.NOT_KNOWN, _("Not asked yet") if not said else _("Not able to decide"))


def willing_to_comply(facts: Facts, value: str, _criterion: str) -> Answer:
    """The person said, before sentence, that they are willing to comply with a requirement."""
    said = facts.willing.get(value, "")
    if said == "yes":
        return Answer(Verdict.MET, _("Willing, in their own words"))
    if said == "no":
        return Answer(Verdict.NOT_MET, _("Not willing"))
    if said == "withdrawn":
        return Answer(Verdict.NOT_MET, _("Was willing, and has taken it back"))
    return Answer(Verdict.NOT_KNOWN, _("Has not said yes or no"))


def has_event(facts: Facts, value: str, _criterion: str) -> Answer:
    """Such an event is recorded about the person."""
    if value in facts.events:
        return Answer(Verdict.MET, _("Recorded"))
    return Answer(Verdict.NOT_MET, _("Not recorded"))


def no_event(facts: Facts, value: str, _criterion: str) -> Answer:
    """No such event is recorded about the person."""
    if value in facts.events:
        return Answer(Verdict.NOT_MET, _("Recorded"))
    return Answer(Verdict.MET, _("Not recorded"))


def place_kind(facts: Facts, value: str, _criterion: str) -> Answer:
    """It happens at a place of this kind."""
    if not facts.place_kind:
        return Answer(Verdict.NOT_KNOWN, _("The place is not known"))
    return _yes_or_no(facts.place_kind == value)


def referred_from(facts: Facts, value: list[str], _criterion: str) -> Answer:
    """The person came from one of these."""
    if not facts.referred_from:
        return Answer(Verdict.NOT_KNOWN, _("Where they came from is not recorded"))
    return _yes_or_no(facts.referred_from in value)


def stage_recorded(facts: Facts, value: str, _criterion: str) -> Answer:
    """An episode of the person has reached this stage, written "pathway/stage"."""
    return _yes_or_no(value in facts.stages)


def event_says(facts: Facts, value: Mapping[str, Any], _criterion: str) -> Answer:
    """The event that is looked at has one of these values under this name."""
    return _yes_or_no(facts.payload.get(value["name"]) in value["one_of"])


def asked(facts: Facts, value: str, criterion: str) -> Answer:
    """Whoever starts the pathway was asked, and the answer is this one."""
    said = facts.answers.get(criterion, "")
    if said not in ("yes", "no"):
        return Answer(Verdict.NOT_KNOWN, _("Not known"))
    return Answer(
        Verdict.MET if said == value else Verdict.NOT_MET,
        _("Answered yes") if said == "yes" else _("Answered no"),
    )


def _age(facts: Facts, fits: Callable[[int], bool]) -> Answer:
    if facts.born_on is None or facts.born_about:
        return Answer(Verdict.NOT_KNOWN, _("The birth date is not known for certain"))
    birthday_to_come = (facts.today.month, facts.today.day) < (
        facts.born_on.month,
        facts.born_on.day,
    )
    years = facts.today.year - facts.born_on.year - birthday_to_come
    why = _("%(years)s years old") % {"years": years}
    return Answer(Verdict.MET if fits(years) else Verdict.NOT_MET, why)


def _yes_or_no(fits: bool) -> Answer:
    return Answer(Verdict.MET, _("Yes")) if fits else Answer(Verdict.NOT_MET, _("No"))


# --- What a definition may write for each ------------------------------------------------------


def _whole_years(value: Any) -> str:
    fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 120
    return "" if fits else "write whole years from 0 to 120"


def _word(value: Any) -> str:
    return "" if isinstance(value, str) and value else "write one word in quotes"


def _one_of(*choices: str) -> Callable[[Any], str]:
    return lambda value: "" if value in choices else f"choose one of {', '.join(choices)}"


def _words(value: Any) -> str:
    fits = isinstance(value, list) and value and all(isinstance(v, str) and v for v in value)
    return "" if fits else 'write a list of words, such as ["custody_list"]'


def _stage(value: Any) -> str:
    fits = isinstance(value, str) and value.count("/") == 1
    return "" if fits else 'write it as "pathway/stage"'


def _says(value: Any) -> str:
    fits = (
        isinstance(value, dict)
        and set(value) == {"name", "one_of"}
        and isinstance(value["name"], str)
        and isinstance(value["one_of"], list)
        and value["one_of"] != []
    )
    return "" if fits else 'write { name = "…", one_of = ["…"] }'


PREDICATES: Mapping[str, Predicate] = {
    each.name: each
    for each in (
        Predicate("age_from", age_from, _whole_years, ("person",)),
        Predicate("age_to", age_to, _whole_years, ("person",)),
        Predicate("agreed_taking_part", agreed_taking_part, _word, ("taking_part",)),
        Predicate("willing_to_comply", willing_to_comply, _one_of(*REQUIREMENTS), ("willing",)),
        Predicate("has_event", has_event, _word, ("events",), event=True),
        Predicate("no_event", no_event, _word, ("events",), event=True),
        Predicate("place_kind", place_kind, _one_of("custody", "court", "office", "clinic")),
        Predicate("referred_from", referred_from, _words),
        Predicate("stage_recorded", stage_recorded, _stage, ("stages",)),
        Predicate("event_says", event_says, _says),
        Predicate("asked", asked, _one_of("yes", "no")),
    )
}
