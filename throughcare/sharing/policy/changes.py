"""The difference between two policies, in sentences that an owner can sign."""

from __future__ import annotations

import csv
from collections.abc import Collection
from pathlib import Path

from throughcare.sharing.policy.compiler import SOURCE_HEADER, Cell, compile_source
from throughcare.sharing.policy.folding import Line, fold, said
from throughcare.sharing.policy.sentences import with_article
from throughcare.sharing.policy.vocabulary import COLUMNS


def read_cells(path: Path) -> frozenset[Cell]:
    """The cells of a source file or of an expanded file; raises PolicyFaults or ValueError."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    if tuple(header) == SOURCE_HEADER:
        return frozenset(compile_source(path).rules)
    if tuple(header) != tuple(COLUMNS) or any(len(row) != len(COLUMNS) for row in rows):
        raise ValueError(f"{path.name} is neither a policy source nor an expanded policy")
    return frozenset(Cell(*row) for row in rows)


def sentences_of(old: Collection[Cell], new: Collection[Cell]) -> list[str]:
    """One sentence for each change, what was gained before what was lost."""
    gained = [_sentence(line, "may now") for line in fold(set(new) - set(old))]
    lost = [_sentence(line, "may no longer") for line in fold(set(old) - set(new))]
    return gained + lost


def _sentence(line: Line, verb: str) -> str:
    who = f"{said(line, 'role')} ({said(line, 'agency_type')})"
    return (
        f"{who[0].upper()}{who[1:]}, for {said(line, 'purpose', last='or')}, {verb} "
        f"{said(line, 'action')} {said(line, 'category')} rows "
        f"through {with_article(said(line, 'relationship', last='or'))} link: "
        f"{said(line, 'share', last='or')}; {said(line, 'basis', last='or')}."
    )
