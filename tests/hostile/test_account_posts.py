"""Hostile posts to what stands outside the work: signing in, the second step, one's account.

These pages are django-allauth's steps or views of our own, and no StaffView: nobody has a role
there yet. Each is opened in the state in which people meet it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.database import as_owner
from tests.factories import working_as
from tests.hostile.contents import changed, contents
from tests.hostile.forms import Found, forms_of
from tests.hostile.test_posts import FORM, LIVE, TEXTS, bodies
from tests.routes.addresses import routes
from tests.routes.stage import Stage, undone
from tests.routes.test_roles import OWN_PAGES
from throughcare.accounts.models import User
from throughcare.accounts.tests.conftest import PASSWORD, code_now, sign_in
from throughcare.agencies import actions
from throughcare.core.views import StaffView

HERE = "http://testserver/"
#: A typed password never comes back on a page.
SECRET = "Xenopus pass phrase 4711"


@dataclass
class Doors:
    """Browsers in each state of signing in: the cookie of each."""

    cookies: dict[str, str] = field(default_factory=dict)
    code: str = ""

    def client(self, state: str) -> Client:
        client = Client(raise_request_exception=False)
        if state:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.cookies[state]
        return client

    def keep(self, state: str, client: Client) -> None:
        self.cookies[state] = client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture(scope="module")
def doors(stage: Stage) -> Doors:
    """Signed in by password; with a second step; halfway through it; with a one-time code."""
    found, plain, strict = Doors(), stage.members["clinician"], stage.members["supervisor"]
    with as_owner():
        User.objects.filter(pk__in=[plain.user_id, strict.user_id]).update(
            password=make_password(PASSWORD)
        )
    signed_in = Client()
    sign_in(signed_in, plain.user.email)
    signed_in.get("/role/", follow=True)
    found.keep("signed in", signed_in)
    with_step = Client()
    sign_in(with_step, strict.user.email)
    with_step.get("/account/second-step/")
    with_step.post(
        "/account/second-step/", {"code": code_now(with_step.session["mfa.totp.secret"])}
    )
    found.keep("with a second step", with_step)
    halfway = Client()
    assert sign_in(halfway, strict.user.email).headers["Location"] == "/sign-in/code/"
    found.keep("halfway", halfway)
    found.code = _one_time_code(stage)
    linked = Client()
    linked.get(f"/start/{found.code}/")
    found.keep("with a code", linked)
    return found


def _one_time_code(stage: Stage) -> str:
    with as_owner():
        User.objects.filter(pk=stage.rows["colleague"].user_id).update(password=make_password(None))
    with transaction.atomic(), working_as(stage.members["support_engineer"]) as ctx:
        return actions.new_first_code(ctx, member=stage.rows["colleague"])


#: Each page: (route, the state of the browser, fields of the form where a page of its own lacks
#: one and the button stands elsewhere).
PAGES: list[tuple[str, str, dict[str, list[str]] | None]] = [
    ("account_login", "", None),
    ("mfa_authenticate", "halfway", None),
    ("first_sign_in", "", None),
    ("first_sign_in", "with a code", None),
    ("demo_sign_in", "", {"persona": ["nobody@demo.example"], "next": ["/"]}),
    ("lock", "signed in", None),
    ("stay_signed_in", "signed in", {"next": ["/"]}),
    ("account", "signed in", None),
    ("account_change_password", "signed in", None),
    ("account_reauthenticate", "signed in", None),
    ("sign_out_everywhere", "signed in", {"next": ["/"]}),
    ("mfa_activate_totp", "signed in", None),
    ("mfa_deactivate_totp", "with a second step", None),
    ("mfa_generate_recovery_codes", "with a second step", None),
    ("account_logout", "signed in", None),
    ("choose_role", "signed in", None),
]


def form_of(doors: Doors, name: str, state: str, fields: dict[str, list[str]] | None) -> Found:
    """The form of a page as it is shown, or the fields that a button elsewhere posts to it."""
    url = reverse(name)
    if fields is not None:
        return Found(url, {**fields}, list(fields))
    with undone():
        response = doors.client(state).get(url + ("?change" if name == "choose_role" else ""))
    assert response.status_code == 200, (name, response.status_code)
    (form,) = forms_of(response.content.decode(), url)[:1]
    form.fields.setdefault("next", [""])
    form.typed.append("next")
    return form


@pytest.mark.parametrize(("name", "state", "fields"), PAGES, ids=lambda each: str(each)[:30])
def test_no_form_of_an_account_fails_or_half_saves(
    doors: Doors, name: str, state: str, fields: Any
) -> None:
    form, before, wrong = form_of(doors, name, state, fields), contents(), []
    for what, body in bodies(form):
        with undone():
            client = doors.client(state)
            response = client.post(form.action, body, content_type=FORM)
            if response.status_code >= 400 and (wrote := changed(before)):
                wrong.append((what, response.status_code, f"wrote {sorted(wrote)}"))
            going = response.headers.get("Location", "/")
            if urlsplit(urljoin(HERE, going)).netloc != urlsplit(HERE).netloc:
                wrong.append((what, "leaves us for", going))
            elif response.status_code == 302:
                response = client.get(urljoin(HERE, going))
        if response.status_code >= 500:
            wrong.append((what, response.status_code))
        if any(mark in response.content for mark in LIVE):
            wrong.append((what, "is live on the page"))
    assert wrong == []


@pytest.mark.parametrize(("name", "state", "fields"), PAGES, ids=lambda each: str(each)[:30])
def test_a_refused_password_is_not_on_the_page(
    doors: Doors, name: str, state: str, fields: Any
) -> None:
    form = form_of(doors, name, state, fields)
    secrets = [each for each in form.typed if each in ("password", "current")]
    typed = {**form.fields, **{name: [SECRET] for name in secrets}}
    with undone():
        response = doors.client(state).post(form.action, typed)
    assert SECRET.encode() not in response.content
    if secrets and response.status_code != 302:
        assert response.status_code == 422
        assert b"error" in response.content


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_hostile_code_in_the_address_of_a_one_time_link_is_only_wrong(
    doors: Doors, text: str
) -> None:
    with undone():
        response = doors.client("").get(f"/start/{quote(text[:500], safe='')}/", follow=True)
    assert response.status_code in (200, 404)
    assert not any(mark in response.content for mark in LIVE)


def test_every_account_page_that_takes_a_post_is_in_the_walk() -> None:
    known = {name for name, _state, _fields in PAGES}
    # A tablet and the person's own pages are met with hostile posts in throughcare/my/tests.
    assert {
        route.name
        for route in routes()
        if not issubclass(route.view, StaffView) and hasattr(route.view, "post")
    } - OWN_PAGES == known


#: Where somebody would like a signed-in colleague to be sent on to.
ELSEWHERE = [
    "https://elsewhere.example/",
    "//elsewhere.example/x",
    "/\\elsewhere.example/x",
    "\\\\elsewhere.example",
    "https:elsewhere.example",
    "javascript:alert(4711)",
    "/\x00/elsewhere.example",
    "\t//elsewhere.example",
]


def right_answers(stage: Stage) -> dict[str, tuple[str, dict[str, str]]]:
    """For each page that goes on to ``next``: the state, and a post that it accepts."""
    plain, persona = stage.members["clinician"], stage.members["practitioner"]
    with as_owner():
        User.objects.filter(pk=persona.user_id).update(email="persona@demo.example")
    return {
        "account_login": ("", {"login": plain.user.email, "password": PASSWORD}),
        "demo_sign_in": ("", {"persona": "persona@demo.example"}),
        "lock": ("signed in", {"password": PASSWORD}),
        "account_reauthenticate": ("signed in", {"password": PASSWORD}),
        "choose_role": ("signed in", {"choice": f"{plain.pk}:direct_care"}),
        "account_logout": ("signed in", {}),
    }


@pytest.mark.parametrize("going", ELSEWHERE, ids=repr)
def test_a_right_answer_leads_to_no_other_site(doors: Doors, stage: Stage, going: str) -> None:
    for name, (state, fields) in right_answers(stage).items():
        with undone():
            response = doors.client(state).post(reverse(name), {**fields, "next": going})
        assert response.status_code == 302, name
        location = response.headers["Location"]
        assert urlsplit(urljoin(HERE, location)).netloc == urlsplit(HERE).netloc, (name, location)
        assert "\\" not in location, name
        assert not location.startswith("javascript:"), name
