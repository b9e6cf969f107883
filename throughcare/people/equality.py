"""Equality questions: what the person says of themselves, for the health team only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import clock
from throughcare.design.conflicts import MergesConflicts
from throughcare.design.forms import Form
from throughcare.design.parts import Tag
from throughcare.people import part_actions, presenters
from throughcare.people.details import DetailRow
from throughcare.people.models import EqualityData
from throughcare.people.part_forms import LineField
from throughcare.people.views import PersonFormView, PersonView

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse, QueryDict


# Codes of the Mental Health Services Data Set for learning disability and autism status
# (NHS Data Dictionary, "learning disability status" and "autism status").
STATUS_CODES = (
    ("1", gettext_lazy("Confirmed diagnosis")),
    ("2", gettext_lazy("Suspected, waiting for or in diagnosis")),
    ("3", gettext_lazy("Suspected, not waiting for diagnosis")),
    ("4", gettext_lazy("Suspected, not known whether waiting for diagnosis")),
    ("5", gettext_lazy("None")),
)
CODED = (EqualityData.Question.LEARNING_DISABILITY, EqualityData.Question.AUTISM)
#: The code for each answer that is not one of the above, in the same data set.
CODE_OF = {
    EqualityData.Asked.DECLINED: "Z",
    EqualityData.Asked.NOT_KNOWN: "U",
    EqualityData.Asked.NOT_ASKED: "X",
}
YES_NO = (
    EqualityData.Question.DISABILITY,
    EqualityData.Question.VETERAN,
    EqualityData.Question.CARER,
    EqualityData.Question.PREGNANT,
    EqualityData.Question.GENDER_SAME,
)


SAID = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))


class EqualityForm(Form):
    """One question: asked, declined, not asked and not known are four different answers."""

    asked = forms.ChoiceField(
        label=gettext_lazy("What did the person say?"),
        choices=EqualityData.Asked.choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, question: str, **kwargs: Any) -> None:
        self.question = question
        super().__init__(*args, **kwargs)
        self.fields["answer"] = _answer_field(question)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("asked") == EqualityData.Asked.SAID and not cleaned.get("answer"):
            self.add_error("answer", _("Enter the answer"))
        return cleaned

    def values(self) -> dict[str, Any]:
        asked, answer = self.cleaned_data["asked"], self.cleaned_data["answer"]
        said = asked == EqualityData.Asked.SAID
        code = ""
        if self.question in CODED:
            code = answer if said else CODE_OF[asked]
        kept = str(dict(STATUS_CODES)[answer]) if said and self.question in CODED else answer
        return {
            "asked": asked,
            "answer": kept if said else "",
            "code": code,
            "on": clock.today(),
        }


def _answer_field(question: str) -> forms.Field:
    label = gettext_lazy("The answer")
    if question in CODED:
        choices = [("", gettext_lazy("Choose")), *STATUS_CODES]
        return forms.ChoiceField(label=label, choices=choices, required=False)
    if question in YES_NO:
        choices = [
            ("", gettext_lazy("Choose")),
            ("yes", gettext_lazy("Yes")),
            ("no", gettext_lazy("No")),
        ]
        return forms.ChoiceField(label=label, choices=choices, required=False)
    return LineField(
        label=label,
        help_text=gettext_lazy("In the person’s own words"),
        max_length=200,
        required=False,
    )


class Equality(PersonView):
    """The equality questions and how each stands; health team only."""

    category: ClassVar[str] = "clinical_detail"
    tab: ClassVar[str] = "details"
    template_name = "people/equality.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = list(
            EqualityData.visible_to(self.ctx)
            .filter(person_id__in=self.group)
            .select_related("agency")
            .order_by("on")
        )
        self.ctx.shown.objects(*(row.pk for row in rows))
        may_write = self.standing.may("create", "clinical_detail")
        return self.page(
            rows=[self._line(q, rows, may_write) for q in EqualityData.Question],
            back_url=reverse("person_details", args=[self.person.reference]),
        )

    def _line(
        self, question: EqualityData.Question, rows: list[EqualityData], may_write: bool
    ) -> DetailRow:
        held = [row for row in rows if row.question == question]
        newest = held[-1] if held else None
        return DetailRow(
            term=str(question.label),
            value=_answer_words(newest),
            note=f"{newest.agency.name}" if newest else "",
            tag=None if newest and newest.asked == "said" else Tag(_("No answer"), "white"),
            change_url=reverse("person_equality_change", args=[self.person.reference, question])
            if may_write
            else "",
        )


def _answer_words(row: EqualityData | None) -> str:
    if row is None:
        return _("Not asked")
    if row.asked != EqualityData.Asked.SAID:
        return str(row.get_asked_display())
    return {"yes": _("Yes"), "no": _("No")}.get(row.answer, row.answer)


class AnswerEquality(MergesConflicts, PersonFormView):
    """Record the answer to one question."""

    action: ClassVar[str] = "create"
    category: ClassVar[str] = "clinical_detail"
    tab: ClassVar[str] = "details"
    template_name = "people/equality_change.jinja"
    merge_fields = ("asked", "answer")

    def fetch(self) -> None:
        super().fetch()
        if self.kwargs["question"] not in EqualityData.Question.values:
            raise Http404
        self.question = EqualityData.Question(self.kwargs["question"])
        self.row = (
            EqualityData.visible_to(self.ctx)
            .filter(person_id=self.person.pk, agency_id=self.ctx.agency_id, question=self.question)
            .first()
        )

    def current_version(self) -> int:
        return self.row.version if self.row else 0

    def current_values(self) -> dict[str, Any]:
        if self.row is None:
            return {}
        answer = self.row.code if self.question in CODED else self.row.answer
        return {"asked": self.row.asked, "answer": answer}

    def make_form(self, data: QueryDict | None) -> BaseForm:
        return EqualityForm(data, initial=self.current_values(), question=self.question)

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {
            "heading": self.question.label,
            "called": presenters.called(self.person),
            "back_url": reverse("person_equality", args=[self.person.reference]),
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, EqualityForm)  # noqa: S101
        part_actions.answer_equality(
            self.ctx,
            person=self.person,
            question=self.question,
            version=self.seen_version(),
            values=form.values(),
        )
        return self.done(
            _("Answer kept."), reverse("person_equality", args=[self.person.reference])
        )
