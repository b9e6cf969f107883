"""Who may open a record: its guard, and members of staff named one by one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core.errors import MoveNotAllowed
from throughcare.people.models import Person
from throughcare.sharing import guard_actions, selectors
from throughcare.sharing.forms import ConfirmForm, GuardForm, NamedAccessForm
from throughcare.sharing.views import HOME, SharingForm


class Limits(SharingForm):
    """Limit or restrict the record, and name who may or may not open it."""

    action, category = "grant", "identity"
    template_name = "sharing/limits.jinja"
    form_class = GuardForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"guard": self.person.guard}}

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {
            "guards": selectors.guards_of(self.person.pk),
            "guard_labels": dict(Person.Guard.choices),
            "named": NamedAccessForm(auto_id="named-%s"),
        }

    def answer_post(self) -> HttpResponse:
        if "guard" in self.request.POST or "what" not in self.request.POST:
            return super().answer_post()
        named = NamedAccessForm(self.request.POST, auto_id="named-%s")
        if not named.is_valid():
            return self.page(form=self.make_form(None), named=named, status=422)
        return self.save_form(named)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if isinstance(form, NamedAccessForm):
            return self._name(form)
        guard_actions.set_guard(
            self.ctx,
            person_id=self.person.pk,
            guard=form.cleaned_data["guard"],
            reason=form.cleaned_data["reason"],
        )
        return self.done(_("Saved. It acts from the next page anyone opens."), self.request.path)

    def _name(self, form: NamedAccessForm) -> HttpResponse:
        data = form.cleaned_data
        act = guard_actions.exclude_user if data["what"] == "exclude" else guard_actions.permit_user
        try:
            act(
                self.ctx,
                person_id=self.person.pk,
                user_id=data["who"].user_id,
                reason=data["why"],
            )
        except MoveNotAllowed:
            form.add_error("who", _("You cannot exclude yourself"))
            return self.page(form=self.make_form(None), named=form, status=422)
        return self.done(_("Saved. It acts from the next page anyone opens."), self.request.path)


class EndNamedAccess(SharingForm):
    """Take a member of staff off a list."""

    action, category = "grant", "identity"
    template_name = "sharing/end_named.jinja"
    form_class = ConfirmForm
    entry: selectors.NamedAccess

    def fetch(self) -> None:
        super().fetch()
        guards = selectors.guards_of(self.person.pk)
        named = () if guards is None else getattr(guards, self.kwargs["which"])
        wanted = UUID(self.kwargs["user_id"])
        entry = next((each for each in named if each.user_id == wanted), None)
        if entry is None:
            raise Http404
        self.entry = entry

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"entry": self.entry, "which": self.kwargs["which"]}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        end = {
            "excluded": guard_actions.end_exclusion,
            "permitted": guard_actions.end_permission,
        }[self.kwargs["which"]]
        try:
            end(self.ctx, person_id=self.person.pk, user_id=self.entry.user_id)
        except MoveNotAllowed:
            form.add_error(
                None,
                _("Nobody else on the list could open the record. Name somebody else first."),
            )
            return self.form_invalid(form)
        to = HOME if self.entry.user_id == self.ctx.user_id else self._limits()
        return self.done(_("Saved. It acts from the next page anyone opens."), to)

    def _limits(self) -> str:
        return reverse("person_limits", args=[self.person.reference])
