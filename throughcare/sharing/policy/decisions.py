"""What the compiled policy answers: one decision with its reason, or the masks for SQL.

A cell's basis is the least that it needs: a cell with basis `none` holds whatever basis is
recorded besides. A decision here is about the policy alone. Whether the relationship is
live, the agreement in date and the person not excluded is asked of the data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from throughcare.sharing.policy import sentences, vocabulary
from throughcare.sharing.policy.vocabulary import BASES, CATEGORIES, COLUMNS, RELATIONSHIPS, SHARES

if TYPE_CHECKING:
    from throughcare.sharing.policy.compiler import Cell

MaskKey = tuple[str, int, int]
SqlRow = tuple[str, str, str, str, int, int, int, int]


@dataclass(frozen=True)
class Decision:
    """`because` is one sentence; `rule` is `cells.csv:LINE` of the source, None on denial."""

    allow: bool
    because: str
    rule: str | None


class UnknownWord(ValueError):
    """A word that the policy does not know; the message names the choices."""

    def __init__(self, column: str, word: str) -> None:
        choices = ", ".join(COLUMNS[column])
        super().__init__(f"unknown {column} [{word}]: choose from {choices}")


class Policy:
    """The cells in force, under one hash. Build it with `compiler.load()`."""

    def __init__(
        self, rules: Mapping[Cell, int], whys: Mapping[int, str], *, sha256: str, file: str
    ) -> None:
        self.sha256 = sha256
        self._rules = rules
        self._by_words = {tuple(cell): line for cell, line in rules.items()}
        self._whys = whys
        self._file = file

    @property
    def cells(self) -> list[Cell]:
        """Every allowed combination, sorted as in expanded.csv."""
        return sorted(self._rules)

    def decide(
        self,
        *,
        agency_type: str,
        role: str,
        relationship: str,
        purpose: str,
        category: str,
        action: str,
        basis: str = "none",
        share: str = "own",
    ) -> Decision:
        """May it be done to such a row, given a live relationship? Raises UnknownWord."""
        words = {
            "agency_type": agency_type,
            "role": role,
            "relationship": relationship,
            "purpose": purpose,
            "category": category,
            "basis": basis,
            "action": action,
        }
        return self.explain(words, shares=(share,))

    def explain(self, words: Mapping[str, str], *, shares: Iterable[str]) -> Decision:
        """As `decide`, over rows of several shares: the first share that allows it answers.

        `words` has every column of the policy but `share`. Raises UnknownWord.
        """
        tried = tuple(shares)
        for column, word in [*words.items(), *(("share", share) for share in tried)]:
            if word not in COLUMNS[column]:
                raise UnknownWord(column, word)
        for share in tried:
            line = self._line({**words, "share": share})
            if line is not None:
                because = sentences.allowed({**words, "share": share}, self._whys[line])
                return Decision(True, because, f"{self._file}:{line}")
        return Decision(False, self._why_not(words, tried), None)

    def may(self, *, agency_type: str, role: str, purpose: str, action: str) -> bool:
        """Is there any row at all on which this role does this, for this purpose?"""
        return bool(self.masks(agency_type, role, purpose, action))

    def masks(
        self, agency_type: str, role: str, purpose: str, action: str
    ) -> Mapping[MaskKey, int]:
        """(share, relationship number, basis number) → bits of the categories it opens."""
        return self._masks.get((agency_type, role, purpose, action), {})

    def cells_sql_rows(self) -> list[SqlRow]:
        """Rows of app.policy_cell: agency_type, role, purpose, action, share number,
        relationship number, basis number, category mask.
        """
        return sorted(
            (*who, SHARES[share], relationship, basis, mask)
            for who, masks in self._masks.items()
            for (share, relationship, basis), mask in masks.items()
        )

    @cached_property
    def _masks(self) -> dict[tuple[str, str, str, str], dict[MaskKey, int]]:
        found: dict[tuple[str, str, str, str], dict[MaskKey, int]] = {}
        for cell in self._rules:
            who = (cell.agency_type, cell.role, cell.purpose, cell.action)
            key = (cell.share, RELATIONSHIPS[cell.relationship], BASES[cell.basis])
            masks = found.setdefault(who, {})
            masks[key] = masks.get(key, 0) | 1 << CATEGORIES[cell.category]
        return found

    def _line(self, words: Mapping[str, str]) -> int | None:
        for basis in ("none", words["basis"]):
            cell = tuple({**words, "basis": basis}[column] for column in COLUMNS)
            if (line := self._by_words.get(cell)) is not None:
                return line
        return None

    def _why_not(self, words: Mapping[str, str], tried: tuple[str, ...]) -> str:
        if impossible := _cannot_occur(words):
            return impossible
        if helps := self._bases_that_help(words, tried):
            return sentences.needs(words, bases=helps)
        if helps := self._bases_that_help(words, SHARES):
            without = "none" in helps or words["basis"] in helps
            return sentences.needs(words, agreement=True, bases=() if without else helps)
        refused = [vocabulary.never({**words, "share": share}) for share in tried]
        if refused[0] is not None and None not in refused:
            return sentences.never(refused[0])
        return sentences.no_cell(words)

    def _bases_that_help(self, words: Mapping[str, str], shares: Iterable[str]) -> list[str]:
        tries = [(basis, share) for basis in BASES for share in shares]
        found = [b for b, s in tries if self._line({**words, "basis": b, "share": s}) is not None]
        return list(dict.fromkeys(found))


def _cannot_occur(words: Mapping[str, str]) -> str | None:
    role = words["role"]
    if role not in vocabulary.AGENCY_ROLES[words["agency_type"]]:
        return sentences.no_such_role(words)
    if words["purpose"] not in vocabulary.ROLE_PURPOSES[role]:
        return sentences.no_such_purpose(words)
    if words["relationship"] not in vocabulary.ROLE_RELATIONSHIPS[role]:
        return sentences.no_such_relationship(words)
    return None
