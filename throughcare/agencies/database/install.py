"""Installs the functions of agencies, and the columns of teams and places that may be changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

WEB_ROLES = "throughcare_web, throughcare_worker"
#: What one administrator may change alone: none of these lets anybody reach more.
CHANGED_ALONE = {
    "agencies_team": "name, ends_on, version",
    "agencies_place": "name, kind, ends_on, version",
}


def functions(cursor: Any) -> None:
    """Make the functions of this folder."""
    cursor.execute((HERE / "agencies.sql").read_text())


def narrow(cursor: Any) -> None:
    """After the policies: updates by column only."""
    for table, columns in CHANGED_ALONE.items():
        cursor.execute(f"REVOKE UPDATE ON public.{table} FROM {WEB_ROLES}")
        cursor.execute(f"GRANT UPDATE ({columns}) ON public.{table} TO {WEB_ROLES}")
