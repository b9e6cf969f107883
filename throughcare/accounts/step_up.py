"""Asks for the password again before something that matters (security.md §6, "step-up")."""

from __future__ import annotations

import time
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from throughcare.accounts import session_rules
from throughcare.accounts.models import User

#: A page that was opened in time may be sent within this many seconds.
TIME_FOR_THE_FORM = 15 * 60


def step_up(request: HttpRequest) -> HttpResponse | None:
    """A redirect to the password page when the last proof is too old; None when it is fresh.

    Call it in ``dispatch`` of pages that grant, merge, export or open a record by exception.
    The demonstration has no passwords, so nothing is asked there.
    """
    if settings.DEMONSTRATION:
        return None
    limit = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    if request.method == "POST":
        limit += TIME_FOR_THE_FORM
    if seconds_since_proof(request) <= limit:
        return None
    return HttpResponseRedirect(
        f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}"
    )


def seconds_since_proof(request: HttpRequest) -> float:
    """Since this session last showed a password or a code."""
    since = float(session_rules.seconds_since_sign_in(request.session))
    user = request.user
    if isinstance(user, User):
        for record in get_authentication_records(request, user):
            since = min(since, time.time() - float(record["at"]))
    return since
