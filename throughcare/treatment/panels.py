"""Who is shown the menu of treatment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from throughcare.core.access import CARE_TYPES

if TYPE_CHECKING:
    from throughcare.core.context import Context


def treats(ctx: Context) -> bool:
    """Those who treat people or supervise who does: nobody who only checks records."""
    if ctx.purpose in ("subject_rights", "audit"):
        return False
    return ctx.agency_type in CARE_TYPES and ctx.allows("read", "clinical_detail")
