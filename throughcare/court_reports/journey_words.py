"""The journey of one person in the words of reports to the court."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core.journey import EventWords, tell
from throughcare.core.models import Event


def _number(event: Event) -> str:
    return f"R{event.payload['number']}"


def _issued_url(event: Event) -> str:
    return reverse("read_document", args=[event.payload["document"]])


WORDS = {
    "report.begun": EventWords(lambda _e: _("Report to the court begun"), "court", quiet=True),
    "report.issued": EventWords(
        lambda _e: _("Report to the court issued"), "court", _number, _issued_url
    ),
    "report.replaced": EventWords(
        lambda _e: _("Report to the court replaced by a corrected version"), "court", _number
    ),
    "report.withdrawn": EventWords(
        lambda _e: _("Draft of a report given up"), "court", _number, quiet=True
    ),
}


def register() -> None:
    for event_type, words in WORDS.items():
        tell(event_type, words)
