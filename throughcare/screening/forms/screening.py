"""The screening form, made from a set of questions. Three things block a save; the rest warn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import clock
from throughcare.core.word_sets import fill
from throughcare.design.forms import BoundField, Form
from throughcare.screening.actions import Given
from throughcare.screening.models import Screen, ScreenAnswer
from throughcare.screening.question_sets import ANSWERS, Question, QuestionSet
from throughcare.screening.typed import read_arrival
from throughcare.sharing.models import Agreement, TakingPart

OFF = {"autocomplete": "off"}
RECIPIENTS = (
    Agreement.Recipient.CUSTODY,
    Agreement.Recipient.COURT,
    Agreement.Recipient.SOLICITOR,
    Agreement.Recipient.PROBATION,
    Agreement.Recipient.GP,
    Agreement.Recipient.TREATMENT,
)


@dataclass(frozen=True)
class Row:
    """One question as the template draws it: the choice, its follow-up, whether it is open."""

    question: Question
    field: BoundField
    more: BoundField | None
    todo: bool


class ScreeningForm(Form):
    """Agreement by recipient, the questions of the set, the decision, who was told."""

    def __init__(
        self,
        *args: Any,
        questions: QuestionSet,
        called: str,
        show_todo: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        self.show_todo = show_todo
        self._add_agreement()
        for question in questions.questions:
            self._add_question(question, called)
        self._add_decision(called)

    def _add_agreement(self) -> None:
        self.fields["taking_part"] = _choices(
            _("Do they agree to take part?"), TakingPart.Answer.choices
        )
        for recipient in RECIPIENTS:
            self.fields[f"share_{recipient.value}"] = _choices(
                str(recipient.label), Agreement.Answer.choices
            )

    def _add_question(self, question: Question, called: str) -> None:
        offered = [(value, ScreenAnswer.Answer(value).label) for value in ANSWERS]
        field = _choices(question.text, offered, required=question.blocks_save)
        if question.blocks_save:
            field.error_messages["required"] = _(
                "Question %(number)s: select an answer. “Not said” is an answer."
            ) % {"number": question.number}
        self.fields[question.id] = field
        if question.more:
            self.fields[f"{question.id}_more"] = _words(
                fill(question.more, name=called, first_name="", agency="")
            )

    def _add_decision(self, called: str) -> None:
        decision = _choices(_("What happens next?"), Screen.Decision.choices, required=True)
        decision.error_messages["required"] = _("Select what happens next")
        self.fields["decision"] = decision
        self.fields["advice"] = _words(_("What you told custody"))
        self.fields["advice_whom"] = _words(_("Whom you told"))
        self.fields["advice_at"] = _words(_("When, if not now"))
        self.fields["adult"] = forms.BooleanField(
            label=_("Needs an appropriate adult"), required=False
        )
        self.fields["confirmed"] = forms.BooleanField(
            label=_("%(name)s still agrees to the sharing chosen at the start") % {"name": called},
            required=False,
        )

    # -- for the template -----------------------------------------------------------------
    def sharing_rows(self) -> list[BoundField]:
        return [self[f"share_{recipient.value}"] for recipient in RECIPIENTS]  # type: ignore[misc]

    def groups(self) -> Iterator[tuple[str, list[Row]]]:
        for group in self.questions.groups:
            yield group.title, [self._row(question) for question in group.questions]

    def _row(self, question: Question) -> Row:
        more = f"{question.id}_more"
        return Row(
            question=question,
            field=self[question.id],  # type: ignore[arg-type]
            more=self[more] if more in self.fields else None,  # type: ignore[arg-type]
            todo=self.show_todo and not self[question.id].value(),
        )

    def still_to_answer(self) -> list[tuple[str, str, str]]:
        """(name, words, id of the first control) of all that can be answered, open or not.

        The style sheet takes each away once it is answered, so that the list stays right
        without a script; ``answered`` are taken away here.
        """
        rows = [
            (question.id, str(question.number), self[question.id].first_id)  # type: ignore[attr-defined]
            for question in self.questions.questions
        ]
        rows.append(("decision", _("your decision"), self["decision"].first_id))  # type: ignore[attr-defined]
        return [row for row in rows if not self[row[0]].value()]

    # -- for the actions ------------------------------------------------------------------
    def given(self) -> Given:
        """What was said, out of a form that is valid."""
        return Given(
            answers={q.id: self.cleaned_data.get(q.id, "") for q in self.questions.questions},
            texts={
                q.id: self.cleaned_data.get(f"{q.id}_more", "") for q in self.questions.questions
            },
            decision=self.cleaned_data["decision"],
        )

    def agreements(self) -> dict[str, str]:
        """The recipients about whom something was answered, with the answer."""
        found = {r.value: self.cleaned_data.get(f"share_{r.value}", "") for r in RECIPIENTS}
        return {recipient: answer for recipient, answer in found.items() if answer}

    def what_was_told(self) -> tuple[str, str, datetime] | None:
        """What custody was told, whom and when; None when nothing was typed.

        A time that cannot be read must not block the save: it stays in the words.
        """
        what, whom = self.cleaned_data.get("advice", ""), self.cleaned_data.get("advice_whom", "")
        typed = self.cleaned_data.get("advice_at", "")
        now = clock.now()
        try:
            at = read_arrival(typed, now=now) or now
        except ValueError:
            at = now
            what = _("%(what)s (time given: %(time)s)") % {"what": what, "time": typed}
        if not what.strip() and not whom.strip():
            return None
        return what.strip(), whom.strip(), min(at, now + timedelta(minutes=1))


def given_so_far(questions: QuestionSet, data: Mapping[str, str]) -> Given:
    """The answers in a post that need not be complete or valid: for what is saved at once."""

    def said(name: str) -> str:
        return str(data.get(name, "")).replace("\x00", "")

    return Given(
        answers={q.id: said(q.id) for q in questions.questions if said(q.id) in ANSWERS},
        texts={q.id: said(f"{q.id}_more") for q in questions.questions},
    )


def _choices(label: str, choices: Any, *, required: bool = False) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, required=required, widget=forms.RadioSelect
    )


def _words(label: str) -> forms.CharField:
    # No limit of length: nothing but three answers may stand in the way of a save.
    return forms.CharField(label=label, required=False, widget=forms.TextInput(attrs=OFF))


class SafetyForm(Form):
    """What was done about a safety answer."""

    what_was_done = forms.CharField(
        label=gettext_lazy("What did you do?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    told_whom = forms.CharField(
        label=gettext_lazy("Whom did you tell?"),
        help_text=gettext_lazy("For example, Sergeant Lowe, custody nurse"),
        max_length=200,
        widget=forms.TextInput(attrs=OFF),
    )


class AdviceForm(Form):
    """What custody was told."""

    what = forms.CharField(
        label=gettext_lazy("What you told custody"),
        help_text=gettext_lazy(
            "Custody staff may see this line, and nothing else of the screening."
        ),
        max_length=300,
        widget=forms.TextInput(attrs=OFF),
    )
    told_whom = forms.CharField(
        label=gettext_lazy("Whom you told"), max_length=200, widget=forms.TextInput(attrs=OFF)
    )
    told_at = forms.CharField(
        label=gettext_lazy("When"),
        help_text=gettext_lazy("For example, 9:14am. Leave empty for now."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs=OFF),
    )

    def clean_told_at(self) -> datetime:
        try:
            return read_arrival(self.cleaned_data["told_at"], now=clock.now()) or clock.now()
        except ValueError:
            raise forms.ValidationError(_("Enter a time, such as 9:05am or 2pm")) from None


class ActedOnForm(Form):
    """Whether custody acted on what they were told."""

    acted_on = forms.ChoiceField(
        label=gettext_lazy("Did custody act on it?"),
        widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
    )
    by = forms.CharField(
        label=gettext_lazy("Who says so?"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=OFF),
    )


class AdultForm(Form):
    """Whether the appropriate adult came."""

    came = forms.ChoiceField(
        label=gettext_lazy("Did the appropriate adult come?"),
        widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
    )
    who = forms.CharField(
        label=gettext_lazy("Who was it?"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=OFF),
    )


class StepForm(Form):
    """What came of "assess" or "refer"."""

    result = forms.ChoiceField(
        label=gettext_lazy("What came of it?"),
        widget=forms.RadioSelect,
        choices=[
            ("done", gettext_lazy("Done")),
            ("declined", gettext_lazy("Declined today")),
            ("left", gettext_lazy("Left first")),
            ("not_needed", gettext_lazy("No longer needed")),
        ],
    )
    text = forms.CharField(
        label=gettext_lazy("Where to, or why not"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs=OFF),
    )
