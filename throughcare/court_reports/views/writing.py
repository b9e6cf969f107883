"""Writing a report: the paper with its summary, and one page for each other part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.assessments.for_report import ReportArea, areas_for_report
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed
from throughcare.court_reports import actions, drafting, issuing, kinds, papers, presenters
from throughcare.court_reports.forms import FactsForm, ReportForm, SectionForm
from throughcare.court_reports.models import CourtReport, ReportSection
from throughcare.court_reports.provision_presenters import of_report
from throughcare.court_reports.views.about import DraftForm, ReportPage
from throughcare.design import words
from throughcare.design.conflicts import MergesConflicts
from throughcare.documents.pdf import make_pdf, pages_in
from throughcare.people.views import PersonView

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import QueryDict

Key = ReportSection.Key
#: Buttons of the page that save and go to another page: part:hearing, add:trauma, facts, pdf.
GO = "go"


class SectionMerging(MergesConflicts):
    """Two people may write one part: each part has a version of its own."""

    section: ReportSection

    def current_version(self) -> int:
        return self.section.version

    def current_author(self) -> tuple[str, str]:
        line = _("%(name)s, saved %(time)s") % {
            "name": self.section.by_name,
            "time": words.moment(self.section.saved_at, now=clock.now()),
        }
        return self.section.by_name.split(" ")[0], line


class WriteReport(SectionMerging, DraftForm):
    """The paper as the court will see it, its summary to be written, and the checks beside it."""

    template_name: ClassVar[str] = "court_reports/report.jinja"
    form_class = ReportForm
    draft_name: ClassVar[str] = "court_report"
    merge_fields: ClassVar[tuple[str, ...]] = ("summary",)

    @property
    def section(self) -> ReportSection:  # type: ignore[override]
        return self.whole.sections[Key.SUMMARY]

    def make_form(self, data: QueryDict | None) -> BaseForm:
        return ReportForm(
            data,
            recipients=self.whole.recipients,
            must_be_whole=data is not None and not data.get(GO),
            initial=self.current_values(),
        )

    def current_values(self) -> dict[str, Any]:
        return {"summary": self.section.text}

    def page_context(self) -> dict[str, Any]:
        paper = papers.paper_of(self.whole, issued_at=None, keep_empty=True)
        pages = pages_in(papers.paper_of(self.whole, issued_at=None))
        found = issuing.checks_of(self.whole, pages=pages)
        said = (row.text for row in self.whole.sections.values())
        others = [*said, *(row.text for row in self.whole.lines)]
        return super().page_context() | {
            "paper": paper,
            "pages": pages,
            "checks": presenters.check_list(self.whole, found),
            "left_out": drafting.left_out(self.areas, others),
            "lines": self.whole.lines,
            "time_left": presenters.time_left(self.report),
            "local": of_report(self.report),
            "begun": self.begun_by(),
            "saved_words": self.saved_words(),
            "rows": presenters.reader_rows,
            "recipients": self.whole.recipients,
        }

    @cached_property
    def areas(self) -> tuple[ReportArea, ...]:
        """What an assessment found; a report after sentence is not filled from one."""
        if kinds.after_sentence(self.report.kind):
            return ()
        return areas_for_report(self.ctx, self.group)

    def begun_by(self) -> str:
        if self.report.recorded_by_id == self.ctx.membership_id:
            return ""
        return presenters.report_line(self.report)

    def saved_words(self) -> str:
        at = self.draft_saved_at or self.section.saved_at
        return _("Saved %(when)s") % {"when": words.at_moment(at, now=clock.now())}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, ReportForm)  # noqa: S101 - form_class
        go = str(form.data.get(GO, ""))
        try:
            self.save_report(form)
            if go.startswith("add:"):
                self.add(go.removeprefix("add:"))
        except MoveNotAllowed:
            form.add_error(None, _("A colleague has issued this report or given it up."))
            return self.page(form=form, status=409)
        return HttpResponseRedirect(self.address_of(go))

    def save_report(self, form: ReportForm) -> None:
        actions.save_section(
            self.ctx,
            report_id=self.report.pk,
            key=Key.SUMMARY,
            text=form.cleaned_data["summary"],
            version=self.seen_version() or self.section.version,
        )
        actions.choose_readers(self.ctx, report_id=self.report.pk, chosen=form.chosen())

    def add(self, area: str) -> None:
        """Put one thing that was left out into its part."""
        others = (row.text for row in self.whole.sections.values())
        for each in drafting.left_out(self.areas, others):
            if each.area == area:
                actions.add_area(
                    self.ctx, report_id=self.report.pk, area=area, text=f"{each.title}: {each.text}"
                )

    def address_of(self, go: str) -> str:
        """Where a button leads after saving."""
        where = [self.person.reference, self.report.number]
        name, _sep, what = go.partition(":")
        if name == "part" and what in self.whole.sections:
            return reverse("report_part", args=[*where, what])
        if name == "add":
            return reverse("report_part", args=[*where, drafting.part_of(what)])
        pages = {
            "": "report_issue",
            "facts": "report_facts",
            "line": "report_line_new",
            "reader": "report_reader_new",
            "account": "report_account_new",
            "pdf": "report_draft_pdf",
            "later": "person_reports",
        }
        if name == "readers":
            for row in self.whole.recipients:
                if row.pk.hex == what:
                    return reverse("report_reader", args=[*where, row.pk])
        if name == "lines":
            for line in self.whole.lines:
                if line.pk.hex == what:
                    return reverse("report_line", args=[*where, line.pk])
        if name == "later":
            return reverse("person_reports", args=where[:1])
        return reverse(pages.get(name, "report"), args=where)


class WritePart(SectionMerging, DraftForm):
    """One part of the report."""

    template_name: ClassVar[str] = "court_reports/part.jinja"
    form_class = SectionForm
    draft_name: ClassVar[str] = "court_report_part"
    merge_fields: ClassVar[tuple[str, ...]] = ("text",)

    def fetch(self) -> None:
        super().fetch()
        if self.kwargs["key"] not in self.whole.sections:
            raise Http404
        self.section = self.whole.sections[self.kwargs["key"]]

    def draft_subject(self) -> UUID | None:
        return self.section.pk

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": self.current_values()}

    def current_values(self) -> dict[str, Any]:
        return {"text": self.section.text}

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {
            "section": self.section,
            "title": str(Key(self.section.key).label),
            "hint": HINTS[self.section.key],
            "saved_words": _("Saved %(when)s")
            % {"when": words.at_moment(self.section.saved_at, now=clock.now())},
        }

    def save_words(self, form: BaseForm) -> None:
        actions.save_section(
            self.ctx,
            report_id=self.report.pk,
            key=self.section.key,
            text=form.cleaned_data["text"],
            version=self.seen_version() or self.section.version,
        )

    def said(self) -> str:
        return _("%(part)s: saved.") % {"part": Key(self.section.key).label}


_LISTS = gettext_lazy("A line that begins with a dash becomes an item of a list.")
HINTS: dict[str, Any] = {
    Key.SUMMARY: gettext_lazy(
        "What the court must know, in plain words: how the person is, what it means for the"
        " hearing, what is available."
    ),
    Key.MENTAL_HEALTH: gettext_lazy(
        "How the person is today, in words that a lay reader understands. No score, diagnosis or"
        " medicine: those stand in lines of their own."
    ),
    Key.ATTENDANCE: gettext_lazy(
        "Dates and numbers, filled in from the record. Whether missing one was acceptable is for"
        " the officer to say."
    ),
    Key.PROGRESS: gettext_lazy(
        "How the person takes part and what has changed, in words that a lay reader understands."
        " No session content."
    ),
    Key.HEARING: gettext_lazy("What the person needs to follow and take part in the hearing."),
    Key.SAFETY: gettext_lazy(
        "What is worrying now, what helps, what was done. No level of risk. The safety section of"
        " the assessment is not copied here."
    ),
    Key.NEEDS: _LISTS,
    Key.AVAILABLE: gettext_lazy(
        "What there is, never what the court should do. Lines such as “Mental health treatment:"
        " suitable, willing” become a table."
    ),
    Key.BASED_ON: gettext_lazy("Whom you saw, for how long, what you read, what it cannot say."),
}


class WriteFacts(MergesConflicts, DraftForm):
    """How the person is called and was seen; who signs. Whoever saves this is the author."""

    form_class = FactsForm
    draft_name: ClassVar[str] = "court_report_facts"
    merge_fields: ClassVar[tuple[str, ...]] = (
        "called",
        "seen",
        "profession",
        "registration",
        "phone",
    )
    heading: ClassVar[Any] = gettext_lazy("Facts and signature")
    button: ClassVar[Any] = gettext_lazy("Save")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": self.current_values()}

    def current_version(self) -> int:
        return self.report.version

    def current_values(self) -> dict[str, Any]:
        values = {name: getattr(self.report, name) for name in self.merge_fields}
        if self.report.signer_id != self.ctx.membership_id:
            me = drafting.author(self.ctx)
            values |= {
                "profession": me.profession or me.job_title,
                "registration": me.registration,
            }
        return values

    def current_author(self) -> tuple[str, str]:
        return self.report.by_name.split(" ")[0], self.report.by_name

    def page_context(self) -> dict[str, Any]:
        taken = self.report.signer_id != self.ctx.membership_id
        line = _("%(name)s signs now. When you save this, you sign, with your registration.") % {
            "name": self.report.by_name
        }
        return super().page_context() | {"intro": [line] if taken else []}

    def save_words(self, form: BaseForm) -> None:
        self.report = actions.save_facts(
            self.ctx,
            report_id=self.report.pk,
            version=self.seen_version() or self.report.version,
            values=form.cleaned_data,
        )


class DraftPdf(ReportPage, PersonView):
    """The draft as it would be printed: DRAFT at top and foot."""

    action: ClassVar[str] = "print"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.report.status != CourtReport.Status.DRAFT:
            return HttpResponseRedirect(presenters.report_url(self.report, self.person.reference))
        pdf = make_pdf(papers.paper_of(self.whole, issued_at=None), at=clock.now())
        self.ctx.shown.action = "print:report_draft"
        response = HttpResponse(pdf, content_type="application/pdf")
        name = f"{self.whole.reference}-draft.pdf"
        response["Content-Disposition"] = f'inline; filename="{name}"'
        return response
