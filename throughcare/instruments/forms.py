"""Answers in one row or one by one, how they were given, and small forms beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.instruments import Instrument, NotUsable
from throughcare.design import words
from throughcare.design.fields import NearDateField
from throughcare.design.forms import BoundField, Form
from throughcare.instruments import presenters, rules
from throughcare.instruments.actions import How
from throughcare.instruments.library import Questionnaire
from throughcare.instruments.models import Administration, Answer
from throughcare.instruments.rules import Answers
from throughcare.people.part_forms import LineField, TextField

LONGEST_ROW = 200
OFF = {"autocomplete": "off"}
Missing = Answer.Missing
ROW_HINT = gettext_lazy(
    "One figure for each question in order, such as %(example)s. Type - for one left blank, "
    "n for not asked, d for declined."
)


def field_name(number: int) -> str:
    return f"i{number}"


class AnswersForm(Form):
    """One use of one questionnaire."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, questionnaire: Questionnaire, stop: str = "", **kwargs: Any
    ) -> None:
        """``stop`` says why nothing can be saved now."""
        super().__init__(*args, **kwargs)
        self.stop = stop
        self.instrument: Instrument = questionnaire.instrument
        self.answers: Answers | None = None
        if self.instrument.entry_only:
            self._add_total()
        else:
            self._add_row()
            for number in rules.numbers(self.instrument):
                self.fields[field_name(number)] = _question(self.instrument, number)
        self._add_how()

    def _add_total(self) -> None:
        lowest, highest = self.instrument.total
        self.fields["total"] = LineField(
            label=_("Total"),
            help_text=_("From %(lowest)s to %(highest)s") % {"lowest": lowest, "highest": highest},
            max_length=10,
            widget=forms.TextInput(attrs={**OFF, "inputmode": "numeric"}),
        )

    def _add_row(self) -> None:
        takes = [rules.allowed(self.instrument, n)[0] for n in rules.numbers(self.instrument)]
        self.fields["row"] = LineField(
            label=_("Answers in a row"),
            help_text=ROW_HINT % {"example": "".join(takes)},
            required=False,
            max_length=LONGEST_ROW,
            widget=forms.TextInput(attrs=OFF),
        )

    def _add_how(self) -> None:
        self.fields["mode"] = forms.ChoiceField(
            label=_("How was it answered?"),
            choices=Administration.Mode.choices,
            initial=Administration.Mode.PAPER,
            widget=forms.RadioSelect,
        )
        self.fields["with_help"] = forms.BooleanField(
            label=_("Somebody helped them to answer"), required=False
        )
        self.fields["language"] = LineField(
            label=_("Language, if not English"),
            required=False,
            max_length=60,
            widget=forms.TextInput(attrs=OFF),
        )
        self.fields["answered_on"] = NearDateField(
            label=_("Day it was answered"),
            help_text=_("For example: yesterday, 3 March. Empty means today."),
            must_be="past",
            required=False,
        )

    def questions(self) -> list[tuple[int, BoundField, bool]]:
        """(number, field, whether the words of the question are here)."""
        if self.instrument.entry_only:
            return []
        return [
            (n, self[field_name(n)], n == 0 or bool(rules.item_of(self.instrument, n).text))  # type: ignore[union-attr]
            for n in rules.numbers(self.instrument)
        ]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if self.stop:
            self.add_error(None, self.stop)
        if self.errors:
            return found
        if self.instrument.entry_only:
            self._clean_total(found["total"])
        else:
            self._clean_items(found)
        return found

    def _clean_total(self, total: str) -> None:
        answers = Answers({}, total=total)
        try:
            rules.work_out(self.instrument, answers)
        except NotUsable:
            lowest, highest = self.instrument.total
            message = _("Total must be a number from %(lowest)s to %(highest)s")
            self.add_error("total", message % {"lowest": lowest, "highest": highest})
            return
        self.answers = answers

    def _clean_items(self, found: Mapping[str, Any]) -> None:
        try:
            typed = self._row(found.get("row", ""))
        except ValidationError as error:
            self.add_error("row", error)
            return
        by_item = dict(typed)
        for number in rules.numbers(self.instrument):
            chosen = found.get(field_name(number), "")
            if not chosen:
                continue
            if typed and self._differs(number, chosen, typed):
                self.add_error(field_name(number), _clash(number, typed.get(number, "")))
            by_item.setdefault(number, chosen)
        answers = Answers(by_item)
        if self.errors:
            return
        if not answers.any_given:
            self.add_error("row", _("Enter the answers in a row, or choose them one by one"))
        elif self._goes_on_after_the_end(by_item):
            first = field_name(0)
            self.add_error(first, _("This answer ends it, but later questions are answered"))
        else:
            self.answers = answers

    def _differs(self, number: int, chosen: str, typed: Mapping[int, str]) -> bool:
        """Was this one chosen now, and is it not what the row says?"""
        was = str(self.initial.get(field_name(number), ""))
        return chosen not in (was, typed.get(number, Missing.BLANK))

    def _goes_on_after_the_end(self, by_item: Mapping[int, str]) -> bool:
        later = (code for number, code in by_item.items() if number)
        closed = rules.is_closed(self.instrument, by_item)
        return closed and any(code.isdigit() and code != "0" for code in later)

    def _row(self, text: str) -> dict[int, str]:
        return read_typed(self.instrument, text)

    def how(self) -> How:
        data = self.cleaned_data
        return How(
            mode=data["mode"],
            with_help=data["with_help"],
            language=data["language"],
            answered_on=data["answered_on"],
        )


def read_typed(instrument: Instrument, text: str) -> dict[int, str]:
    """Answers typed in a row; ValidationError says in words what is wrong with them."""
    if not text.strip():
        return {}
    try:
        return rules.read_row(instrument, text)
    except rules.OutOfRange as wrong:
        takes = words.and_list(list(wrong.takes))
        message = _("Question %(number)s takes %(takes)s") % {
            "number": wrong.number,
            "takes": takes,
        }
        raise ValidationError(message) from None
    except NotUsable as wrong:
        wanted, given = str(wrong).split()
        message = _("%(id)s has %(wanted)s questions, and %(given)s answers are typed")
        said = {"id": instrument.name, "wanted": wanted, "given": given}
        raise ValidationError(message % said) from None


def _question(instrument: Instrument, number: int) -> forms.ChoiceField:
    item = rules.item_of(instrument, number)
    offered = [
        (value, presenters.option_words(instrument, number, value))
        for value in rules.allowed(instrument, number)
    ]
    left = [Missing.NOT_ASKED, Missing.DECLINED]
    if item is not None and item.not_applicable:
        left.append(Missing.NOT_APPLICABLE)
    return forms.ChoiceField(
        label=presenters.question_words(instrument, number),
        choices=[*offered, *((code.value, code.label) for code in left)],
        required=False,
        widget=forms.RadioSelect,
    )


def _clash(number: int, typed: str) -> str:
    said = typed if typed.isdigit() else str(Missing(typed or Missing.BLANK).label)
    return _("The row says something else for question %(number)s: %(said)s") % {
        "number": number,
        "said": said,
    }


def given_so_far(instrument: Instrument, data: Mapping[str, Any]) -> Answers:
    """The answers that can be read in a form that is not finished; the rest is left out."""
    if instrument.entry_only:
        return Answers({})
    by_item: dict[int, str] = {}
    for number in rules.numbers(instrument):
        chosen = str(data.get(field_name(number), ""))
        if chosen in rules.allowed(instrument, number):
            by_item[number] = chosen
    try:
        typed = rules.read_row(instrument, str(data.get("row", ""))[:LONGEST_ROW])
    except NotUsable:
        typed = {}
    for number, code in typed.items():
        if code.isdigit():
            by_item.setdefault(number, code)
    if rules.is_closed(instrument, by_item):
        by_item = {0: by_item[0]}
    return Answers(by_item)


class TakeBackForm(Form):
    """Why it is taken back."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = LineField(
        label=gettext_lazy("Why do you take it back?"),
        error_messages={"required": gettext_lazy("Enter why you take it back")},
        help_text=gettext_lazy("For example, it is on the wrong record"),
        max_length=200,
        widget=forms.TextInput(attrs=OFF),
    )


class PromptForm(Form):
    """What was done about a safety answer."""

    what_was_done = TextField(
        label=gettext_lazy("What did you do?"),
        error_messages={"required": gettext_lazy("Enter what you did")},
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    told_whom = LineField(
        label=gettext_lazy("Whom did you tell?"),
        error_messages={"required": gettext_lazy("Enter whom you told")},
        help_text=gettext_lazy("For example, the duty worker, by telephone"),
        max_length=200,
        widget=forms.TextInput(attrs=OFF),
    )
