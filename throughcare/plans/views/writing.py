"""Goals and lines: each at its own address, so that two people who write different rows never
meet, and two who write the same one see both versions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.views import get_or_404
from throughcare.design.conflicts import MergesConflicts
from throughcare.people.presenters import called
from throughcare.people.selectors import people_helping
from throughcare.plans import actions, forms, rules, selectors
from throughcare.plans.models import JusticeLine, PlanGoal, PlanLine, Progress
from throughcare.plans.views.about import AboutPlan

if TYPE_CHECKING:
    from django.forms import BaseForm


class AddGoal(AboutPlan):
    form_class = forms.GoalForm
    draft_name = "plan_goal"
    heading = gettext_lazy("Add a goal")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        typed = form.cleaned_data
        actions.add_goal(
            self.ctx,
            plan_id=self.plan.pk,
            words=typed["words"],
            kind=typed["kind"],
            care_only=form.care_only(),  # type: ignore[attr-defined]
        )
        return self.done(_("Goal added. Now say who does what."), self.back())


class ChangeGoal(MergesConflicts, AboutPlan):
    form_class = forms.GoalForm
    merge_fields = forms.GoalForm.FIELDS
    heading = gettext_lazy("Change a goal")
    goal: PlanGoal

    def fetch(self) -> None:
        super().fetch()
        rows = PlanGoal.visible_to(self.ctx, "amend").filter(
            plan_id=self.plan.pk, agency_id=self.ctx.agency_id, until=None
        )
        self.goal = get_or_404(rows, key=self.kwargs["key"])
        self.ctx.shown.objects(self.goal.pk)

    def current_version(self) -> int:
        return self.goal.version

    def current_values(self) -> dict[str, Any]:
        seen = "care" if self.goal.care_only else "all"
        return {"words": self.goal.words, "kind": self.goal.kind, "seen_by": seen}

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": self.current_values(), "changing": True}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        typed = form.cleaned_data
        row: dict[str, Any] = {
            "plan_id": self.plan.pk,
            "key": self.goal.key,
            "version": self.seen_version(),
        }
        if typed["off"]:
            actions.drop_goal(self.ctx, **row)
            return self.done(_("Goal taken off the plan."), self.back())
        actions.change_goal(
            self.ctx,
            **row,
            words=typed["words"],
            kind=typed["kind"],
            care_only=form.care_only(),  # type: ignore[attr-defined]
        )
        return self.done(_("Goal changed."), self.back())


class WritesLine(AboutPlan):
    """The form of a line: teams that work with the person, goals of this version."""

    form_class = forms.LineForm
    for_probation = True
    template_name = "plans/line.jinja"

    def line_kwargs(self) -> dict[str, Any]:
        parts = selectors.parts_of(self.ctx, self.plan)
        goals = [p for p in parts if not p.is_line and p.holds_in(self.plan.number)]
        ctx = self.ctx
        return {
            "called": called(self.person),
            "mine": (ctx.team_id, f"{ctx.team_name}, {ctx.agency_name}"),
            "helping": people_helping(self.group),
            "goals": goals,
            "care": rules.is_care(ctx),
        }


class AddLine(WritesLine):
    draft_name = "plan_line"
    heading = gettext_lazy("Add who does what")

    def form_kwargs(self) -> dict[str, Any]:
        first = {
            "goal": self.request.GET.get("goal", "")[:40],
            "owner": f"team:{self.ctx.team_id}",
            "owner_name": self.ctx.user_name,
        }
        return {**self.line_kwargs(), "initial": first}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        facts = form.facts()  # type: ignore[attr-defined]
        actions.add_line(self.ctx, plan_id=self.plan.pk, facts=facts)
        return self.done(_("Line added."), self.back())


class ChangeLine(MergesConflicts, WritesLine):
    merge_fields = forms.LineForm.FIELDS
    heading = gettext_lazy("Change a line")
    line: PlanLine | JusticeLine

    def fetch(self) -> None:
        super().fetch()
        self.line = own_line(self)

    def current_version(self) -> int:
        return self.line.version

    def current_values(self) -> dict[str, Any]:
        return forms.LineForm.initial_of(self.line)

    def form_kwargs(self) -> dict[str, Any]:
        return {**self.line_kwargs(), "initial": self.current_values(), "changing": True}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        row: dict[str, Any] = {
            "plan_id": self.plan.pk,
            "key": self.line.key,
            "version": self.seen_version(),
        }
        if form.cleaned_data["off"]:
            actions.drop_line(self.ctx, **row)
            return self.done(_("Line taken off the plan."), self.back())
        facts = form.facts()  # type: ignore[attr-defined]
        actions.change_line(self.ctx, **row, facts=facts)
        return self.done(_("Line changed."), self.back())


class NoteProgress(MergesConflicts, AboutPlan):
    """How a line is getting on: at any time, without a new version."""

    form_class = forms.ProgressForm
    for_probation = True
    merge_fields = ("progress",)
    heading = gettext_lazy("How is it getting on?")
    line: PlanLine | JusticeLine

    def fetch(self) -> None:
        super().fetch()
        self.line = own_line(self)

    def lines(self) -> list[str]:
        return [self.line.what]

    def current_version(self) -> int:
        return self.line.version

    def current_values(self) -> dict[str, Any]:
        return {"progress": self.line.progress}

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": self.current_values()}

    def refused(self) -> str:
        return _("The plan has ended.")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.note_progress(
            self.ctx,
            plan_id=self.plan.pk,
            key=self.line.key,
            version=self.seen_version(),
            progress=form.cleaned_data["progress"],
        )
        said = {"what": self.line.what, "how": Progress(form.cleaned_data["progress"]).label}
        return self.done(_("“%(what)s”: %(how)s.") % said, self.back())


def own_line(view: AboutPlan) -> PlanLine | JusticeLine:
    """The line in the address, if the asker's agency keeps it."""
    model = rules.line_model(view.ctx)
    rows = model.visible_to(view.ctx, "amend").filter(
        plan_id=view.plan.pk, agency_id=view.ctx.agency_id, until=None
    )
    found: PlanLine | JusticeLine = get_or_404(rows, key=view.kwargs["key"])
    view.ctx.shown.objects(found.pk)
    return found
