"""The Welsh of the person's pages: what has none is listed, and none is served until signed."""

from __future__ import annotations

import gettext
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.test import Client

from throughcare.my import welsh


def test_the_words_without_welsh_are_listed_one_a_line(capsys: Any) -> None:
    with pytest.raises(CommandError, match=f"{len(welsh.without_welsh())} texts have no Welsh"):
        call_command("welsh")

    said = capsys.readouterr()
    assert said.out.splitlines() == welsh.without_welsh()
    assert "Welsh is off" in said.err


def test_the_list_names_every_source_of_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(welsh, "translated", dict)

    for words in (
        "You can stop at any time.", "Leave this page now", "Call 999", "Going well", "Tomorrow",
        "Enter your mobile number", "There is %(num)s question.",
    ):  # fmt: skip
        assert words in welsh.without_welsh(), words
    assert "Take the tablet back" not in welsh.without_welsh(), "for staff"


def test_the_compiled_catalogue_is_what_the_source_says() -> None:
    with Path(welsh.CATALOGUE).with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for english, said in welsh.translated().items():
        plural = "%(num)s" in english
        assert said == (compiled.ngettext(english, "", 1) if plural else compiled.gettext(english))


def test_the_welsh_says_that_nobody_has_checked_it_and_is_off() -> None:
    assert "NOT YET CHECKED BY A WELSH SPEAKER" in welsh.CATALOGUE.read_text()
    assert site.WELSH_CHECKED_BY == ""


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["accept", "cookie", "session", "post"])
def test_unchecked_welsh_is_served_to_nobody_however_it_is_asked_for(
    client: Client, asked: str
) -> None:
    headers = {"Accept-Language": "cy"} if asked == "accept" else {}
    if asked == "cookie":
        client.cookies[site.LANGUAGE_COOKIE_NAME] = "cy"
    if asked == "post":
        assert client.post("/my/language/", {"language": "cy"}).status_code == 404
    if asked == "session":
        session = client.session
        session["tc_own_language"] = "cy"
        session.save()

    page = client.get("/my/sign-in/", headers=headers).content.decode()

    assert 'lang="en-gb"' in page
    assert not [words for words in welsh.translated().values() if len(words) > 12 and words in page]


def test_welsh_that_is_on_with_words_missing_is_said_at_the_start(settings: Any) -> None:
    assert welsh.check_welsh() == []

    settings.WELSH_CHECKED_BY = "A. Translator, 1 December 2026"

    [found] = welsh.check_welsh()
    assert found.id == "my.W001" and "`throughcare welsh`" in str(found.hint)
