"""The words of this folder's events on a journey."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core.journey import EventWords, tell
from throughcare.core.models import Event
from throughcare.people.models import Adjustment, KnowFirst

_CHANGED = {
    "name_added": lambda: _("Name added"),
    "name_changed": lambda: _("Name changed"),
    "name_ended": lambda: _("Name no longer used"),
    "number_added": lambda: _("Number added"),
    "number_changed": lambda: _("Number changed"),
    "number_ended": lambda: _("Number no longer used"),
    "basics_changed": lambda: _("Birth date, sex or name to use changed"),
    "address_added": lambda: _("Address added"),
    "address_changed": lambda: _("Address changed"),
    "address_ended": lambda: _("Left an address"),
    "contact_added": lambda: _("Way to get in touch added"),
    "contact_changed": lambda: _("Way to get in touch changed"),
    "contact_ended": lambda: _("Way to get in touch ended"),
    "know_first_added": lambda: _("Know first: added"),
    "know_first_changed": lambda: _("Know first: reviewed"),
    "know_first_ended": lambda: _("Know first: no longer holds"),
    "adjustment_added": lambda: _("What helps the person take part: added"),
    "adjustment_changed": lambda: _("What helps the person take part: changed"),
    "adjustment_ended": lambda: _("What helps the person take part: ended"),
}


def _changed(event: Event) -> str:
    told = _CHANGED.get(event.payload["what"])
    return told() if told else _("Record changed")


_DECIDED = {
    "unsure": lambda: _("Asked a colleague whether 2 records are one person"),
    "proposed": lambda: _("Said that 2 records are one person: a second person confirms"),
    "confirmed": lambda: _("2 records joined: they are one person"),
    "refused": lambda: _("2 records are not one person"),
    "ended": lambda: _("2 records taken apart again"),
}


def _same_as(event: Event) -> str:
    return _DECIDED[event.status_to]()


def _label(choices: type, value: str) -> str:
    return str(choices(value).label) if value in choices.values else ""  # type: ignore[attr-defined]


def register() -> None:
    """Called once, when the app starts."""
    tell(
        "person.added",
        EventWords(
            lambda _event: _("Added to Throughcare"),
            "contact",
            lambda event: _("Identity not confirmed yet.") if event.payload["provisional"] else "",
        ),
    )
    for event_type in ("person.identity_changed", "person.contact_changed"):
        tell(event_type, EventWords(_changed, "contact"))
    tell(
        "person.know_first_changed",
        EventWords(
            _changed, "support", lambda event: _label(KnowFirst.Kind, event.payload["kind"])
        ),
    )
    tell(
        "person.adjustment_changed",
        EventWords(
            _changed, "support", lambda event: _label(Adjustment.Need, event.payload["need"])
        ),
    )
    tell("person.equality_recorded", EventWords(lambda _event: "", "support", quiet=True))
    tell("person.same_as", EventWords(_same_as, "contact"))
    tell(
        "note.written",
        EventWords(
            lambda event: _("Sealed note") if event.payload["sealed"] else _("Note"),
            "health",
            url=lambda event: reverse("note", args=[event.subject_id]),
        ),
    )
