"""How django-allauth behaves here: nobody signs up; an administrator makes each account."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.forms import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from throughcare.accounts import secret_text, session_rules, trail


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes sign-up, answers every failure alike, and sends no e-mail."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is not right"),
        "too_many_login_attempts": _("Too many tries. Wait 15 minutes and try again"),
        "incorrect_code": _("That code is not right. Enter the newest code from your app"),
        "incorrect_password": _("The password is not right"),
        "enter_current_password": _("The password that you use now is not right"),
        "rate_limited": _("Too many tries. Wait 15 minutes and try again"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Every answer is a page: no second way to ask means none to forget."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say what was done in our own words."""

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        session_rules.begin(request.session)
        trail.note(request, "sign_in", user=user)

    def logout(self, request: HttpRequest) -> None:
        trail.note(request, "sign_out", user=request.user)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        trail.note(request, "sign_in", outcome="denied")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            trail.note(request, "sign_in", outcome="denied", reason="too many tries")
            raise

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        user.set_password(password)
        user.save(update_fields=["password"])

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Check the password of somebody who is signed in; counts against the same limit."""
        email = getattr(user, "email", "")
        found = self.authenticate(context.request, email=email, password=password)
        return found is not None and found.pk == user.pk

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, Any]]:  # type: ignore[override]
        if not user.is_authenticated or not user.has_usable_password():
            return []
        url = reverse("account_reauthenticate")
        return [{"id": "reauthenticate", "description": _("Use your password"), "url": url}]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within five minutes of signing in."""
        request = context.request
        if request is None:
            return True
        since = session_rules.seconds_since_sign_in(request.session)
        return since > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Names the service in the authenticator app, and seals what the database keeps."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That code is not right. Enter the newest code from your app"),
    }

    def get_totp_issuer(self) -> str:
        return str(settings.SERVICE_NAME)

    def encrypt(self, text: str) -> str:
        return secret_text.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secret_text.unseal(encrypted_text)
