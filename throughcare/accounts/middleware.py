"""Rules of a signed-in session."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit, urlunsplit

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from throughcare.accounts import session_rules as rules
from throughcare.core.middleware import SESSION_KEY
from throughcare.core.posts import is_draft_post, is_use

GetResponse = Callable[[HttpRequest], HttpResponse]


class SessionRulesMiddleware:
    """Holds a session to its rules: absolute end, idle lock, second factor, role chosen.

    What was typed is not lost to a rule: a post to a form that keeps drafts becomes a draft
    before the answer sends the browser to the lock or to sign-in.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
        match = _match(request)
        name = match.url_name or "" if match else ""
        state = rules.state_of(request.session, idle_minutes=request.user.idle_minutes)
        if state.ended:
            return self._end(request, match)
        if state.locked:
            rules.lock(request.session)
            if name not in rules.WHILE_LOCKED:
                return self._lock(request, match)
        elif is_use(request):
            rules.mark_used(request.session)
        step = self._first_step(request, name)
        return HttpResponseRedirect(step) if step else self.get_response(request)

    def _first_step(self, request: HttpRequest, name: str) -> str:
        """Where this session must go before anything else; "" when nothing is missing."""
        if name not in rules.WITHOUT_SECOND_FACTOR and lacks_second_factor(request):
            return reverse("mfa_activate_totp")
        if name not in rules.WITHOUT_ROLE and SESSION_KEY not in request.session:
            return _with_next(reverse("choose_role"), request)
        return ""

    def _end(self, request: HttpRequest, match: ResolverMatch | None) -> HttpResponse:
        response = self._keep_what_was_typed(request, match)
        logout(request)
        if response is not None:
            return response
        hours = settings.SESSION_ABSOLUTE_SECONDS // 3600
        words = _("You were signed out after %(hours)s hours. What you typed is kept.")
        messages.warning(request, words % {"hours": hours})
        return HttpResponseRedirect(_with_next(reverse("account_login"), request))

    def _lock(self, request: HttpRequest, match: ResolverMatch | None) -> HttpResponse:
        response = self._keep_what_was_typed(request, match)
        return response or HttpResponseRedirect(_with_next(reverse("lock"), request))

    def _keep_what_was_typed(
        self, request: HttpRequest, match: ResolverMatch | None
    ) -> HttpResponse | None:
        """Let the form keep a draft of this post. An autosave gets its own answer back."""
        view = getattr(match.func, "view_class", None) if match else None
        if request.method != "POST" or not getattr(view, "draft_name", ""):
            return None
        autosave = is_draft_post(request)
        request.META["HTTP_X_DRAFT"] = "1"
        request.__dict__.pop("headers", None)
        response = self.get_response(request)
        return response if autosave else None


def lacks_second_factor(request: HttpRequest) -> bool:
    """Asked of the database once a session: signing in used the second factor if there is one."""
    if not settings.SECOND_FACTOR_REQUIRED or request.session.get(rules.SECOND_FACTOR):
        return False
    if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
        request.session[rules.SECOND_FACTOR] = True
        return False
    return True


def _match(request: HttpRequest) -> ResolverMatch | None:
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def _with_next(url: str, request: HttpRequest) -> str:
    """The address, carrying the page to return to."""
    path = return_path(request)
    return url if path == "/" else f"{url}?{urlencode({'next': path})}"


def return_path(request: HttpRequest) -> str:
    """The page that this request came from or asked for; never the address of a mere post."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came_from = urlsplit(request.META.get("HTTP_REFERER", ""))
    if came_from.netloc == request.get_host():
        return urlunsplit(("", "", came_from.path, came_from.query, "")) or "/"
    return request.path
