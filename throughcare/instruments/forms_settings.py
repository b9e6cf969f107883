"""What a clinical lead answers who is asked to sign a questionnaire."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.design.forms import Form
from throughcare.people.part_forms import LineField


class SignForm(Form):
    """Sign, or not, as the lead who was asked; each answer has a reason."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    registration = LineField(
        label=gettext_lazy("Your professional registration"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Body and number, if you sign. It stands beside your name."),
    )
    reason = LineField(
        label=gettext_lazy("Why?"),
        max_length=300,
        help_text=gettext_lazy(
            "For example, which copy you compared it with, or what is in the way."
        ),
        error_messages={"required": gettext_lazy("Say why")},
    )

    def __init__(self, *args: Any, signed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_choices = [
            ("sign", _("Sign: it may be used for care here")),
            ("refuse", _("Do not sign")),
        ]
        self.fields["answer"] = forms.ChoiceField(
            label=_("Your answer"),
            widget=forms.RadioSelect,
            choices=[("withdraw", _("Take my signature back"))] if signed else open_choices,
            error_messages={
                "required": _("Choose your answer"),
                "invalid_choice": _("Choose your answer"),
            },
        )
        if signed:
            del self.fields["registration"]
        self.order_fields(["answer", "registration", "reason", "version"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        lacks = not data.get("registration") and "registration" not in self.errors
        if data.get("answer") == "sign" and lacks:
            self.add_error("registration", _("Enter your professional registration"))
        return data
