"""The journey of one person in the words of attendance, warnings, reviews and updates."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.appointments.models import Kind
from throughcare.core import clock
from throughcare.core.journey import EventWords, tell
from throughcare.core.models import Event
from throughcare.design import words
from throughcare.enforcement.models import UpdateReply, UpdateRequest


def _day(text: str) -> str:
    return words.short_date(date.fromisoformat(text), today=clock.today())


def _missed(event: Event) -> str:
    return f"{Kind(event.payload['kind']).label}, {_day(event.payload['on'])}"


def _period(event: Event) -> str:
    said = event.payload
    first, last = date.fromisoformat(said["first_on"]), date.fromisoformat(said["last_on"])
    period = words.date_range(first, last, today=clock.today())
    return _("%(period)s. Came %(came)s of %(expected)s") % {
        "period": period, "came": said["came"], "expected": said["expected"],
    }  # fmt: skip


def _decided(event: Event) -> str:
    said = _("Acceptable") if event.payload["acceptable"] else _("Not acceptable")
    return f"{_missed(event)}. {said}"


def _warned(event: Event) -> str:
    last = event.payload.get("last_day")
    if not last:
        return _missed(event)
    return _("%(missed)s. Counts to %(day)s") % {"missed": _missed(event), "day": _day(last)}


def _reviewed(event: Event) -> str:
    said, changes = _day(event.payload["held_on"]), event.payload["changes"]
    if not changes:
        return said
    agreed = ngettext("%(n)s change agreed", "%(n)s changes agreed", changes) % {"n": changes}
    return f"{said}. {agreed}"


WORDS = {
    "statement.issued": EventWords(lambda _e: _("Attendance statement"), "court", _period),
    "statement.replaced": EventWords(
        lambda _e: _("Attendance statement replaced"), "court",
        lambda e: f"A{e.payload['number']}",
    ),
    "absence.decided": EventWords(lambda _e: _("Missed appointment decided"), "court", _decided),
    "absence.reconsidered": EventWords(
        lambda _e: _("Missed appointment: acceptable after all"), "court", _missed
    ),
    "warning.given": EventWords(lambda _e: _("Warning given"), "court", _warned),
    "enforcement.referred": EventWords(
        lambda _e: _("Sent to the enforcement officer"), "court", _missed
    ),
    "order_review.held": EventWords(
        lambda _e: _("What is working, what is not"), "court", _reviewed
    ),
    "order_review.read": EventWords(lambda _e: _("Review read"), "court", quiet=True),
    "update.asked": EventWords(lambda _e: _("Update for the court asked for"), "court"),
    "update.reminded": EventWords(lambda _e: _("Officer reminded of the update"), "court"),
    "update.replied": EventWords(
        lambda _e: _("Update for the court"), "court",
        lambda e: str(UpdateReply.Kind(e.payload["kind"]).label),
    ),
    "update.ended": EventWords(
        lambda _e: _("Update for the court closed"), "court",
        lambda e: str(UpdateRequest.Status(e.payload["how"]).label),
    ),
}  # fmt: skip


def register() -> None:
    for event_type, told in WORDS.items():
        tell(event_type, told)
