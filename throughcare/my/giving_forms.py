"""What staff type when they agree own pages with a person, and when they answer one."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from throughcare.design.forms import Form


class OwnPagesForm(Form):
    """Agreed face to face. The answer is kept as a keyed hash: nobody can read it back."""

    phone = forms.CharField(
        label=_("Mobile number for the code"),
        max_length=40,
        help_text=_("Their own phone, that nobody else reads. Ask again if they are not sure"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        error_messages={"required": _("Enter the mobile number that the code goes to")},
    )
    question = forms.CharField(
        label=_("A question that only they can answer"),
        max_length=200,
        help_text=_("Such as: what did you call your first pet? Never a date of birth"),
    )
    fact = forms.CharField(
        label=_("Their answer"),
        max_length=100,
        min_length=3,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Case, spaces and accents do not matter. It is not shown again"),
    )
    language = forms.ChoiceField(
        label=_("Language of the pages"),
        choices=[("en-gb", _("English")), ("cy", _("Welsh"))],
        widget=forms.RadioSelect,
    )


class NothingForm(Form):
    """A button."""


class AnswerForm(Form):
    """What the team says back; it may be nothing."""

    answer = forms.CharField(
        label=_("Say something back"),
        required=False,
        widget=forms.Textarea,
        max_length=1000,
        help_text=_("Stands on their own pages. Short sentences, no clinical words"),
    )
