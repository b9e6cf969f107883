"""What is typed about texts: which words, what the person wants, how they were told instead."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.design.fields import NearDateField, TimeField
from throughcare.design.forms import Form
from throughcare.messages import rules
from throughcare.messages.actions import WishFacts
from throughcare.messages.catalogue import catalogue, kind_of
from throughcare.messages.models import Language, TextWishes
from throughcare.messages.presenters import sample
from throughcare.messages.settings import ring_number

TOOK_BACK = "withdraw"


class TextForm(Form):
    """One text to the person: a wording of the catalogue, with a day and a time."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What should it say?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Select what the text should say"),
            "invalid_choice": gettext_lazy("Select one of the texts in the list"),
        },
    )
    day = NearDateField(
        label=gettext_lazy("Day of the appointment"),
        help_text=gettext_lazy("For example, 27/11, tomorrow or friday"),
        required=False,
        must_be="future",
    )
    time = TimeField(
        label=gettext_lazy("Time of the appointment"),
        help_text=gettext_lazy("For example, 9:05am, 2pm or 14:30"),
        required=False,
    )
    times_seen = forms.BooleanField(
        label=gettext_lazy("I have read the safe times, and this text may go now"), required=False
    )

    def __init__(self, *args: Any, has_safe_times: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item_hints = {kind.name: sample(kind) for kind in offered()}
        self.fields["kind"].choices = [(kind.name, _(kind.title)) for kind in offered()]  # type: ignore[attr-defined]
        self.has_safe_times = has_safe_times
        if not has_safe_times:
            del self.fields["times_seen"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (name := cleaned.get("kind")):
            return cleaned
        asked = {"day": _("Enter the day"), "time": _("Enter the time")}
        for field in sorted(kind_of(name).newest.fields & asked.keys()):
            if field in cleaned and cleaned[field] is None:
                self.add_error(field, asked[field])
        if self.has_safe_times and not cleaned.get("times_seen"):
            self.add_error("times_seen", _("Say that you have read the safe times"))
        return cleaned

    def words(self) -> dict[str, Any]:
        """What is filled in, for ``actions.queue``."""
        typed = self.cleaned_data
        kind = kind_of(typed["kind"])
        given = {field: typed[field] for field in kind.newest.fields & {"day", "time"}}
        if ring_number() and (kind.ring or kind.needs_phone):
            given["phone"] = ring_number()
        return given


def offered() -> list[Any]:
    """The kinds that somebody may send by hand here."""
    return [
        kind
        for kind in catalogue().kinds.values()
        if kind.by_hand and (ring_number() or not kind.needs_phone)
    ]


class WishesForm(Form):
    """What the person said when asked about texts."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0)
    reminders = forms.ChoiceField(
        label=gettext_lazy("Does the person want reminders and other texts?"),
        widget=forms.RadioSelect,
        choices=TextWishes.Reminders.choices,
        error_messages={"required": gettext_lazy("Select what the person said")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("In which language?"),
        widget=forms.RadioSelect,
        choices=Language.choices,
        error_messages={"required": gettext_lazy("Select a language")},
    )
    not_before = TimeField(
        label=gettext_lazy("Not before"),
        required=False,
    )
    not_after = TimeField(label=gettext_lazy("Not after"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("not_before"), cleaned.get("not_after")
        if self.errors or first == last is None:
            return cleaned
        if first is None or last is None:
            self.add_error(
                "not_after" if last is None else "not_before", _("Enter both times, or neither")
            )
        elif first >= last:
            self.add_error("not_after", _("Enter a time that is later than the first"))
        elif not rules.hours_meet(first, last):
            self.add_error("not_before", _("Texts do not go out at these times of the day here"))
        return cleaned

    def facts(self) -> WishFacts:
        typed = self.cleaned_data
        return WishFacts(
            reminders=typed["reminders"],
            language=typed["language"],
            not_before=typed["not_before"],
            not_after=typed["not_after"],
        )

    @classmethod
    def initial_of(cls, wishes: TextWishes | None) -> dict[str, Any]:
        if wishes is None:
            return {"version": 0, "language": Language.ENGLISH}
        names = ("version", "reminders", "language", "not_before", "not_after")
        return {name: getattr(wishes, name) for name in names}


class ToldForm(Form):
    """How the person was told instead, or that they need not be."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0)
    how = forms.ChoiceField(
        label=gettext_lazy("What was done instead?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Select what was done")},
    )

    def __init__(self, *args: Any, may_withdraw: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            ("rang", _("I rang and told the person")),
            ("met", _("I told the person face to face")),
            ("other", _("The person was told another way")),
        ]
        if may_withdraw:
            choices.append((TOOK_BACK, _("The person no longer needs to be told")))
        self.fields["how"].choices = choices  # type: ignore[attr-defined]
