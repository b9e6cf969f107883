"""Forms of the custody list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import clock
from throughcare.design import words
from throughcare.design.forms import Form
from throughcare.screening.actions import EntryFacts
from throughcare.screening.models import CustodyEntry, Screen
from throughcare.screening.typed import read_arrival, read_born, read_next

OFF = {"autocomplete": "off"}
ROWS = 3
MOST_ROWS = 30


class BornField(forms.CharField):
    """A birth date or an age, in one box, as a custody list has it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("Date of birth or age"))
        options.setdefault("required", False)
        options.setdefault("max_length", 40)
        super().__init__(widget=forms.TextInput(attrs=OFF), **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return read_born(text, today=clock.today())
        except ValueError:
            message = _("Enter a date of birth or an age, such as 8/7/1999 or 27")
            raise forms.ValidationError(message) from None


class ArrivedField(forms.CharField):
    """When somebody arrived; nothing typed is now."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("Arrived"))
        super().__init__(
            required=False, max_length=40, widget=forms.TextInput(attrs=OFF), **options
        )

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return read_arrival(text, now=clock.now()) or clock.now()
        except ValueError:
            message = _("Enter when they arrived, such as 12:04am or yesterday 11pm")
            raise forms.ValidationError(message) from None


class AgainField(forms.CharField):
    """When to come back; nothing typed is not at all."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return read_next(text, now=clock.now())
        except ValueError:
            message = _("Enter when to try again, such as 9am or tomorrow 9am")
            raise forms.ValidationError(message) from None


def _entry_fields() -> dict[str, forms.Field]:
    """The fields of one line of the list; the same for one and for many."""
    plain = forms.TextInput(attrs=OFF)
    return {
        "given_name": forms.CharField(
            label=_("First name"), required=False, max_length=100, widget=plain
        ),
        "family_name": forms.CharField(
            label=_("Family name"), required=False, max_length=100, widget=plain
        ),
        "born": BornField(label=_("Date of birth or age")),
        "cell": forms.CharField(label=_("Cell"), required=False, max_length=20, widget=plain),
        "arrived": ArrivedField(label=_("Arrived")),
        "custody_record": forms.CharField(
            label=_("Custody record"), required=False, max_length=40, widget=plain
        ),
        "worry": forms.CharField(
            label=_("Worry flagged by custody"), required=False, max_length=200, widget=plain
        ),
        "worry_source": forms.ChoiceField(
            label=_("Who flagged it"),
            required=False,
            choices=[("", _("Not said")), *CustodyEntry.WorrySource.choices],
        ),
        "asked_by": forms.ChoiceField(
            label=_("Who asked us"),
            required=False,
            choices=CustodyEntry.AskedBy.choices,
        ),
    }


#: What says that a line was filled in: its time, source and asker have a value by themselves.
TELLING = ("given_name", "family_name", "born", "cell", "custody_record", "worry")


def facts_from(cleaned: dict[str, Any]) -> EntryFacts:
    """What the form says of one line."""
    born_on, age_about = cleaned.get("born") or (None, None)
    return EntryFacts(
        arrived_at=cleaned["arrived"],
        born_on=born_on,
        age_about=age_about,
        asked_by=cleaned.get("asked_by") or CustodyEntry.AskedBy.ROUTINE,
        **{
            name: cleaned.get(name, "").strip()
            for name in (
                "given_name",
                "family_name",
                "cell",
                "custody_record",
                "worry",
                "worry_source",
            )
        },
    )


class EntryForm(Form):
    """One line of the list, to correct."""

    FIELDS = (*TELLING, "arrived", "worry_source", "asked_by")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(_entry_fields())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(_said(cleaned.get(name)) for name in TELLING):
            self.add_error("given_name", _("Enter a name, a cell or a custody record number"))
        return cleaned

    @staticmethod
    def initial_of(entry: CustodyEntry) -> dict[str, Any]:
        """A line as the form shows it."""
        if entry.born_on:
            born = f"{entry.born_on.day}/{entry.born_on.month}/{entry.born_on.year}"
        else:
            born = "" if entry.age_about is None else str(entry.age_about)
        return {
            "born": born,
            "arrived": arrival_words(entry.arrived_at),
            **{
                name: getattr(entry, name)
                for name in EntryForm.FIELDS
                if name not in ("born", "arrived")
            },
        }


def arrival_words(at: datetime) -> str:
    """A moment in words that ``read_arrival`` reads back to the same minute."""
    local = words.local(at)
    return f"{local.day}/{local.month}/{local.year} {local:%H:%M}"


class EntriesForm(Form):
    """Several lines at once; a line left empty is no line."""

    def __init__(self, data: QueryDict | None = None, *, rows: int = ROWS, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.rows = min(max(rows, _rows_in(data)), MOST_ROWS)
        for row in range(self.rows):
            for name, field in _entry_fields().items():
                self.fields[f"{name}-{row}"] = field
        self.facts: list[EntryFacts] = []

    def lines(self) -> Iterator[dict[str, Any]]:
        """The bound fields, a line at a time."""
        for row in range(self.rows):
            yield {name: self[f"{name}-{row}"] for name in EntryForm.FIELDS}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for row in range(self.rows):
            line = {name: cleaned.get(f"{name}-{row}") for name in EntryForm.FIELDS}
            if any(_said(line[name]) for name in TELLING) and line["arrived"]:
                self.facts.append(facts_from({k: v for k, v in line.items() if v is not None}))
        if not self.facts and not self.errors:
            self.add_error("given_name-0", _("Enter a name, a cell or a custody record number"))
        return cleaned


def _said(value: Any) -> bool:
    return any(part is not None for part in value) if isinstance(value, tuple) else bool(value)


def _rows_in(data: QueryDict | None) -> int:
    """How many lines a post carries."""
    if data is None:
        return 0
    found = 0
    for name in data:
        stem, _dash, number = name.rpartition("-")
        if stem in EntryForm.FIELDS and number.isascii() and number.isdigit() and len(number) < 3:
            found = max(found, int(number) + 1)
    return found


class NotSeenForm(Form):
    """Why somebody was not seen, and when to try again."""

    why = forms.ChoiceField(
        label=gettext_lazy("What happened?"),
        widget=forms.RadioSelect,
        choices=[choice for choice in Screen.Why.choices if choice[0] != Screen.Why.LEFT],
    )
    again = AgainField(
        label=gettext_lazy("Try again at"),
        help_text=gettext_lazy("For example, 9am or tomorrow 9am. Leave empty if we will not."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs=OFF),
    )


class LeftForm(Form):
    """How and when somebody left."""

    how = forms.ChoiceField(
        label=gettext_lazy("Where did they go?"),
        widget=forms.RadioSelect,
        choices=CustodyEntry.Left.choices,
    )
    at = ArrivedField(
        label=gettext_lazy("When?"),
        help_text=gettext_lazy("For example, 2:30pm. Leave empty for now."),
    )


class EmptyForm(Form):
    """A button and nothing to fill in."""


class MatchForm(Form):
    """Which of the people found it is, or a new record."""

    NEW = "new"
    who = forms.ChoiceField(label=gettext_lazy("Who is this?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = choices  # type: ignore[attr-defined]
        self.fields["who"].error_messages["required"] = _("Select who this is")


class UnlinkForm(Form):
    """Why a line stands on the wrong record."""

    reason = forms.CharField(
        label=gettext_lazy("Why is this not the right person?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
