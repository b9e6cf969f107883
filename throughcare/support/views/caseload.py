"""The caseload: every open line of one's own or the team's list, soonest first."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core.views import StaffView
from throughcare.design.shell import NavItem
from throughcare.support import presenters, selectors
from throughcare.support.models import Need, SupportTask
from throughcare.support.views.moving import MovesOn, require_support


class Listed(StaffView):
    """The list itself, with one line open or none."""

    action = "read"
    category = "health_summary"
    template_name = "support/support.jinja"
    opened: SupportTask | None = None

    def check_access(self) -> None:
        super().check_access()
        require_support(self)

    def page_context(self) -> dict[str, Any]:
        whose = self.request.GET.get("list", selectors.MINE)
        whose = whose if whose in (selectors.MINE, selectors.TEAM) else selectors.MINE
        need = self.request.GET.get("need", "")
        need = need if need in Need.values else ""
        found = selectors.caseload(self.ctx, whose, need, self.request.GET.get("page", "1"))
        here = f"{reverse('support')}?list={whose}&need={need}&page={found.number}"
        rows = [self.row(task, here) for task in self.lines(found)]
        return {
            "groups": presenters.grouped(rows),
            "pages": found,
            "pages_url": f"{reverse('support')}?list={whose}&need={need}&page=",
            "lists": self.lists(whose),
            "needs": presenters.need_tabs(selectors.counts(self.ctx, whose), need, whose),
            "open": self.opened.pk if self.opened else None,
            "whose": whose,
            "filtered": bool(need),
            "people": len({task.person_id for task in found}),
        }

    def lines(self, found: Page[SupportTask]) -> list[SupportTask]:
        """The page's lines, with the open one among them wherever it stands."""
        if self.opened is None or any(row.pk == self.opened.pk for row in found):
            return list(found)
        return [self.opened, *found]

    def row(self, task: SupportTask, here: str) -> presenters.TaskRow:
        return presenters.task_row(self.ctx, task, task.person, person_page=False, close_url=here)

    def lists(self, whose: str) -> tuple[NavItem, ...]:
        page = reverse("support")
        return (
            NavItem(_("My own"), f"{page}?list=mine", current=whose == selectors.MINE),
            NavItem(_("The team’s"), f"{page}?list=team", current=whose == selectors.TEAM),
        )


class Caseload(Listed):
    """Today's tasks first."""


class MoveOnCaseload(MovesOn, Listed):
    """One line of the caseload, open in its place."""

    action = "amend"

    def fetch(self) -> None:
        self.task = self.opened = self.own_task()
        self.person = self.task.person

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return MovesOn.get(self, request, *args, **kwargs)

    def back(self) -> str:
        return reverse("support")
