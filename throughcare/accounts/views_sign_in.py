"""Signing in: django-allauth's steps in our dress. Only what stands in urls.py is reachable."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.accounts import forms, session_rules, trail
from throughcare.core import registry


class SaysWhatIsWrong:
    """A form with something to put right answers 422, as everywhere in the product."""

    action: ClassVar[str] = "own_account"

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 422
        return response


class SignIn(SaysWhatIsWrong, account.LoginView):  # type: ignore[misc]
    """E-mail address and password; in the demonstration one button for each made-up colleague.

    Above them stands what to try first.
    """

    action = "open"
    form_class = forms.SignInForm
    template_name = "accounts/sign_in.jinja"

    def get_form_class(self) -> Any:
        return self.form_class

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = settings.DEMONSTRATION
        people = registry.supplied("personas")() if shown else []
        steps = list(registry.offered("first_step").values()) if shown else []
        context: dict[str, Any] = super().get_context_data(**kwargs)
        next_url = self.get_next_url() or ""
        return context | {"personas": people, "first_steps": steps, "next_url": next_url}


class SignOut(account.LogoutView):  # type: ignore[misc]
    """Asks first when somebody follows a link; the button in the header posts."""

    action: ClassVar[str] = "open"
    template_name = "accounts/sign_out.jinja"


class EnterCode(mfa.AuthenticateView):  # type: ignore[misc]
    """The second step: a code."""

    action: ClassVar[str] = "open"
    form_class = forms.CodeForm
    template_name = "accounts/enter_code.jinja"

    def get_form_class(self) -> Any:
        return self.form_class

    def _build_forms(self) -> Any:
        """As allauth's, where a post without a code is a code that is missing."""
        data = self.request.POST if self.request.method == "POST" else None
        self.webauthn_form = None
        self.auth_form = self.form_class(user=self.stage.login.user, data=data)
        return self.auth_form

    def form_invalid(self, form: Any) -> HttpResponse:
        trail.note(self.request, "second_factor", outcome="denied")
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response


class Again(SaysWhatIsWrong, account.ReauthenticateView):  # type: ignore[misc]
    """The password once more."""

    form_class = forms.AgainForm
    template_name = "accounts/again.jinja"

    def get_form_class(self) -> Any:
        return self.form_class


class SetUpSecondFactor(SaysWhatIsWrong, totp.ActivateTOTPView):  # type: ignore[misc]
    """Scan or type the key, then the first code."""

    form_class = forms.ActivateForm
    template_name = "accounts/second_factor.jinja"

    def get_form_class(self) -> Any:
        return self.form_class

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        groups = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
        required = settings.SECOND_FACTOR_REQUIRED
        return context | {"secret_groups": groups, "required": required}

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes" if self.did_generate_recovery_codes else "account")

    def form_valid(self, form: Any) -> HttpResponse:
        trail.note(self.request, "second_factor_added", user=self.request.user)
        response: HttpResponse = super().form_valid(form)
        return response


class RemoveSecondFactor(SaysWhatIsWrong, totp.DeactivateTOTPView):  # type: ignore[misc]
    """For a new phone: the next page sets up the new one, where it is required."""

    form_class = forms.DeactivateForm
    template_name = "accounts/second_factor_remove.jinja"

    def get_form_class(self) -> Any:
        return self.form_class

    def get_success_url(self) -> str:
        return reverse("account")

    def form_valid(self, form: Any) -> HttpResponse:
        trail.note(self.request, "second_factor_removed", user=self.request.user)
        self.request.session.pop(session_rules.SECOND_FACTOR, None)
        response: HttpResponse = super().form_valid(form)
        messages.success(self.request, _("Second step removed"))
        return response


class RecoveryCodes(recovery.ViewRecoveryCodesView):  # type: ignore[misc]
    """Shown once, straight after they were made."""

    action: ClassVar[str] = "own_account"
    template_name = "accounts/recovery_codes.jinja"


class NewRecoveryCodes(SaysWhatIsWrong, recovery.GenerateRecoveryCodesView):  # type: ignore[misc]
    """Makes ten new ones; the old ones end."""

    form_class = forms.NewCodesForm
    template_name = "accounts/recovery_codes_new.jinja"

    def get_form_class(self) -> Any:
        return self.form_class

    def form_valid(self, form: Any) -> HttpResponse:
        trail.note(self.request, "recovery_codes_made", user=self.request.user)
        response: HttpResponse = super().form_valid(form)
        return response
