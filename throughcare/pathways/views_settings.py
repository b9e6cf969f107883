"""Settings → Pathways: what is shipped, what is wrong with it, the site's figures, signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.agencies.views import SettingsForm, SettingsView
from throughcare.core.errors import MoveNotAllowed, NotAllowed, StaleVersion
from throughcare.core.views import FormView, StaffView, get_or_404
from throughcare.pathways import forms, selectors, site_actions, site_presenters
from throughcare.pathways.definition import Definition, Source
from throughcare.pathways.library import checked, library
from throughcare.pathways.models import PathwayVersion

if TYPE_CHECKING:
    from uuid import UUID

    from django.forms import BaseForm


class Pathways(SettingsView):
    """Every definition: its version, its faults, whether it is signed here."""

    template_name = "pathways/settings_list.jinja"

    def page_context(self) -> dict[str, Any]:
        rows = list(selectors.signatures(self.ctx.agency_id))
        return super().page_context() | {
            "lines": [site_presenters.definition_line(each, rows) for each in checked().read]
        }


class OfPathway:
    """A page about the newest version of one pathway."""

    ctx: Any
    kwargs: Any
    definition: Definition

    def fetch(self) -> None:
        found = library().newest().get(self.kwargs["pathway"])
        if found is None:
            raise Http404
        self.definition = found

    def page_context(self) -> dict[str, Any]:
        shared: dict[str, Any] = super().page_context()  # type: ignore[misc]
        return shared | {"definition": self.definition}

    def home(self) -> str:
        return reverse("settings_pathway", args=[self.definition.id])


class Pathway(OfPathway, SettingsView):
    """One pathway in full, each rule with its source."""

    template_name = "pathways/settings_pathway.jinja"

    def page_context(self) -> dict[str, Any]:
        set_here = selectors.settings_of(self.ctx.agency_id, self.definition.id)
        mine = selectors.signatures(self.ctx.agency_id).filter(pathway=self.definition.id)
        rows = list(mine)
        waiting = any(
            r.status == PathwayVersion.Status.ASKED and r.pathway_version == self.definition.version
            for r in rows
        )
        signature = site_presenters.signature_of(self.definition, rows)
        return super().page_context() | {
            "whole": site_presenters.whole(self.definition, set_here),
            "figures": site_presenters.figures(self.definition, set_here),
            "signature": signature,
            "history": [site_presenters.signature_line(each) for each in rows],
            "may_ask": signature is None and not waiting,
        }


class SetFigure(OfPathway, SettingsForm):
    """A figure that no public source gives: the site sets it, with who decided it."""

    template_name = "pathways/settings_figure.jinja"
    form_class = forms.FigureForm
    figure: tuple[str, str, str, Source]

    def fetch(self) -> None:
        super().fetch()
        named = [each for each in self.definition.settings() if each[0] == self.kwargs["name"]]
        if not named:
            raise Http404
        self.figure = named[0]

    def form_kwargs(self) -> dict[str, Any]:
        name, words, unit, _source = self.figure
        row = selectors.settings_of(self.ctx.agency_id, self.definition.id).get(name)
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
            self.ctx, definition=self.definition, name=self.figure[0], **form.cleaned_data
        )
        return self.done(_("Saved. Clocks that run already keep their time."), self.home())


class AskToSign(OfPathway, SettingsForm):
    """Put the newest version before a named clinical lead."""

    template_name = "pathways/settings_ask.jinja"
    form_class = forms.AskForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"leads": selectors.leads(self.ctx)}

    def act(self, form: BaseForm) -> HttpResponse:
        from uuid import UUID

        lead: UUID = UUID(form.cleaned_data["lead"])
        try:
            row = site_actions.ask_to_sign(self.ctx, definition=self.definition, lead_id=lead)
        except MoveNotAllowed:
            form.add_error(None, _("This version is signed, or somebody has been asked already."))
            return self.form_invalid(form)
        said = _("%(name)s is asked to sign, and finds it on their page Today.") % {
            "name": row.lead.user.name
        }
        return self.done(said, self.home())


class Signatures(StaffView):
    """What the reader was asked to sign, and what they have signed."""

    action = "sign"
    category = "health_summary"
    template_name = "pathways/signatures.jinja"

    def page_context(self) -> dict[str, Any]:
        rows = list(selectors.signatures(self.ctx.agency_id).filter(lead_id=self.ctx.membership_id))
        self.ctx.shown.objects(*(row.pk for row in rows))
        status = PathwayVersion.Status
        return super().page_context() | {
            "asked": [row for row in rows if row.status == status.ASKED],
            "signed": [row for row in rows if row.status == status.SIGNED],
        }


class Sign(FormView):
    """The clinical lead who was asked reads the whole of it, then signs or does not."""

    action = "sign"
    category = "health_summary"
    recent_proof: ClassVar[bool] = True
    template_name = "pathways/sign.jinja"
    form_class = forms.SignForm
    row: PathwayVersion

    def fetch(self) -> None:
        rows = selectors.signatures(self.ctx.agency_id).filter(
            lead_id=self.ctx.membership_id,
            status__in=(PathwayVersion.Status.ASKED, PathwayVersion.Status.SIGNED),
        )
        self.row = get_or_404(rows, pk=self.kwargs["row"])
        self.ctx.shown.objects(self.row.pk)

    @property
    def is_signed(self) -> bool:
        return self.row.status == PathwayVersion.Status.SIGNED

    def form_kwargs(self) -> dict[str, Any]:
        lead = self.row.lead
        return {
            "signed": self.is_signed,
            "initial": {"version": self.row.version, "registration": lead.registration},
        }

    def page_context(self) -> dict[str, Any]:
        definition = library().version(self.row.pathway, self.row.pathway_version)
        if definition is not None and definition.sha256 != self.row.sha256:
            definition = None
        set_here = selectors.settings_of(self.ctx.agency_id, self.row.pathway)
        return super().page_context() | {
            "row": self.row,
            "definition": definition,
            "signed": self.is_signed,
            "whole": site_presenters.whole(definition, set_here) if definition else [],
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        data = form.cleaned_data
        if data["version"] != self.row.version:
            raise StaleVersion(row_id=self.row.pk, theirs=self.row)
        definition = library().version(self.row.pathway, self.row.pathway_version)
        changed = definition is None or definition.sha256 != self.row.sha256
        if data["answer"] == "sign" and changed:
            form.add_error(None, _("The words have changed since you were asked. Ask for it anew."))
            return self.form_invalid(form)
        try:
            return self.answer(data)
        except NotAllowed:
            raise
        except StaleVersion:
            return self.conflict(form)

    def answer(self, data: dict[str, Any]) -> HttpResponse:
        if data["answer"] == "sign":
            site_actions.sign(self.ctx, asked=self.row, registration=data["registration"])
            return self.done(
                _("Signed. It may be used for care here."), reverse("pathway_signatures")
            )
        if data["answer"] == "withdraw":
            site_actions.withdraw(self.ctx, signed=self.row, reason=data["reason"])
            return self.done(_("Your signature is taken back."), reverse("pathway_signatures"))
        site_actions.refuse(self.ctx, asked=self.row, reason=data["reason"])
        return self.done(
            _("Not signed. The administrator sees why."), reverse("pathway_signatures")
        )
