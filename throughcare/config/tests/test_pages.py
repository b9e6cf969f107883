"""The open pages: help, accessibility, information, security.txt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/help/", "Ring 999"),
        ("/accessibility/", "Web Content Accessibility Guidelines version 2.2"),
        ("/information/", "Police, probation and courts never read clinical notes"),
    ],
)
def test_everybody_can_read_them(address: str, words: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 200
    assert words in answer.content.decode()


@pytest.mark.django_db
def test_the_service_says_who_to_ask(settings: Any) -> None:
    settings.SERVICE_CONTACT = "Ring the desk on 01632 960 001"
    assert "01632 960 001" in Client().get("/help/").content.decode()


@pytest.mark.django_db
def test_security_txt_names_a_contact_and_an_end_within_a_year(settings: Any) -> None:
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    answer = Client().get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert lines["Contact"] == "mailto:security@example.org"
    ends = datetime.strptime(lines["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(days=30) < ends - datetime.now(UTC) < timedelta(days=365)


@pytest.mark.django_db
def test_without_a_contact_security_txt_leads_to_the_help_page() -> None:
    assert (
        "Contact: http://testserver/help/"
        in Client().get("/.well-known/security.txt").content.decode()
    )
