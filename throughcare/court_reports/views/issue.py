"""Issue: one page that asks first, then the confirmation; corrected versions; giving up a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.errors import MoveNotAllowed
from throughcare.court_reports import actions, issuing, kinds, papers, presenters, rules
from throughcare.court_reports.forms import CorrectForm, GiveUpForm, IssueForm
from throughcare.court_reports.models import CourtReport
from throughcare.court_reports.views.about import DraftForm, ReportPage
from throughcare.documents import presenters as document_presenters
from throughcare.documents import selectors as documents
from throughcare.people.views import PersonFormView, PersonView

if TYPE_CHECKING:
    from django.forms import BaseForm

Status = CourtReport.Status
#: What the author read, as a hidden field: what changed since must be read again.
READ = "read"


class IssueReport(DraftForm):
    """Asks first: what goes to whom, that it cannot be taken back, what was looked at."""

    action: ClassVar[str] = "sign"
    category: ClassVar[str] = "disclosed"
    template_name: ClassVar[str] = "court_reports/issue.jinja"
    form_class = IssueForm

    def not_a_draft(self) -> HttpResponse:
        """A second press of the button, or a colleague was first: what was issued."""
        return HttpResponseRedirect(self.issued_url())

    def issued_url(self) -> str:
        return reverse("report_issued", args=[self.person.reference, self.report.number])

    @cached_property
    def checks(self) -> list[rules.Check]:
        return issuing.checks_of(self.whole)

    def fetch(self) -> None:
        super().fetch()
        self.__dict__.pop("checks", None)

    def form_kwargs(self) -> dict[str, Any]:
        look = rules.to_look_at(self.checks)
        return {"look": [(check.name, presenters.look_words(self.whole, check)) for check in look]}

    def hidden(self) -> SafeString:
        read = issuing.digest(self.whole)
        return super().hidden() + format_html(
            '<input type="hidden" name="{}" value="{}">', READ, read
        )

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {
            "whole": self.whole,
            "title": kinds.title_of(self.report.kind),
            "hearing": papers.hearing_words(self.report.hearing),
            "checks": presenters.check_list(self.whole, self.checks),
            "stops": presenters.check_list(self.whole, rules.stops(self.checks)),
            "readers": self.whole.chosen,
            "time_left": presenters.time_left(self.report),
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, IssueForm)  # noqa: S101 - form_class
        try:
            issuing.issue_report(
                self.ctx,
                report_id=self.report.pk,
                read=str(self.request.POST.get(READ, "")),
                looked_at=form.looked_at(),
            )
        except issuing.NotReady as not_ready:
            for check in not_ready.found:
                form.add_error(None, presenters.check_words(self.whole, check))
            return self.page(form=form, status=422)
        except MoveNotAllowed:
            return HttpResponseRedirect(self.issued_url())
        return HttpResponseRedirect(self.issued_url())

    def conflict(self, form: BaseForm) -> HttpResponse:
        """Somebody changed the report after it was read here."""
        self.fetch()
        return self.page(form=self.make_form(None), changed=True, status=409)

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        return super().page(status, **{"changed": False, **context})


class ReportIssued(ReportPage, PersonView):
    """The confirmation: the reference, who got it, what happens next."""

    action: ClassVar[str] = "read"
    template_name: ClassVar[str] = "court_reports/issued.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.report.document_id is None:
            raise Http404
        document = documents.document_or_404(self.ctx, self.report.document_id)
        rows = documents.deliveries_of(self.ctx, [document.pk]).get(document.pk, [])
        may = self.standing.may("amend", "disclosed")
        return self.page(
            document=document,
            issued=document_presenters.issued_words(document),
            copies=document_presenters.copies(rows, may_deliver=may),
            hearing=papers.hearing_words(self.report.hearing),
        )


class CorrectReport(ReportPage, PersonFormView):
    """An issued report is not taken back: a corrected version takes its place."""

    action: ClassVar[str] = "create"
    template_name: ClassVar[str] = "court_reports/small.jinja"
    form_class = CorrectForm
    draft_name: ClassVar[str] = "court_report_correct"
    heading: ClassVar[Any] = gettext_lazy("Issue a corrected report")
    button: ClassVar[Any] = gettext_lazy("Open the corrected draft")

    def fetch(self) -> None:
        super().fetch()
        if self.report.status == Status.DRAFT:
            raise Http404

    def draft_subject(self) -> Any:
        return self.report.pk

    def page_context(self) -> dict[str, Any]:
        line = _(
            "R%(number)s stays as it was issued. The corrected version says on its first page that"
            " it replaces it, and goes to the same readers."
        ) % {"number": self.report.number}
        return super().page_context() | {"intro": [line]}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            draft = actions.correct_report(
                self.ctx,
                report_id=self.report.pk,
                what_changed=form.cleaned_data["what_changed"],
            )
        except MoveNotAllowed:
            form.add_error(
                None,
                _("A later version or a draft for this hearing is there already."),
            )
            return self.page(form=form, status=409)
        return self.done(
            _("Draft R%(number)s is open: correct it, then issue it.") % {"number": draft.number},
            reverse("report", args=[self.person.reference, draft.number]),
        )


class GiveUp(DraftForm):
    """No report is needed after all."""

    form_class = GiveUpForm
    draft_name: ClassVar[str] = "court_report_give_up"
    heading: ClassVar[Any] = gettext_lazy("Give up this draft")
    button: ClassVar[Any] = gettext_lazy("Give up the draft")
    button_variant = "warning"

    def save_words(self, form: BaseForm) -> None:
        actions.give_up(self.ctx, report_id=self.report.pk, reason=form.cleaned_data["reason"])

    def said(self) -> str:
        return _("Draft given up. What was written stays in the history.")

    def next_url(self, form: BaseForm) -> str:
        return reverse("person_reports", args=[self.person.reference])
