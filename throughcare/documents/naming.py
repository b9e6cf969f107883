"""A reader named after issue: who, in which capacity, why, and on what agreement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from throughcare.agencies.models import Agency, Membership, Team
from throughcare.core import clock
from throughcare.core.access import CARE_TYPES
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, ThroughcareError
from throughcare.core.events import record
from throughcare.documents.actions import To, begin_delivery
from throughcare.documents.models import Delivery, Document, DocumentContent, NamedRecipient
from throughcare.documents.paper import is_for_care, limited_lines
from throughcare.sharing.actions import group_of
from throughcare.sharing.models import Agreement
from throughcare.sharing.policy import load
from throughcare.sharing.policy.vocabulary import AGENCY_ROLES, CATEGORIES, ROLE_PURPOSES

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: Nobody reads for these what was issued to them by name.
_NOT_READING = frozenset({"subject_rights", "audit"})
#: Which recipient of an agreement an agency is.
_RECIPIENT = {
    "court": Agreement.Recipient.COURT,
    "probation": Agreement.Recipient.PROBATION,
    "police": Agreement.Recipient.CUSTODY,
}
MOST_READERS = 300


class Superseded(MoveNotAllowed):
    """A corrected version took its place: a further reader gets that one."""


class HasItAlready(MoveNotAllowed):
    """They are a reader of it already."""


class LineNotCovered(ThroughcareError):
    """A line was agreed for those who were named at issue, and not for this reader."""


class SaidNo(ThroughcareError):
    """The basis is the person's yes, and the last word that we have is no, or was taken back."""


@dataclass(frozen=True)
class Limits:
    """What a further reader may not simply be given.

    lines     each was agreed for named readers only: the basis has to cover it too;
    for_care  written for the person or those who treat them: no account outside care reads it.
    """

    lines: tuple[str, ...]
    for_care: bool


def limits_of(ctx: Context, document: Document) -> Limits:
    """Read off the frozen copy itself, whatever has become of what it was made from."""
    papers = DocumentContent.visible_to(ctx).values_list("paper", flat=True)
    paper = papers.get(document_id=document.pk)
    return Limits(tuple(limited_lines(paper)), is_for_care(paper))


def possible_readers() -> list[Membership]:
    """Staff outside care with an account now whose Today lists what is issued to them by name."""
    today = clock.today()
    wanted = Q()
    for agency_type, role in _reading_roles():
        wanted |= Q(team__agency__type=agency_type, role=role)
    rows = Membership.objects.filter(wanted, starts_on__lte=today, user__is_active=True)
    rows = rows.exclude(ends_on__lt=today).select_related("user", "team__agency")
    return list(rows.order_by("team__agency__name", "user__name")[:MOST_READERS])


@cache
def _reading_roles() -> frozenset[tuple[str, str]]:
    """(agency type, role) outside care that some cell lets read what was issued to them."""
    bit = 1 << CATEGORIES["disclosed"]
    return frozenset(
        (agency_type, role)
        for agency_type, roles in AGENCY_ROLES.items()
        if agency_type not in CARE_TYPES
        for role in roles
        for purpose in ROLE_PURPOSES[role]
        if purpose not in _NOT_READING
        if any(mask & bit for mask in load().masks(agency_type, role, purpose, "read").values())
    )


def name_reader(
    ctx: Context, *, document_id: UUID, to: To, needed_by: datetime | None = None
) -> Delivery:
    """One more reader of a document that was issued already, and their copy begun.

    Raises Superseded for a version that was corrected, HasItAlready, LineNotCovered, SaidNo,
    ReasonMissing without a basis or a word on why, and NotAllowed for an account that no cell
    lets read it.
    """
    document: Document = Document.visible_to(ctx, "amend").lock().get(pk=document_id)
    if not ctx.allows("disclose", "disclosed", document.person_id):
        raise NotAllowed("disclose", "no cell for an issued document of this person")
    if not to.basis_words.strip() or not to.why.strip():
        raise ReasonMissing("a reader who is named after issue needs a basis, and why")
    if Document.visible_to(ctx).filter(replaces_id=document.pk).exists():
        raise Superseded("a corrected version took its place")
    _require_new(ctx, document, to)
    _require_covered(ctx, document, to)
    _require_not_refused(ctx, document, to)
    if to.principal_id is not None:
        _open_to(ctx, document, to.principal_id)
    record(
        ctx,
        "document.reader_named",
        subject=document,
        person_id=document.person_id,
        payload={"kind": to.kind, "basis": to.basis, "lines": len(to.covers)},
    )
    return begin_delivery(ctx, document, to, needed_by)


def _require_new(ctx: Context, document: Document, to: To) -> None:
    rows = NamedRecipient.visible_to(ctx).filter(document_id=document.pk)
    if to.principal_id is not None:
        if rows.filter(principal_id=to.principal_id).exists():
            raise HasItAlready("this account is a reader of it already")
        return
    if rows.filter(name__iexact=to.name, organisation__iexact=to.organisation).exists():
        raise HasItAlready("somebody of this name and organisation has it already")


def _require_covered(ctx: Context, document: Document, to: To) -> None:
    limits = limits_of(ctx, document)
    if set(to.covers) != set(range(1, len(limits.lines) + 1)):
        raise LineNotCovered("each line that was agreed for others must be covered")
    if to.principal_id is None:
        return
    if limits.for_care:
        raise NotAllowed("disclose", "a letter to the person or the GP goes to no such account")
    if to.principal_id not in {member.pk for member in possible_readers()}:
        raise NotAllowed("disclose", "no cell lets this account read what is issued to it")


def _require_not_refused(ctx: Context, document: Document, to: To) -> None:
    if is_refused(ctx, document.person_id, to):
        raise SaidNo("the person said no, or took the yes back")


def is_refused(ctx: Context, person_id: UUID, to: To) -> bool:
    """Does the last word of the person about who they are speak against "they agreed"?"""
    if to.basis != NamedRecipient.Basis.AGREED:
        return False
    rows = Agreement.visible_to(ctx).filter(
        person_id__in=group_of(person_id), agency_id=ctx.agency_id
    )
    last = rows.filter(_about(to)).order_by("-recorded_at").first()
    if last is None:
        return False
    over = last.ends_at is not None and last.ends_at <= clock.now()
    return last.answer != Agreement.Answer.YES or last.withdrawn_at is not None or over


def _about(to: To) -> Q:
    if to.principal_id is None:
        other = Q(recipient=Agreement.Recipient.OTHER)
        return other & Q(recipient_name__in=[name for name in (to.name, to.organisation) if name])
    agency = _agency_of(to.principal_id, to.kind)
    said = Q(recipient_agency_id=agency.pk)
    if kind := _RECIPIENT.get(agency.type):
        said |= Q(recipient=kind, recipient_agency_id=None)
    return said


def _agency_of(principal_id: UUID, kind: str) -> Agency:
    if kind == NamedRecipient.Kind.TEAM:
        return Team.objects.select_related("agency").get(pk=principal_id).agency
    return Membership.objects.select_related("team__agency").get(pk=principal_id).team.agency


def _open_to(ctx: Context, document: Document, principal_id: UUID) -> None:
    """The frozen copy takes one more reader: the only change that it allows."""
    if principal_id in document.readers:
        return
    document.readers = [*document.readers, principal_id]
    document.version += 1
    Document.visible_to(ctx, "amend").filter(pk=document.pk).update(
        readers=document.readers, version=document.version
    )
