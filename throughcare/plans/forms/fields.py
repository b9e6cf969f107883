"""Fields that several forms of a plan have."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from throughcare.people.part_forms import LineField

OFF = {"autocomplete": "off"}
SEEN_BY = (
    ("care", gettext_lazy("Health and support teams")),
    ("all", gettext_lazy("Everyone on the plan, probation too")),
)
NO_DETAIL = gettext_lazy("No diagnosis, score or medicine.")


def line(label: Any, longest: int = 200, *, required: bool = False, **options: Any) -> LineField:
    return LineField(
        label=label,
        required=required,
        max_length=longest,
        widget=forms.TextInput(attrs=OFF),
        **options,
    )


def radios(label: Any, choices: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **options)


def who_sees() -> forms.ChoiceField:
    """Chosen each time: nothing is shown to probation because nobody thought of it."""
    return radios(
        gettext_lazy("Who can see this?"),
        SEEN_BY,
        help_text=gettext_lazy("Ask the person. No diagnosis, score or medicine on a shared line."),
        error_messages={"required": gettext_lazy("Select who can see this")},
    )


def off_field(label: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)
