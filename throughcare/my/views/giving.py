"""What staff do with own pages: agree them in person, close them, read a code out, answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.core.views import get_or_404
from throughcare.my import giving_forms as forms
from throughcare.my import selectors
from throughcare.my.actions import access, saying
from throughcare.my.models import OwnAccess, Said
from throughcare.people import presenters as people_presenters
from throughcare.people.views import PersonFormView

if TYPE_CHECKING:
    from django.forms import BaseForm


class OwnPages(PersonFormView):
    """Agree own pages with the person: phone, question, answer, language; or change them."""

    action, category, tab = "create", "health_summary", "own-pages"
    template_name = "my/own_pages.jinja"
    form_class = forms.OwnPagesForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"language": "en-gb"}}

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {
            "called": people_presenters.called(self.person),
            "given": self.given,
            "address": self.request.build_absolute_uri(reverse("my_home")),
            "said": selectors.said_to(self.ctx, self.group),
            "may_hand_over": self.standing.may("create", "clinical_detail"),
        }

    @property
    def given(self) -> OwnAccess | None:
        found = selectors.access_of(self.ctx, self.group)
        return None if found is None or found.status == OwnAccess.Status.TABLET else found

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            access.open_pages(self.ctx, self.person.pk, **form.cleaned_data)
        except ReasonMissing:
            form.add_error("phone", _("Enter a mobile number, such as 07700 900 123"))
            return self.form_invalid(form)
        return self.done(_("Own pages are open. Say how to sign in."), self.request.path)


class ChangesAccess(PersonFormView):
    """A button about the access that is there. Only posts."""

    action, category = "create", "health_summary"
    http_method_names = ["post"]
    form_class = forms.NothingForm

    def form_valid(self, form: BaseForm) -> HttpResponse:
        found = selectors.access_of(self.ctx, self.group)
        try:
            if found is not None:
                return self.change(found)
        except MoveNotAllowed:
            pass
        messages.warning(self.request, _("These pages are not open."))
        return HttpResponseRedirect(self.back())

    def back(self) -> str:
        return reverse("own_pages", args=[self.person.reference])

    def change(self, found: OwnAccess) -> HttpResponse:
        raise NotImplementedError


class CloseOwnPages(ChangesAccess):
    """Nobody signs in any more."""

    def change(self, found: OwnAccess) -> HttpResponse:
        access.close_pages(self.ctx, access_id=found.pk)
        return self.done(_("Own pages are closed."), self.back())


class ReadOutCode(ChangesAccess):
    """A code for somebody who has no phone with them. It is shown once, on this page."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Not remembered as an answer: a second press makes a new code, and the old one ends.
        form = self.make_form(request.POST)
        return self.save_form(form) if form.is_valid() else HttpResponseRedirect(self.back())

    def change(self, found: OwnAccess) -> HttpResponse:
        code = access.give_code(self.ctx, access_id=found.pk)
        shown = f"{code[:4]} {code[4:]}"
        return self.done(
            _("Read this code out: %(code)s. It works once, with the agreed answer.")
            % {"code": shown},
            self.back(),
        )


class ReadSaid(PersonFormView):
    """What the person said, and what is said back."""

    action, category, tab = "read", "health_summary", "own-pages"
    template_name = "my/said.jinja"
    form_class = forms.AnswerForm
    said: Said

    def fetch(self) -> None:
        super().fetch()
        rows = Said.visible_to(self.ctx).filter(person_id__in=list(self.group))
        self.said = get_or_404(rows, pk=self.kwargs["said"])
        self.ctx.shown.objects(self.said.pk)

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"said": self.said, "may_answer": self.may_answer()}

    def may_answer(self) -> bool:
        return self.standing.may("amend", self.said.category)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if not self.may_answer():
            form.add_error(None, _("A health worker of the team answers this"))
            return self.form_invalid(form)
        try:
            saying.mark_read(self.ctx, said_id=self.said.pk, answer=form.cleaned_data["answer"])
        except MoveNotAllowed:
            form.add_error(None, _("A colleague has read this already"))
            return self.form_invalid(form)
        return self.done(_("Marked as read."), reverse("today"))
