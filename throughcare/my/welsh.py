"""Which words to the person have no Welsh. Only somebody who speaks it can say if it is right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks

from throughcare.plans.models import Progress

HERE = Path(__file__).parent
CATALOGUE = HERE / "locale/cy/LC_MESSAGES/django.po"
#: Pages and words for staff: English here.
FOR_STAFF = {
    "hand_over.jinja", "take_charge.jinja", "tablet_one.jinja", "tablet_help.jinja",
    "settings_tablet.jinja", "own_pages.jinja", "said.jinja",
}  # fmt: skip
PYTHON = (
    "easy.py", "own_forms.py", "own_presenters.py", "presenters.py", "wrong.py",
    "views/tablet.py", "views/pages.py", "views/sign_in.py",
)  # fmt: skip
#: Words of dates and times (``design.words``) that stand on the person's pages.
OF_DATES = ("Yesterday", "Today", "Tomorrow", "12 noon", "12 midnight", "am", "pm")
MARKED = re.compile(r'\b(?:_|_l|ngettext)\(\s*"((?:[^"\\]|\\.)*)"')
ENTRY = re.compile(r'^msgid "(.+)"\n(?:msgid_plural ".+"\nmsgstr\[0\]|msgstr) "(.+)"$', re.M)


def said_to_the_person() -> set[str]:
    """Every text that a page for the person can show, as its source has it."""
    crisis = (text for line in settings.CRISIS_LINES for text in (line[0], line[2]))
    return {*_marked(), *crisis, *OF_DATES, *(str(each.label) for each in Progress)}


def _marked() -> Iterator[str]:
    pages = [p for p in (HERE / "jinja2/my").glob("*.jinja") if p.name not in FOR_STAFF]
    for source in [*pages, *(HERE / name for name in PYTHON)]:
        yield from MARKED.findall(source.read_text())


def translated() -> dict[str, str]:
    """English and Welsh of the catalogue."""
    return dict(ENTRY.findall(CATALOGUE.read_text()))


def without_welsh() -> list[str]:
    """What a page in Welsh would still say in English."""
    return sorted(said_to_the_person() - set(translated()))


def check_welsh(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Welsh that is switched on has every word."""
    missing = without_welsh() if settings.WELSH_CHECKED_BY else []
    if not missing:
        return []
    return [
        checks.Warning(
            f"Welsh is on, and {len(missing)} texts of the person's pages have none",
            hint="`throughcare welsh` lists them; have them translated, or take the setting out",
            id="my.W001",
        )
    ]
