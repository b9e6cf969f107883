"""The journey of one person in the words of treatment. No score and no note stands in it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.core.journey import EventWords, tell
from throughcare.core.models import Event
from throughcare.treatment import rules
from throughcare.treatment.models import CheckIn, FollowUp, HandOver, Letter, Programme
from throughcare.treatment.models.around import How


def _pathway(event: Event) -> str:
    found = rules.pathways().get(event.payload["pathway"])
    return found.title if found else ""


def _saved(event: Event) -> str:
    held = _("It took place") if event.payload["held"] else _("It did not take place")
    return _("Session booked as number %(n)s. %(held)s.") % {
        "n": event.payload["number"],
        "held": held,
    }


def _ended(event: Event) -> str:
    count = event.payload["sessions"]
    held = ngettext("%(n)s session", "%(n)s sessions", count) % {"n": count}
    return f"{Programme.Reason(event.payload['reason']).label}. {held}"


def _check_in(event: Event) -> str:
    how, result = How(event.payload["how"]), CheckIn.Result(event.payload["result"])
    return f"{how.label}. {result.label}"


def _to(event: Event) -> str:
    return str(Letter.To(event.payload["to"]).label)


WORDS = {
    "treatment.waiting": EventWords(lambda _e: _("Waits for treatment"), "health", _pathway),
    "treatment.began": EventWords(lambda _e: _("Treatment began"), "health", _pathway),
    "treatment.session_planned": EventWords(lambda _e: _("Session booked"), "health", quiet=True),
    "treatment.session_saved": EventWords(lambda _e: _("Treatment session"), "health", _saved),
    "treatment.session_corrected": EventWords(
        lambda _e: _("Session corrected"), "health", quiet=True
    ),
    "treatment.checked_in": EventWords(
        lambda _e: _("Check-in between sessions"), "contact", _check_in
    ),
    "treatment.hand_over_offered": EventWords(
        lambda _e: _("Hand-over to a colleague offered"), "contact", quiet=True
    ),
    "treatment.hand_over_ended": EventWords(
        lambda _e: _("Hand-over to a colleague"),
        "contact",
        lambda e: str(HandOver.Status(e.payload["how"]).label),
    ),
    "treatment.supervised": EventWords(
        lambda _e: _("Talked through in supervision"), "health", quiet=True
    ),
    "treatment.ended": EventWords(lambda _e: _("Treatment ended"), "health", _ended),
    "treatment.letter_begun": EventWords(lambda _e: _("Letter begun"), "health", _to, quiet=True),
    "treatment.letter_issued": EventWords(
        lambda _e: _("Letter at the end of treatment"), "health", _to
    ),
    "treatment.letter_replaced": EventWords(
        lambda _e: _("Letter replaced by a corrected version"), "health", _to
    ),
    "treatment.letter_dropped": EventWords(
        lambda _e: _("Letter not sent"), "health", _to, quiet=True
    ),
    "treatment.follow_up_set": EventWords(lambda _e: _("Follow-up set"), "health", quiet=True),
    "treatment.follow_up_tried": EventWords(
        lambda _e: _("Tried to follow up, not reached"), "contact"
    ),
    "treatment.follow_up_ended": EventWords(
        lambda _e: _("Follow-up after treatment"),
        "health",
        lambda e: str(FollowUp.Status(e.payload["result"]).label),
    ),
    "treatment.closed": EventWords(lambda _e: _("Nothing more is owed"), "health", quiet=True),
}


def register() -> None:
    for event_type, told in WORDS.items():
        tell(event_type, told)
