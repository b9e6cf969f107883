"""Two people wrote in the same place: what each changed, and both put together.

Pure functions over words, for the page that asks what to keep.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"\w+(?:['\u2019]\w+)*|[^\w\s]|\s+")


@dataclass(frozen=True)
class Piece:
    """A run of text, and whether it is new against the text before."""

    text: str
    new: bool


def mark(before: str, after: str) -> list[Piece]:
    """The text after, in pieces, with what is new marked."""
    old, new = _words(before), _words(after)
    pieces: list[Piece] = []
    for tag, _i1, _i2, j1, j2 in _changes(old, new):
        if j1 == j2:
            continue
        pieces += _piece("".join(new[j1:j2]), tag != "equal")
    return pieces


def put_together(before: str, mine: str, theirs: str) -> str:
    """A text with both people's changes, mine first where they touch. For a person to edit."""
    old = _words(before)
    edits = sorted(
        [(i1, i2, 0, new) for i1, i2, new in _edits(old, _words(mine))]
        + [(i1, i2, 1, new) for i1, i2, new in _edits(old, _words(theirs))],
        key=lambda edit: edit[:3],
    )
    result: list[str] = []
    position = 0
    last: tuple[int, int, list[str]] | None = None
    for start, end, _who, new in edits:
        if (start, end, new) == last:
            continue  # both made the same change
        result += old[position:start]
        touching = last is not None and start <= last[1]  # so the edit before is the other's
        if touching and result and new and not (result[-1].isspace() or new[0].isspace()):
            result.append(" ")
        result += new
        position = max(position, end)
        last = (start, end, new)
    result += old[position:]
    return "".join(result)


def _edits(old: list[str], new: list[str]) -> list[tuple[int, int, list[str]]]:
    return [(i1, i2, new[j1:j2]) for tag, i1, i2, j1, j2 in _changes(old, new) if tag != "equal"]


def _changes(old: list[str], new: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _piece(text: str, new: bool) -> list[Piece]:
    # The spaces at the ends stay outside the mark.
    core = text.strip()
    if not new or not core:
        return [Piece(text, False)]
    lead, trail = text[: text.index(core)], text[text.index(core) + len(core) :]
    return [
        Piece(part, flag) for part, flag in ((lead, False), (core, True), (trail, False)) if part
    ]
