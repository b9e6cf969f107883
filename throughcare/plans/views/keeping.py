"""The plan as a whole: begun, opened for changes, sent for signing, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.errors import ReasonMissing
from throughcare.design.conflicts import MergesConflicts
from throughcare.design.forms import Form
from throughcare.plans import actions, forms
from throughcare.plans.models import Plan
from throughcare.plans.views.about import OwnPlan, PlanForm

if TYPE_CHECKING:
    from django.forms import BaseForm


class StartPlan(PlanForm):
    """What the person wants, first."""

    action = "create"
    form_class = forms.PlanForm
    draft_name = "plan"
    heading = gettext_lazy("Begin a joint plan")
    button = gettext_lazy("Begin the plan")

    def refused(self) -> str:
        return _("Your agency keeps an open plan for this person already.")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.start_plan(self.ctx, person_id=self.person.pk, **form.cleaned_data)
        return self.done(_("Plan begun. Now add the first goal."), self.back())


class ChangeWords(MergesConflicts, OwnPlan):
    """What the person wants now, and the day of the next look."""

    action = "amend"
    form_class = forms.PlanForm
    merge_fields = forms.PlanForm.FIELDS
    heading = gettext_lazy("What the person wants")

    def current_version(self) -> int:
        return self.plan.version

    def current_values(self) -> dict[str, Any]:
        return forms.PlanForm.initial_of(self.plan)

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": self.current_values()}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.change_words(
            self.ctx, plan_id=self.plan.pk, version=self.seen_version(), **form.cleaned_data
        )
        return self.done(_("What the person wants is changed."), self.back())


class BeginVersion(OwnPlan):
    """A new version is written; the one in force stays in force until all have signed it."""

    action = "amend"
    form_class = Form
    heading = gettext_lazy("Change the plan")
    button = gettext_lazy("Open it for changes")

    def lines(self) -> list[str]:
        return [
            _("The version in force stays in force until everybody has signed the new one."),
            _("Signatures given to a version that is still waiting are not carried over."),
        ]

    def refused(self) -> str:
        return _("The plan has ended.")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if self.plan.status == Plan.Status.DRAFT:
            return self.done(_("Open for changes already."), self.back())
        actions.begin_version(self.ctx, plan_id=self.plan.pk, version=self.plan.version)
        return self.done(_("Open for changes."), self.back())


class SendPlan(OwnPlan):
    """Everybody with something to do in it is asked to sign."""

    action = "amend"
    form_class = Form
    heading = gettext_lazy("Send the plan for signing")
    button = gettext_lazy("Send it for signing")

    def lines(self) -> list[str]:
        return [
            _("Nobody changes this version from now on."),
            _("The plan starts when the person and everyone with something to do has signed."),
        ]

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if self.plan.status == Plan.Status.SIGNING:
            return self.done(_("Sent for signing already."), self.back())
        try:
            actions.send_for_signing(self.ctx, plan_id=self.plan.pk, version=self.plan.version)
        except ReasonMissing:
            form.add_error(None, _("Add at least one goal and one line before it is signed"))
            return self.page(form=form, status=422)
        return self.done(_("Sent. Each team sees it on Today."), self.back())


class EndPlan(OwnPlan):
    """The plan is over."""

    action = "amend"
    form_class = Form
    heading = gettext_lazy("End the plan")
    button = gettext_lazy("End the plan")
    button_variant = "warning"

    def lines(self) -> list[str]:
        return [_("What it said stays readable. The roadmap stays with the person.")]

    def refused(self) -> str:
        return _("The plan has ended already.")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.end_plan(self.ctx, plan_id=self.plan.pk, version=self.plan.version)
        return self.done(_("Plan ended."), self.back())
