"""What the person types on their own pages: as little as can be."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from throughcare.design.forms import Form
from throughcare.my.models import Said
from throughcare.people.folding import phone_digits


class PhoneForm(Form):
    """The number that was agreed. Whether we know it is never said."""

    phone = forms.CharField(
        label=_("Your mobile number"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": _("Enter your mobile number")},
    )

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if not phone_digits(phone):
            raise forms.ValidationError(_("Enter your whole mobile number, like 07700 900123"))
        return phone


class CodeForm(Form):
    """The code and what was agreed in person, and whose device this is."""

    code = forms.CharField(
        label=_("The code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
        help_text=_("From the text message, or from your worker"),
        error_messages={"required": _("Enter the code")},
    )
    fact = forms.CharField(
        label=_("The answer you agreed with your worker"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter the answer you agreed")},
    )
    device = forms.ChoiceField(
        label=_("Is this your own phone or computer?"),
        widget=forms.RadioSelect,
        choices=[("own", _("Yes, only I use it")), ("shared", _("No, others use it too"))],
        error_messages={"required": _("Say if this is your own")},
    )


class SayForm(Form):
    """Something to say, and who may read it."""

    about = forms.ChoiceField(
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        choices=[
            (Said.About.MESSAGE, _("A message")),
            (Said.About.CANNOT_COME, _("I cannot come")),
            (Said.About.WRONG, _("Something here is wrong")),
            (Said.About.UNHAPPY, _("I am not happy about something")),
        ],
    )
    words = forms.CharField(
        label=_("Your words"),
        widget=forms.Textarea,
        max_length=2000,
        error_messages={"required": _("Write what you want to say")},
    )
    to = forms.ChoiceField(
        label=_("Who may read it?"),
        widget=forms.RadioSelect,
        choices=[
            ("team", _("Anybody in my team. Quickest")),
            ("health", _("Only health workers in my team")),
        ],
    )
