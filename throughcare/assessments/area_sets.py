"""What an assessment looks at, as versioned data: read from ``sets/*.toml``, checked as a whole.

As with the questions of a screening, the words are part of the version and not translated: an
answer keeps the version that it was given to (architecture decision 9).
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from throughcare.core.approvals import approved_by
from throughcare.screening.question_sets import ANSWERS, PLACEHOLDERS, SetFault

SETS = Path(__file__).with_name("sets")
#: The section about safety has its own page and no severity: no area may take its name.
RESERVED = frozenset({"safety", "suicide", "self_harm", "suicide_self_harm"})
SOURCE_STATUS = ("V", "P", "G")
REPORT = ("in", "out")
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NEEDED: dict[str, type] = {
    "id": str,
    "version": str,
    "title": str,
    "language": str,
    "own": bool,
    "clinically_approved": bool,
    "say_first": list,
    "safety": list,
    "group": list,
}
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


@dataclass(frozen=True)
class AreaSet:
    """One version of what an assessment looks at."""

    id: str
    version: str
    title: str
    language: str
    own: bool
    clinically_approved: bool
    say_first: tuple[str, ...]
    safety: tuple[SafetyQuestion, ...]
    groups: tuple[AreaGroup, ...]
    # The named clinical lead who signed this version for this site, and when.
    approved_by: str = ""

    @property
    def key(self) -> str:
        """How the settings name this version."""
        return f"{self.id}/{self.version}"

    @property
    def is_approved(self) -> bool:
        """Whether a named clinical lead has signed this version, for all sites or for this one."""
        return self.clinically_approved or bool(self.approved_by)

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


@cache
def all_sets() -> Mapping[tuple[str, str], AreaSet]:
    """Every version of every set, by id and version."""
    found: dict[tuple[str, str], AreaSet] = {}
    for path in sorted(SETS.glob("*.toml")):
        each = read_set(path)
        if (each.id, each.version) in found:
            raise SetFault(f"{path.name}: [{each.id}] version [{each.version}] exists: raise it")
        found[each.id, each.version] = replace(each, approved_by=approved_by(each.key))
    return found


def newest(id: str) -> AreaSet:
    """The version that a new assessment uses."""
    versions = [each for (name, _), each in all_sets().items() if name == id]
    if not versions:
        raise SetFault(f"no set is called [{id}]")
    return max(versions, key=lambda each: [int(part) for part in each.version.split(".")])


def title_of(area: str) -> str:
    """The title of an area in the newest version that has it; its id when none has."""
    for each in reversed(list(all_sets().values())):
        if any(found.id == area for found in each.areas):
            return each.area(area).title
    return area


def read_set(path: Path) -> AreaSet:
    """Read and check one file; SetFault lists everything that is wrong with it at once."""
    text = path.read_text(encoding="utf-8")
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SetFault(f"{path.name}: {error}: correct the TOML there") from None
    check = _Check(path.name, text.splitlines())
    check.whole(raw)
    if check.faults:
        raise SetFault("\n".join(check.faults))
    return _build(raw)


def _build(raw: Mapping[str, Any]) -> AreaSet:
    return AreaSet(
        **{key: raw[key] for key in ("id", "version", "title", "language", "own")},
        clinically_approved=raw["clinically_approved"],
        say_first=tuple(raw["say_first"]),
        safety=tuple(
            SafetyQuestion(each["id"], number, each["text"], each["more"], tuple(each["prompt"]))
            for number, each in enumerate(raw["safety"], 1)
        ),
        groups=tuple(
            AreaGroup(group["title"], tuple(Area(**area) for area in group["area"]))
            for group in raw["group"]
        ),
    )


class _Check:
    """Collects every fault of one file: file, line, key, what is wrong, the remedy."""

    def __init__(self, file: str, lines: list[str]) -> None:
        self.file = file
        self.lines = lines
        self.faults: list[str] = []
        self.ids: set[str] = set()

    def say(self, key: str, wrong: str, remedy: str, *, near: str = "") -> None:
        needle = near or key
        line = next((n for n, text in enumerate(self.lines, 1) if needle in text), 1)
        self.faults.append(f"{self.file}:{line}: [{key}] {wrong}: {remedy}")

    def whole(self, raw: Mapping[str, Any]) -> None:
        self.keys(raw, _NEEDED)
        if self.faults:
            return
        if not re.fullmatch(r"\d+(\.\d+)*", raw["version"]):
            self.say("version", "is not a version", 'write it as "1" or "1.2"')
        for words in raw["say_first"]:
            self.words("say_first", words)
        for question in raw["safety"]:
            self.safety(question)
        for group in raw["group"]:
            self.group(group)

    def keys(self, given: Any, needed: Mapping[str, type], *, of: str = "") -> bool:
        """Whether all needed keys are there with their kinds, and no other."""
        if not isinstance(given, Mapping):
            self.say(of or "file", "is not a table", "write its keys under it")
            return False
        before, near = len(self.faults), str(given.get("id") or given.get("title") or of)
        for key, kind in needed.items():
            if not isinstance(given.get(key), kind) or given[key] in ("", []):
                self.say(key, "is missing or of the wrong kind", f"give a {kind.__name__}", near=of)
        for key in given.keys() - needed.keys():
            self.say(key, "is not known here", f"use one of {', '.join(needed)}", near=key or near)
        return len(self.faults) == before

    def named(self, id: str) -> None:
        if not _ID.fullmatch(id):
            self.say("id", f"[{id}] is not a name", "use small letters and digits", near=f'"{id}"')
        if id in self.ids:
            self.say("id", f"[{id}] is used twice", "give each its own", near=f'"{id}"')
        self.ids.add(id)

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

    def words(self, key: str, words: Any, *, of: str = "") -> None:
        near = f'"{of}"' if of else key
        try:
            used = {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}
        except (ValueError, TypeError):
            used = {"{"}
        for name in sorted(used - PLACEHOLDERS):
            self.say(key, f"fills in [{name}]", f"use {', '.join(sorted(PLACEHOLDERS))}", near=near)
