"""Readers who were named after issue: a corrected report goes to them as well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse

from throughcare.agencies.models import Membership
from throughcare.core import clock
from throughcare.court_reports.models import ClinicalLine, CourtReport, ReportRecipient
from throughcare.documents.models import Delivery, Document

if TYPE_CHECKING:
    from throughcare.core.context import Context

Who = ReportRecipient.Who
_WHO = {"court": Who.COURT, "probation": Who.PROBATION}


def correction_url(ctx: Context, document: Document, reference: str) -> str:
    """Where the corrected version of a report begins; "" for whoever may write none."""
    if not ctx.allows("create", "clinical_detail", document.person_id):
        return ""
    rows = CourtReport.visible_to(ctx).filter(document_id=document.pk)
    number = rows.filter(status=CourtReport.Status.ISSUED).values_list("number", flat=True).first()
    return reverse("report_correct", args=[reference, number]) if number else ""


def add_named_later(ctx: Context, old: CourtReport, new: CourtReport) -> None:
    """Put them among the recipients of the corrected draft, with the lines that they may read."""
    copies = Delivery.visible_to(ctx).filter(document_id=old.document_id)
    later = copies.exclude(recipient__why="").select_related("recipient")
    for copy in later.order_by("recorded_at"):
        _add(ctx, copy, old, new)


def _add(ctx: Context, copy: Delivery, old: CourtReport, new: CourtReport) -> None:
    named = copy.recipient
    values = {
        "name": named.name,
        "organisation": named.organisation,
        "chosen": True,
        "how": copy.how,
        "basis": named.basis,
        "basis_words": named.basis_words,
    }
    row = _one_of(ctx, new, named.principal_id)
    if row is not None:
        ReportRecipient.visible_to(ctx, "amend").filter(pk=row.pk).update(**values)
    else:
        row = ReportRecipient(
            person_id=new.person_id,
            agency_id=ctx.agency_id,
            recorded_by_id=ctx.membership_id,
            recorded_at=clock.now(),
            report=new,
            who=_who(named.principal_id),
            kind=named.kind,
            principal_id=named.principal_id,
            **values,
        )
        ctx.require("create", row)
        row.save(force_insert=True)
    _open_lines(ctx, row, named.covers, old, new)


def _one_of(ctx: Context, new: CourtReport, principal_id: UUID | None) -> ReportRecipient | None:
    """The line of the draft that the account has already: listed before, and not chosen then."""
    if principal_id is None:
        return None
    rows = ReportRecipient.visible_to(ctx, "amend").filter(report_id=new.pk, dropped=False)
    found: ReportRecipient | None = rows.filter(principal_id=principal_id).first()
    return found


def _open_lines(
    ctx: Context,
    row: ReportRecipient,
    covers: Sequence[int],
    old: CourtReport,
    new: CourtReport,
) -> None:
    """The lines that their basis covered in the old version are theirs in the new one."""
    texts = ClinicalLine.visible_to(ctx).filter(report_id=old.pk, dropped=False)
    covered = [
        line.text
        for place, line in enumerate(texts.order_by("recorded_at"), start=1)
        if place in covers
    ]
    mine = ClinicalLine.visible_to(ctx, "amend").filter(report_id=new.pk, text__in=covered)
    for line in mine:
        readers = [*line.agreed_for, row.pk]
        ClinicalLine.visible_to(ctx, "amend").filter(pk=line.pk).update(agreed_for=readers)


def _who(principal_id: UUID | None) -> str:
    if principal_id is None:
        return Who.OTHER
    rows = Membership.objects.filter(pk=principal_id)
    agency_type = rows.values_list("team__agency__type", flat=True).first()
    return _WHO.get(agency_type or "", Who.OTHER)
