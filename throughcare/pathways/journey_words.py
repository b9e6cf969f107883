"""The journey of one person in the words of pathways."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughcare.core.journey import EventWords, tell
from throughcare.core.models import Event
from throughcare.pathways import presenters


def _started(event: Event) -> str:
    return _("Pathway begun: %(title)s") % {
        "title": presenters.title_of(event.payload["pathway"], event.payload["version"])
    }


def _stage(event: Event) -> str:
    return presenters.stage_of_key(event.pathway_version, event.payload["stage"])


def _by_hand(event: Event) -> str:
    stage = _stage(event)
    return (
        _("%(stage)s, moved by hand") % {"stage": stage} if event.payload.get("by_hand") else stage
    )


WORDS = {
    "pathway.started": EventWords(_started, "health"),
    "pathway.stage_started": EventWords(
        lambda _e: _("Stage of the pathway"), "health", _by_hand, quiet=True
    ),
    "pathway.stage_ended": EventWords(
        lambda _e: _("Stage of the pathway ended"), "health", _stage, quiet=True
    ),
    "pathway.signed_off": EventWords(lambda _e: _("Signed off"), "health", _stage),
    "pathway.version_changed": EventWords(
        lambda _e: _("Goes on by another version of the pathway"), "health"
    ),
    "pathway.ended": EventWords(
        lambda e: _("Pathway ended"),
        "health",
        lambda e: presenters.ending_of_key(e.pathway_version, e.payload["how"]),
    ),
    "pathway.clock_started": EventWords(lambda _e: _("Due"), "health", quiet=True),
    "pathway.clock_stopped": EventWords(lambda _e: _("Done"), "health", quiet=True),
}


def register() -> None:
    for event_type, words in WORDS.items():
        tell(event_type, words)
