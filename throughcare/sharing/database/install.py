"""Installs the functions of sharing and the compiled policy, after each migration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from throughcare.sharing.policy import load
from throughcare.sharing.policy.vocabulary import AGENCY_ROLES, ROLE_PURPOSES

HERE = Path(__file__).parent

#: In this order: the functions of a later file use those of an earlier one.
FILES = ("links.sql", "context.sql", "guards.sql", "find.sql", "caseload.sql")


def functions(cursor: Any) -> None:
    """Make the functions and triggers of this folder."""
    for name in FILES:
        if (HERE / name).exists():
            cursor.execute((HERE / name).read_text().replace("%", "%%"), [])


def policy(cursor: Any) -> None:
    """Load the compiled policy; keep the hash of the one before it."""
    compiled = load()
    cursor.execute("SELECT sha256 FROM app.policy_hash WHERE current")
    before = cursor.fetchone()
    cursor.execute("SELECT count(*) FROM app.policy_masks")
    if before and before[0] == compiled.sha256 and cursor.fetchone()[0]:
        return
    cursor.execute("DELETE FROM app.policy_cell")
    cursor.executemany(
        "INSERT INTO app.policy_cell VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        list(compiled.cells_sql_rows()),
    )
    cursor.execute("DELETE FROM app.policy_masks")
    cursor.executemany(
        "INSERT INTO app.policy_masks SELECT %s, %s, %s, app.mask_array(%s, %s, %s)::text",
        [
            (agency_type, role, purpose, agency_type, role, purpose)
            for agency_type, roles in AGENCY_ROLES.items()
            for role in roles
            for purpose in ROLE_PURPOSES[role]
        ],
    )
    cursor.execute("UPDATE app.policy_hash SET current = false")
    cursor.execute(
        "INSERT INTO app.policy_hash (sha256, current) VALUES (%s, true) "
        "ON CONFLICT (sha256) DO UPDATE SET current = true, installed_at = now()",
        [compiled.sha256],
    )
    cursor.execute(
        "DELETE FROM app.policy_hash WHERE NOT current AND sha256 <> %s",
        [before[0] if before else ""],
    )
