"""The journey of one person in the words of texts."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.journey import EventWords, tell
from throughcare.core.models import Event
from throughcare.messages import rules
from throughcare.messages.catalogue import catalogue

HOW = {
    "rang": gettext_lazy("Told by telephone instead of by text"),
    "met": gettext_lazy("Told face to face instead of by text"),
    "other": gettext_lazy("Told another way instead of by text"),
}


def kind_words(event: Event) -> str:
    kind = catalogue().kinds.get(event.payload["kind"])
    return _(kind.title) if kind else ""


def _why(event: Event) -> str:
    reason = rules.REASONS.get(event.payload.get("reason", ""), "")
    return f"{kind_words(event)}. {reason}" if reason else kind_words(event)


def _sent(event: Event) -> str:
    if not event.payload["late"]:
        return kind_words(event)
    return _("%(kind)s. It had been taken back and was already on its way.") % {
        "kind": kind_words(event)
    }


WORDS = {
    "message.queued": EventWords(lambda _e: _("Text asked for"), "contact", kind_words, quiet=True),
    "message.sent": EventWords(lambda _e: _("Text sent"), "contact", _sent),
    "message.delivered": EventWords(
        lambda _e: _("Text arrived"), "contact", kind_words, quiet=True
    ),
    "message.failed": EventWords(lambda _e: _("Text did not arrive"), "contact", _why),
    "message.held_back": EventWords(lambda _e: _("Text held back"), "contact", _why),
    "message.withdrawn": EventWords(
        lambda _e: _("Text taken back"), "contact", kind_words, quiet=True
    ),
    "message.told": EventWords(lambda e: str(HOW[e.payload["how"]]), "contact", kind_words),
    "text_wishes.recorded": EventWords(
        lambda _e: _("Wishes about texts recorded"), "contact", quiet=True
    ),
}


def register() -> None:
    for event_type, words in WORDS.items():
        tell(event_type, words)
