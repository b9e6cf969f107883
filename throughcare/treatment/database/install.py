"""Installs the functions of this folder after each migration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def functions(cursor: Any) -> None:
    cursor.execute((HERE / "groups.sql").read_text())
