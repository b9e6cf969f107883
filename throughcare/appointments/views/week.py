"""The appointments of a team in a week."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.appointments import panels, presenters, rules, selectors
from throughcare.appointments.weeks import read_day, week_links
from throughcare.core import clock
from throughcare.core.errors import NotAllowed
from throughcare.core.views import StaffView
from throughcare.design import words


class Week(StaffView):
    """Everything booked with my team in one week, and what came of it: ``?week=2026-11-16``."""

    action = "read"
    category = "identity"
    template_name = "appointments/week.jinja"

    def check_access(self) -> None:
        super().check_access()
        if not panels.sees_appointments(self.ctx):
            raise NotAllowed("read", "appointments are for those who keep them")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        monday, sunday = rules.week_of(read_day(request.GET.get("week", "")))
        rows = selectors.of_team(self.ctx, monday, sunday)
        names = selectors.who_with(rows)
        return self.page(
            groups=presenters.week_groups(rows, names),
            title=_("Appointments, week of %(day)s")
            % {"day": words.short_date(monday, today=clock.today())},
            weeks=week_links(reverse("appointments"), monday),
            more=len(rows) >= selectors.LONGEST_WEEK,
            at=clock.now(),
        )
