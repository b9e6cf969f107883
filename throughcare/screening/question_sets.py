"""Screening questions as versioned data: ``sets/*.toml`` (core/word_sets.py)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from throughcare.core import word_sets
from throughcare.core.word_sets import WordSet

SETS = Path(__file__).with_name("sets")
ANSWERS = ("yes", "no", "not_said")


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


@dataclass(frozen=True, kw_only=True)
class QuestionSet(WordSet):
    """One version of a set of questions."""

    groups: tuple[QuestionGroup, ...]

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


def read_set(path: Path) -> QuestionSet:
    """Read and check one file; SetFault lists everything that is wrong with it at once."""
    return _build(_Check.read(path))


@cache
def all_sets() -> Mapping[tuple[str, str], QuestionSet]:
    """Every version of every set, by id and version."""
    return word_sets.read_folder(SETS, read_set)


def newest(id: str) -> QuestionSet:
    """The version that a new screening uses."""
    return word_sets.newest_of(all_sets(), id)


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
    return QuestionSet(**word_sets.head(raw), groups=tuple(groups))


class _Check(word_sets.Check):
    name = re.compile(r"[a-z][a-z0-9_]{0,19}")

    def parts(self, raw: Mapping[str, Any]) -> None:
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
        if not isinstance(id, str):
            self.say("id", f"[{id}] is not a name", "use small letters and digits", near=str(text))
            return
        self.named(id)
        for key in given.keys() - {"id", "text", "more", "safety", "blocks_save"}:
            self.say(key, f"of [{id}] is not known here", "remove it", near=key)
        self.words("text", text, of=id)
        self.words("more", given.get("more", "."), of=id)
        safety = given.get("safety", [])
        if not isinstance(safety, list) or any(each not in ANSWERS for each in safety):
            self.say("safety", f"of [{id}] is not a list of answers", f"use {', '.join(ANSWERS)}")
        if not isinstance(given.get("blocks_save", False), bool):
            self.say("blocks_save", f"of [{id}] is not true or false", "write true or false")
