"""The demonstration: one press is a made-up colleague; outside it there is no such page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.database import as_owner
from throughcare.accounts.models import User


@pytest.fixture
def persona(make: Any) -> Any:
    member = make.member("support_engineer", name="Ffion Lloyd", job_title="Service administrator")
    with as_owner():
        User.objects.filter(pk=member.user_id).update(email="ffion.lloyd@demo.example")
    member.user.refresh_from_db()
    return member


def test_the_sign_in_page_offers_them_by_name_and_work(persona: Any) -> None:
    page = Client().get("/sign-in/").content.decode()
    assert "Ffion Lloyd" in page
    assert f"Service administrator, {persona.team.agency.name}" in page


def test_what_to_try_first_stands_above_them(persona: Any, settings: Any) -> None:
    page = Client().get("/sign-in/").content.decode()
    first, all_of_them = page.index("Try this first"), page.index("Choose who to be")
    assert first < page.index("screen Shanice Campbell first") < all_of_them
    assert 'aria-describedby="step-1"' in page
    settings.DEMONSTRATION = False
    assert "Try this first" not in Client().get("/sign-in/").content.decode()


def test_one_press_is_enough(persona: Any) -> None:
    client = Client()
    answer = client.post(
        "/demo/sign-in/", {"persona": persona.user.email, "next": "/settings/people/"}
    )
    assert answer.headers["Location"] == "/settings/people/"
    assert client.get("/settings/people/", follow=True).status_code == 200


def test_the_lock_of_a_persona_opens_without_a_password(persona: Any) -> None:
    client = Client()
    client.post("/demo/sign-in/", {"persona": persona.user.email})
    client.get("/lock/")
    assert client.post("/lock/", {"next": "/account/"}).headers["Location"] == "/account/"


def test_nobody_else_signs_in_this_way(persona: Any, with_password: Any) -> None:
    for email in (with_password().user.email, "nobody@demo.example", "", "a\0b@demo.example"):
        answer = Client().post("/demo/sign-in/", {"persona": email})
        assert answer.status_code == 404


def test_outside_the_demonstration_it_does_not_exist(persona: Any, settings: Any) -> None:
    settings.DEMONSTRATION = False
    client = Client()
    assert client.post("/demo/sign-in/", {"persona": persona.user.email}).status_code == 404
    assert client.get("/demo/sign-in/").status_code == 404
    assert "Ffion Lloyd" not in client.get("/sign-in/").content.decode()


def test_outside_the_demonstration_the_lock_asks_everybody(
    persona: Any, client_of: Any, settings: Any
) -> None:
    client = client_of(persona)
    settings.DEMONSTRATION = False
    client.get("/lock/")
    assert client.post("/lock/", {"next": "/account/"}).status_code == 422
