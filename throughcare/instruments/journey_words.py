"""The journey of one person in the words of questionnaires. No score stands in it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from scoring.instruments import name_of
from throughcare.core.journey import EventWords, tell
from throughcare.core.models import Event
from throughcare.instruments.models import Administration


def _completed(event: Event) -> str:
    mode = str(Administration.Mode(event.payload["mode"]).label).lower()
    whole = _("every question answered") if event.payload["complete"] else _("not all answered")
    return f"{name_of(event.payload['instrument'])}: {mode}, {whole}"


def _which(event: Event) -> str:
    return name_of(str(event.payload["instrument"]))


WORDS = {
    "questionnaire.started": EventWords(
        lambda _e: _("Questionnaire begun"), "health", _which, quiet=True
    ),
    "questionnaire.completed": EventWords(
        lambda _e: _("Questionnaire answered"), "health", _completed
    ),
    "questionnaire.corrected": EventWords(
        lambda _e: _("Questionnaire corrected"), "health", _which
    ),
    "questionnaire.taken_back": EventWords(
        lambda _e: _("Questionnaire taken back"), "health", _which
    ),
    "questionnaire.safety_answer": EventWords(
        lambda _e: _("Safety answer: somebody must act now"), "health"
    ),
    "questionnaire.safety_acted_on": EventWords(lambda _e: _("Safety answer acted on"), "health"),
}


def register() -> None:
    for event_type, told in WORDS.items():
        tell(event_type, told)
