"""Installs the triggers and functions of the log, after each migration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from throughcare.audit.leaves import leaf_sql

HERE = Path(__file__).parent


def functions(cursor: Any) -> None:
    """Make the functions and triggers of this folder. May be run again."""
    log = (HERE / "log.sql").read_text().format(leaf=leaf_sql("NEW"))
    cursor.execute(log.replace("%", "%%"), [])
    cursor.execute((HERE / "seen_by.sql").read_text().replace("%", "%%"), [])
