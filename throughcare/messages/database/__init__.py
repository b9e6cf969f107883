"""Installs what migrations cannot: plain rows, and the doors through which the worker sends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def functions(cursor: Any) -> None:
    """Make the functions and triggers of this folder; may be run again."""
    cursor.execute((HERE / "messages.sql").read_text().replace("%", "%%"), [])
