"""The columns of a signature that its lead may write."""

from __future__ import annotations

from typing import Any

WEB_ROLES = "throughcare_web, throughcare_worker"
TABLE = "instruments_instrumentversion"
#: Who was asked, and under which words, is never rewritten.
CHANGED = "status, signed_name, registration, signed_at, reason, version"


def last(cursor: Any) -> None:
    """After the policies: updates by column only."""
    cursor.execute(f"REVOKE UPDATE ON public.{TABLE} FROM {WEB_ROLES}")
    cursor.execute(f"GRANT UPDATE ({CHANGED}) ON public.{TABLE} TO {WEB_ROLES}")
