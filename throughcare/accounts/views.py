"""One's own account: the lock, the first password, preferences, signing out everywhere."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.db.models import F
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters

from throughcare.accounts import forms, links, session_rules, trail
from throughcare.accounts.models import User

DEMONSTRATION_DOMAIN = "@demo.example"
LINK_CODE = "tc_link_code"
#: Tries at the code of a one-time link, from one address.
CODE_RATE = {"link_code": "20/15m/ip"}


class AccountView(View):
    """A page about oneself: it needs a sign-in and no role."""

    action: ClassVar[str] = "own_account"
    template_name: ClassVar[str] = ""

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        context = {"ctx": getattr(self.request, "ctx", None), "view": self, **context}
        return render(self.request, self.template_name, context, status=status)


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """Where to go on to, if it is a page of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        asked, allowed_hosts=None, require_https=request.is_secure()
    )
    return asked if allowed and asked.startswith("/") and "\0" not in asked else default


def is_persona(user: Any) -> bool:
    """A made-up colleague of the demonstration: no password is asked of them."""
    return bool(settings.DEMONSTRATION) and user.email.endswith(DEMONSTRATION_DOMAIN)


class Lock(AccountView):
    """The locked screen. Going there locks it; the password opens it where it was left."""

    template_name = "accounts/lock.jinja"

    def get(self, request: HttpRequest) -> HttpResponse:
        session_rules.lock(request.session)
        return self._show(None)

    @method_decorator(sensitive_post_parameters())
    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        if form is not None and not form.is_valid():
            trail.note(request, "unlock", user=request.user, outcome="denied")
            return self._show(form, status=422)
        session_rules.unlock(request.session)
        trail.note(request, "unlock", user=request.user)
        return HttpResponseRedirect(safe_next(request))

    def _form(self, data: Any) -> BaseForm | None:
        user: Any = self.request.user
        return None if is_persona(user) else forms.UnlockForm(data, user=user)

    def _show(self, form: BaseForm | None, status: int = 200) -> HttpResponse:
        form = form or self._form(None)
        came_from = urlsplit(self.request.META.get("HTTP_REFERER", ""))
        here = came_from.path if came_from.netloc == self.request.get_host() else "/"
        back = safe_next(self.request, "/" if here == reverse("lock") else here)
        fields = {"form": form} if form is not None else {}
        return self.page(status=status, next_url=back, no_password=form is None, **fields)


class StaySignedIn(AccountView):
    """Pressed in the banner before the screen locks. Being asked for is use: nothing to do."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        session_rules.unlock(request.session)
        if "application/json" in request.headers.get("Accept", ""):
            return HttpResponse(status=204)
        came_from = urlsplit(request.META.get("HTTP_REFERER", ""))
        same = came_from.netloc == request.get_host()
        return HttpResponseRedirect(came_from.path if same and came_from.path else "/")


class Account(AccountView):
    """Name, role, password, second step, preferences."""

    template_name = "accounts/account.jinja"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(forms.PreferencesForm(instance=_me(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        user = _me(request)
        form = forms.PreferencesForm(request.POST, instance=user)
        if not form.is_valid():
            return self._show(form, status=422)
        user.save(update_fields=["idle_minutes", "language"])
        messages.success(request, _("Saved"))
        return HttpResponseRedirect(reverse("account"))

    def _show(self, form: forms.PreferencesForm, status: int = 200) -> HttpResponse:
        enabled = is_mfa_enabled(self.request.user, [Authenticator.Type.TOTP])
        return self.page(status=status, form=form, second_factor=enabled)


class ChangePassword(AccountView):
    """A new password; every other session of this account ends."""

    template_name = "accounts/change_password.jinja"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(form=forms.ChangePasswordForm(user=_me(request)))

    @method_decorator(sensitive_post_parameters())
    def post(self, request: HttpRequest) -> HttpResponse:
        user = _me(request)
        form = forms.ChangePasswordForm(request.POST, user=user)
        if not form.is_valid():
            return self.page(status=422, form=form)
        get_adapter().set_password(user, form.cleaned_data["password"])
        update_session_auth_hash(request, user)
        trail.note(request, "password_changed", user=user)
        messages.success(request, _("Password changed. You are signed out everywhere else."))
        return HttpResponseRedirect(reverse("account"))


class SignOutEverywhere(AccountView):
    """Ends every session of this account, this one too."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        user = _me(request)
        User.objects.filter(pk=user.pk).update(session_series=F("session_series") + 1)
        trail.note(request, "sign_out_everywhere", user=user)
        logout(request)
        messages.success(request, _("You are signed out on every device"))
        return HttpResponseRedirect(reverse("account_login"))


@method_decorator(login_not_required, name="dispatch")
class FirstSignInLink(View):
    """Takes the code out of the address, so that it is not seen or sent on."""

    action: ClassVar[str] = "open"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        request.session[LINK_CODE] = links.read_code(code)
        return HttpResponseRedirect(reverse("first_sign_in"))


@method_decorator(login_not_required, name="dispatch")
class FirstSignIn(AccountView):
    """The code if it is not known yet, then a new password; then signed in."""

    action = "open"

    def get(self, request: HttpRequest) -> HttpResponse:
        code = request.session.get(LINK_CODE, "")
        owner = links.owner_of(code)
        if owner is None:
            form = forms.LinkCodeForm({"code": code}) if code else forms.LinkCodeForm()
            request.session.pop(LINK_CODE, None)
            return self._ask_code(form)
        return self._ask_password(forms.NewPasswordForm(user=_as_user(owner)), owner)

    @method_decorator(sensitive_post_parameters())
    def post(self, request: HttpRequest) -> HttpResponse:
        if not ratelimit.consume(
            request, app="allauth.account", action="link_code", config=_code_rate()
        ):
            return render(request, "429.jinja", status=429)
        owner = links.owner_of(request.session.get(LINK_CODE, ""))
        if owner is None:
            return self._take_code(forms.LinkCodeForm(request.POST))
        form = forms.NewPasswordForm(request.POST, user=_as_user(owner))
        if not form.is_valid():
            return self._ask_password(form, owner, status=422)
        return self._set_password(owner, form.cleaned_data["password"])

    def _take_code(self, form: forms.LinkCodeForm) -> HttpResponse:
        if not form.is_valid():
            trail.note(self.request, "sign_in_link", outcome="denied")
            return self._ask_code(form, status=422)
        self.request.session[LINK_CODE] = form.cleaned_data["code"]
        return HttpResponseRedirect(reverse("first_sign_in"))

    def _set_password(self, owner: links.LinkOwner, password: str) -> HttpResponse:
        code = self.request.session.pop(LINK_CODE)
        if links.use(code, password=password) is None:
            return HttpResponseRedirect(reverse("first_sign_in"))
        if self.request.user.is_authenticated:
            logout(self.request)
        user = User.objects.get(pk=owner.user_id)
        get_adapter().login(self.request, user)
        trail.note(self.request, "sign_in_link", user=user)
        return HttpResponseRedirect("/")

    def _ask_code(self, form: forms.LinkCodeForm, status: int = 200) -> HttpResponse:
        self.template_name = "accounts/first_code.jinja"  # type: ignore[misc]
        return self.page(status=status, form=form)

    def _ask_password(
        self, form: forms.NewPasswordForm, owner: links.LinkOwner, status: int = 200
    ) -> HttpResponse:
        self.template_name = "accounts/first_password.jinja"  # type: ignore[misc]
        return self.page(status=status, form=form, owner=owner)


@method_decorator(login_not_required, name="dispatch")
class DemoSignIn(View):
    """One press signs in as a made-up colleague. Does not exist outside the demonstration."""

    action: ClassVar[str] = "open"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMONSTRATION:
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("account_login"))

    def post(self, request: HttpRequest) -> HttpResponse:
        email = request.POST.get("persona", "").replace("\0", "")
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None or not is_persona(user):
            raise Http404
        if request.user.is_authenticated:
            logout(request)
        get_adapter().login(request, user)
        return HttpResponseRedirect(safe_next(request))


def _me(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):
        raise Http404
    return user


def _as_user(owner: links.LinkOwner) -> User:
    """Enough of a user to say that a password is too like a name."""
    return User(pk=owner.user_id, email=owner.email, name=owner.name)


def _code_rate() -> dict[str, str]:
    return CODE_RATE if settings.ACCOUNT_RATE_LIMITS else {}
