"""What the pages of reports read; each knows who asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from throughcare.core import clock
from throughcare.core.views import get_or_404
from throughcare.court.models import Hearing
from throughcare.court_reports import kinds, rules
from throughcare.court_reports.models import (
    ClinicalLine,
    CourtReport,
    ProvisionList,
    ReportRecipient,
    ReportSection,
)
from throughcare.court_reports.papers import Whole
from throughcare.documents.models import NamedRecipient
from throughcare.people.folding import search_name
from throughcare.sharing.models import Agreement

if TYPE_CHECKING:
    from throughcare.core.context import Context

MOST = 50


def reports_of(ctx: Context, group: Sequence[UUID]) -> list[CourtReport]:
    """Reports about the person, the newest first, without drafts that were given up."""
    rows = list(
        CourtReport.visible_to(ctx)
        .filter(person_id__in=list(group))
        .exclude(status=CourtReport.Status.WITHDRAWN)
        .select_related("hearing__place", "replaces")
        .order_by("-recorded_at")[:MOST]
    )
    ctx.shown.objects(*(row.pk for row in rows))
    return rows


def hearings_to_write_for(ctx: Context, group: Sequence[UUID]) -> list[Hearing]:
    """Hearings from today on for which a report could still be written, the next first."""
    rows = (
        Hearing.visible_to(ctx)
        .filter(person_id__in=list(group), on__gte=clock.today(), status=Hearing.Status.LISTED)
        .select_related("place")
        .order_by("on", "starts_at")
    )
    return list(rows[:MOST])


def report_or_404(ctx: Context, group: Sequence[UUID], number: int) -> CourtReport:
    """The report with this number of the person, or the page of an absent one."""
    rows = (
        CourtReport.visible_to(ctx)
        .filter(person_id__in=list(group), agency_id=ctx.agency_id)
        .select_related(
            "hearing__place", "hearing__entry", "replaces__document", "person", "provision"
        )
        .annotate(newest_provision=_newest_provision())
    )
    found: CourtReport = get_or_404(rows, number=number)
    ctx.shown.objects(found.pk)
    return found


def whole_of(ctx: Context, report: CourtReport) -> Whole:
    """All of one report, in three statements."""
    sections = ReportSection.visible_to(ctx).filter(report_id=report.pk)
    recipients = ReportRecipient.visible_to(ctx).filter(report_id=report.pk, dropped=False)
    readers = list(
        recipients.annotate(last_said=_last_said(ctx)).order_by("who", "recorded_at", "name")
    )
    lines = ClinicalLine.visible_to(ctx).filter(report_id=report.pk, dropped=False)
    return Whole(
        report=report,
        person=report.person,
        hearing=report.hearing,
        sections={row.key: row for row in sections},
        recipients=readers,
        lines=list(lines.order_by("recorded_at")),
        agency_name=ctx.agency_name,
        author=report.by_name,
        refused=frozenset(row.who for row in readers if _is_refused(row.last_said)),
        is_mine=report.signer_id == ctx.membership_id,
    )


def _newest_provision() -> Any:
    """The number of the agency's newest list of what is available, as a part of a query."""
    rows = ProvisionList.objects.filter(agency_id=OuterRef("agency_id"))
    return Subquery(rows.order_by("-number").values("number")[:1])


def _last_said(ctx: Context) -> Any:
    """What the person said last about the kind of recipient of a row, as a part of its query."""
    said = JSONObject(answer="answer", withdrawn="withdrawn_at", ends="ends_at")
    rows = Agreement.visible_to(ctx).filter(
        person_id=OuterRef("person_id"), agency_id=ctx.agency_id, recipient=OuterRef("who")
    )
    return Subquery(rows.order_by("-recorded_at").values(said=said)[:1])


def _is_refused(said: dict[str, Any] | None) -> bool:
    """Is the last word no, not today, taken back, or over?"""
    if said is None:
        return False
    over = said["ends"] is not None and datetime.fromisoformat(said["ends"]) <= clock.now()
    return said["answer"] != Agreement.Answer.YES or said["withdrawn"] is not None or over


def facts_of(whole: Whole, *, pages: int) -> rules.Facts:
    """A report as its checks look at it."""
    report = whole.report
    return rules.Facts(
        sections={key: whole.sections[key].text for key in kinds.parts_of(report.kind)},
        kind=report.kind,
        titles={key.value: str(key.label) for key in ReportSection.Key},
        readers=[
            rules.Reader(
                row.pk,
                row.name,
                bool(row.basis and row.basis_words),
                refused=row.basis == NamedRecipient.Basis.AGREED and row.who in whole.refused,
            )
            for row in whole.chosen
        ],
        lines=[rules.Line(row.text, frozenset(row.agreed_for)) for row in whole.lines],
        identity=identity(whole),
        restricted=whole.hearing.restricted,
        is_signed=bool(report.profession and report.registration),
        is_mine=whole.is_mine,
        pages=pages,
    )


def identity(whole: Whole) -> str:
    """Does the court's list mean the person of this record?"""
    person, entry = whole.person, whole.hearing.entry
    if person.provisional:
        return "provisional"
    if entry is None or not (entry.family_name and entry.born_on):
        return "by_hand"
    same_name = search_name(entry.given_name, entry.family_name) == person.sort_name
    return "matches" if same_name and entry.born_on == person.born_on else "differs"
