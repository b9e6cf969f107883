"""Installs what migrations cannot: that a frozen copy stays frozen, and that reading is noted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def functions(cursor: Any) -> None:
    """Make the functions and triggers of this folder; may be run again."""
    cursor.execute((HERE / "documents.sql").read_text().replace("%", "%%"), [])
