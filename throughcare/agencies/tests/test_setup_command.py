"""`throughcare setup`: the first agency once, with two administrators who can begin."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.database import as_owner
from throughcare.agencies.models import Agency, Membership, Place

WORDS = [
    "--agency", "Northfield NHS Trust", "--agency-type", "nhs_provider",
    "--team", "Liaison and diversion", "--place", "Northfield Clinic", "--place-kind", "clinic",
    "--administrator", "Amina Diallo <amina.diallo@example.org>",
    "--administrator", "Owen Price <Owen.Price@example.org>",
]  # fmt: skip

pytestmark = pytest.mark.django_db


def run(name: str, *words: str) -> str:
    said, refused = StringIO(), None
    with as_owner():
        try:
            call_command(name, *words, stdout=said)
        except CommandError as error:
            refused = error
    if refused:
        raise refused
    return said.getvalue()


def test_it_makes_agency_team_place_and_two_administrators() -> None:
    answer = json.loads(run("setup", *WORDS, "--json"))
    agency = Agency.objects.get()
    assert (agency.name, agency.type) == ("Northfield NHS Trust", "nhs_provider")
    assert Place.objects.get().agency == agency
    members = Membership.objects.order_by("user__email")
    assert [(m.user.email, m.role) for m in members] == [
        ("amina.diallo@example.org", "support_engineer"),
        ("owen.price@example.org", "support_engineer"),
    ]
    assert all("/start/" in each["link"] for each in answer["administrators"])


def test_the_links_begin_the_work() -> None:
    answer = json.loads(run("setup", *WORDS, "--json"))
    client = Client()
    client.get(answer["administrators"][0]["link"].removeprefix("http://127.0.0.1:8000"))
    client.post("/start/", {"password": "harbour lantern velvet 7"})
    assert client.get("/settings/people/", follow=True).status_code == 200


def test_it_is_done_once() -> None:
    run("setup", *WORDS)
    with pytest.raises(CommandError, match="set up already") as error:
        run("setup", *WORDS)
    assert error.value.returncode == 1


def test_another_agency_is_added_with_its_own_administrators() -> None:
    run("setup", *WORDS)
    other = [
        "--agency", "Northfield Police", "--agency-type", "police",
        "--administrator", "Jo Reed <jo.reed@example.org>",
        "--administrator", "Ali Khan <ali.khan@example.org>",
    ]  # fmt: skip
    run("add_agency", *other)
    assert Agency.objects.count() == 2
    with pytest.raises(CommandError, match="already"):
        run("add_agency", *other)


@pytest.mark.parametrize(
    "administrators",
    [
        [],
        ["Amina Diallo <amina@example.org>"],
        ["Amina Diallo <amina@example.org>", "Amina Again <AMINA@example.org>"],
        ["Amina Diallo", "Owen Price"],
        ["<amina@example.org>", "<owen@example.org>"],
    ],
)
def test_one_administrator_is_not_enough(administrators: list[str]) -> None:
    words = WORDS[:10] + [w for each in administrators for w in ("--administrator", each)]
    with pytest.raises(CommandError):
        run("setup", *words)
    assert not Agency.objects.exists()


def test_the_commands_ask_for_the_login_that_migrates() -> None:
    from django.core import management

    for name in ("setup", "add_agency", "sign_in_code"):
        command: Any = management.load_command_class("throughcare.agencies", name)
        assert command.database_login == "migrate"


def test_a_code_from_the_server_when_nobody_is_left_to_make_one(make: Any) -> None:
    member = make.member("support_engineer")
    answer = json.loads(run("sign_in_code", member.user.email, "--json"))
    assert "/start/" in answer["link"]
    with pytest.raises(CommandError, match="No account"):
        run("sign_in_code", "nobody@example.org")
