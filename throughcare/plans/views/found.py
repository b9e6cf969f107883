"""Drivers and resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.views import get_or_404
from throughcare.design.conflicts import MergesConflicts
from throughcare.plans import actions, forms
from throughcare.plans.actions.found import TooManyDrivers
from throughcare.plans.models import Driver, Resource
from throughcare.plans.views.about import AboutPlan

if TYPE_CHECKING:
    from django.forms import BaseForm

ENDED = gettext_lazy("The plan has ended, or this is no longer worked on.")


class AddDriver(AboutPlan):
    """Chosen and rated by the person."""

    form_class = forms.DriverForm
    heading = gettext_lazy("Choose something to work on")

    def refused(self) -> str:
        return str(ENDED)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            actions.choose_driver(self.ctx, plan_id=self.plan.pk, **form.cleaned_data)
        except TooManyDrivers as full:
            words = _("This way of working takes %(most)s at once. End one first.")
            form.add_error(None, words % {"most": full.most})
            return self.page(form=form, status=422)
        return self.done(_("Added."), self.back())


class ChangeDriver(MergesConflicts, AboutPlan):
    """Rated again by the person, or no longer worked on."""

    form_class = forms.RateForm
    merge_fields = ("rating",)
    heading = gettext_lazy("Rate it again")
    driver: Driver

    def fetch(self) -> None:
        super().fetch()
        rows = Driver.visible_to(self.ctx, "amend").filter(
            plan_id=self.plan.pk, agency_id=self.ctx.agency_id
        )
        self.driver = get_or_404(rows, pk=self.kwargs["driver"])
        self.ctx.shown.objects(self.driver.pk)

    def lines(self) -> list[str]:
        return [self.driver.what]

    def refused(self) -> str:
        return str(ENDED)

    def current_version(self) -> int:
        return self.driver.version

    def current_values(self) -> dict[str, Any]:
        return {"rating": self.driver.now_rating}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        row: dict[str, Any] = {"driver_id": self.driver.pk, "version": self.seen_version()}
        if form.cleaned_data["off"]:
            actions.end_driver(self.ctx, **row)
            return self.done(_("No longer worked on."), self.back())
        if form.cleaned_data["rating"] is None:
            form.add_error("rating", _("Enter a whole number from 0 to 10"))
            return self.page(form=form, status=422)
        actions.rate_driver(self.ctx, **row, rating=form.cleaned_data["rating"])
        said = {"what": self.driver.what, "n": form.cleaned_data["rating"]}
        return self.done(_("“%(what)s” is rated %(n)s now.") % said, self.back())


class AddResource(AboutPlan):
    form_class = forms.ResourceForm
    heading = gettext_lazy("Add something that helps")

    def refused(self) -> str:
        return str(ENDED)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        values = form.values()  # type: ignore[attr-defined]
        actions.name_resource(self.ctx, plan_id=self.plan.pk, **values)
        return self.done(_("Added."), self.back())


class ChangeResource(MergesConflicts, AboutPlan):
    form_class = forms.ResourceForm
    merge_fields = forms.ResourceForm.FIELDS
    heading = gettext_lazy("What helps")
    resource: Resource

    def fetch(self) -> None:
        super().fetch()
        rows = Resource.visible_to(self.ctx, "amend").filter(
            plan_id=self.plan.pk, agency_id=self.ctx.agency_id
        )
        self.resource = get_or_404(rows, pk=self.kwargs["resource"])
        self.ctx.shown.objects(self.resource.pk)

    def current_version(self) -> int:
        return self.resource.version

    def current_values(self) -> dict[str, Any]:
        return forms.ResourceForm.initial_of(self.resource)

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": self.current_values(), "changing": True}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.change_resource(
            self.ctx,
            resource_id=self.resource.pk,
            version=self.seen_version(),
            gone=form.cleaned_data["off"],
            **form.values(),  # type: ignore[attr-defined]
        )
        return self.done(_("What helps is changed."), self.back())
