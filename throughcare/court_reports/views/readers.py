"""Who gets the report and on what basis; clinical lines, one by one, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.agencies.models import Membership
from throughcare.core import clock
from throughcare.court_reports import actions
from throughcare.court_reports.forms import AccountForm, LineForm, ReaderForm
from throughcare.court_reports.models import ClinicalLine, ReportRecipient
from throughcare.court_reports.views.about import DraftForm
from throughcare.documents.models import Delivery, NamedRecipient

if TYPE_CHECKING:
    from django.forms import BaseForm

#: The button that takes a row off the report.
DROP = "drop"


class RowForm(DraftForm):
    """A form about one row of a draft; ``drop`` takes it off again."""

    template_name: ClassVar[str] = "court_reports/small.jinja"
    row: Any = None
    drop_words: ClassVar[Any] = ""

    def draft_subject(self) -> UUID | None:
        return self.row.pk if self.row is not None else self.report.pk

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"drop": str(self.drop_words) if self.row else ""}

    def answer_post(self) -> HttpResponse:
        if self.row is not None and DROP in self.request.POST:
            self.drop()
            return self.done(_("Taken off the report."), self.address)
        return super().answer_post()

    def drop(self) -> None:
        raise NotImplementedError


class ChangeReader(RowForm):
    """The basis for somebody who gets the report, and how it gets to them."""

    form_class = ReaderForm
    draft_name: ClassVar[str] = "court_report_reader"
    button: ClassVar[Any] = gettext_lazy("Save")
    drop_words: ClassVar[Any] = gettext_lazy("Take off the list")
    row: ReportRecipient

    def fetch(self) -> None:
        super().fetch()
        wanted = self.kwargs["reader"]
        found = [row for row in self.whole.recipients if row.pk == wanted]
        if not found:
            raise Http404
        self.row = found[0]

    @property
    def heading(self) -> str:  # type: ignore[override]
        return _("Report to %(name)s") % {"name": self.row.name}

    def form_kwargs(self) -> dict[str, Any]:
        names = ("name", "organisation", "how", "basis", "basis_words")
        return {
            "reader": self.row,
            "initial": {name: getattr(self.row, name) for name in names},
        }

    def save_words(self, form: BaseForm) -> None:
        actions.save_reader(
            self.ctx,
            report_id=self.report.pk,
            reader_id=self.row.pk,
            version=self.row.version,
            values={**form.cleaned_data, "chosen": True},
        )

    def drop(self) -> None:
        actions.drop_reader(self.ctx, report_id=self.report.pk, reader_id=self.row.pk)


class AddReader(RowForm):
    """Somebody without an account who gets the report."""

    form_class = ReaderForm
    draft_name: ClassVar[str] = "court_report_reader"
    heading: ClassVar[Any] = gettext_lazy("Somebody else who gets the report")
    button: ClassVar[Any] = gettext_lazy("Add")

    def save_words(self, form: BaseForm) -> None:
        actions.save_reader(
            self.ctx,
            report_id=self.report.pk,
            reader_id=None,
            values={
                **form.cleaned_data,
                "who": ReportRecipient.Who.OTHER,
                "kind": NamedRecipient.Kind.OUTSIDE,
                "chosen": True,
            },
        )


class AddAccount(RowForm):
    """A member of court or probation staff, by name, who reads it in their own account."""

    form_class = AccountForm
    draft_name: ClassVar[str] = "court_report_account"
    heading: ClassVar[Any] = gettext_lazy("A named colleague at court or in probation")
    button: ClassVar[Any] = gettext_lazy("Add")

    def form_kwargs(self) -> dict[str, Any]:
        self.members = justice_members()
        return {"members": [(str(m.pk), f"{m.user.name}, {m.team.name}") for m in self.members]}

    def save_words(self, form: BaseForm) -> None:
        given = form.cleaned_data
        member = next(m for m in self.members if str(m.pk) == given["member"])
        who = ReportRecipient.Who
        court = member.team.agency.type == "court"
        actions.save_reader(
            self.ctx,
            report_id=self.report.pk,
            reader_id=None,
            values={
                "who": who.COURT if court else who.PROBATION,
                "kind": NamedRecipient.Kind.MEMBER,
                "principal_id": member.pk,
                "name": member.user.name,
                "organisation": member.team.agency.name,
                "how": Delivery.How.ACCOUNT,
                "basis": given["basis"],
                "basis_words": given["basis_words"],
                "chosen": True,
            },
        )


class ChangeLine(RowForm):
    """One clinical line: what it says, why the court needs it, who may read it, on what basis."""

    form_class = LineForm
    draft_name: ClassVar[str] = "court_report_line"
    heading: ClassVar[Any] = gettext_lazy("A score, diagnosis or medicine in the report")
    button: ClassVar[Any] = gettext_lazy("Save")
    drop_words: ClassVar[Any] = gettext_lazy("Take it out")
    row: ClinicalLine | None = None

    def fetch(self) -> None:
        super().fetch()
        wanted = self.kwargs.get("line")
        if wanted is None:
            return
        found = [line for line in self.whole.lines if line.pk == wanted]
        if not found:
            raise Http404
        self.row = found[0]

    def form_kwargs(self) -> dict[str, Any]:
        initial: dict[str, Any] = {}
        if self.row is not None:
            names = ("kind", "text", "why", "basis", "basis_words")
            initial = {name: getattr(self.row, name) for name in names}
            initial["agreed_for"] = [str(each) for each in self.row.agreed_for]
        return {"recipients": self.whole.recipients, "initial": initial}

    def page_context(self) -> dict[str, Any]:
        line = _(
            "It stays with the health team unless the court needs it. %(name)s must agree to this"
            " line, or another basis must be recorded."
        ) % {"name": self.report.called}
        return super().page_context() | {"intro": [line]}

    def save_words(self, form: BaseForm) -> None:
        assert isinstance(form, LineForm)  # noqa: S101 - form_class
        actions.save_line(
            self.ctx,
            report_id=self.report.pk,
            line_id=self.row.pk if self.row else None,
            version=self.row.version if self.row else 1,
            values=form.values(),
        )

    def drop(self) -> None:
        assert self.row is not None  # noqa: S101 - answer_post asks
        actions.drop_line(self.ctx, report_id=self.report.pk, line_id=self.row.pk)


def justice_members() -> list[Membership]:
    """Staff of courts and probation with an account now, by name."""
    today = clock.today()
    rows = Membership.objects.filter(
        team__agency__type__in=("court", "probation"),
        role__in=READING_ROLES,
        starts_on__lte=today,
    ).exclude(ends_on__lt=today)
    return list(rows.select_related("user", "team__agency").order_by("user__name")[:200])


#: Roles of justice agencies that have a cell to read what was issued to them by name.
READING_ROLES = ("court_officer", "probation_practitioner")
