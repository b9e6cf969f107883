"""The journey of one person in the words of the court."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from throughcare.core import clock
from throughcare.core.journey import EventWords, tell
from throughcare.core.models import Event
from throughcare.court import terms
from throughcare.court.models import CourtFeedback, CourtFollowUp, Custody, HearingOutcome
from throughcare.design import words


def _day(text: str) -> str:
    return words.short_date(date.fromisoformat(text), today=clock.today())


def _listed(event: Event) -> str:
    custody = event.payload["custody"]
    day = _day(event.payload["on"])
    said = ", ".join(part for part in (day, event.payload.get("where", "")) if part)
    if custody == Custody.NOT_SAID:
        return said
    return f"{said}. {Custody(custody).label}"


def _outcome(event: Event) -> str:
    said = event.payload
    parts = [
        terms.label(kind, said[kind])
        for kind in ("disposal", "remand", "reason")
        if said.get(kind) and (kind, said[kind]) != ("remand", "none")
    ]
    if said.get("adjourned_to"):
        parts.append(_("Next hearing %(day)s") % {"day": _day(said["adjourned_to"])})
    elif said.get("ask_at"):
        parts.append(_("Day of the next hearing not known yet"))
    used = HearingOutcome.Used(said["used"])
    if used in (HearingOutcome.Used.YES, HearingOutcome.Used.PARTLY, HearingOutcome.Used.NO):
        parts.append(_("Used our information: %(used)s") % {"used": str(used.label).lower()})
    return ". ".join(parts)


def _outcome_title(event: Event) -> str:
    titles = {
        "adjourned": _("Hearing adjourned"),
        "not_heard": _("Hearing did not go ahead"),
    }
    return titles.get(event.status_to, _("Hearing"))


def _feedback(event: Event) -> str:
    said_by = CourtFeedback.SaidBy(event.payload["said_by"]).label
    return f"{CourtFeedback.Used(event.payload['used']).label} ({said_by})"


def _advice(event: Event) -> str:
    return terms.label("asked_by", event.payload["to_whom"])


def _follow_up(event: Event) -> str:
    return terms.label("follow_up", event.payload["kind"])


def _ended(event: Event) -> str:
    how = str(CourtFollowUp.Status(event.payload["how"]).label)
    return f"{_follow_up(event)}: {how.lower()}"


WORDS = {
    "court.entry_linked": EventWords(lambda _e: _("On the court list"), "court", quiet=True),
    "court.entry_changed": EventWords(lambda _e: _("Court list changed"), "court", quiet=True),
    "court.entry_gone": EventWords(lambda _e: _("No longer on the court list"), "court"),
    "court.entry_seen": EventWords(lambda _e: _("Seen at court"), "court", quiet=True),
    "court.entry_not_seen": EventWords(lambda _e: _("Not seen at court"), "court", quiet=True),
    "hearing.listed": EventWords(lambda _e: _("Hearing listed"), "court", _listed),
    "hearing.moved": EventWords(lambda _e: _("Hearing changed"), "court", quiet=True),
    "hearing.outcome_recorded": EventWords(_outcome_title, "court", _outcome),
    "hearing.outcome_corrected": EventWords(
        lambda _e: _("Outcome of a hearing corrected"), "court", _outcome
    ),
    "hearing.voided": EventWords(
        lambda _e: _("A hearing put here by mistake was taken off"), "court"
    ),
    "court_feedback.given": EventWords(
        lambda _e: _("The court on what we told it"), "court", _feedback
    ),
    "court_advice.given": EventWords(lambda _e: _("Spoken advice to the court"), "court", _advice),
    "court_follow_up.made": EventWords(lambda _e: _("To do after court"), "support", _follow_up),
    "court_follow_up.ended": EventWords(lambda _e: _("After court"), "support", _ended),
}


def register() -> None:
    for event_type, told in WORDS.items():
        tell(event_type, told)
