"""What is asked when a copy is handed over, sent or received."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.design.forms import Form
from throughcare.documents import rules
from throughcare.people.part_forms import LineField, TextField

READER, SOMEBODY = "reader", "somebody"


class HandOverForm(Form):
    """Who took the paper: the reader, or somebody who passes it on."""

    taken_by = LineField(label=gettext_lazy("Who took it?"), max_length=150)
    whose = forms.ChoiceField(
        label=gettext_lazy("Is this who it is for?"),
        widget=forms.RadioSelect,
        choices=(
            (READER, gettext_lazy("Yes: they have it now")),
            (SOMEBODY, gettext_lazy("No: they will pass it on")),
        ),
    )


class SecureEmailForm(Form):
    """Where it goes by the site's secure email, and the words that go with it."""

    address = forms.EmailField(label=gettext_lazy("Address"), max_length=254)
    wording = TextField(
        label=gettext_lazy("Words of the message"),
        help_text=gettext_lazy("Kept with the copy. No name, date of birth or health detail here."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    secure = forms.BooleanField(
        label=gettext_lazy("I send this by our secure email, not by ordinary email"),
        error_messages={
            "required": gettext_lazy("Only secure email may carry this. Confirm, or hand it over.")
        },
    )

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        domains = settings.SECURE_EMAIL_DOMAINS
        if domains and not rules.is_secure_address(address, domains):
            raise forms.ValidationError(
                _("This is not a secure address here. Use one that ends in %(list)s.")
                % {"list": ", ".join(domains)}
            )
        return address


class ReceivedForm(Form):
    """Who has it now and how we know."""

    by = LineField(label=gettext_lazy("Who has it?"), max_length=150)
    how = LineField(
        label=gettext_lazy("How do we know?"),
        help_text=gettext_lazy("For example: they rang, they answered the message"),
        max_length=150,
    )

    def values(self) -> dict[str, Any]:
        return {"by": self.cleaned_data["by"], "how": self.cleaned_data["how"]}
