"""Places of a team."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from throughcare.design.forms import Form
from throughcare.people.part_forms import LineField
from throughcare.treatment.forms.boxes import OFF


class PlacesForm(Form):
    """How many, and who decided it."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    places = forms.IntegerField(
        label=gettext_lazy("How many people does the team treat at a time?"),
        help_text=gettext_lazy("Leave empty for no number: nobody is then told that it is full."),
        required=False,
        min_value=0,
        max_value=2000,
        widget=forms.TextInput(attrs={**OFF, "inputmode": "numeric"}),
    )
    source = LineField(
        label=gettext_lazy("Who decided this, and when?"),
        max_length=300,
        help_text=gettext_lazy("Such as: contract of 1 April 2026."),
        error_messages={"required": gettext_lazy("Say who decided this, and when")},
        widget=forms.TextInput(attrs=OFF),
    )
