"""The journey of one person in the words of custody and screening."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughcare.core.journey import EventWords, tell
from throughcare.core.models import Event
from throughcare.screening.models import CustodyEntry, Screen, StepTaken


def _choice(words: object) -> str:
    return str(words)


def _decision(event: Event) -> str:
    return _choice(Screen.Decision(event.payload["decision"]).label)


def _screened(event: Event) -> str:
    where = event.payload.get("where", "custody")
    titles = {"custody": _("Screened in custody"), "court": _("Screened at court")}
    return titles.get(where, _("Screened"))


def _completed(event: Event) -> str:
    left_out = event.payload.get("not_asked") or 0
    if not left_out:
        return _decision(event)
    return _("%(decision)s. Questions not asked: %(count)s.") % {
        "decision": _decision(event),
        "count": left_out,
    }


def _why(event: Event) -> str:
    return _choice(Screen.Why(event.payload["why"]).label)


def _left(event: Event) -> str:
    return _choice(CustodyEntry.Left(event.payload["how"]).label)


def _result(event: Event) -> str:
    return _choice(StepTaken.Result(event.payload["result"]).label)


WORDS = {
    "custody.entry_linked": EventWords(lambda _e: _("In custody"), "court"),
    "custody.entry_changed": EventWords(
        lambda _e: _("Custody entry corrected"), "court", quiet=True
    ),
    "custody.entry_unlinked": EventWords(
        lambda _e: _("A line of the custody list was put on this record by mistake"), "court"
    ),
    "custody.worry": EventWords(lambda _e: _("Custody told us of a worry"), "health"),
    "custody.left": EventWords(lambda _e: _("Left custody"), "court", _left),
    "screen.started": EventWords(lambda _e: _("Screening started"), "health", quiet=True),
    "screen.completed": EventWords(_screened, "health", _completed),
    "screen.amended": EventWords(lambda _e: _("Screening corrected"), "health"),
    "screen.decision_changed": EventWords(
        lambda _e: _("Decision after screening changed"), "health", _decision
    ),
    "screen.not_seen": EventWords(lambda _e: _("Not screened"), "health", _why),
    "screen.declined": EventWords(lambda _e: _("Declined screening today"), "health"),
    "screen.safety_answer": EventWords(
        lambda _e: _("Safety answer: somebody must act now"), "health"
    ),
    "screen.safety_acted_on": EventWords(lambda _e: _("Safety answer acted on"), "health"),
    "screen.voided": EventWords(
        lambda _e: _("A screening begun here by mistake was moved to another record"), "health"
    ),
    "screen.safety_moved": EventWords(lambda _e: _("Answer moved"), "health", quiet=True),
    "custody_advice.given": EventWords(lambda _e: _("Custody staff told"), "health"),
    "custody_advice.acted_on": EventWords(
        lambda e: (
            _("Custody acted on what we told them")
            if e.payload["acted"]
            else _("Custody did not act on what we told them")
        ),
        "health",
    ),
    "appropriate_adult.needed": EventWords(lambda _e: _("Appropriate adult needed"), "support"),
    "appropriate_adult.arrived": EventWords(lambda _e: _("Appropriate adult came"), "support"),
    "appropriate_adult.not_coming": EventWords(
        lambda _e: _("Appropriate adult did not come"), "support"
    ),
    "screen.assessed": EventWords(lambda _e: _("Assessment after screening"), "health", _result),
    "screen.referred": EventWords(
        lambda _e: _("Referral or information after screening"), "health", _result
    ),
    "work.passed_on": EventWords(lambda _e: _("Work passed to a colleague"), "contact", quiet=True),
}


def register() -> None:
    for event_type, words in WORDS.items():
        tell(event_type, words)
