"""Screening questions as versioned data: read from ``sets/*.toml``, checked as a whole.

The words of a set are part of its version, so they are not passed through gettext: another
language is another file with its own version, and an answer keeps the version it was given to.
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

SETS = Path(__file__).with_name("sets")
ANSWERS = ("yes", "no", "not_said")
#: What the words of a set may have filled in.
PLACEHOLDERS = frozenset({"name", "first_name", "agency"})
_ID = re.compile(r"[a-z][a-z0-9_]{0,19}")
_NEEDED = {
    "id": str,
    "version": str,
    "title": str,
    "language": str,
    "own": bool,
    "clinically_approved": bool,
    "say_first": list,
    "group": list,
}


class SetFault(Exception):
    """A set cannot be used. Each line names the file, the line, the key and the remedy."""


@dataclass(frozen=True)
class Question:
    """One question: its words, the follow-up that "yes" opens, and what makes it urgent."""

    id: str
    number: int
    text: str
    more: str = ""
    safety: tuple[str, ...] = ()
    blocks_save: bool = False


@dataclass(frozen=True)
class QuestionGroup:
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class QuestionSet:
    """One version of a set of questions."""

    id: str
    version: str
    title: str
    language: str
    own: bool
    clinically_approved: bool
    say_first: tuple[str, ...]
    groups: tuple[QuestionGroup, ...]
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
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for group in self.groups for question in group.questions)

    def question(self, id: str) -> Question:
        """The question with this id; KeyError when the set has none."""
        for each in self.questions:
            if each.id == id:
                return each
        raise KeyError(id)

    def safety_answers(self, answers: Mapping[str, str]) -> list[Question]:
        """The questions whose answer asks for something to be done now."""
        return [q for q in self.questions if answers.get(q.id) in q.safety]


def fill(words: str, **values: str) -> str:
    """Put names into the words of a set."""
    return words.format_map(values)


def read_set(path: Path) -> QuestionSet:
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


@cache
def all_sets() -> Mapping[tuple[str, str], QuestionSet]:
    """Every version of every set, by id and version."""
    found: dict[tuple[str, str], QuestionSet] = {}
    for path in sorted(SETS.glob("*.toml")):
        each = read_set(path)
        if (each.id, each.version) in found:
            raise SetFault(f"{path.name}: [{each.id}] version [{each.version}] exists: raise it")
        found[each.id, each.version] = replace(each, approved_by=approved_by(each.key))
    return found


def newest(id: str) -> QuestionSet:
    """The version that a new screening uses."""
    versions = [each for (name, _), each in all_sets().items() if name == id]
    if not versions:
        raise SetFault(f"no set is called [{id}]")
    return max(versions, key=lambda each: [int(part) for part in each.version.split(".")])


def _build(raw: Mapping[str, Any]) -> QuestionSet:
    number = 0
    groups = []
    for group in raw["group"]:
        questions = []
        for given in group["question"]:
            number += 1
            questions.append(
                Question(
                    id=given["id"],
                    number=number,
                    text=given["text"],
                    more=given.get("more", ""),
                    safety=tuple(given.get("safety", ())),
                    blocks_save=given.get("blocks_save", False),
                )
            )
        groups.append(QuestionGroup(group["title"], tuple(questions)))
    return QuestionSet(
        **{key: raw[key] for key in ("id", "version", "title", "language")},
        own=raw["own"],
        clinically_approved=raw["clinically_approved"],
        say_first=tuple(raw["say_first"]),
        groups=tuple(groups),
    )


class _Check:
    """Collects every fault of one file."""

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
        for key, kind in _NEEDED.items():
            if not isinstance(raw.get(key), kind) or raw[key] in ("", []):
                self.say(key, "is missing or of the wrong kind", f"give a {kind.__name__}")
        for key in raw.keys() - _NEEDED.keys():
            self.say(key, "is not known here", f"use one of {', '.join(_NEEDED)}")
        if self.faults:
            return
        if not re.fullmatch(r"\d+(\.\d+)*", raw["version"]):
            self.say("version", "is not a version", 'write it as "1" or "1.2"')
        for words in raw["say_first"]:
            self.words("say_first", words)
        for group in raw["group"]:
            self.group(group)
        if not any(q.get("blocks_save") for g in raw["group"] for q in g.get("question", ())):
            self.say("blocks_save", "is on no question", "mark the one that may not be left out")

    def group(self, group: Mapping[str, Any]) -> None:
        title = group.get("title")
        if not isinstance(title, str) or not title:
            self.say("title", "of a group is missing", "give the group a title", near="[[group]]")
        questions = group.get("question")
        if not isinstance(questions, list) or not questions:
            self.say("group.question", "is missing", "give the group a question", near=str(title))
            return
        for question in questions:
            self.question(question)

    def question(self, given: Mapping[str, Any]) -> None:
        id, text = given.get("id"), given.get("text")
        if not isinstance(id, str) or not _ID.fullmatch(id):
            self.say("id", f"[{id}] is not a name", "use small letters and digits", near=str(text))
            return
        if id in self.ids:
            self.say("id", f"[{id}] is used twice", "give each question its own", near=f'"{id}"')
        self.ids.add(id)
        for key in given.keys() - {"id", "text", "more", "safety", "blocks_save"}:
            self.say(key, f"of [{id}] is not known here", "remove it", near=key)
        self.words("text", text, of=id)
        self.words("more", given.get("more", "."), of=id)
        safety = given.get("safety", [])
        if not isinstance(safety, list) or any(each not in ANSWERS for each in safety):
            self.say("safety", f"of [{id}] is not a list of answers", f"use {', '.join(ANSWERS)}")
        if not isinstance(given.get("blocks_save", False), bool):
            self.say("blocks_save", f"of [{id}] is not true or false", "write true or false")

    def words(self, key: str, words: Any, *, of: str = "") -> None:
        near = f'"{of}"' if of else key
        if not isinstance(words, str) or not words.strip():
            self.say(key, f"of [{of or 'the set'}] has no words", "write them", near=near)
            return
        try:
            used = {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}
        except ValueError:
            used = {"{"}
        for name in sorted(used - PLACEHOLDERS):
            self.say(key, f"fills in [{name}]", f"use {', '.join(sorted(PLACEHOLDERS))}", near=near)
