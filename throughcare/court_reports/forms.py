"""What is typed into a report, and how a wrong answer is said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.court.models import Hearing
from throughcare.court_reports.models import ClinicalLine, CourtReport, ReportRecipient
from throughcare.design.forms import Form
from throughcare.documents.models import Delivery, NamedRecipient
from throughcare.people.part_forms import LineField, TextField

LONGEST = 6000
How = Delivery.How


class BeginForm(Form):
    """For which hearing."""

    hearing = forms.ChoiceField(
        label=gettext_lazy("For which hearing?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the hearing")},
    )

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it for?"),
        choices=CourtReport.Kind.choices,
        required=False,
        widget=forms.RadioSelect,
    )

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or CourtReport.Kind.PRE_SENTENCE

    def __init__(self, *args: Any, hearings: Sequence[tuple[Hearing, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hearing"].choices = [  # type: ignore[attr-defined]
            (str(row.pk), words) for row, words in hearings
        ]


class ReportForm(Form):
    """The summary, and who gets the report how. Only the summary must be written."""

    summary = TextField(
        label=gettext_lazy("Summary"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
    )

    def __init__(
        self,
        *args: Any,
        recipients: Sequence[ReportRecipient],
        must_be_whole: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.recipients = list(recipients)
        self.must_be_whole = must_be_whole
        for row in self.recipients:
            self.fields[f"to_{row.pk.hex}"] = forms.BooleanField(
                label=reader_words(row), required=False, initial=row.chosen
            )
            self.fields[f"how_{row.pk.hex}"] = forms.ChoiceField(
                label=_("How it gets to %(name)s") % {"name": row.name},
                choices=ways_to(row),
                initial=row.how,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.must_be_whole and not cleaned.get("summary", "").strip():
            self.add_error("summary", _("Write the summary: the court reads it first"))
        return cleaned

    def chosen(self) -> dict[UUID, tuple[bool, str]]:
        given = self.cleaned_data
        return {
            row.pk: (given[f"to_{row.pk.hex}"], given[f"how_{row.pk.hex}"] or row.how)
            for row in self.recipients
        }


class SectionForm(Form):
    """One part of the report."""

    text = TextField(
        label=gettext_lazy("Words of this part"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )


class FactsForm(Form):
    """The facts on the first page, and the signature."""

    called = LineField(
        label=gettext_lazy("How the report speaks of the person"),
        help_text=gettext_lazy("For example: Mr Okafor, or the form that they ask for"),
        max_length=120,
    )
    seen = LineField(
        label=gettext_lazy("Seen"),
        help_text=gettext_lazy("How, where and when"),
        max_length=300,
        required=False,
    )
    profession = LineField(label=gettext_lazy("Your profession"), max_length=120)
    registration = LineField(
        label=gettext_lazy("Your registration"),
        help_text=gettext_lazy("For example: NMC 12A3456E"),
        max_length=60,
    )
    phone = LineField(
        label=gettext_lazy("Phone on which the court reaches you"), max_length=40, required=False
    )


class BasisForm(Form):
    """On what basis somebody may be told."""

    basis = forms.ChoiceField(
        label=gettext_lazy("On what basis?"),
        choices=[("", gettext_lazy("Choose")), *NamedRecipient.Basis.choices],
        error_messages={"required": gettext_lazy("Choose the basis")},
    )
    basis_words = LineField(
        label=gettext_lazy("What was agreed or decided, by whom and when"),
        max_length=500,
        error_messages={
            "required": gettext_lazy("Say what was agreed or decided, by whom and when")
        },
    )


class ReaderForm(BasisForm):
    """Somebody who gets the report: who, how, and on what basis."""

    name = LineField(label=gettext_lazy("Name"), max_length=200)
    organisation = LineField(
        label=gettext_lazy("Of which organisation"), max_length=200, required=False
    )
    how = forms.ChoiceField(label=gettext_lazy("How it gets to them"))
    field_order = ("name", "organisation", "how", "basis", "basis_words")

    def __init__(self, *args: Any, reader: ReportRecipient | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = ways_to(reader)  # type: ignore[attr-defined]
        if reader is not None and reader.principal_id is not None:
            # An account has the name that it has.
            del self.fields["name"], self.fields["organisation"]


class AccountForm(BasisForm):
    """A colleague of another agency who reads it in their own account."""

    member = forms.ChoiceField(label=gettext_lazy("Who"))
    field_order = ("member", "basis", "basis_words")

    def __init__(self, *args: Any, members: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [("", _("Choose")), *members]  # type: ignore[attr-defined]


class LineForm(BasisForm):
    """One clinical detail, why the court needs it, and for whom the basis holds."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        widget=forms.RadioSelect,
        choices=ClinicalLine.Kind.choices,
    )
    text = LineField(
        label=gettext_lazy("What the report says, in one line"),
        max_length=500,
        error_messages={"required": gettext_lazy("Write the line")},
    )
    why = LineField(
        label=gettext_lazy("Why the court needs it"),
        max_length=300,
        error_messages={"required": gettext_lazy("Say why the court needs it")},
    )
    agreed_for = forms.MultipleChoiceField(
        label=gettext_lazy("Who may read this line?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose who may read this line")},
    )
    field_order = ("kind", "text", "why", "agreed_for", "basis", "basis_words")

    def __init__(self, *args: Any, recipients: Sequence[ReportRecipient], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed_for"].choices = [  # type: ignore[attr-defined]
            (str(row.pk), reader_words(row)) for row in recipients
        ]

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        named = {name: given[name] for name in ("kind", "text", "why", "basis", "basis_words")}
        return {**named, "agreed_for": [UUID(each) for each in given["agreed_for"]]}


class IssueForm(Form):
    """What the author says to have looked at; the names are those of the checks."""

    def __init__(self, *args: Any, look: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in look:
            self.fields[f"look_{name}"] = forms.BooleanField(
                label=words,
                error_messages={"required": _("Look at this before you issue, and tick it")},
            )

    def looked_at(self) -> frozenset[str]:
        return frozenset(name.removeprefix("look_") for name in self.fields)


class CorrectForm(Form):
    what_changed = LineField(
        label=gettext_lazy("What changed?"),
        help_text=gettext_lazy("Stands on the first page, and its readers are told"),
        max_length=500,
        error_messages={"required": gettext_lazy("Say what changed")},
    )


class GiveUpForm(Form):
    reason = LineField(
        label=gettext_lazy("Why is no report needed?"),
        max_length=300,
        error_messages={"required": gettext_lazy("Say why no report is needed")},
    )


def reader_words(row: ReportRecipient) -> str:
    return f"{row.name}, {row.organisation}" if row.organisation else row.name


def ways_to(row: ReportRecipient | None) -> list[tuple[str, str]]:
    """How a copy can reach somebody. Ordinary email is no way."""
    ways = [(str(How.HAND), _("Print and hand over")), (str(How.SECURE_EMAIL), _("Secure email"))]
    if row is not None and row.principal_id is not None:
        ways.insert(0, (str(How.ACCOUNT), _("Their Throughcare account")))
    return ways
