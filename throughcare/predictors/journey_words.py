"""The journey of one person in the words of criminogenic scores. No result stands in it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from scoring.predictors.named import predictors
from throughcare.core.journey import EventWords, tell
from throughcare.core.models import Event
from throughcare.predictors.models import PredictorScore


def _which(event: Event) -> str:
    named = predictors().get(event.payload["predictor"])
    title = named.title if named else _("Another predictor")
    kind = PredictorScore.Kind(event.payload["kind"]).label
    return f"{title}, {kind}"


WORDS = {
    "predictor.recorded": EventWords(lambda _e: _("Criminogenic score recorded"), "court", _which),
    "predictor.corrected": EventWords(
        lambda _e: _("Criminogenic score corrected"), "court", _which, quiet=True
    ),
    "predictor.taken_back": EventWords(
        lambda _e: _("Criminogenic score taken back"), "court", _which
    ),
}


def register() -> None:
    for event_type, told in WORDS.items():
        tell(event_type, told)
