"""Every answer carries the headers: pages, refusals, errors, static files."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from tests.database import as_owner
from throughcare.accounts.models import User
from throughcare.config import errors

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'none'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
}


def check(answer: Any, *, static: bool = False) -> None:
    for name, value in EXPECTED.items():
        assert answer.headers[name] == value, name
    assert "camera=()" in answer.headers["Permissions-Policy"]
    parts = dict(
        part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";")
    )
    assert parts == POLICY
    assert ("no-store" in answer.headers["Cache-Control"]) != static


OPEN = ["/sign-in/", "/start/", "/start/AAAA/", "/help/", "/accessibility/", "/information/"]
OPEN += ["/.well-known/security.txt", "/", "/account/", "/settings/people/", "/nothing/"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", OPEN)
def test_every_open_page_and_every_refusal(address: str) -> None:
    check(Client().get(address))


@pytest.mark.parametrize(
    "address",
    ["/account/", "/role/?change=yes", "/settings/people/", "/settings/nothing/", "/lock/"],
)
def test_pages_of_people_at_work(make: Any, client_of: Any, address: str) -> None:
    check(client_of(make.member("support_engineer")).get(address))


def test_a_page_that_is_refused(make: Any, client_of: Any) -> None:
    answer = client_of(make.member("clinician")).get("/settings/people/")
    assert answer.status_code == 403
    check(answer)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["design/app.css", "design/app.js", "design/favicon.svg"])
def test_static_files(name: str) -> None:
    answer = Client().get(f"/static/{name}")
    assert answer.status_code == 200
    check(answer, static=True)
    answer.close()


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("SELECT secret FROM table")


urlpatterns = [path("broken/", broken, name="broken")]
handler500 = errors.failure


@pytest.mark.django_db
def test_a_failure_says_nothing_of_its_cause_and_asks_the_database_nothing(
    django_assert_num_queries: Any,
) -> None:
    client = Client(raise_request_exception=False)
    with override_settings(ROOT_URLCONF=__name__), django_assert_num_queries(0):
        answer = client.get("/broken/")
    assert answer.status_code == 500
    check(answer)
    page = answer.content.decode()
    assert "problem with the service" in page
    assert "SELECT" not in page
    assert re.search(r"<strong[^>]*>[0-9a-f]{8}</strong>", page)


@pytest.mark.django_db
def test_a_forged_form_is_refused_with_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"login": "a@b.org"})
    assert answer.status_code == 403
    check(answer)
    assert "You cannot do this" in answer.content.decode()


@pytest.mark.django_db
def test_a_damaged_request_is_answered() -> None:
    answer = Client().post("/sign-in/", {f"f{number}": "x" for number in range(2000)})
    assert answer.status_code == 400
    check(answer)


def test_cookies_are_kept_from_scripts_and_other_sites_and_end_with_the_browser(make: Any) -> None:
    member = make.member("support_engineer")
    with as_owner():
        User.objects.filter(pk=member.user_id).update(email="ffion.lloyd@demo.example")
    client = Client()
    client.get("/sign-in/")
    client.post("/demo/sign-in/", {"persona": "ffion.lloyd@demo.example"})
    client.get("/account/", follow=True)
    assert set(client.cookies) == {"sessionid", "csrftoken"}
    for name, cookie in client.cookies.items():
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name
        assert cookie["expires"] == cookie["max-age"] == "", name


def test_no_page_has_an_inline_script_style_or_handler(make: Any, client_of: Any) -> None:
    client = client_of(make.member("support_engineer"))
    addresses = ["/account/", "/account/password/", "/role/?change=yes", "/settings/people/"]
    addresses += ["/settings/people/add/", "/settings/teams/", "/settings/places/", "/lock/"]
    for address in [*addresses, "/help/", "/accessibility/", "/information/"]:
        page = client.get(address, follow=True).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)", page), address
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page), address
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page), address


PRODUCTION = """
import os, json
os.environ.update(THROUGHCARE_ENVIRONMENT="production", DATABASE_URL="postgresql://w:x@db/t",
  THROUGHCARE_HOSTS="care.example.org", THROUGHCARE_SECRET_KEY="s" * 60,
  THROUGHCARE_CONTEXT_KEY="a" * 64, THROUGHCARE_DRAFT_KEY="b" * 64)
from throughcare.config.settings import production as p
print(json.dumps({name: getattr(p, name) for name in dir(p) if name.isupper()}, default=str))
"""


def test_production_is_strict() -> None:
    import json
    import os
    import subprocess
    import sys

    environ = {k: v for k, v in os.environ.items() if not k.startswith(("THROUGHCARE", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "-c", PRODUCTION], env=environ, capture_output=True, text=True, check=True
    )
    settings = json.loads(done.stdout)
    assert settings["SESSION_COOKIE_NAME"] == "__Host-session"
    assert settings["CSRF_COOKIE_NAME"] == "__Host-csrf"
    for name in (
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY",
        "SECURE_SSL_REDIRECT",
        "SECOND_FACTOR_REQUIRED",
    ):
        assert settings[name] is True, name
    assert settings["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert settings["DEBUG"] is False
    assert settings["DEMONSTRATION"] is False
    assert settings["TEST_CLOCK_ALLOWED"] is False
