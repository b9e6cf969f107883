"""Pages of a team that treats: its sessions in a week, who waits, its cases in supervision."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.appointments import rules as calendar
from throughcare.appointments.weeks import read_day, week_links
from throughcare.core import clock
from throughcare.core.errors import NotAllowed
from throughcare.core.views import StaffView
from throughcare.design import words
from throughcare.design.shell import NavItem
from throughcare.treatment import ordered, panels, selectors
from throughcare.treatment.presenters import team as presenters


class TeamPage(StaffView):
    """A page about the whole team's work, for those who treat or supervise."""

    action, category = "read", "clinical_detail"
    url_name: ClassVar[str] = ""

    def check_access(self) -> None:
        super().check_access()
        if not panels.treats(self.ctx):
            raise NotAllowed("read", "this page is for those who treat or supervise")

    def page_context(self) -> dict[str, Any]:
        parts = (
            (_("Week"), "sessions"),
            (_("Waiting"), "sessions_waiting"),
            (_("Groups"), "sessions_groups"),
            (_("Supervision"), "sessions_supervision"),
        )
        nav = [NavItem(said, reverse(name), name == self.url_name) for said, name in parts]
        return super().page_context() | {"parts": nav, "at": clock.now()}


class Week(TeamPage):
    """The treatment sessions of my team in one week: ``?week=2026-11-16``."""

    template_name = "treatment/week.jinja"
    url_name = "sessions"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        monday, _sunday = calendar.week_of(read_day(request.GET.get("week", "")))
        lines = selectors.sessions_of_week(self.ctx, monday)
        return self.page(
            groups=presenters.week_groups(lines),
            title=_("Sessions, week of %(day)s")
            % {"day": words.short_date(monday, today=clock.today())},
            weeks=week_links(reverse("sessions"), monday),
        )


class Waiting(TeamPage):
    """Who waits for my team, the longest first, and how many places there are."""

    template_name = "treatment/waiting.jinja"
    url_name = "sessions_waiting"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = selectors.waiting_for(self.ctx)
        treated = selectors.under_way(self.ctx)
        places = selectors.places_of(self.ctx.team_id)
        may = ordered.may_take_on(self.ctx)
        new = ordered.waiting_to_be_taken_on(self.ctx) if may else []
        return self.page(
            ordered=presenters.ordered_lines(new),
            lines=presenters.waiting_lines(rows),
            places=presenters.places_words(len(treated), places),
        )


class Supervision(TeamPage):
    """Every case of my team by who leads it: when it was last talked through, when next."""

    template_name = "treatment/supervision.jinja"
    url_name = "sessions_supervision"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = selectors.under_way(self.ctx)
        latest = selectors.latest_supervision(self.ctx, [row.pk for row in rows])
        return self.page(groups=presenters.supervision_groups(rows, latest))
