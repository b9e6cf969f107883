"""The journey of one person in the words of an order."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from throughcare.core import clock
from throughcare.core.journey import EventWords, tell
from throughcare.core.models import Event
from throughcare.design import words
from throughcare.orders import rules, terms
from throughcare.orders.models import Review


def _day(text: str) -> str:
    return words.short_date(date.fromisoformat(text), today=clock.today())


def _made(event: Event) -> str:
    kind = terms.label("order", event.payload["kind"])
    if not event.payload.get("ends_on"):
        return kind
    return _("%(kind)s, to %(day)s") % {"kind": kind, "day": _day(event.payload["ends_on"])}


def reason_words(kind: str, code: str) -> str:
    """Why it ended; what only the court's results say has its own words."""
    return _("Taken back by the court") if code == terms.TAKEN_BACK else terms.label(kind, code)


def _ended(event: Event) -> str:
    return reason_words("order_end", event.payload["reason"])


def _required(event: Event) -> str:
    return rules.requirement_words(event.payload["kind"], event.payload["label"])


def _amended(event: Event) -> str:
    what = _required(event)
    by_court = event.payload["why"] == "court"
    return f"{what}. {_('The court changed it') if by_court else _('The record was corrected')}"


def _requirement_ended(event: Event) -> str:
    return f"{_required(event)}. {reason_words('requirement_end', event.payload['reason'])}"


def _review(event: Event) -> str:
    on = event.payload.get("on")
    return _day(on) if on else _("The court gave no day")


def _review_ended(event: Event) -> str:
    return f"{_review(event)}. {Review.Status(event.payload['how']).label}"


WORDS = {
    "sentence.results_matched": EventWords(
        lambda _e: _("The court’s results are this person’s"), "court", quiet=True
    ),
    "sentence.match_ended": EventWords(
        lambda _e: _("The court’s results were not this person’s"), "court", quiet=True
    ),
    "sentence.made": EventWords(lambda _e: _("Order made"), "court", _made),
    "sentence.changed": EventWords(lambda _e: _("Order changed"), "court"),
    "sentence.ended": EventWords(lambda _e: _("Order ended"), "court", _ended),
    "sentence.requirement_made": EventWords(lambda _e: _("Requirement made"), "court", _required),
    "sentence.requirement_amended": EventWords(
        lambda _e: _("Requirement changed"), "court", _amended
    ),
    "sentence.requirement_ended": EventWords(
        lambda _e: _("Requirement ended"), "court", _requirement_ended
    ),
    "sentence.review_set": EventWords(lambda _e: _("Review of the order set"), "court", _review),
    "sentence.review_ended": EventWords(
        lambda _e: _("Review of the order"), "court", _review_ended
    ),
}


def register() -> None:
    for event_type, told in WORDS.items():
        tell(event_type, told)
