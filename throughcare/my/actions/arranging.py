"""Who answers in a team when nobody has acted on a safety answer: set by an administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from throughcare.agencies.models import Membership, Team
from throughcare.agencies.rules import require_manager
from throughcare.my.models import SafetyArrangement

if TYPE_CHECKING:
    from throughcare.core.context import Context


def set_arrangement(
    ctx: Context, *, team: Team, duty_holder: Membership, telephone: str, minutes: int
) -> SafetyArrangement:
    """Set or change the arrangement of one team; the old row stays in the history."""
    require_manager(ctx)
    row = SafetyArrangement.visible_to(ctx).filter(team_id=team.pk).first()
    made = row is None
    if row is None:
        row = SafetyArrangement(agency_id=ctx.agency_id, team=team)
    row.duty_holder, row.telephone, row.minutes = duty_holder, telephone, minutes
    if not made:
        row.version += 1
    row.save(force_insert=made)
    return row
