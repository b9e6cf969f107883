"""The ground of every page about one report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from throughcare.core.errors import MoveNotAllowed
from throughcare.court_reports import presenters, selectors
from throughcare.court_reports.models import CourtReport
from throughcare.court_reports.papers import Whole
from throughcare.people.views import PersonFormView, PersonView

if TYPE_CHECKING:
    from django.forms import BaseForm

    Base = PersonView
else:
    Base = object


class ReportPage(Base):
    """A page about the report whose number is in the address. Mix in before a person's view."""

    action: ClassVar[str] = "amend"
    category: ClassVar[str] = "clinical_detail"
    tab: ClassVar[str] = "reports"
    report: CourtReport

    def fetch(self) -> None:
        super().fetch()
        self.report = selectors.report_or_404(self.ctx, self.group, self.kwargs["number"])
        self.__dict__.pop("whole", None)

    @cached_property
    def whole(self) -> Whole:
        return selectors.whole_of(self.ctx, self.report)

    @property
    def address(self) -> str:
        return reverse("report", args=[self.person.reference, self.report.number])

    def facts(self) -> tuple[tuple[str, str], ...]:
        return presenters.hearing_facts(self.report.hearing)

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {
            "report": self.report,
            "state": presenters.state_tag(self.report),
            "report_url": self.address,
            "tabs": (),
        }


class DraftForm(ReportPage, PersonFormView):
    """A form about a draft. What is issued already is read where it was frozen."""

    heading: ClassVar[Any] = ""
    button: ClassVar[Any] = ""
    template_name: ClassVar[str] = "court_reports/small.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.report.status != CourtReport.Status.DRAFT:
            return self.not_a_draft()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.report.status != CourtReport.Status.DRAFT:
            return self.not_a_draft()
        return super().post(request, *args, **kwargs)

    def not_a_draft(self) -> HttpResponse:
        """Where a page about a draft leads once there is none."""
        reference = self.person.reference
        return HttpResponseRedirect(presenters.report_url(self.report, reference))

    def draft_subject(self) -> UUID | None:
        return self.report.pk

    def later_url(self) -> str:
        return reverse("person_reports", args=[self.person.reference])

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            self.save_words(form)
        except MoveNotAllowed:
            form.add_error(None, _("A colleague has issued this report or given it up."))
            return self.page(form=form, status=409)
        return self.done(self.said(), self.next_url(form))

    def save_words(self, form: BaseForm) -> None:
        raise NotImplementedError

    def said(self) -> str:
        return _("Saved.")

    def next_url(self, form: BaseForm) -> str:
        return self.address
