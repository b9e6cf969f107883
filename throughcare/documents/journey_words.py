"""The journey of one person in the words of documents."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughcare.core.journey import EventWords, tell
from throughcare.core.models import Event
from throughcare.documents.models import Delivery, Document


def _kind(event: Event) -> str:
    if event.payload["kind"] == Document.Kind.ATTENDANCE:
        return _("Attendance statement, A%(number)s") % {"number": event.payload["number"]}
    return _("%(kind)s, version R%(number)s") % {
        "kind": Document.Kind(event.payload["kind"]).label,
        "number": event.payload["number"],
    }


def _how(event: Event) -> str:
    return str(Delivery.How(event.payload["how"]).label)


WORDS = {
    "document.issued": EventWords(lambda _e: _("Document issued"), "court", _kind, quiet=True),
    "document.reader_named": EventWords(lambda _e: _("A further reader was named"), "court"),
    "document.to_hand_over": EventWords(lambda _e: _("Copy to hand over"), "court", quiet=True),
    "document.sent": EventWords(lambda _e: _("Copy of a document sent"), "court", _how),
    "document.received": EventWords(lambda _e: _("Copy of a document received"), "court", _how),
    "document.delivery_replaced": EventWords(
        lambda _e: _("Copy not needed any more"), "court", _how, quiet=True
    ),
}


def register() -> None:
    for event_type, words in WORDS.items():
        tell(event_type, words)
