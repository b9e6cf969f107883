"""Forms about lines of a court list, and about requests of the court."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import clock
from throughcare.court import terms
from throughcare.court.actions import EntryFacts, RequestFacts
from throughcare.court.models import Custody, ListEntry
from throughcare.design.fields import TimeField
from throughcare.design.forms import Form
from throughcare.screening.forms.custody import OFF, BornField
from throughcare.screening.typed import read_next

NOBODY = ("", gettext_lazy("Nobody: on the list"))


def _text(label: Any, longest: int, **options: Any) -> forms.CharField:
    options.setdefault("required", False)
    return forms.CharField(
        label=label, max_length=longest, widget=forms.TextInput(attrs=OFF), **options
    )


class LineForm(Form):
    """One line of a court list, to add or correct."""

    FIELDS = (
        "given_name",
        "family_name",
        "born",
        "starts_at",
        "room",
        "case_number",
        "custody",
        "asked_by",
        "worry",
    )

    given_name = _text(gettext_lazy("First name"), 100)
    family_name = _text(gettext_lazy("Family name"), 100)
    born = BornField()
    starts_at = TimeField(label=gettext_lazy("Time of the hearing"), required=False)
    room = _text(gettext_lazy("Court room"), 60)
    case_number = _text(gettext_lazy("Case number"), 60)
    custody = forms.ChoiceField(
        label=gettext_lazy("In custody or on bail"),
        choices=Custody.choices,
        initial=Custody.NOT_SAID,
    )
    asked_by = forms.ChoiceField(label=gettext_lazy("Who asked us"), required=False)
    worry = _text(
        gettext_lazy("A worry about them now"),
        200,
        help_text=gettext_lazy("Leave empty if there is none. Nothing about the alleged offence."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked_by"].choices = [NOBODY, *terms.choices("asked_by", clock.today())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(
            cleaned.get(name) for name in ("given_name", "family_name", "case_number")
        ):
            self.add_error("given_name", _("Enter a name or a case number"))
        return cleaned

    def facts(self) -> EntryFacts:
        born_on, age_about = self.cleaned_data["born"] or (None, None)
        said = {
            name: self.cleaned_data[name].strip()
            for name in ("given_name", "family_name", "room", "case_number", "worry")
        }
        return EntryFacts(
            **said,
            born_on=born_on,
            age_about=age_about,
            starts_at=self.cleaned_data["starts_at"],
            custody=self.cleaned_data["custody"],
            asked_by=self.cleaned_data["asked_by"],
        )

    @staticmethod
    def initial_of(entry: ListEntry) -> dict[str, Any]:
        """A line as the form shows it."""
        if entry.born_on:
            born = f"{entry.born_on.day}/{entry.born_on.month}/{entry.born_on.year}"
        else:
            born = "" if entry.age_about is None else str(entry.age_about)
        kept = {name: getattr(entry, name) for name in LineForm.FIELDS if name != "born"}
        return {**kept, "born": born}


class NeededField(forms.CharField):
    """By when an answer is needed: "10am", "tomorrow 9:30am"."""

    def clean(self, value: Any) -> datetime:
        text = super().clean(value)
        try:
            at = read_next(text, now=clock.now())
        except ValueError:
            at = None
        if at is None:
            message = _("Enter by when, such as 10am or tomorrow 9:30am")
            raise forms.ValidationError(message)
        return at


class RequestForm(Form):
    """The form of one minute: who asks, about whom, why, by when."""

    given_name = _text(gettext_lazy("First name"), 100)
    family_name = _text(gettext_lazy("Family name"), 100)
    born = BornField()
    case_number = _text(gettext_lazy("Case number"), 60)
    room = _text(gettext_lazy("Court room or cell"), 60)
    custody = forms.ChoiceField(
        label=gettext_lazy("In custody or on bail"),
        choices=Custody.choices,
        initial=Custody.NOT_SAID,
    )
    why = forms.ChoiceField(label=gettext_lazy("Why do you ask?"), widget=forms.RadioSelect)
    words = _text(
        gettext_lazy("What have you seen or heard?"),
        300,
        help_text=gettext_lazy("A few words. Nothing about the alleged offence."),
    )
    needed_by = NeededField(
        label=gettext_lazy("By when do you need an answer?"),
        help_text=gettext_lazy("For example, 10am or tomorrow 9:30am"),
        max_length=40,
        widget=forms.TextInput(attrs=OFF),
    )
    asked_by = forms.ChoiceField(label=gettext_lazy("Who asks?"))
    asker_name = _text(gettext_lazy("Name of who asks"), 120, required=True)
    asker_contact = _text(gettext_lazy("Where to reach them"), 120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.fields["why"].choices = terms.choices("why", today)  # type: ignore[attr-defined]
        self.fields["asked_by"].choices = terms.choices("asked_by", today)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) for name in ("given_name", "family_name", "case_number")):
            self.add_error("family_name", _("Enter a name or a case number"))
        return cleaned

    def facts(self) -> RequestFacts:
        born_on, age_about = self.cleaned_data["born"] or (None, None)
        same = ("why", "needed_by", "asked_by", "custody")
        typed = (
            "given_name",
            "family_name",
            "case_number",
            "room",
            "words",
            "asker_name",
            "asker_contact",
        )
        return RequestFacts(
            born_on=born_on,
            age_about=age_about,
            **{name: self.cleaned_data[name] for name in same},
            **{name: self.cleaned_data[name].strip() for name in typed},
        )


class AnswerForm(Form):
    """Will we see them? The words are for whoever asked."""

    will = forms.ChoiceField(
        label=gettext_lazy("Will you see them?"),
        widget=forms.RadioSelect,
        choices=[
            ("accept", gettext_lazy("Yes: put them on the list")),
            ("decline", gettext_lazy("No")),
        ],
    )
    answer = forms.CharField(
        label=gettext_lazy("What to tell who asked"),
        help_text=gettext_lazy("They read this. Nothing about health. Needed if the answer is no."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("will") == "decline" and not cleaned.get("answer", "").strip():
            self.add_error("answer", _("Say why, for who asked"))
        return cleaned
