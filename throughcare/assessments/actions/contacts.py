"""Contacts made about a person, each on a recorded basis; other people's information apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from throughcare.assessments.models import ContactLearned, ContactMade, ThirdPartyInformation
from throughcare.core import clock
from throughcare.core.errors import ReasonMissing
from throughcare.core.events import record
from throughcare.people.actions import recorded
from throughcare.sharing.actions import group_of
from throughcare.sharing.models import Agreement, Basis, BasisKind

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class Ground:
    """On what basis somebody was asked: an agreement or a basis on the record, or a new one.

    A new one is never the person's own agreement, and says in words who decided it and why.
    """

    agreement_id: UUID | None = None
    basis_id: UUID | None = None
    kind: int | None = None
    text: str = ""


def record_contact(
    ctx: Context,
    *,
    person_id: UUID,
    agency_kind: str,
    who: str,
    how: str,
    at: datetime,
    reached: bool,
    asked: str,
    learned: str,
    ground: Ground,
    agency_name: str = "",
    assessment_id: UUID | None = None,
) -> ContactMade:
    """Record who was asked what about the person and what was learned, and on what basis."""
    if not who.strip() or not asked.strip():
        raise ReasonMissing("a contact says who was asked, and what")
    kind, agreement, basis = _basis(ctx, person_id, ground)
    contact = ContactMade(
        **recorded(ctx, person_id),
        agency_kind=ContactMade.Agency(agency_kind),
        agency_name=agency_name,
        who=who,
        how=ContactMade.How(how),
        at=at,
        reached=reached,
        basis_kind=kind,
        agreement=agreement,
        basis=basis,
        basis_text=ground.text,
        assessment_id=assessment_id,
        by_name=ctx.user_name,
    )
    ctx.require("create", contact)
    contact.save(force_insert=True)
    detail = ContactLearned(
        **recorded(ctx, person_id), contact=contact, asked=asked, learned=learned
    )
    ctx.require("create", detail)
    detail.save(force_insert=True)
    record(
        ctx,
        "contact.made",
        subject=contact,
        person_id=person_id,
        happened_at=at,
        payload={"agency": contact.agency_kind, "reached": reached, "basis": int(kind)},
    )
    return contact


def record_third_party(
    ctx: Context,
    *,
    person_id: UUID,
    about: str,
    text: str,
    told_by: str,
    told_on: date,
    basis_text: str,
) -> ThirdPartyInformation:
    """Record what was learned about somebody else, for the named people of a panel alone."""
    if not all(each.strip() for each in (about, text, told_by, basis_text)):
        raise ReasonMissing("whom it is about, who told us, and on what basis")
    row = ThirdPartyInformation(
        **recorded(ctx, person_id),
        about=about,
        text=text,
        told_by=told_by,
        told_on=told_on,
        basis_text=basis_text,
        by_name=ctx.user_name,
    )
    ctx.require("create", row)
    row.save(force_insert=True)
    record(ctx, "third_party.recorded", subject=row, person_id=person_id)
    return row


def _basis(
    ctx: Context, person_id: UUID, ground: Ground
) -> tuple[int, Agreement | None, Basis | None]:
    """What the contact rests on; ReasonMissing when it rests on nothing that is recorded."""
    people, now = group_of(person_id), clock.now()
    still = Q(ends_at=None) | Q(ends_at__gt=now)
    if ground.agreement_id is not None:
        agreements = Agreement.visible_to(ctx).filter(
            still,
            pk=ground.agreement_id,
            person_id__in=people,
            answer=Agreement.Answer.YES,
            withdrawn_at=None,
        )
        agreement: Agreement | None = agreements.first()
        if agreement is None:
            raise ReasonMissing("the person does not agree to this any more")
        return BasisKind.EXPLICIT_CONSENT, agreement, None
    if ground.basis_id is not None:
        bases = Basis.visible_to(ctx).filter(still, pk=ground.basis_id, person_id__in=people)
        basis: Basis | None = bases.first()
        if basis is None:
            raise ReasonMissing("this basis no longer holds")
        return basis.kind, None, basis
    allowed = set(BasisKind) - {BasisKind.EXPLICIT_CONSENT}
    if ground.kind not in allowed or not ground.text.strip():
        raise ReasonMissing("a contact rests on a basis: which, who decided it, and why")
    return BasisKind(ground.kind), None, None
