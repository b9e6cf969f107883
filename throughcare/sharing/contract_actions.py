"""What administrators can do about agreements between agencies: propose, confirm, end.

Two people make one, and one of the two is from the agency that gives. The database holds the
same rules (``database/guards.sql`` and the policies of the table).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.agencies.models import Membership
from throughcare.core import registry
from throughcare.core.errors import MoveNotAllowed, NotAllowed, StaleVersion
from throughcare.sharing.link_actions import database_now, mask_of
from throughcare.sharing.models import SharingAgreement

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class Terms:
    """What one agency will share with another, as the signed document says."""

    from_agency_id: UUID
    to_agency_id: UUID
    purpose: str
    categories: tuple[str, ...]
    grants_find: bool
    starts_at: datetime
    ends_at: datetime | None
    document: str
    document_sha256: str
    signatories: str


def propose_agreement(ctx: Context, *, terms: Terms) -> SharingAgreement:
    """Put an agreement before a second person. Nothing is shared until they confirm it."""
    if ctx.agency_id not in (terms.from_agency_id, terms.to_agency_id):
        raise NotAllowed("propose", "the agreement is between two other agencies")
    agreement = SharingAgreement(
        from_agency_id=terms.from_agency_id,
        to_agency_id=terms.to_agency_id,
        purpose=terms.purpose,
        categories=mask_of(terms.categories),
        grants_find=terms.grants_find,
        status=SharingAgreement.Status.PROPOSED,
        starts_at=terms.starts_at,
        ends_at=terms.ends_at,
        document=terms.document,
        document_sha256=terms.document_sha256,
        signatories=terms.signatories,
        proposed_by_id=ctx.membership_id,
    )
    agreement.save(force_insert=True)
    _audit(ctx, "sharing_agreement.proposed", [agreement.pk])
    return agreement


def confirm_agreement(ctx: Context, *, agreement_id: UUID, version: int) -> None:
    """Put a proposal in force. Raises NotAllowed with why this person may not."""
    agreement = SharingAgreement.objects.get(pk=agreement_id)
    if why := why_not_confirm(ctx, agreement):
        raise NotAllowed("confirm", why)
    if agreement.status != SharingAgreement.Status.PROPOSED:
        raise MoveNotAllowed(f"cannot confirm an agreement that is [{agreement.status}]")
    changed = SharingAgreement.objects.filter(
        pk=agreement_id, version=version, status=SharingAgreement.Status.PROPOSED
    ).update(
        status=SharingAgreement.Status.LIVE,
        confirmed_by_id=ctx.membership_id,
        version=version + 1,
    )
    if not changed:
        raise StaleVersion(row_id=agreement_id, theirs=agreement)
    _audit(ctx, "sharing_agreement.confirmed", [agreement_id])


def why_not_confirm(ctx: Context, agreement: SharingAgreement) -> str:
    """Why this context may not confirm the agreement: a code, "" when it may.

    ``other_agencies``, ``own_proposal`` or ``giver_missing``.
    """
    if ctx.agency_id not in (agreement.from_agency_id, agreement.to_agency_id):
        return "other_agencies"
    proposer = Membership.objects.select_related("team").get(pk=agreement.proposed_by_id)
    if proposer.user_id == ctx.user_id:
        return "own_proposal"
    if agreement.from_agency_id not in (proposer.team.agency_id, ctx.agency_id):
        return "giver_missing"
    return ""


def end_agreement(ctx: Context, *, agreement_id: UUID, version: int) -> None:
    """End an agreement, or drop a proposal, at once: narrowing needs no second person."""
    agreement = SharingAgreement.objects.get(pk=agreement_id)
    if ctx.agency_id not in (agreement.from_agency_id, agreement.to_agency_id):
        raise NotAllowed("end", "the agreement is between two other agencies")
    at = database_now()
    changed = (
        SharingAgreement.objects.filter(pk=agreement_id, version=version)
        .exclude(status=SharingAgreement.Status.ENDED)
        .update(status=SharingAgreement.Status.ENDED, ends_at=at, version=version + 1)
    )
    if not changed:
        raise StaleVersion(row_id=agreement_id, theirs=agreement)
    _audit(ctx, "sharing_agreement.ended", [agreement_id])


def _audit(ctx: Context, action: str, object_ids: Iterable[UUID]) -> None:
    registry.supplied("audit").write(
        ctx, action=action, outcome="allowed", object_ids=list(object_ids)
    )
