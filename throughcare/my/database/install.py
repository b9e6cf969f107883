"""Installs the functions of own pages, after each migration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def functions(cursor: Any) -> None:
    """Make the functions of this folder. May be run again."""
    cursor.execute((HERE / "own_pages.sql").read_text().replace("%", "%%"), [])
