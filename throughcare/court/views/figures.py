"""How many were listed and seen: counts for those who see nobody's record."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from throughcare.core import clock
from throughcare.core.errors import NotAllowed
from throughcare.core.views import StaffView
from throughcare.court import presenters, rules, selectors
from throughcare.court.panels import counts_only


class Coverage(StaffView):
    """Today and the last full week, by court. No line of it leads to a person."""

    action = "read"
    category = ""
    template_name = "court/coverage.jinja"

    def check_access(self) -> None:
        if not counts_only(self.ctx):
            raise NotAllowed(self.action, "counts of the county are for its commissioners")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        today = clock.today()
        first, last = rules.last_full_week(today)
        return self.page(
            today=today,
            first=first,
            last=last,
            day=self.rows(today, today),
            week=self.rows(first, last),
            at=clock.now(),
        )

    def rows(self, first: Any, last: Any) -> list[presenters.CountRow]:
        return [presenters.count_row(each) for each in selectors.county_coverage(first, last)]
