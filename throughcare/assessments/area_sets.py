"""What an assessment looks at, as versioned data: ``sets/*.toml`` (core/word_sets.py)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from throughcare.core import word_sets
from throughcare.core.word_sets import WordSet
from throughcare.screening.question_sets import ANSWERS

SETS = Path(__file__).with_name("sets")
#: The section about safety has its own page and no severity: no area may take its name.
RESERVED = frozenset({"safety", "suicide", "self_harm", "suicide_self_harm"})
SOURCE_STATUS = ("V", "P", "G")
REPORT = ("in", "out")
_AREA: dict[str, type] = dict.fromkeys(
    ("id", "title", "ask", "source", "source_status", "report"), str
)
_SAFETY: dict[str, type] = {"id": str, "text": str, "more": str, "prompt": list}


@dataclass(frozen=True)
class Area:
    """One thing that an assessment looks at: how to ask, and whether a draft report carries it."""

    id: str
    title: str
    ask: str
    source: str
    source_status: str
    report: str


@dataclass(frozen=True)
class AreaGroup:
    title: str
    areas: tuple[Area, ...]


@dataclass(frozen=True)
class SafetyQuestion:
    """A question of the safety section; an answer named in ``prompt`` must be acted on now."""

    id: str
    number: int
    text: str
    more: str
    prompt: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AreaSet(WordSet):
    """One version of what an assessment looks at."""

    safety: tuple[SafetyQuestion, ...]
    groups: tuple[AreaGroup, ...]

    @property
    def areas(self) -> tuple[Area, ...]:
        return tuple(area for group in self.groups for area in group.areas)

    def area(self, id: str) -> Area:
        """The area with this id; KeyError when the set has none."""
        for each in self.areas:
            if each.id == id:
                return each
        raise KeyError(id)

    def safety_question(self, id: str) -> SafetyQuestion:
        """The safety question with this id; KeyError when the set has none."""
        for each in self.safety:
            if each.id == id:
                return each
        raise KeyError(id)

    def to_act_on(self, answers: Mapping[str, str]) -> list[SafetyQuestion]:
        """The safety questions whose answer asks for something to be done now."""
        return [each for each in self.safety if answers.get(each.id) in each.prompt]


def read_set(path: Path) -> AreaSet:
    """Read and check one file; SetFault lists everything that is wrong with it at once."""
    return _build(_Check.read(path))


@cache
def all_sets() -> Mapping[tuple[str, str], AreaSet]:
    """Every version of every set, by id and version."""
    return word_sets.read_folder(SETS, read_set)


def newest(id: str) -> AreaSet:
    """The version that a new assessment uses."""
    return word_sets.newest_of(all_sets(), id)


def title_of(area: str) -> str:
    """The title of an area in the newest version that has it; its id when none has."""
    for each in reversed(list(all_sets().values())):
        if any(found.id == area for found in each.areas):
            return each.area(area).title
    return area


def _build(raw: Mapping[str, Any]) -> AreaSet:
    return AreaSet(
        **word_sets.head(raw),
        safety=tuple(
            SafetyQuestion(each["id"], number, each["text"], each["more"], tuple(each["prompt"]))
            for number, each in enumerate(raw["safety"], 1)
        ),
        groups=tuple(
            AreaGroup(group["title"], tuple(Area(**area) for area in group["area"]))
            for group in raw["group"]
        ),
    )


class _Check(word_sets.Check):
    needed = {**word_sets.KEYS, "safety": list}
    name = re.compile(r"[a-z][a-z0-9_]{0,39}")

    def parts(self, raw: Mapping[str, Any]) -> None:
        for question in raw["safety"]:
            self.safety(question)
        for group in raw["group"]:
            self.group(group)

    def safety(self, given: Any) -> None:
        if not self.keys(given, _SAFETY, of="safety"):
            return
        self.named(given["id"])
        self.words("text", given["text"], of=given["id"])
        self.words("more", given["more"], of=given["id"])
        if any(each not in ANSWERS for each in given["prompt"]):
            self.say("prompt", f"of [{given['id']}] names no answer", f"use {', '.join(ANSWERS)}")

    def group(self, group: Any) -> None:
        if not self.keys(group, {"title": str, "area": list}, of="group"):
            return
        for area in group["area"]:
            if self.keys(area, _AREA, of="area"):
                self.area(area)

    def area(self, given: Mapping[str, Any]) -> None:
        id = given["id"]
        self.named(id)
        if id in RESERVED:
            self.say("id", f"[{id}] belongs to the safety section", "ask it there", near=f'"{id}"')
        self.words("ask", given["ask"], of=id)
        for key, known in (("source_status", SOURCE_STATUS), ("report", REPORT)):
            if given[key] not in known:
                self.say(key, f"of [{id}] is [{given[key]}]", f"use {', '.join(known)}")
