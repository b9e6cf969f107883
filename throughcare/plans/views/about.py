"""The ground of every form about a plan."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.errors import NotAllowed
from throughcare.people.presenters import called
from throughcare.people.views import PersonSmallForm
from throughcare.plans import rules, selectors
from throughcare.plans.models import Plan


class PlanForm(PersonSmallForm):
    """A form about the person's plan, for those who write on it."""

    action = "read"
    category = "health_summary"
    template_name = "plans/form.jinja"
    back_words = gettext_lazy("Back to the plan")
    #: Whether probation may fill it in too, in rows of its own.
    for_probation: ClassVar[bool] = False

    def check_access(self) -> None:
        super().check_access()
        may_write = rules.signs_plans(self.ctx) if self.for_probation else rules.is_care(self.ctx)
        if not may_write or not self.standing.may("create", rules.category_of(self.ctx)):
            raise NotAllowed("create", "plans are written by those with something to do in them")

    def page_context(self) -> dict[str, Any]:
        return {**super().page_context(), "called": called(self.person)}

    def back(self) -> str:
        return reverse("person_plan", args=[self.person.reference])

    def refused(self) -> str:
        return _("The plan is not open for changes now. Nothing of yours is lost.")


class AboutPlan(PlanForm):
    """A form about the plan that there is: the asker's own agency's, else the one it reads."""

    plan: Plan

    def fetch(self) -> None:
        super().fetch()
        found = selectors.plans_of(self.ctx, self.group)
        if not found:
            raise Http404
        self.plan = found[0]

    def draft_subject(self) -> UUID | None:
        return self.plan.pk


class OwnPlan(AboutPlan):
    """A form about the plan as a whole, for the agency that keeps it."""

    def check_access(self) -> None:
        super().check_access()
        if self.plan.agency_id != self.ctx.agency_id:
            raise NotAllowed(
                "amend",
                "the plan is kept by another agency",
                words=_("Another agency keeps this plan. Ask them to do this."),
            )
