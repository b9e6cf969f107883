"""How a person signs in: a code to the phone that was agreed, and a fact that was agreed."""

from __future__ import annotations

import time
from typing import Any, ClassVar

from allauth.core.internal import ratelimit
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from throughcare.core import context
from throughcare.core.errors import ContextMissing
from throughcare.core.events import record
from throughcare.my import marks, own_forms, own_session, sending
from throughcare.my import own_selectors as selectors
from throughcare.my.deputy import begin_own
from throughcare.my.views.own import OwnView

#: The phone of which a code was asked in this browser: a keyed hash.
PHONE = "tc_own_phone"
#: Seconds that asking for a code takes, whoever asks.
ANSWERS_AFTER = 0.4
#: Against trying: asking for codes from one address and for one phone; trying codes.
RATES = {"own_code": "20/h/ip,5/h/key", "own_try": "30/15m/ip"}


def within_rate(request: HttpRequest, action: str, key: str = "") -> bool:
    """Counts this try; False when there have been too many."""
    if not settings.ACCOUNT_RATE_LIMITS:
        return True
    return bool(
        ratelimit.consume(
            request, app="allauth.account", action=action, key=key or None, config=RATES
        )
    )


class OpenOwnView(OwnView):
    """A page before signing in."""

    #: Whoever has signed in already goes on to their page.
    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.ctx is not None and selectors.open_access(self.ctx) is not None:
            return HttpResponseRedirect(reverse("my_home"))
        return super().answer(request, *args, **kwargs)

    def page(self, status: int = 200, template: str = "", **more: Any) -> HttpResponse:
        welsh = bool(settings.WELSH_CHECKED_BY)
        return super().page(status, template, called="", welsh=welsh, own_device=False, **more)

    def too_many(self, form: Any) -> HttpResponse:
        form.add_error(None, _("Too many tries. Wait a while, or ask your worker"))
        return self.page(status=429, form=form)


class SignIn(OpenOwnView):
    """The mobile number. The answer is the same whether we know it or not."""

    template_name: ClassVar[str] = "my/sign_in.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(form=own_forms.PhoneForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = own_forms.PhoneForm(request.POST)
        if not form.is_valid():
            return self.page(status=422, form=form)
        mark = marks.phone_mark(form.cleaned_data["phone"])
        if not within_rate(request, "own_code", mark):
            return self.too_many(form)
        began = time.monotonic()
        request.session[PHONE] = mark
        if mark:
            self._ask(mark)
        # A number that we know is more work: every answer takes the same time.
        time.sleep(max(0.0, ANSWERS_AFTER - (time.monotonic() - began)))
        return HttpResponseRedirect(reverse("my_code"))

    def _ask(self, mark: str) -> None:
        """A new code for the phone, sent as the person; the one before opens nothing any more."""
        code = marks.new_text_code()
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT app.ask_own_code(%s, %s, %s)",
                    [mark, marks.code_mark(code), settings.OWN_CODE_MINUTES],
                )
                member = cursor.fetchone()[0]
            if member is not None:
                sending.send_code(member, code, request_id=self.request.request_id)  # type: ignore[attr-defined]


class Code(OpenOwnView):
    """The code and the agreed answer together; what of the two was wrong is not said."""

    template_name: ClassVar[str] = "my/code.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(form=own_forms.CodeForm())

    @method_decorator(sensitive_post_parameters())
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = own_forms.CodeForm(request.POST)
        if not form.is_valid():
            return self.page(status=422, form=form)
        if not within_rate(request, "own_try"):
            return self.too_many(form)
        given = form.cleaned_data
        own_device = given["device"] == "own"
        if self._open(given["code"], given["fact"], own_device=own_device):
            return HttpResponseRedirect(reverse("my_home"))
        form.add_error(
            "code",
            _("The code and the answer do not fit together. Try again, or ask for a new code"),
        )
        return self.page(status=422, form=form)

    def _open(self, code: str, fact: str, *, own_device: bool) -> bool:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT app.own_sign_ins(%s, %s, %s)",
                    [
                        self.request.session.get(PHONE, ""),
                        marks.code_mark(code),
                        marks.fact_mark(fact),
                    ],
                )
                members = cursor.fetchone()[0] or []
            found = [each for each in members if self._begin(each)]
        if found:
            own_session.sign_in(self.request, member_ids=found, own_device=own_device)
            self.request.session.pop(PHONE, None)
        return bool(found)

    def _begin(self, member: Any) -> bool:
        """Sign in to what one agency opened; False when it has been closed."""
        try:
            own = begin_own(
                member_id=member,
                session_ref="sign-in",
                request_id=self.request.request_id,  # type: ignore[attr-defined]
            )
        except ContextMissing:
            return False
        given = selectors.open_access(own)
        if given is None:
            return False
        by = "phone" if self.request.session.get(PHONE) else "worker"
        payload = {"by": by}
        record(
            own, "own_pages.signed_in", subject=given, person_id=given.person_id, payload=payload
        )
        context.end()
        return True
