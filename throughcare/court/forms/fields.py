"""Fields that several forms of the court have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.court.actions.courts import short_name
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


def check_court_name(form: forms.Form, choice: str, name: str, here: str = "") -> None:
    """A court that is not in the list has a name; one that is in it needs none.

    ``here``: the court that the list calls "as now". Names are compared as those of lists are.
    """
    if name in form.errors:
        return
    elsewhere = form.cleaned_data.get(choice) == ELSEWHERE[0]
    named = short_name(form.cleaned_data.get(name) or "")
    offered = [str(label) for _value, label in form.fields[choice].choices]  # type: ignore[attr-defined]
    known = next((each for each in [*offered, here] if short_name(each) == named != ""), None)
    if elsewhere and known:
        form.add_error(name, _("%(court)s is in the list: select it there") % {"court": known})
    if elsewhere and not named:
        form.add_error(name, _("Enter the name of the court"))
    if named and not elsewhere:
        words = _("Select “A court that is not in this list”, or take the name out")
        form.add_error(name, words)
