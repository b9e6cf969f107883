"""Which members of staff the pages of referrals are for. Each row is still decided by policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from throughcare.agencies.rules import may_manage
from throughcare.core.access import CARE_TYPES

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: People whose work is with people: who counts, audits or administers sees none of them.
_NOT_CARE = frozenset({"subject_rights", "audit", "service_management"})


def receives(ctx: Context) -> bool:
    """May read what other teams send to their team: care staff."""
    return (
        ctx.agency_type in CARE_TYPES
        and ctx.purpose not in _NOT_CARE
        and ctx.allows("read", "disclosed")
    )


def answers(ctx: Context) -> bool:
    """May say yes or no for their team: who records for its people (``app.answers_referrals``)."""
    return receives(ctx) and ctx.allows("create", "health_summary")


def works_in_care(ctx: Context) -> bool:
    """Sees the directory from the main menu: care staff, and who keeps it."""
    if ctx.agency_type not in CARE_TYPES:
        return False
    return receives(ctx) or keeps_directory(ctx)


def keeps_directory(ctx: Context) -> bool:
    """Adds entries and names who keeps them: the administrators of a care agency.

    The database holds the same (``DirectoryService.write_sql``).
    """
    return ctx.agency_type in CARE_TYPES and may_manage(ctx)
