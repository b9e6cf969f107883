"""The pages of a signature: who is asked, what waits for me, and the whole of it with my answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.agencies.views import SettingsForm
from throughcare.core.errors import MoveNotAllowed, StaleVersion
from throughcare.core.views import FormView, StaffView, get_or_404
from throughcare.signatures import actions
from throughcare.signatures.forms import AskForm, SignForm
from throughcare.signatures.models import Signature
from throughcare.signatures.selectors import leads

if TYPE_CHECKING:
    from django.forms import BaseForm

    from throughcare.signatures.kinds import Kind
    from throughcare.signatures.presenters import Part

Status = Signature.Status


class AskToSign(SettingsForm):
    """Put the words as they stand here before a named clinical lead."""

    template_name = "signatures/ask.jinja"
    form_class = AskForm
    kind: ClassVar[Kind[Any]]
    #: What is asked about (kinds.Words); the page of a kind fetches it.
    words: Any

    def home(self) -> str:
        """The page of these words in the settings."""
        raise NotImplementedError

    def form_kwargs(self) -> dict[str, Any]:
        return {"leads": leads(self.ctx)}

    def page_context(self) -> dict[str, Any]:
        shared = super().page_context()
        return shared | {"words": self.words, "home": self.home(), "back_to": self.kind.back_to}

    def act(self, form: BaseForm) -> HttpResponse:
        lead = UUID(form.cleaned_data["lead"])
        try:
            row = actions.ask_to_sign(self.ctx, self.kind, words=self.words, lead_id=lead)
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
    template_name = "signatures/signatures.jinja"
    kind: ClassVar[Kind[Any]]

    def page_context(self) -> dict[str, Any]:
        mine = self.kind.signatures(self.ctx.agency_id).filter(lead_id=self.ctx.membership_id)
        rows = list(mine)
        self.ctx.shown.objects(*(row.pk for row in rows))
        return super().page_context() | {
            "kind": self.kind,
            "asked": [row for row in rows if row.status == Status.ASKED],
            "signed": [row for row in rows if row.status == Status.SIGNED],
        }


class Sign(FormView):
    """The clinical lead who was asked reads the whole of it, then signs or does not."""

    action = "sign"
    category = "health_summary"
    recent_proof: ClassVar[bool] = True
    template_name = "signatures/sign.jinja"
    form_class = SignForm
    kind: ClassVar[Kind[Any]]
    row: Signature
    #: None when they have changed since the question, or are gone.
    words: Any

    def whole(self) -> Sequence[Part]:
        """All that is signed, in sentences."""
        raise NotImplementedError

    def fetch(self) -> None:
        rows = self.kind.signatures(self.ctx.agency_id).filter(
            lead_id=self.ctx.membership_id, status__in=Signature.STANDING
        )
        self.row = get_or_404(rows, pk=self.kwargs["row"])
        self.words = self.kind.words_of(self.row)
        self.ctx.shown.objects(self.row.pk)

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "signed": self.row.status == Status.SIGNED,
            "signs_with_reason": self.kind.signs_with_reason,
            "initial": {"version": self.row.version, "registration": self.row.lead.registration},
        }

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {
            "kind": self.kind,
            "row": self.row,
            "whole": self.whole() if self.words is not None else None,
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if form.cleaned_data["version"] != self.row.version:
            raise StaleVersion(row_id=self.row.pk, theirs=self.row)
        try:
            said = self.answer(form.cleaned_data)
        except actions.WordsChanged:
            form.add_error(None, _("The words have changed since you were asked. Ask for it anew."))
            return self.form_invalid(form)
        return self.done(said, reverse(self.kind.list_url))

    def answer(self, data: dict[str, Any]) -> str:
        """Do what was answered; what to say of it."""
        row, reason = self.row, data["reason"]
        if data["answer"] == "sign":
            given = {"registration": data["registration"], "reason": reason}
            actions.sign(self.ctx, self.kind, asked=row, **given)
            return _("Signed. It may be used for care here.")
        if data["answer"] == "withdraw":
            actions.withdraw(self.ctx, self.kind, signed=row, reason=reason)
            return _("Your signature is taken back.")
        actions.refuse(self.ctx, self.kind, asked=row, reason=reason)
        return _("Not signed. The administrator sees why.")
