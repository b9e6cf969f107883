"""The journey of one person in the words of assessments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from throughcare.assessments import lists
from throughcare.assessments.area_sets import title_of
from throughcare.assessments.models import (
    Assessment,
    ContactMade,
    SafetyPlanCopy,
    TriageRequest,
)
from throughcare.core.journey import EventWords, tell
from throughcare.core.models import Event
from throughcare.design import words


def _kind(event: Event) -> str:
    return str(Assessment.Kind(event.payload["kind"]).label)


def _completed(event: Event) -> str:
    left_out = event.payload["not_asked"]
    if not left_out:
        return _("Every area was asked about.")
    said = ngettext("%(n)s area not asked about.", "%(n)s areas not asked about.", left_out)
    return said % {"n": left_out}


def _why(event: Event) -> str:
    return str(Assessment.Why(event.payload["why"]).label)


def _area(event: Event) -> str:
    return title_of(event.payload["area"])


def _look_again(event: Event) -> str:
    on = event.payload.get("on")
    if not on:
        return _("Nobody need look again on a set day.")
    return _("Look again on %(day)s.") % {"day": words.full_date(date.fromisoformat(on))}


def _contact(event: Event) -> str:
    who = str(ContactMade.Agency(event.payload["agency"]).label)
    return who if event.payload["reached"] else _("%(who)s: not reached") % {"who": who}


def _copy(event: Event) -> str:
    how = SafetyPlanCopy.How(event.payload["how"]).label
    whom = SafetyPlanCopy.Whom(event.payload["to_whom"]).label
    return _("Version %(number)s. %(whom)s, %(how)s.") % {
        "number": event.payload["number"],
        "whom": whom,
        "how": str(how).lower(),
    }


def _version(event: Event) -> str:
    return _("Version %(number)s") % {"number": event.payload["number"]}


def _triage(words: object) -> Callable[[Event], str]:
    """Lazy ``words`` with the kind of request put in."""

    def title(event: Event) -> str:
        return str(words) % {"kind": TriageRequest.Kind(event.payload["kind"]).label}

    return title


def _reply(event: Event) -> str:
    return str(TriageRequest.Reply(event.payload["reply"]).label)


def _outcome(event: Event) -> str:
    return lists.title_of("outcome", event.payload["outcome"])


WORDS = {
    "assessment.started": EventWords(lambda _e: _("Assessment started"), "health", _kind),
    "assessment.completed": EventWords(lambda _e: _("Assessment completed"), "health", _completed),
    "assessment.stopped": EventWords(lambda _e: _("Assessment ended early"), "health", _why),
    "assessment.voided": EventWords(
        lambda _e: _("An assessment begun here by mistake was moved to another record"), "health"
    ),
    "assessment.area_saved": EventWords(
        lambda _e: _("Part of an assessment saved"), "health", _area, quiet=True
    ),
    "assessment.amended": EventWords(lambda _e: _("Assessment corrected"), "health"),
    "assessment.safety_answer": EventWords(
        lambda _e: _("Safety answer: somebody must act now"), "health"
    ),
    "assessment.safety_acted_on": EventWords(lambda _e: _("Safety answer acted on"), "health"),
    "assessment.safety_moved": EventWords(lambda _e: _("Answer moved"), "health", quiet=True),
    "assessment.safety_saved": EventWords(
        lambda _e: _("Safety section saved"), "health", quiet=True
    ),
    "assessment.look_again": EventWords(lambda _e: _("When to look again"), "health", _look_again),
    "assessment.looked_again": EventWords(lambda _e: _("Looked again how things are"), "health"),
    "need.found": EventWords(lambda _e: _("Need found"), "support", _area),
    "need.changed": EventWords(lambda _e: _("Need changed"), "support", _area, quiet=True),
    "need.met": EventWords(lambda _e: _("Need met"), "support", _area),
    "need.taken_back": EventWords(
        lambda _e: _("Need recorded by mistake"), "support", _area, quiet=True
    ),
    "safety_plan.written": EventWords(lambda _e: _("Safety plan written"), "health", _version),
    "safety_plan.copy_given": EventWords(
        lambda _e: _("Copy of the safety plan given"), "health", _copy
    ),
    "contact.made": EventWords(lambda _e: _("Asked somebody about them"), "contact", _contact),
    "third_party.recorded": EventWords(
        lambda _e: _("Information about somebody else recorded"), "contact"
    ),
    "triage.asked": EventWords(_triage(gettext_lazy("%(kind)s asked for")), "health"),
    "triage.answered": EventWords(_triage(gettext_lazy("%(kind)s: answer came")), "health", _reply),
    "triage.arrived": EventWords(_triage(gettext_lazy("%(kind)s: they came")), "health"),
    "triage.ended": EventWords(_triage(gettext_lazy("%(kind)s: ended")), "health"),
    "triage.withdrawn": EventWords(
        _triage(gettext_lazy("%(kind)s: no longer asked for")), "health"
    ),
    "triage.outcome": EventWords(
        _triage(gettext_lazy("%(kind)s: what came of it")), "health", _outcome
    ),
}


def register() -> None:
    for event_type, told in WORDS.items():
        tell(event_type, told)
