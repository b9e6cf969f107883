"""The list of a person's reports, and beginning one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from throughcare.core.views import new_key
from throughcare.court_reports import actions, kinds, presenters, selectors
from throughcare.court_reports.forms import BeginForm
from throughcare.court_reports.models import CourtReport
from throughcare.court_reports.papers import hearing_words
from throughcare.people.views import PersonFormView, PersonView

if TYPE_CHECKING:
    from django.forms import BaseForm


class Reports(PersonView):
    """Reports to the court about this person, and the hearings that one could be written for."""

    category: ClassVar[str] = "clinical_detail"
    tab: ClassVar[str] = "reports"
    template_name: ClassVar[str] = "court_reports/reports.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = selectors.reports_of(self.ctx, self.group)
        reference = self.person.reference
        may = self.standing.may("create", "clinical_detail")
        drafted = {r.hearing_id for r in rows if r.status == CourtReport.Status.DRAFT}
        told = {r.hearing_id for r in rows if r.status == CourtReport.Status.ISSUED}
        hearings = selectors.hearings_to_write_for(self.ctx, self.group) if may else []
        return self.page(
            reports=[
                (
                    row,
                    presenters.state_tag(row),
                    presenters.report_line(row),
                    about_words(row),
                    presenters.report_url(row, reference),
                )
                for row in rows
            ],
            hearings=[
                (row, words, row.pk in told)
                for row, words in presenters.hearing_choices(hearings)
                if row.pk not in drafted
            ],
            may_write=may,
            new_key=new_key,
        )


#: What is known of a hearing that is still to be added, and the report that is wanted for it.
HEARING = ("kind", "on", "at")


class BeginReport(PersonFormView):
    """Choose the hearing: the draft is filled from what is known."""

    action: ClassVar[str] = "create"
    category: ClassVar[str] = "clinical_detail"
    tab: ClassVar[str] = "reports"
    template_name: ClassVar[str] = "court_reports/begin.jinja"
    form_class = BeginForm

    def form_kwargs(self) -> dict[str, Any]:
        hearings = selectors.hearings_to_write_for(self.ctx, self.group)
        self.has_hearings = bool(hearings)
        first = str(hearings[0].pk) if len(hearings) == 1 else None
        return {
            "hearings": presenters.hearing_choices(hearings),
            "initial": {
                "hearing": self.request.GET.get("hearing") or first,
                "kind": self.request.GET.get("kind") or CourtReport.Kind.PRE_SENTENCE,
            },
        }

    def page_context(self) -> dict[str, Any]:
        asked = {name: self.request.GET[name] for name in HEARING if name in self.request.GET}
        page = reverse("hearing_new", args=[self.person.reference])
        return super().page_context() | {
            "has_hearings": getattr(self, "has_hearings", True),
            "hearing_url": f"{page}?{urlencode({'kind': CourtReport.Kind.PRE_SENTENCE, **asked})}",
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        report = actions.begin_report(
            self.ctx,
            person=self.person,
            group=self.group,
            hearing_id=UUID(form.cleaned_data["hearing"]),
            kind=form.cleaned_data["kind"],
        )
        return HttpResponseRedirect(reverse("report", args=[self.person.reference, report.number]))


def about_words(report: CourtReport) -> str:
    """For which hearing, and what for where that is after sentence."""
    hearing = hearing_words(report.hearing)
    if not kinds.after_sentence(report.kind):
        return hearing
    return f"{report.get_kind_display()}. {hearing}"
