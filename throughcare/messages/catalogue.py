"""What a text may say: the catalogue as data, and the words that come of it."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

HERE = Path(__file__).parent
LANGUAGES = ("en", "cy")
#: What each field must look like as it is kept. No letter stands in any of them.
SHAPES = {
    "day": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "time": re.compile(r"([01]\d|2[0-3]):[0-5]\d"),
    "code": re.compile(r"\d{6}"),
    "phone": re.compile(r"[0-9][0-9 ]{7,18}[0-9]"),
}


class NotPlain(ValueError):
    """A text was asked for that the catalogue does not have, or with words of one's own."""


@dataclass(frozen=True)
class Wording:
    """One numbered wording of one kind, by language."""

    number: int
    words: Mapping[str, str]

    @property
    def fields(self) -> frozenset[str]:
        parts = string.Formatter().parse(self.words["en"])
        return frozenset(name for _text, name, _spec, _how in parts if name)


@dataclass(frozen=True)
class Kind:
    """One kind of text: its title for staff, and its wordings by number."""

    name: str
    title: str
    wordings: Mapping[int, Wording]
    any_time: bool = False
    minutes: int = 0
    ring: bool = False
    by_hand: bool = False
    needs_phone: bool = False

    @property
    def newest(self) -> Wording:
        return self.wordings[max(self.wordings)]


@dataclass(frozen=True)
class Catalogue:
    """Everything that may be said."""

    kinds: Mapping[str, Kind]
    ring: Mapping[int, Wording]
    tell: Mapping[int, Wording]
    days: Mapping[str, list[str]]
    months: Mapping[str, list[str]]


@cache
def catalogue() -> Catalogue:
    """The catalogue as shipped."""
    said = tomllib.loads((HERE / "catalogue.toml").read_text())
    return Catalogue(
        kinds={name: _kind(name, facts) for name, facts in said["kind"].items()},
        ring=_wordings(said["ring"]),
        tell=_wordings(said["tell"]),
        days=said["days"],
        months=said["months"],
    )


def _kind(name: str, facts: dict[str, Any]) -> Kind:
    wordings = _wordings(facts.pop("wording"))
    return Kind(name=name, wordings=wordings, **facts)


def _wordings(said: dict[str, dict[str, str]]) -> dict[int, Wording]:
    return {int(number): Wording(int(number), words) for number, words in said.items()}


def is_quiet(name: str) -> bool:
    """What only the person waits for: nobody at work is told when it did not go."""
    kind = catalogue().kinds.get(name)
    return kind is not None and kind.any_time


def kind_of(name: str) -> Kind:
    """The kind with this name; NotPlain when there is none."""
    try:
        return catalogue().kinds[name]
    except KeyError:
        raise NotPlain(f"there is no kind of text [{name}]") from None


def plain_fields(name: str, given: Mapping[str, Any]) -> dict[str, str]:
    """What is filled in, in the shape in which it is kept; NotPlain for anything else.

    ``day`` may be a date and ``time`` a time. ``phone`` may be missing where the kind does
    without.
    """
    kind = kind_of(name)
    needed = kind.newest.fields
    allowed = needed | ({"phone"} if kind.ring else set())
    kept = {field: _kept(value) for field, value in given.items() if value not in ("", None)}
    if missing := needed - kept.keys():
        raise NotPlain(f"[{name}] needs {', '.join(sorted(missing))}")
    if extra := kept.keys() - allowed:
        raise NotPlain(f"[{name}] does not say {', '.join(sorted(extra))}")
    for field, value in kept.items():
        if not SHAPES[field].fullmatch(value):
            raise NotPlain(f"[{field}] does not have its shape")
    if "day" in kept:
        _day(kept["day"])
    return kept


def _kept(value: Any) -> str:
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotPlain("[day] is no day") from error


def text_of(name: str, number: int, fields: Mapping[str, str], language: str = "en") -> str:
    """The words that are sent: of one wording, in one language."""
    kind = kind_of(name)
    filled = {field: _said(field, value, language) for field, value in fields.items()}
    said = [kind.wordings[number].words[language].format_map(filled)]
    if kind.ring:
        after = catalogue().ring if "phone" in fields else catalogue().tell
        said.append(after[min(number, max(after))].words[language].format_map(filled))
    text = " ".join(said)
    signed = settings.TEXTS_SIGNED
    return f"{text} {signed}" if signed and not kind.any_time else text


def _said(field: str, value: str, language: str) -> str:
    if field == "day":
        on = _day(value)
        there = catalogue()
        return (
            f"{there.days[language][on.weekday()]} {on.day} {there.months[language][on.month - 1]}"
        )
    if field == "time":
        return _clock(value, language)
    return value


def _clock(value: str, language: str) -> str:
    hour, minute = value.split(":")
    if language == "cy":
        return value
    half = "am" if int(hour) < 12 else "pm"
    return f"{int(hour) % 12 or 12}:{minute}{half}"


def language_for(wanted: str) -> str:
    """The language that a text goes out in: Welsh only where somebody has checked the words."""
    return "cy" if wanted == "cy" and settings.TEXTS_WELSH_CHECKED_BY else "en"
