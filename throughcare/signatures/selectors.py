"""Who may be asked to sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from throughcare.agencies.models import Membership
from throughcare.agencies.selectors import live

if TYPE_CHECKING:
    from throughcare.core.context import Context


def leads(ctx: Context) -> list[Membership]:
    """Who may be asked to sign in the asker's agency: live, in a role that signs; not oneself."""
    rows = (
        Membership.objects.filter(live(), team__agency_id=ctx.agency_id, user__is_active=True)
        .filter(role__in=roles_that_sign(ctx.agency_type))
        .exclude(user_id=ctx.user_id)
    )
    return list(rows.select_related("user", "team").order_by("user__name", "team__name"))


def roles_that_sign(agency_type: str) -> list[str]:
    """The roles that some cell of the policy lets sign what is health."""
    from throughcare.sharing.policy import load
    from throughcare.sharing.policy.vocabulary import AGENCY_ROLES, CATEGORIES, ROLE_PURPOSES

    bit = 1 << CATEGORIES["health_summary"]
    return [
        role
        for role in AGENCY_ROLES[agency_type]
        if any(
            mask & bit
            for purpose in ROLE_PURPOSES[role]
            for mask in load().masks(agency_type, role, purpose, "sign").values()
        )
    ]
