"""What waits for a clinical lead and is nobody's work about a person: a signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from throughcare.core.worklist import Notice, offer_notice
from throughcare.signatures.models import Signature

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from throughcare.core.context import Context
    from throughcare.signatures.kinds import Kind


def _may_sign(ctx: Context) -> bool:
    return ctx.allows("sign", "health_summary")


def register(kind: Kind[Any]) -> None:
    """Say on the page Today of a lead how much of this kind waits for their own signature."""

    def asked(ctx: Context) -> QuerySet[Signature]:
        mine = kind.signatures(ctx.agency_id).filter(lead_id=ctx.membership_id)
        return mine.filter(status=Signature.Status.ASKED)

    offer_notice(
        Notice(f"{kind.name}_signatures", _may_sign, asked, kind.waiting, url_name=kind.list_url)
    )
