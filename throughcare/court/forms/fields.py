"""Fields that several forms of the court have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.screening.forms.custody import OFF

NOT_DECIDED = ("", gettext_lazy("Nothing said"))


def radios(label: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, widget=forms.RadioSelect, **options)


def offer(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]


#: A court that is none of the places known here.
ELSEWHERE = ("elsewhere", gettext_lazy("A court that is not in this list"))


def court_name() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Name of the court, if it is not in this list"),
        help_text=gettext_lazy("The hearing stands on the record under this name."),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs=OFF),
    )


def check_court_name(form: forms.Form, choice: str, name: str) -> None:
    """A court that is not in the list has a name; one that is in it needs none."""
    if name in form.errors:
        return
    elsewhere = form.cleaned_data.get(choice) == ELSEWHERE[0]
    named = bool((form.cleaned_data.get(name) or "").strip())
    if elsewhere and not named:
        form.add_error(name, _("Enter the name of the court"))
    if named and not elsewhere:
        words = _("Select “A court that is not in this list”, or take the name out")
        form.add_error(name, words)
