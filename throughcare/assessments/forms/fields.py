"""Fields that several forms of assessments have."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import clock
from throughcare.design import words
from throughcare.people.part_forms import LineField, TextField
from throughcare.screening.typed import read_arrival, read_next

OFF = {"autocomplete": "off"}
LONGEST = 10_000
LINE = 200
MOMENT = 60
YES_NO = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))
#: Times of something that is still open may be older than those of a custody list.
OLDEST = timedelta(days=366)


def text(label: Any, *, rows: int = 3, required: bool = False, **options: Any) -> TextField:
    """Several lines; nothing typed is cut, too much is said beside the field."""
    return TextField(
        label=label,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        **options,
    )


def line(label: Any, *, required: bool = False, longest: int = LINE, **options: Any) -> LineField:
    return LineField(
        label=label,
        required=required,
        max_length=longest,
        widget=forms.TextInput(attrs=OFF),
        **options,
    )


def choices(label: Any, offered: Any, *, required: bool = True, **options: Any) -> Any:
    return forms.ChoiceField(
        label=label, choices=offered, required=required, widget=forms.RadioSelect, **options
    )


class MomentField(LineField):
    """A time as people here type it: ``9:05am``, ``yesterday 11pm``, ``19/11 2pm``.

    ``ahead`` reads a time that is still to come, within a week.
    """

    free_text = False

    def __init__(self, *, ahead: bool = False, **options: Any) -> None:
        options["max_length"] = MOMENT
        options.setdefault("widget", forms.TextInput(attrs=OFF))
        super().__init__(**options)
        self.ahead = ahead

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, datetime):
            return value
        at = words.local(value)
        return f"{words.full_date(at.date())} {words.clock(at)}"

    def to_python(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return value
        typed = super().to_python(value)
        if not typed or len(typed) > MOMENT:
            return typed or None
        try:
            if self.ahead:
                return read_next(typed, now=clock.now())
            return read_arrival(typed, now=clock.now(), oldest=OLDEST)
        except ValueError:
            message = _("Enter a time, such as 9:05am, 2pm or 19/11 2pm")
            raise ValidationError(message) from None

    def run_validators(self, value: Any) -> None:
        if isinstance(value, str):
            super().run_validators(value)
