"""The safety plan: what it says now and said before, writing it, printing it, copies given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.assessments import actions, presenters, selectors
from throughcare.assessments.forms.liaison import CopyForm, PlanForm
from throughcare.assessments.models import SafetyPlan
from throughcare.assessments.views.about import SmallForm
from throughcare.design.conflicts import MergesConflicts
from throughcare.people import presenters as people_presenters
from throughcare.people.views import PersonView

if TYPE_CHECKING:
    from django.forms import BaseForm


class ShowPlan(PersonView):
    """The newest plan, earlier versions, and who has a copy of which."""

    action = "read"
    category = "clinical_detail"
    tab = "safety_plan"
    template_name = "assessments/plan.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        plans = selectors.plans_of(self.ctx, self.group)
        copies = selectors.copies_of(self.ctx, plans)
        told = [
            {
                "plan": plan,
                "line": presenters.plan_line(plan),
                "parts": presenters.plan_parts(plan),
                "copies": [presenters.copy_words(c) for c in copies if c.plan_id == plan.pk],
            }
            for plan in plans
        ]
        return self.page(
            newest=told[0] if told else None,
            earlier=told[1:],
            called=people_presenters.called(self.person),
            may_write=self.standing.may("create", "clinical_detail"),
            may_print=self.ctx.allows("print", "clinical_detail", self.person.pk),
        )


class WritePlan(MergesConflicts, SmallForm):
    """The next version of the plan, begun from the one that holds now."""

    action = "create"
    category = "clinical_detail"
    form_class = PlanForm
    draft_name = "safety_plan"
    heading = gettext_lazy("Safety plan")
    button = gettext_lazy("Save safety plan")
    intro = gettext_lazy("Write it together, in their own words. Earlier versions are kept.")
    merge_fields = actions.PARTS
    newest: SafetyPlan | None

    def fetch(self) -> None:
        super().fetch()
        plans = selectors.plans_of(self.ctx, self.group)
        mine = [plan for plan in plans if plan.agency_id == self.ctx.agency_id]
        self.newest = max(mine, key=lambda plan: plan.number) if mine else None

    def current_version(self) -> int:
        return self.newest.number if self.newest else 0

    def current_values(self) -> dict[str, Any]:
        return {name: getattr(self.newest, name) if self.newest else "" for name in actions.PARTS}

    def current_author(self) -> tuple[str, str]:
        if self.newest is None:
            return super().current_author()
        return self.newest.by_name.split(" ")[0], presenters.plan_line(self.newest)

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": self.current_values()}

    def back_url(self) -> str:
        return reverse("safety_plan", args=[self.person.reference])

    def later_url(self) -> str:
        return self.back_url()

    def form_valid(self, form: BaseForm) -> HttpResponse:
        plan = actions.write_plan(
            self.ctx,
            person_id=self.person.pk,
            group=self.group,
            seen_number=self.seen_version(),
            parts=form.cleaned_data,
        )
        said = _("Safety plan saved: version %(number)s.") % {"number": plan.number}
        return self.done(said, self.back_url())


class PlanPage:
    """A page about one version of the plan of the asker's own agency."""

    ctx: Any
    group: tuple[UUID, ...]
    kwargs: dict[str, Any]
    plan: SafetyPlan

    def fetch(self) -> None:
        super().fetch()  # type: ignore[misc]
        plans = selectors.plans_of(self.ctx, self.group)
        found = next((plan for plan in plans if plan.pk == self.kwargs["plan"]), None)
        if found is None:
            raise Http404
        # Another agency's plan is read on the record; its copies are that agency's to give.
        if found.agency_id != self.ctx.agency_id:
            raise Http404
        self.plan = found


class GiveCopy(PlanPage, SmallForm):
    """A copy was given: to whom and how."""

    action = "create"
    category = "clinical_detail"
    form_class = CopyForm
    heading = gettext_lazy("Record that a copy was given")
    button = gettext_lazy("Save")

    def lines(self) -> list[str]:
        return [presenters.plan_line(self.plan)]

    def back_url(self) -> str:
        return reverse("safety_plan", args=[self.person.reference])

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.give_copy(self.ctx, plan_id=self.plan.pk, **form.cleaned_data)
        return self.done(_("Recorded that a copy was given."), self.back_url())


class PrintPlan(PlanPage, PersonView):
    """The plan on paper, in large type, for the person to keep."""

    action = "print"
    category = "clinical_detail"
    template_name = "assessments/plan_print.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.ctx.shown.action = "print:safety_plan"
        return self.page(
            plan=self.plan,
            line=presenters.plan_line(self.plan),
            parts=[(title, text) for title, text in presenters.plan_parts(self.plan) if text],
            called=people_presenters.called(self.person),
        )
