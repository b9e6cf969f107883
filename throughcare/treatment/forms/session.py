"""One session on one page: who came, questionnaires in a box each, what was done, what is next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.instruments import NotUsable
from throughcare.appointments.models import Status as Came
from throughcare.core import clock
from throughcare.design.fields import NearDateField, TimeField
from throughcare.design.forms import Form
from throughcare.instruments import rules as answering
from throughcare.instruments.forms import LONGEST_ROW, given_so_far, read_typed
from throughcare.instruments.library import Questionnaire
from throughcare.instruments.models import Administration
from throughcare.instruments.rules import Answers
from throughcare.pathways.programme import Module
from throughcare.people.part_forms import LineField, TextField
from throughcare.treatment import rules
from throughcare.treatment.actions import Facts, Next
from throughcare.treatment.actions.sessions import asks_about_safety
from throughcare.treatment.models import SessionNote

OFF = {"autocomplete": "off"}
LONGEST_OPEN = 86_400
FURTHEST = timedelta(days=366)
CAME = [
    (Came.CAME, gettext_lazy("Yes")),
    (Came.CAME_LATE, gettext_lazy("Late")),
    (Came.DID_NOT_COME, gettext_lazy("No")),
    (Came.TOLD_US_FIRST, gettext_lazy("No, told us first")),
    (Came.WE_CANCELLED, gettext_lazy("We cancelled")),
]
SAFETY = [choice for choice in SessionNote.Safety.choices if choice[0]]
MODES = [
    choice for choice in Administration.Mode.choices if choice[0] != Administration.Mode.TABLET
]


def box(questionnaire: Questionnaire) -> str:
    """The name of the field in which a questionnaire is typed."""
    return f"m_{questionnaire.slug.replace('-', '_')}"


class ReadsAnswers:
    """A form with a box for each questionnaire, in which its answers are typed in a row."""

    questionnaires: list[Questionnaire]
    answers: dict[str, tuple[Questionnaire, Answers]]
    fields: dict[str, forms.Field]
    errors: Any
    add_error: Any

    def add_boxes(self, questionnaires: Sequence[Questionnaire]) -> None:
        self.questionnaires, self.answers = list(questionnaires), {}
        for each in self.questionnaires:
            self.fields[box(each)] = _row_field(each)

    def boxes(self) -> list[tuple[Questionnaire, Any]]:
        """Each questionnaire with its field, as the table shows them."""
        return [(each, self[box(each)]) for each in self.questionnaires]  # type: ignore[index]

    def read_boxes(self, found: Mapping[str, Any]) -> None:
        """Read what was typed in each box, or say beside it what is wrong."""
        for each in self.questionnaires:
            self._read(each, str(found.get(box(each), "")))

    def _read(self, questionnaire: Questionnaire, text: str) -> None:
        name, instrument = box(questionnaire), questionnaire.instrument
        if not text.strip() or name in self.errors:
            return
        try:
            if instrument.entry_only:
                answers = Answers({}, total=text.strip())
            else:
                answers = Answers(read_typed(instrument, text))
            answering.work_out(instrument, answers)
        except ValidationError as wrong:
            self.add_error(name, wrong)
        except NotUsable:
            low, high = instrument.total
            message = _("Total must be a number from %(low)s to %(high)s")
            self.add_error(name, message % {"low": low, "high": high})
        else:
            if answers.any_given:
                self.answers[questionnaire.id] = (questionnaire, answers)


class SessionForm(ReadsAnswers, Form):
    """Needs the session's questionnaires and modules; whether there was something to try."""

    opened = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    came = forms.ChoiceField(
        label=gettext_lazy("Did they come?"),
        choices=CAME,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Select whether they came")},
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("How were they answered?"),
        choices=MODES,
        initial=Administration.Mode.PAPER,
        required=False,
        widget=forms.RadioSelect,
    )
    safety = forms.ChoiceField(
        label=gettext_lazy("What happened when you asked?"),
        choices=SAFETY,
        required=False,
        widget=forms.RadioSelect,
    )
    modules = forms.MultipleChoiceField(
        label=gettext_lazy("Worked on"), required=False, widget=forms.CheckboxSelectMultiple
    )
    tried = forms.ChoiceField(
        label=gettext_lazy("How did it go?"),
        choices=SessionNote.Tried.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    to_try = LineField(
        label=gettext_lazy("To try before next time"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs=OFF),
    )
    note = TextField(
        label=gettext_lazy("Note (health team only)"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    next_on = NearDateField(label=gettext_lazy("Day"), required=False)
    next_at = TimeField(label=gettext_lazy("Time"), required=False)
    next_place = LineField(
        label=gettext_lazy("Place"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=OFF),
    )

    def __init__(
        self,
        *args: Any,
        questionnaires: Sequence[Questionnaire],
        modules: Sequence[Module],
        called: str,
        plans_next: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.called = called
        self.add_boxes(questionnaires)
        self.fields["came"].label = _("Did %(name)s come?") % {"name": called}
        offered = [(each.id, each.title) for each in modules]
        self.fields["modules"].choices = offered  # type: ignore[attr-defined]
        if not plans_next:
            for name in ("next_on", "next_at", "next_place"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        self.read_boxes(found)
        held = found.get("came") in rules.HELD
        if self.answers and found.get("came") and not held:
            said = _("%(name)s did not come: leave the questionnaires empty")
            self.add_error("came", said % {"name": self.called})
        elif asks_about_safety(self.answers) and not found.get("safety"):
            said = _("Ask %(name)s about the safety answer, then say here what happened")
            self.add_error("safety", said % {"name": self.called})
        self._check_next(found)
        return found

    def _check_next(self, found: Mapping[str, Any]) -> None:
        if "next_on" not in self.fields or "next_on" in self.errors or "next_at" in self.errors:
            return
        on, at = found.get("next_on"), found.get("next_at")
        if on and not at:
            self.add_error("next_at", _("Enter the time of the next session"))
        if on and not clock.today() <= on <= clock.today() + FURTHEST:
            self.add_error("next_on", _("Enter a day from today to a year ahead"))

    def following(self) -> Next | None:
        """When the next session is; None where no day is given."""
        on = self.cleaned_data.get("next_on")
        at: time | None = self.cleaned_data.get("next_at")
        if on is None or at is None:
            return None
        return Next(rules.moment(on, at), self.cleaned_data.get("next_place", ""))

    def facts(self) -> Facts:
        typed = self.cleaned_data
        return Facts(
            came=typed["came"],
            modules=typed["modules"],
            tried=typed["tried"],
            to_try=typed["to_try"],
            note=typed["note"],
            safety=typed["safety"] if asks_about_safety(self.answers) else "",
            mode=typed["mode"] or Administration.Mode.PAPER,
            answers=self.answers,
            following=self.following(),
            seconds=_seconds_since(typed["opened"]),
        )


def _row_field(questionnaire: Questionnaire) -> LineField:
    instrument = questionnaire.instrument
    if instrument.entry_only:
        low, high = instrument.total
        hint = _("Total, %(low)s to %(high)s") % {"low": low, "high": high}
    else:
        hint = _("%(count)s answers in a row") % {"count": len(answering.numbers(instrument))}
    return LineField(
        label=questionnaire.id,
        help_text=hint,
        required=False,
        max_length=LONGEST_ROW,
        widget=forms.TextInput(attrs={**OFF, "spellcheck": "false"}),
    )


def _seconds_since(opened: str) -> int | None:
    """From the opening of the page to now; None where the page did not say."""
    try:
        at = datetime.fromisoformat(opened)
        length = int((clock.now() - at).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
    return length if 0 <= length <= LONGEST_OPEN else None


def typed_so_far(
    questionnaires: Sequence[Questionnaire], data: Mapping[str, Any]
) -> list[tuple[Questionnaire, Answers]]:
    """The answers that can be read in a page that is not finished."""
    found = []
    for each in questionnaires:
        row = str(data.get(box(each), ""))
        answers = given_so_far(each.instrument, {"row": row})
        if answers.any_given:
            found.append((each, answers))
    return found
