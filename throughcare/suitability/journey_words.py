"""The journey of one person in the words of suitability: what happened, never an answer."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughcare.core.journey import EventWords, tell
from throughcare.core.models import Event
from throughcare.sharing.words import REQUIREMENTS
from throughcare.suitability.models import Suitability, View


def _of(event: Event) -> str:
    return str(REQUIREMENTS.get(event.payload["requirement"], ""))


def _signed(event: Event) -> str:
    return f"{_of(event)}. {View(event.payload['view']).label}"


def _closed(event: Event) -> str:
    return f"{_of(event)}. {how_words(event.payload['how'], event.payload.get('came_of') or '')}"


def how_words(how: str, came_of: str) -> str:
    """What came of it, or why it is no longer considered."""
    said = Suitability.CameOf(came_of) if came_of else Suitability.How(how)
    return str(said.label)


WORDS = {
    "suitability.opened": EventWords(lambda _e: _("Suitability looked at"), "health", _of),
    "suitability.changed": EventWords(
        lambda _e: _("Suitability: dates or what was explained"), "health", _of, quiet=True
    ),
    "suitability.answered": EventWords(
        lambda _e: _("Suitability: a point answered"), "health", quiet=True
    ),
    "suitability.step_ended": EventWords(
        lambda _e: _("Suitability: a step no longer needed"), "health", quiet=True
    ),
    "suitability.sequenced": EventWords(
        lambda _e: _("Suitability: treatments put in order"), "health", quiet=True
    ),
    "suitability.sent": EventWords(lambda _e: _("Suitability sent for sign-off"), "health", _of),
    "suitability.taken_back": EventWords(
        lambda _e: _("Suitability taken back from sign-off"), "health", _of, quiet=True
    ),
    "suitability.signed": EventWords(lambda _e: _("Suitability signed"), "health", _signed),
    "suitability.willing": EventWords(
        lambda _e: _("Suitability: willingness asked"), "health", _of, quiet=True
    ),
    "suitability.closed": EventWords(lambda _e: _("Suitability closed"), "health", _closed),
    "suitability.corrected": EventWords(
        lambda _e: _("Suitability: what came of it was corrected"), "health", _closed, quiet=True
    ),
}


def register() -> None:
    for event_type, words in WORDS.items():
        tell(event_type, words)
