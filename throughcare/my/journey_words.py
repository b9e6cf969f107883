"""The journey of one person in the words of the tablet and of own pages."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughcare.core.journey import EventWords, tell
from throughcare.core.models import Event


def _answered(event: Event) -> str:
    said: str = _("%(answered)s of %(asked)s questions answered") % event.payload
    return said


WORDS = {
    "own_pages.prepared": EventWords(lambda _e: _("Own pages prepared"), "contact", quiet=True),
    "own_pages.opened": EventWords(lambda _e: _("Own pages opened for the person"), "contact"),
    "own_pages.closed": EventWords(lambda _e: _("Own pages closed"), "contact"),
    "own_pages.code_given": EventWords(
        lambda _e: _("Sign-in code read out to the person"), "contact", quiet=True
    ),
    "own_pages.signed_in": EventWords(
        lambda _e: _("The person opened their own pages"), "contact", quiet=True
    ),
    "tablet.charge_taken": EventWords(
        lambda _e: _("A worker took charge of tablet answers"), "health", quiet=True
    ),
    "tablet.charge_ended": EventWords(
        lambda _e: _("Charge of tablet answers given up"), "health", quiet=True
    ),
    "tablet.handed_over": EventWords(lambda _e: _("Tablet handed over"), "health"),
    "tablet.opened": EventWords(lambda _e: _("The person began"), "health", quiet=True),
    "tablet.finished": EventWords(lambda _e: _("Tablet finished"), "health", _answered),
    "tablet.stopped": EventWords(
        lambda _e: _("Stopped on the tablet and asked for help"), "health", _answered
    ),
    "tablet.lapsed": EventWords(
        lambda _e: _("Tablet left for too long; answers kept"), "health", _answered
    ),
    "tablet.taken_back": EventWords(
        lambda _e: _("Tablet taken back; answers kept"), "health", _answered
    ),
    "tablet.help_asked": EventWords(
        lambda _e: _("Asked for help on the tablet"), "health", quiet=True
    ),
    "tablet.help_answered": EventWords(lambda _e: _("Help given, as recorded"), "health"),
    "tablet.safety_given": EventWords(
        lambda _e: _("Safety answer on a tablet: duty holder named"), "health", quiet=True
    ),
    "said.sent": EventWords(lambda _e: _("The person said something to the team"), "contact"),
    "said.read": EventWords(lambda _e: _("The team read what the person said"), "contact"),
}


def register() -> None:
    for event_type, told in WORDS.items():
        tell(event_type, told)
