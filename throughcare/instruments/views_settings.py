"""Settings → Questionnaires: what there is, whose it is, who signed it; and the signatures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.urls import reverse

from throughcare.agencies.views import SettingsView
from throughcare.instruments import library, settings_presenters
from throughcare.instruments.approval import QUESTIONNAIRES
from throughcare.instruments.presenters import version_words
from throughcare.signatures import views as signatures
from throughcare.signatures.presenters import Part, standing


class Instruments(SettingsView):
    """The library as a list: each with its version, whether its words are here, how it stands."""

    template_name = "instruments/settings.jinja"

    def page_context(self) -> dict[str, Any]:
        there = library.library()
        rows = list(QUESTIONNAIRES.signatures(self.ctx.agency_id))
        line = settings_presenters.settings_line
        lines = [line(each, rows) for each in there.questionnaires.values()]
        return super().page_context() | {
            "fault": there.fault,
            "lines": lines,
            "counted": settings_presenters.counted(lines),
        }


class OfInstrument:
    """A page about one questionnaire as it stands here."""

    ctx: Any
    kwargs: Any
    words: library.Questionnaire

    def fetch(self) -> None:
        found = library.find(self.kwargs["instrument"])
        if found is None:
            raise Http404
        self.words = found

    def home(self) -> str:
        return reverse("settings_instrument", args=[self.words.slug])


class OneInstrument(OfInstrument, SettingsView):
    """One questionnaire in full, each rule with its source, and who signed it."""

    template_name = "instruments/settings_instrument.jinja"

    def page_context(self) -> dict[str, Any]:
        rows = list(QUESTIONNAIRES.signatures_of(self.ctx.agency_id, self.words))
        return super().page_context() | {
            "questionnaire": self.words,
            "version_words": version_words(self.words.version),
            "whole": settings_presenters.whole(self.words.instrument),
            "standing": standing(QUESTIONNAIRES, self.words, rows),
        }


class AskToSign(OfInstrument, signatures.AskToSign):
    """Put the questionnaire as it stands here before a named clinical lead."""

    kind = QUESTIONNAIRES


class Signatures(signatures.Signatures):
    """The questionnaires that the reader was asked to sign."""

    kind = QUESTIONNAIRES


class Sign(signatures.Sign):
    """One of them, in full."""

    kind = QUESTIONNAIRES

    def whole(self) -> Sequence[Part]:
        return settings_presenters.whole(self.words.instrument)
