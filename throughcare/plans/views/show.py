"""The plan on one page: what the person wants, who does what, by when; who has signed."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from throughcare.core import clock
from throughcare.core.errors import NotAllowed
from throughcare.design.parts import Group
from throughcare.people.presenters import called
from throughcare.people.views import PersonView
from throughcare.plans import presenters, rules, selectors
from throughcare.plans.models import Driver, Plan
from throughcare.plans.presenters import Compare, Page


class PlanShown(PersonView):
    """What every showing of the plan needs."""

    action = "read"
    category = "health_summary"
    tab = "plan"

    def check_access(self) -> None:
        super().check_access()
        if not rules.reads_plans(self.ctx):
            raise NotAllowed(self.action, "a plan is read by those with something to do in it")

    def page_context(self) -> dict[str, Any]:
        may_start = rules.is_care(self.ctx) and self.standing.may("create", "health_summary")
        context = {
            **super().page_context(),
            "called": called(self.person),
            "may_start": may_start,
            "steps": self.steps(may_start),
        }
        plans = selectors.plans_of(self.ctx, self.group)
        if not plans:
            return {**context, "plan": None, "others": ()}
        return {**context, **self.shown(self.wanted(plans)), "others": self.others(plans)}

    def steps(self, may_write: bool) -> list[presenters.StepRow]:
        if not rules.is_care(self.ctx):
            return []
        steps = selectors.steps_of(self.ctx, self.group)
        return presenters.step_rows(self.ctx, self.person, steps, may_write=may_write)

    def wanted(self, plans: list[Plan]) -> Plan:
        """The plan that the address names, else the first."""
        name = self.request.GET.get("plan", "")
        return next((plan for plan in plans if str(plan.pk) == name), plans[0])

    def others(self, plans: list[Plan]) -> list[Plan]:
        shown = self.wanted(plans)
        return [plan for plan in plans if plan.pk != shown.pk]

    def shown(self, plan: Plan) -> dict[str, Any]:
        asked = selectors.parties_of(self.ctx, plan)
        force = selectors.in_force(asked)
        number = self.number(plan, force)
        compare = Compare(
            selectors.parts_of(self.ctx, plan), number, force if number != force else None
        )
        writes = self.standing.may("create", rules.category_of(self.ctx))
        draft = plan.status == Plan.Status.DRAFT and number == plan.number
        page = Page(self.ctx, self.person, plan, may_change=writes and draft)
        signing = plan.status == Plan.Status.SIGNING and number == plan.number
        asked = [each for each in asked if each.party.number == number]
        return {
            "plan": plan,
            "number": number,
            "force": force,
            "version": presenters.version_words(plan, number, force),
            "words_by": presenters.words_by(plan, self.person),
            "groups": presenters.groups(page, compare),
            "changes": compare.changes(),
            "parties": presenters.party_rows(
                page, asked, may_sign=signing and writes, takes=rules.is_care(self.ctx)
            ),
            "keeps": writes and plan.agency_id == self.ctx.agency_id,
            "may_change": page.may_change,
            "may_go_on": writes and rules.is_care(self.ctx) and plan.status != Plan.Status.ENDED,
            **self.found(page, plan),
        }

    def found(self, page: Page, plan: Plan) -> dict[str, Any]:
        """Drivers and resources: kept within care, so nobody else is asked for them."""
        if not rules.is_care(self.ctx):
            return {"drivers": (), "resources": (), "rated_on": ""}
        drivers = presenters.driver_rows(page, self.drivers(plan))
        return {
            "drivers": drivers,
            "rated_on": presenters.rated_head(drivers),
            "resources": selectors.resources_of(self.ctx, plan),
        }

    def drivers(self, plan: Plan) -> list[Driver]:
        return selectors.drivers_of(self.ctx, plan)

    def number(self, plan: Plan, force: int | None) -> int:
        """The version that the address names, else the newest."""
        typed = self.request.GET.get("version", "")
        if typed.isascii() and typed.isdigit() and len(typed) < 6 and 0 < int(typed) <= plan.number:
            return int(typed)
        return plan.number


class PersonPlan(PlanShown):
    """The newest version, with what changed since the one in force."""

    template_name = "plans/plan.jinja"


class PrintPlan(PlanShown):
    """The plan on paper: what everyone on it may see; all of it only on the person's own copy."""

    template_name = "plans/print.jinja"

    def page_context(self) -> dict[str, Any]:
        context = super().page_context()
        if context["plan"] is None:
            raise Http404
        whole = self.request.GET.get("copy") == "person" and rules.is_care(self.ctx)
        groups = context["groups"] if whole else shared_only(context["groups"])
        printed = presenters.printed_at(clock.now())
        return {**context, "groups": groups, "whole": whole, "printed": printed}

    def found(self, page: Page, plan: Plan) -> dict[str, Any]:
        return {"drivers": (), "resources": (), "rated_on": ""}

    def steps(self, may_write: bool) -> list[presenters.StepRow]:
        return []


def shared_only(groups: list[Group]) -> list[Group]:
    """Without what stays within care: a hidden goal's shared lines stand under none."""
    kept: list[Group] = []
    loose: list[Any] = []
    for group in groups:
        rows = [row for row in group.rows if not row.part.care_only]
        if group.note is not None and not group.note.care_only:  # type: ignore[attr-defined]
            kept.append(Group(group.title, rows, note=group.note))
        else:
            loose += rows
    return [*kept, Group("", loose, note=None)] if loose else kept  # type: ignore[arg-type]
