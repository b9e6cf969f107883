"""What is asked of whoever asks for a signature, and of whoever gives one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.agencies.models import Membership
from throughcare.design.forms import Form
from throughcare.people.part_forms import LineField


class AskForm(Form):
    """Which clinical lead is asked to sign."""

    def __init__(self, *args: Any, leads: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"] = forms.TypedChoiceField(
            label=_("Who is the clinical lead?"),
            widget=forms.RadioSelect,
            choices=[(str(each.pk), _named(each)) for each in leads],
            help_text=_(
                "Tell them that you have asked. Nobody signs what they asked for themselves."
            ),
            error_messages={"required": _("Choose the clinical lead")},
        )


def _named(member: Membership) -> str:
    title = member.profession or member.job_title or member.get_role_display()
    return _("%(name)s, %(title)s, %(team)s") % {
        "name": member.user.name,
        "title": title,
        "team": member.team.name,
    }


class SignForm(Form):
    """Sign, or not, as the lead who was asked; or take a signature back."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    registration = LineField(
        label=gettext_lazy("Your professional registration"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Body and number, if you sign. It stands beside your name."),
    )
    reason = LineField(label=gettext_lazy("Why?"), required=False, max_length=300)

    def __init__(self, *args: Any, signed: bool, signs_with_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.with_reason = ["sign", "refuse", "withdraw"][0 if signs_with_reason else 1 :]
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
        if signs_with_reason:
            self.fields["reason"].help_text = _(
                "For example, which copy you compared it with, or what is in the way."
            )
        elif not signed:
            self.fields["reason"].label = _("If you do not sign: why?")
        if signed:
            del self.fields["registration"]
        self.order_fields(["answer", "registration", "reason", "version"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        answer = data.get("answer")
        if answer == "sign":
            self._need(data, "registration", _("Enter your professional registration"))
        if answer in self.with_reason:
            self._need(data, "reason", _("Say why"))
        return data

    def _need(self, data: dict[str, Any], name: str, words: str) -> None:
        if not data.get(name) and name not in self.errors:
            self.add_error(name, words)
