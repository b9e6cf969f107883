"""The journey of one person in the words of an appointment."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from throughcare.appointments.models import Kind, Status
from throughcare.core import clock
from throughcare.core.journey import EventWords, tell
from throughcare.core.models import Event
from throughcare.design import words

BY = {"us": lambda: _("We cancelled"), "person": lambda: _("Told us first")}


def _kind(event: Event) -> str:
    return str(Kind(event.payload["kind"]).label)


def _when(event: Event, name: str = "starts_at") -> str:
    return words.moment(datetime.fromisoformat(event.payload[name]), now=clock.now())


def _came(event: Event) -> str:
    said = str(Status(event.payload["status"]).label)
    return _("%(said)s. Corrected") % {"said": said} if event.payload["corrected"] else said


WORDS = {
    "appointment.booked": EventWords(
        lambda e: _("%(kind)s booked") % {"kind": _kind(e)}, "contact", _when
    ),
    "appointment.attended": EventWords(_kind, "contact", _came),
    "appointment.cancelled": EventWords(
        lambda e: _("%(kind)s cancelled") % {"kind": _kind(e)},
        "contact",
        lambda e: f"{_when(e)}. {BY[e.payload['by']]()}",
    ),
    "appointment.moved": EventWords(
        lambda e: _("%(kind)s moved") % {"kind": _kind(e)},
        "contact",
        lambda e: _("To %(when)s") % {"when": _when(e, "to")},
    ),
}


def register() -> None:
    for event_type, told in WORDS.items():
        tell(event_type, told)
