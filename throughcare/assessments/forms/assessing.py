"""Forms of an assessment: how it begins, an area, the safety section, how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.assessments.actions import AreaGiven, SafetyGiven
from throughcare.assessments.area_sets import AreaSet, SafetyQuestion
from throughcare.assessments.forms.fields import YES_NO, choices, line, text
from throughcare.assessments.models import Assessment, AssessmentArea, SafetyAnswer
from throughcare.core.word_sets import fill
from throughcare.design.fields import NearDateField
from throughcare.design.forms import BoundField, Form
from throughcare.people.models import Source
from throughcare.screening.question_sets import ANSWERS
from throughcare.sharing.models import TakingPart


class StartForm(Form):
    """What is settled before the first question: taking part, whom with, an interpreter."""

    kind = choices(gettext_lazy("Which kind of assessment?"), Assessment.Kind.choices)
    how = choices(gettext_lazy("How do you meet?"), Assessment.How.choices)
    taking_part = choices(
        gettext_lazy("Do they agree to take part?"),
        TakingPart.Answer.choices,
        error_messages={"required": gettext_lazy("Select what they answered about taking part")},
    )
    worker_sex = choices(
        gettext_lazy("Would they rather talk to a woman or a man?"), Assessment.WorkerSex.choices
    )
    worker_sex_met = choices(gettext_lazy("Is that how it is today?"), YES_NO, required=False)
    interpreter = choices(gettext_lazy("Is an interpreter needed?"), Assessment.Interpreter.choices)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        wish = cleaned.get("worker_sex") in (
            Assessment.WorkerSex.WOMAN,
            Assessment.WorkerSex.MAN,
        )
        if wish and not cleaned.get("worker_sex_met"):
            self.add_error("worker_sex_met", _("Select whether it is as they wish today"))
        return cleaned

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        met = {"yes": True, "no": False}.get(given["worker_sex_met"])
        wish = given["worker_sex"] in (Assessment.WorkerSex.WOMAN, Assessment.WorkerSex.MAN)
        kept = ("kind", "how", "taking_part", "worker_sex", "interpreter")
        return {name: given[name] for name in kept} | {"worker_sex_met": met if wish else None}


class AreaForm(Form):
    """One area. Asked, declined, not known and not asked are four different answers."""

    asked = choices(
        gettext_lazy("Was it asked?"),
        AssessmentArea.Asked.choices,
        error_messages={"required": gettext_lazy("Select whether it was asked")},
    )
    said = text(gettext_lazy("What was said"), help_text=gettext_lazy("In the person’s own words"))
    found = text(
        gettext_lazy("What you found"),
        help_text=gettext_lazy("What you saw or learned, and what it means for them here"),
    )
    need = choices(gettext_lazy("Is there a need?"), AssessmentArea.Needed.choices, required=False)
    flagged = forms.BooleanField(
        label=gettext_lazy("Somebody says that it is severe now"), required=False
    )
    flag_source = forms.ChoiceField(
        label=gettext_lazy("Who says so?"),
        choices=[("", gettext_lazy("Choose")), *Source.choices],
        required=False,
    )
    flag_who = line(gettext_lazy("Their name or role"))
    flag_on = NearDateField(label=gettext_lazy("When they said it"), must_be="past", required=False)
    do_not_ask_again = forms.BooleanField(
        label=gettext_lazy("Do not ask again: they do not want to tell it twice"), required=False
    )
    is_history = forms.BooleanField(
        label=gettext_lazy("It belongs to the past: leave it out of reports"), required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        asked = cleaned.get("asked")
        if cleaned.get("said") and asked and asked != AssessmentArea.Asked.ASKED:
            self.add_error(
                "said",
                _(
                    "Words stand here only with “Asked and answered”. Change the answer, or move "
                    "the words to what you found."
                ),
            )
        self._check_flag(cleaned)
        return cleaned

    def _check_flag(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("flagged"):
            return
        if not cleaned.get("flag_source"):
            self.add_error("flag_source", _("Select who says that it is severe"))
        if not cleaned.get("flag_on") and "flag_on" not in self.errors:
            self.add_error("flag_on", _("Enter the day on which they said it"))

    def given(self) -> AreaGiven:
        """What was recorded, out of a form that is valid."""
        cleaned = dict(self.cleaned_data)
        cleaned["need"] = cleaned["need"] or AssessmentArea.Needed.NOT_KNOWN
        return AreaGiven(**cleaned)


@dataclass(frozen=True)
class SafetyRow:
    """One safety question as the template draws it."""

    question: SafetyQuestion
    field: BoundField
    more: BoundField


class SafetyForm(Form):
    """The safety section: the questions of the set, and what is known and done. No level."""

    def __init__(self, *args: Any, areas: AreaSet, called: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = areas
        offered = [(value, SafetyAnswer.Answer(value).label) for value in ANSWERS]
        offered.append(("not_asked", SafetyAnswer.Answer.NOT_ASKED.label))
        for question in areas.safety:
            field = choices(question.text, offered)
            field.error_messages["required"] = _(
                "Question %(number)s: select an answer. “Not said” and “Not asked” are answers."
            ) % {"number": question.number}
            self.fields[question.id] = field
            more = fill(question.more, name=called, first_name="", agency="")
            self.fields[f"{question.id}_more"] = text(more, rows=2)
        self.fields["worrying_now"] = text(_("What is worrying now"))
        self.fields["what_helps"] = text(_("What helps"))
        self.fields["what_was_done"] = text(_("What was done"))
        self.fields["who_was_told"] = text(_("Who was told"), rows=2)
        self.fields["look_again_on"] = NearDateField(
            label=_("When to look again"),
            help_text=_("For example, tomorrow or 19/11. Leave empty where nobody need."),
            must_be="future",
            required=False,
        )

    def rows(self) -> list[SafetyRow]:
        return [
            SafetyRow(question, self[question.id], self[f"{question.id}_more"])  # type: ignore[arg-type]
            for question in self.areas.safety
        ]

    def given(self) -> SafetyGiven:
        """What was said, out of a form that is valid."""
        return _given(self.areas, self.cleaned_data)


def given_so_far(areas: AreaSet, data: Mapping[str, str]) -> SafetyGiven:
    """The answers in a post that need not be complete or valid: for what is saved at once."""

    def said(name: str) -> str:
        return str(data.get(name, "")).replace("\x00", "")

    return SafetyGiven(
        answers={q.id: said(q.id) for q in areas.safety if said(q.id) in ANSWERS},
        texts={q.id: said(f"{q.id}_more") for q in areas.safety},
    )


def _given(areas: AreaSet, cleaned: Mapping[str, Any]) -> SafetyGiven:
    rest = ("worrying_now", "what_helps", "what_was_done", "who_was_told")
    on: date | None = cleaned["look_again_on"]
    return SafetyGiven(
        answers={q.id: cleaned[q.id] for q in areas.safety},
        texts={q.id: cleaned[f"{q.id}_more"] for q in areas.safety},
        look_again_on=on,
        **{name: cleaned[name] for name in rest},
    )


class PromptForm(Form):
    """What was done about a safety answer."""

    what_was_done = text(gettext_lazy("What did you do?"), required=True)
    told_whom = line(
        gettext_lazy("Whom did you tell?"),
        required=True,
        help_text=gettext_lazy("For example, Sergeant Lowe, custody nurse"),
    )


class LookAgainForm(Form):
    """How things are now, and when somebody looks next."""

    how_things_are = text(gettext_lazy("How are things now?"), required=True)
    look_again_on = NearDateField(
        label=gettext_lazy("When to look next"),
        help_text=gettext_lazy("Leave empty where nobody need look again on a set day."),
        must_be="future",
        required=False,
    )


class StopForm(Form):
    """Why an assessment ended early."""

    why = choices(gettext_lazy("Why did it end early?"), Assessment.Why.choices)


class MoveForm(Form):
    """The record that the assessment belongs to, and how it came to be on this one."""

    to = line(
        gettext_lazy("Reference of the right person"),
        required=True,
        longest=20,
        help_text=gettext_lazy("For example, TC-7K2M9QX4. It stands under their name."),
    )
    reason = line(gettext_lazy("How did it come to be on this record?"), required=True)


class NeedForm(Form):
    """Whether a need was met since."""

    status = choices(
        gettext_lazy("Has it been met?"),
        [
            ("unmet", gettext_lazy("Not met yet")),
            ("met", gettext_lazy("Met")),
            ("not_known", gettext_lazy("Not known")),
        ],
    )
    note = text(gettext_lazy("By whom, or what is in the way"))


class EmptyForm(Form):
    """A press of a button."""
