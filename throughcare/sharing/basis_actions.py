"""What people can do about the grounds on which one agency tells another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from throughcare.agencies.models import Agency
from throughcare.core import clock
from throughcare.core.errors import ReasonMissing, StaleVersion
from throughcare.core.events import record
from throughcare.sharing import rules
from throughcare.sharing.link_actions import database_now, mask_of
from throughcare.sharing.models import Agreement, Basis, BasisKind

if TYPE_CHECKING:
    from throughcare.core.context import Context


def record_basis(
    ctx: Context,
    *,
    person_id: UUID,
    recipient_agency_id: UUID,
    kind: int,
    text: str,
    categories: Iterable[str],
    purposes: Iterable[str] = (),
    decided_by_id: UUID | None = None,
    ends_at: datetime | None = None,
) -> Basis:
    """Record another ground than agreement: the power, the danger, the decision, the order.

    ``text`` names it and may not be empty (ReasonMissing). Agreement of the person is
    recorded with ``record_agreement``, which keeps the words used.
    """
    if kind == BasisKind.EXPLICIT_CONSENT:
        raise ReasonMissing("agreement is recorded with its words, not as another ground")
    if not text.strip():
        raise ReasonMissing("a ground is recorded with what it is")
    agency = Agency.objects.get(pk=recipient_agency_id)
    return _save_basis(
        ctx,
        person_id=person_id,
        agency=agency,
        kind=kind,
        text=text,
        mask=mask_of(categories),
        purposes=list(purposes) or list(rules.purposes_of(agency.type)),
        decided_by_id=decided_by_id,
        ends_at=ends_at,
    )


def end_basis(ctx: Context, *, basis_id: UUID, version: int) -> Basis:
    """End a ground now. Raises StaleVersion when a colleague was first."""
    basis: Basis = Basis.visible_to(ctx).get(pk=basis_id)
    ctx.require("amend", basis)
    if basis.version != version or (basis.ends_at and basis.ends_at <= clock.now()):
        raise StaleVersion(row_id=basis_id, theirs=basis)
    _close_basis(ctx, basis, at=database_now())
    return basis


def agreed_basis(ctx: Context, agreement: Agreement, agency: Agency) -> Basis:
    """The ground that a yes gives to one agency; it lasts as long as the agreement."""
    return _save_basis(
        ctx,
        person_id=agreement.person_id,
        agency=agency,
        kind=BasisKind.EXPLICIT_CONSENT,
        text=agreement.words_used[:500] or str(agreement.get_answer_display()),
        mask=agreement.categories,
        purposes=list(rules.purposes_of(agency.type)),
        ends_at=agreement.ends_at,
        agreement=agreement,
    )


def _save_basis(
    ctx: Context,
    *,
    person_id: UUID,
    agency: Agency,
    kind: int,
    text: str,
    mask: int,
    purposes: list[str],
    decided_by_id: UUID | None = None,
    ends_at: datetime | None = None,
    agreement: Agreement | None = None,
) -> Basis:
    basis = Basis(
        person_id=person_id,
        agency_id=ctx.agency_id,
        recorded_by_id=ctx.membership_id,
        recorded_at=clock.now(),
        recipient_agency=agency,
        kind=kind,
        categories=mask,
        purposes=purposes,
        text=text[:500],
        decided_by_id=decided_by_id or ctx.membership_id,
        agreement=agreement,
        starts_at=database_now(),
        ends_at=ends_at,
    )
    basis.save(force_insert=True)
    record(
        ctx,
        "basis.recorded",
        subject=basis,
        person_id=person_id,
        payload={"kind": BasisKind(kind).name.lower(), "recipient": str(agency.pk)},
    )
    return basis


def _close_basis(ctx: Context, basis: Basis, *, at: datetime) -> None:
    changed = (
        Basis.visible_to(ctx, "amend")
        .filter(pk=basis.pk, version=basis.version)
        .update(ends_at=at, version=basis.version + 1)
    )
    if not changed:
        raise StaleVersion(row_id=basis.pk, theirs=basis)
    basis.ends_at, basis.version = at, basis.version + 1
    record(
        ctx,
        "basis.ended",
        subject=basis,
        person_id=basis.person_id,
        payload={
            "kind": BasisKind(basis.kind).name.lower(),
            "recipient": str(basis.recipient_agency_id),
        },
    )


def end_bases_of(ctx: Context, agreements: list[Agreement], *, at: datetime) -> None:
    """End what rests on some agreements of the person, and nothing else."""
    if not agreements:
        return
    resting = Basis.visible_to(ctx, "amend").filter(
        Q(ends_at=None) | Q(ends_at__gt=at), agreement__in=agreements
    )
    for basis in list(resting):
        _close_basis(ctx, basis, at=at)
