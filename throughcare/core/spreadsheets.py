"""Files for a spreadsheet, written so that it runs nothing of what somebody typed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

#: What a spreadsheet would run; the last is the full-width equals sign.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d")


def written(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV, each cell in quotes; a cell that would be run is written as words."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(heading)
    writer.writerows([as_words(cell) for cell in row] for row in rows)
    return out.getvalue()


def as_words(text: str) -> str:
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text


def as_typed(text: str) -> str:
    """Undo ``as_words``: what we wrote out comes back as it was."""
    text = text.strip()
    return text[1:] if text.startswith("'") and text[1:].lstrip().startswith(FORMULA) else text
