"""Sent to be signed, taken back, signed; and the copy in plain words that the person keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.errors import MoveNotAllowed, NotAllowed
from throughcare.people import presenters as people
from throughcare.people.views import PersonFormView
from throughcare.suitability import actions, easy_read
from throughcare.suitability.actions import WillingnessMissing
from throughcare.suitability.forms import SignForm, VersionForm
from throughcare.suitability.views.page import OfOne, Shows, open_points
from throughcare.suitability.views.working import SuitabilityForm

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import QueryDict


class Send(OfOne, SuitabilityForm):
    """Ask the clinical lead to sign."""

    form_class = VersionForm
    heading = gettext_lazy("Send for sign-off")
    button = gettext_lazy("Send for sign-off")

    def lines(self) -> list[str]:
        return [_("Until it is signed or you take it back, nobody changes the answers.")]

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"version": self.row.version}}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        version = form.cleaned_data["version"]
        actions.send_for_sign_off(self.ctx, suitability_id=self.row.pk, version=version)
        return self.done(_("Sent for sign-off."), self.back())


class TakeBack(Send):
    """Go on working on what nobody has signed yet."""

    heading = gettext_lazy("Take it back from sign-off")
    button = gettext_lazy("Take it back")
    button_variant = "warning"

    def lines(self) -> list[str]:
        return [_("You can change the answers again. Send it once more when it is ready.")]

    def form_valid(self, form: BaseForm) -> HttpResponse:
        version = form.cleaned_data["version"]
        actions.take_back(self.ctx, suitability_id=self.row.pk, version=version)
        return self.done(_("Taken back. You can change the answers again."), self.back())


class SignOff(Shows, OfOne, PersonFormView):
    """The view of the clinical lead, in a line that probation and the court see."""

    action = "sign"
    category = "health_summary"
    form_class = SignForm
    draft_name = "suitability_sign"

    def check_access(self) -> None:
        """The row is the asker's to amend; the action asks once more for this person."""
        because = actions.why_not_sign(self.ctx, self.row, looks_up=False)
        may = self.ctx.allows(self.action, self.category)
        if not may or because in ("role", "own"):
            raise NotAllowed("sign", "it is signed by the role that the pathway names")

    @property
    def rows(self) -> Any:  # type: ignore[override]
        return [self.row]

    def make_form(self, data: QueryDict | None) -> BaseForm:
        assert self.found is not None  # noqa: S101 - fetched above
        return SignForm(
            data, initial={"version": self.row.version}, open_points=open_points(self.found)
        )

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        self.sign_form = context.get("form")
        return super().page(status, **context)

    def save_form(self, form: BaseForm) -> HttpResponse:
        try:
            return super().save_form(form)
        except WillingnessMissing:
            words = _("Record first that the person is willing to comply, or choose another view")
            form.add_error("view", words)
            return self.page(form=form, status=422)
        except MoveNotAllowed:
            return self.conflict(form)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        advice = actions.sign(
            self.ctx,
            suitability_id=self.row.pk,
            version=form.cleaned_data["version"],
            given=form.given(),  # type: ignore[attr-defined]
        )
        said = _("Signed: %(view)s.") % {"view": advice.get_view_display()}
        return self.done(said, self.back())


class EasyRead(OfOne):
    """What the requirement means, in plain words and large type, for the person to keep."""

    action = "print"
    template_name = "suitability/easy_read.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.ctx.shown.action = "print:easy_read"
        return self.page(parts=easy_read.parts(self.row), called=people.called(self.person))
