"""Installs the trigger of stages, and the columns of settings that may change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
WEB_ROLES = "throughcare_web, throughcare_worker"
TABLE, CHANGED = "pathways_pathwaysetting", "value, source, set_by_id, set_at, version"


def functions(cursor: Any) -> None:
    """Make the functions of this folder."""
    cursor.execute((HERE / "pathways.sql").read_text())


def last(cursor: Any) -> None:
    """After the policies: updates by column only, and the trigger of stages."""
    cursor.execute(f"REVOKE UPDATE ON public.{TABLE} FROM {WEB_ROLES}")
    cursor.execute(f"GRANT UPDATE ({CHANGED}) ON public.{TABLE} TO {WEB_ROLES}")
    cursor.execute("DROP TRIGGER IF EXISTS stage_needs_event ON public.pathways_episode")
    cursor.execute(
        "CREATE CONSTRAINT TRIGGER stage_needs_event AFTER INSERT OR UPDATE "
        "ON public.pathways_episode DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        "EXECUTE FUNCTION app.stage_needs_event()"
    )
