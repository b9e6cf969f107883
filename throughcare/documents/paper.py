"""What stands on a document, as data: one content, from which the page and the PDF are made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

#: The part whose lines may be read only by those whom each was agreed for.
LIMITED = "clinical"
#: The part with the words of a letter to the person or to those who treat them.
LETTER = "letter"
#: A section with no more characters than this stands on one page.
KEEP_TOGETHER = 1800
_BULLET = re.compile(r"^\s*(?:[-*\u2022\u2013])\s+")
#: Characters that no document needs and some readers of PDF choke on.
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff\ufffe\uffff]")


@dataclass(frozen=True)
class Block:
    """A paragraph (text), a list (items) or facts side by side (rows)."""

    kind: str
    text: str = ""
    items: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    caption: str = ""


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it; ``key`` names it for a link that changes it."""

    key: str
    heading: str
    blocks: tuple[Block, ...]
    boxed: bool = False

    @property
    def keep_together(self) -> bool:
        """Short enough not to be split over two pages."""
        letters = sum(
            len(block.text) + sum(map(len, block.items)) + sum(len(b) for _a, b in block.rows)
            for block in self.blocks
        )
        return letters <= KEEP_TOGETHER


@dataclass(frozen=True)
class Paper:
    """One document. ``reference`` is on every page, ``person`` too; a draft says so in words."""

    marking: str
    reference: str
    reference_words: str
    title: str
    person: str
    author: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    signature: tuple[str, ...]
    page_words: str
    footer: str = ""
    lines: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    draft: bool = False
    draft_words: str = ""
    language: str = "en"
    extra: dict[str, str] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """For JSON: strings, lists and numbers only, without characters that nobody sees."""
        data: dict[str, Any] = _plain(asdict(self))
        for section, source in zip(data["sections"], self.sections, strict=True):
            section["keep_together"] = source.keep_together
        return data


def limited_lines(paper: Mapping[str, Any]) -> list[str]:
    """The lines of a frozen paper that were agreed for named readers only, in their order."""
    return [
        item
        for section in paper["sections"]
        if section["key"] == LIMITED
        for block in section["blocks"]
        for item in block["items"]
    ]


def is_for_care(paper: Mapping[str, Any]) -> bool:
    """Were its words written for the person or for those who treat them, and for nobody else?"""
    return any(section["key"] == LETTER for section in paper["sections"])


def blocks_of(text: str) -> tuple[Block, ...]:
    """What somebody typed as paragraphs and lists: a line that begins with a dash is an item."""
    blocks: list[Block] = []
    items: list[str] = []
    words: list[str] = []

    def close() -> None:
        if items:
            blocks.append(Block("bullets", items=tuple(items)))
        if words:
            blocks.append(Block("paragraph", text=" ".join(words)))
        items.clear()
        words.clear()

    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if _BULLET.match(line):
            if words:
                close()
            items.append(_BULLET.sub("", line).strip())
        elif not line.strip():
            close()
        else:
            if items:
                close()
            words.append(line.strip())
    close()
    return tuple(blocks)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return _UNSEEN.sub("", value)
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
