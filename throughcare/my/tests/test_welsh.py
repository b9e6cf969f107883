"""The Welsh of the person's pages is whole, is what the .po says, and is off until it is signed."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

from django.conf import settings

HERE = Path(__file__).parents[1]
FOLDER = HERE / "locale/cy/LC_MESSAGES"
#: Pages and words for staff: English here.
FOR_STAFF = {
    "hand_over.jinja", "take_charge.jinja", "tablet_one.jinja", "tablet_help.jinja",
    "settings_tablet.jinja", "own_pages.jinja", "said.jinja",
}  # fmt: skip
PYTHON = (
    "own_forms.py", "own_presenters.py", "presenters.py",
    "views/tablet.py", "views/pages.py", "views/sign_in.py",
)  # fmt: skip
MARKED = re.compile(r'\b(?:_|_l|ngettext)\(\s*"((?:[^"\\]|\\.)*)"')
ENTRY = re.compile(r'^msgid "(.+)"\n(?:msgid_plural ".+"\nmsgstr\[0\]|msgstr) "(.+)"$', re.M)


def said_to_the_person() -> set[str]:
    pages = [p for p in (HERE / "jinja2/my").glob("*.jinja") if p.name not in FOR_STAFF]
    sources = [*pages, *(HERE / name for name in PYTHON)]
    found = {words for source in sources for words in MARKED.findall(source.read_text())}
    crisis = {text for line in settings.CRISIS_LINES for text in (line[0], line[2])}
    return found | crisis


def test_every_word_to_the_person_has_its_welsh() -> None:
    there = dict(ENTRY.findall((FOLDER / "django.po").read_text()))
    assert said_to_the_person() - set(there) == set()


def test_the_compiled_catalogue_is_what_the_source_says() -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for english, welsh in ENTRY.findall((FOLDER / "django.po").read_text()):
        plural = "%(num)s" in english
        said = compiled.ngettext(english, "", 1) if plural else compiled.gettext(english)
        assert said == welsh


def test_the_welsh_says_that_nobody_has_checked_it_and_is_off() -> None:
    assert "NOT YET CHECKED BY A WELSH SPEAKER" in (FOLDER / "django.po").read_text()
    assert settings.WELSH_CHECKED_BY == ""
