"""Words that care is given with, as versioned data: TOML files, each read and checked as a whole.

The words are part of a version and are not translated: another language is another file, and an
answer keeps the version that it was given to (architecture decision 9).
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from throughcare.core.approvals import approved_by

#: What the words of a set may have filled in.
PLACEHOLDERS = frozenset({"name", "first_name", "agency"})
_VERSION = re.compile(r"\d+(\.\d+)*")


class SetFault(Exception):
    """A set cannot be used. Each line names the file, the line, the key and the remedy."""


@dataclass(frozen=True, kw_only=True)
class WordSet:
    """One version of a set of words."""

    id: str
    version: str
    title: str
    language: str
    own: bool
    clinically_approved: bool
    say_first: tuple[str, ...]
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


S = TypeVar("S", bound=WordSet)
#: The keys of every set, with their kinds; a set of one kind adds its own.
KEYS: Mapping[str, type] = {
    "id": str,
    "version": str,
    "title": str,
    "language": str,
    "own": bool,
    "clinically_approved": bool,
    "say_first": list,
    "group": list,
}


def head(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What every set says, as the fields of WordSet."""
    names = ("id", "version", "title", "language", "own", "clinically_approved")
    return {**{name: raw[name] for name in names}, "say_first": tuple(raw["say_first"])}


def fill(words: str, **values: str) -> str:
    """Put names into the words of a set."""
    return words.format_map(values)


def read_folder(folder: Path, read: Callable[[Path], S]) -> dict[tuple[str, str], S]:
    """Every version of every set of a folder, by id and version, with who signed it here."""
    found: dict[tuple[str, str], S] = {}
    for path in sorted(folder.glob("*.toml")):
        each = read(path)
        if (each.id, each.version) in found:
            raise SetFault(f"{path.name}: [{each.id}] version [{each.version}] exists: raise it")
        found[each.id, each.version] = replace(each, approved_by=approved_by(each.key))
    return found


def newest_of(sets: Mapping[tuple[str, str], S], id: str) -> S:
    """The highest version of a set; SetFault where there is none."""
    versions = [each for (name, _), each in sets.items() if name == id]
    if not versions:
        raise SetFault(f"no set is called [{id}]")
    return max(versions, key=lambda each: [int(part) for part in each.version.split(".")])


class Check:
    """Collects every fault of one file: file, line, key, what is wrong, the remedy."""

    needed: ClassVar[Mapping[str, type]] = KEYS
    name: ClassVar[re.Pattern[str]]

    def __init__(self, file: str, lines: list[str]) -> None:
        self.file = file
        self.lines = lines
        self.faults: list[str] = []
        self.ids: set[str] = set()

    @classmethod
    def read(cls, path: Path) -> dict[str, Any]:
        """What a file says; SetFault lists everything that is wrong with it at once."""
        text = path.read_text(encoding="utf-8")
        try:
            raw = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise SetFault(f"{path.name}: {error}: correct the TOML there") from None
        check = cls(path.name, text.splitlines())
        check.whole(raw)
        if check.faults:
            raise SetFault("\n".join(check.faults))
        return raw

    def whole(self, raw: Mapping[str, Any]) -> None:
        if not self.keys(raw, self.needed):
            return
        if not _VERSION.fullmatch(raw["version"]):
            self.say("version", "is not a version", 'write it as "1" or "1.2"')
        for words in raw["say_first"]:
            self.words("say_first", words)
        self.parts(raw)

    def parts(self, raw: Mapping[str, Any]) -> None:
        """What a set of this kind holds."""
        raise NotImplementedError

    def say(self, key: str, wrong: str, remedy: str, *, near: str = "") -> None:
        needle = near or key
        line = next((n for n, text in enumerate(self.lines, 1) if needle in text), 1)
        self.faults.append(f"{self.file}:{line}: [{key}] {wrong}: {remedy}")

    def keys(self, given: Any, needed: Mapping[str, type], *, of: str = "") -> bool:
        """Whether all needed keys are there with their kinds, and no other."""
        if not isinstance(given, Mapping):
            self.say(of or "file", "is not a table", "write its keys under it")
            return False
        before = len(self.faults)
        near = str(given.get("id") or given.get("title") or of) if of else ""
        for key, kind in needed.items():
            if not isinstance(given.get(key), kind) or given[key] in ("", []):
                self.say(
                    key, "is missing or of the wrong kind", f"give a {kind.__name__}", near=near
                )
        for key in given.keys() - needed.keys():
            self.say(key, "is not known here", f"use one of {', '.join(needed)}", near=key or near)
        return len(self.faults) == before

    def named(self, id: str) -> None:
        if not self.name.fullmatch(id):
            self.say("id", f"[{id}] is not a name", "use small letters and digits", near=f'"{id}"')
        if id in self.ids:
            self.say("id", f"[{id}] is used twice", "give each its own", near=f'"{id}"')
        self.ids.add(id)

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
