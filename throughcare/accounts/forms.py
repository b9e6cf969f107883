"""What is typed to sign in, and on the page of one's own account."""

from __future__ import annotations

import hashlib
from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.recovery_codes import forms as recovery_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from throughcare.accounts import links
from throughcare.accounts.models import User
from throughcare.design.forms import DesignMixin, Form, ModelForm

#: A code stays valid for its own half minute and, for clocks that differ, the one on each side.
CODE_SECONDS = 120
LONGEST_PASSWORD = 500


class PlainMixin(DesignMixin):
    """Our look on a form of allauth: labels above, no words inside the boxes."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = self.hints.get(name, "")
            field.label = self.labels.get(name, field.label)
            if isinstance(field.widget, forms.PasswordInput):
                field.max_length = LONGEST_PASSWORD  # type: ignore[attr-defined]
            if name == "code":
                field.widget.attrs["inputmode"] = "numeric"


class SignInForm(PlainMixin, account_forms.LoginForm):  # type: ignore[misc]
    """E-mail address and password. Pasting and password managers work."""

    labels = {"login": _("E-mail address"), "password": _("Password")}
    whole_form_target = "login"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "spellcheck": "false"}
        self.fields["login"].error_messages["required"] = _("Enter your e-mail address")
        self.fields["login"].error_messages["invalid"] = _(
            "Enter an e-mail address, such as name@example.org"
        )
        self.fields["password"].error_messages["required"] = _("Enter your password")


class OncePerCode:
    """Refuses a code of the authenticator app that has been used already."""

    user: Any
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        typed = "".join(str(self.cleaned_data.get("code", "")).split())
        self.cleaned_data["code"] = typed
        used = hashlib.sha256(typed.encode()).hexdigest()
        key = f"throughcare.code.{self.user.pk}.{used}"
        if cache.get(key):
            raise ValidationError(_("That code was used already. Wait for the next one"))
        code: str = super().clean_code()  # type: ignore[misc]
        cache.set(key, True, CODE_SECONDS)
        return code


class CodeForm(OncePerCode, PlainMixin, mfa_forms.AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""

    labels = {"code": _("Code")}
    hints = {"code": _("6 digits from your authenticator app, or one of your recovery codes")}


class AgainForm(PlainMixin, account_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""

    labels = {"password": _("Your password")}


class ActivateForm(OncePerCode, PlainMixin, totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app."""

    labels = {"code": _("Code from the app")}
    hints = {"code": _("6 digits")}


class DeactivateForm(PlainMixin, totp_forms.DeactivateTOTPForm):  # type: ignore[misc]
    """Nothing to fill in: the button is the answer."""


class NewCodesForm(PlainMixin, recovery_forms.GenerateRecoveryCodesForm):  # type: ignore[misc]
    """Nothing to fill in: the button is the answer."""


def new_password_field() -> forms.CharField:
    """A field for a new password, with the rule as its hint."""
    return forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("14 characters or more. Three or four words that do not belong together do."),
    )


class NewPasswordForm(Form):
    """The password that a one-time link asks for."""

    password = new_password_field()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password


class ChangePasswordForm(NewPasswordForm):
    """The password that is used now, and the new one."""

    current = forms.CharField(
        label=_("Password that you use now"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["current", "password"]

    def clean_current(self) -> str:
        from allauth.account.adapter import get_adapter

        adapter = get_adapter()
        current: str = self.cleaned_data["current"]
        # Counts against the same limit as signing in.
        if not adapter.reauthenticate(self.user, current):
            raise adapter.validation_error("enter_current_password")
        return current


class LinkCodeForm(Form):
    """The code of a one-time link, for those who type it."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("16 letters and numbers from your administrator, such as 7QK2-M9XT-4RBD-0HZW"),
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if links.owner_of(code) is None:
            raise ValidationError(
                _("This code is not right, was used, or is too old. Ask for a new one")
            )
        return links.read_code(code)


class UnlockForm(Form):
    """The password that opens a locked screen."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        from allauth.account.adapter import get_adapter

        adapter = get_adapter()
        password: str = self.cleaned_data["password"]
        if not adapter.reauthenticate(self.user, password):
            raise adapter.validation_error("incorrect_password")
        return password


class PreferencesForm(ModelForm):
    """What people set for themselves."""

    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    idle_minutes = forms.TypedChoiceField(
        label=_("Lock the screen after"),
        coerce=int,
        choices=[
            (5, _("5 minutes")),
            (10, _("10 minutes")),
            (15, _("15 minutes")),
            (30, _("30 minutes")),
            (60, _("60 minutes")),
        ],
        widget=forms.RadioSelect,
        help_text=_("More than 15 minutes only on a device that nobody else uses."),
    )

    class Meta:
        model = User
        fields = ["idle_minutes", "language"]
