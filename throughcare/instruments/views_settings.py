"""Settings → Questionnaires: what there is, whose it is, who signed it; and the signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.agencies.views import SettingsForm, SettingsView
from throughcare.core.errors import MoveNotAllowed, StaleVersion
from throughcare.core.views import FormView, StaffView, get_or_404
from throughcare.instruments import approval, library, settings_presenters, signing
from throughcare.instruments.forms_settings import SignForm
from throughcare.instruments.models import InstrumentVersion
from throughcare.pathways import selectors as pathways
from throughcare.pathways.forms import AskForm

if TYPE_CHECKING:
    from django.forms import BaseForm

Status = InstrumentVersion.Status


class Instruments(SettingsView):
    """The library: version, licence, key, what is off and why, and who signed which words."""

    template_name = "instruments/settings.jinja"

    def page_context(self) -> dict[str, Any]:
        there = library.library()
        rows = list(approval.signatures(self.ctx.agency_id))
        line = settings_presenters.settings_line
        return super().page_context() | {
            "fault": there.fault,
            "lines": [line(each, rows) for each in there.questionnaires.values()],
        }


class OfInstrument:
    """A page about one questionnaire as it stands here."""

    ctx: Any
    kwargs: Any
    questionnaire: library.Questionnaire

    def fetch(self) -> None:
        found = library.find(self.kwargs["instrument"])
        if found is None:
            raise Http404
        self.questionnaire = found

    def page_context(self) -> dict[str, Any]:
        shared: dict[str, Any] = super().page_context()  # type: ignore[misc]
        return shared | {"questionnaire": self.questionnaire}

    def home(self) -> str:
        return reverse("settings_instrument", args=[self.questionnaire.slug])


class OneInstrument(OfInstrument, SettingsView):
    """One questionnaire in full, each rule with its source, and who signed it."""

    template_name = "instruments/settings_instrument.jinja"

    def page_context(self) -> dict[str, Any]:
        instrument = self.questionnaire.instrument
        mine = approval.signatures(self.ctx.agency_id).filter(instrument=instrument.id)
        rows = list(mine)
        signature = settings_presenters.standing(self.questionnaire, rows)
        waits = settings_presenters.waits(self.questionnaire, rows)
        return super().page_context() | {
            "whole": settings_presenters.whole(instrument),
            "signature": signature,
            "changed": settings_presenters.has_changed(self.questionnaire, rows),
            "history": [settings_presenters.signature_line(each) for each in rows],
            "may_ask": signature is None and not waits,
        }


class AskToSign(OfInstrument, SettingsForm):
    """Put the questionnaire as it stands here before a named clinical lead."""

    template_name = "instruments/settings_ask.jinja"
    form_class = AskForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"leads": pathways.leads(self.ctx)}

    def act(self, form: BaseForm) -> HttpResponse:
        lead = UUID(form.cleaned_data["lead"])
        try:
            row = signing.ask_to_sign(self.ctx, questionnaire=self.questionnaire, lead_id=lead)
        except MoveNotAllowed:
            form.add_error(None, _("It is signed, or somebody has been asked already."))
            return self.form_invalid(form)
        said = _("%(name)s is asked to sign, and finds it on their page Today.") % {
            "name": row.lead.user.name
        }
        return self.done(said, self.home())


class Signatures(StaffView):
    """What the reader was asked to sign, and what they have signed."""

    action = "sign"
    category = "health_summary"
    template_name = "instruments/signatures.jinja"

    def page_context(self) -> dict[str, Any]:
        mine = approval.signatures(self.ctx.agency_id).filter(lead_id=self.ctx.membership_id)
        rows = list(mine)
        self.ctx.shown.objects(*(row.pk for row in rows))
        return super().page_context() | {
            "asked": [row for row in rows if row.status == Status.ASKED],
            "signed": [row for row in rows if row.status == Status.SIGNED],
        }


class Sign(FormView):
    """The clinical lead who was asked reads the whole of it, then signs or does not."""

    action = "sign"
    category = "health_summary"
    recent_proof: ClassVar[bool] = True
    template_name = "instruments/sign.jinja"
    form_class = SignForm
    row: InstrumentVersion
    words: library.Questionnaire | None

    def fetch(self) -> None:
        rows = approval.signatures(self.ctx.agency_id).filter(
            lead_id=self.ctx.membership_id, status__in=(Status.ASKED, Status.SIGNED)
        )
        self.row = get_or_404(rows, pk=self.kwargs["row"])
        self.words = signing.words_of(self.row)
        self.ctx.shown.objects(self.row.pk)

    @property
    def is_signed(self) -> bool:
        return self.row.status == Status.SIGNED

    def form_kwargs(self) -> dict[str, Any]:
        initial = {"version": self.row.version, "registration": self.row.lead.registration}
        return {"signed": self.is_signed, "initial": initial}

    def page_context(self) -> dict[str, Any]:
        found = self.words
        return super().page_context() | {
            "row": self.row,
            "unchanged": found is not None,
            "signed": self.is_signed,
            "whole": settings_presenters.whole(found.instrument) if found else [],
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        data = form.cleaned_data
        if data["version"] != self.row.version:
            raise StaleVersion(row_id=self.row.pk, theirs=self.row)
        try:
            said = self.answer(data)
        except signing.WordsChanged:
            form.add_error(None, _("The words have changed since you were asked. Ask for it anew."))
            return self.form_invalid(form)
        return self.done(said, reverse("questionnaire_signatures"))

    def answer(self, data: dict[str, Any]) -> str:
        reason = data["reason"]
        if data["answer"] == "sign":
            given = {"registration": data["registration"], "reason": reason}
            signing.sign(self.ctx, asked=self.row, **given)
            return _("Signed. It may be used for care here.")
        if data["answer"] == "withdraw":
            signing.withdraw(self.ctx, signed=self.row, reason=reason)
            return _("Your signature is taken back.")
        signing.refuse(self.ctx, asked=self.row, reason=reason)
        return _("Not signed. The administrator sees why.")
