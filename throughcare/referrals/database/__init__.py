"""Installs what migrations cannot: how a referral moves, and that what was sent stays as sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def functions(cursor: Any) -> None:
    """Make the functions and triggers of this folder; may be run again."""
    cursor.execute((HERE / "referrals.sql").read_text().replace("%", "%%"), [])
