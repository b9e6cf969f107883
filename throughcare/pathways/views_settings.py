"""Settings → Pathways: what is shipped, what is wrong with it, the site's figures, signatures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.agencies.views import SettingsForm, SettingsView
from throughcare.pathways import forms, selectors, site_actions, site_presenters
from throughcare.pathways.approval import PATHWAYS
from throughcare.pathways.definition import Definition
from throughcare.pathways.library import checked, library
from throughcare.pathways.sourced import Source
from throughcare.signatures import views as signatures
from throughcare.signatures.presenters import Part, standing

if TYPE_CHECKING:
    from django.forms import BaseForm


class Pathways(SettingsView):
    """Every definition: its version, its faults, whether it is signed here."""

    template_name = "pathways/settings_list.jinja"

    def page_context(self) -> dict[str, Any]:
        rows = list(PATHWAYS.signatures(self.ctx.agency_id))
        return super().page_context() | {
            "lines": [site_presenters.definition_line(each, rows) for each in checked().read]
        }


class OfPathway:
    """A page about the newest version of one pathway."""

    ctx: Any
    kwargs: Any
    words: Definition

    def fetch(self) -> None:
        found = library().newest().get(self.kwargs["pathway"])
        if found is None:
            raise Http404
        self.words = found

    def page_context(self) -> dict[str, Any]:
        shared: dict[str, Any] = super().page_context()  # type: ignore[misc]
        return shared | {"definition": self.words}

    def home(self) -> str:
        return reverse("settings_pathway", args=[self.words.id])


class Pathway(OfPathway, SettingsView):
    """One pathway in full, each rule with its source."""

    template_name = "pathways/settings_pathway.jinja"

    def page_context(self) -> dict[str, Any]:
        set_here = selectors.settings_of(self.ctx.agency_id, self.words.id)
        rows = list(PATHWAYS.signatures_of(self.ctx.agency_id, self.words))
        return super().page_context() | {
            "whole": site_presenters.whole(self.words, set_here),
            "figures": site_presenters.figures(self.words, set_here),
            "standing": standing(PATHWAYS, self.words, rows),
        }


class SetFigure(OfPathway, SettingsForm):
    """A figure that no public source gives: the site sets it, with who decided it."""

    template_name = "pathways/settings_figure.jinja"
    form_class = forms.FigureForm
    figure: tuple[str, str, str, Source]

    def fetch(self) -> None:
        super().fetch()
        named = [each for each in self.words.settings() if each[0] == self.kwargs["name"]]
        if not named:
            raise Http404
        self.figure = named[0]

    def form_kwargs(self) -> dict[str, Any]:
        name, words, unit, _source = self.figure
        row = selectors.settings_of(self.ctx.agency_id, self.words.id).get(name)
        initial: dict[str, Any] = {"version": 0}
        if row is not None:
            initial = {"version": row.version, "value": row.value, "source": row.source}
        return {"unit": unit, "words": words, "initial": initial}

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {
            "known": site_presenters.source_line(self.figure[3]),
        }

    def act(self, form: BaseForm) -> HttpResponse:
        site_actions.set_figure(
            self.ctx, definition=self.words, name=self.figure[0], **form.cleaned_data
        )
        return self.done(_("Saved. Clocks that run already keep their time."), self.home())


class AskToSign(OfPathway, signatures.AskToSign):
    """Put the newest version before a named clinical lead."""

    kind = PATHWAYS


class Signatures(signatures.Signatures):
    """The pathways that the reader was asked to sign."""

    kind = PATHWAYS


class Sign(signatures.Sign):
    """One of them, in full, with the figures of the site."""

    kind = PATHWAYS

    def whole(self) -> Sequence[Part]:
        set_here = selectors.settings_of(self.ctx.agency_id, self.words.id)
        return site_presenters.whole(self.words, set_here)
