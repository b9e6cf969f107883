"""Issue: the report is signed, frozen and on its way to those who were named; never undone."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing, StaleVersion, ThroughcareError
from throughcare.core.events import record
from throughcare.court_reports import papers, rules, selectors
from throughcare.court_reports.models import CourtReport
from throughcare.court_reports.papers import Whole
from throughcare.documents import actions as documents
from throughcare.documents.actions import Issue, To
from throughcare.documents.models import Document
from throughcare.documents.pdf import make_pdf, pages_in
from throughcare.documents.presenters import render_paper

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = CourtReport.Status


class NotReady(ThroughcareError):
    """A check stops the report, or one that had to be looked at was not."""

    def __init__(self, found: list[rules.Check]) -> None:
        super().__init__(", ".join(check.name for check in found))
        self.found = found


def digest(whole: Whole) -> str:
    """Tells whether a report is still what somebody read: its words, readers and lines."""
    paper = papers.paper_of(whole, issued_at=None).as_data()
    readers = [
        [str(row.principal_id), row.name, row.how, row.basis, row.basis_words]
        for row in whole.chosen
    ]
    text = json.dumps([paper, sorted(readers)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def checks_of(whole: Whole, *, pages: int | None = None) -> list[rules.Check]:
    """The checks beside the paper, on the report as it stands."""
    if pages is None:
        pages = pages_in(papers.paper_of(whole, issued_at=None))
    return rules.checks(selectors.facts_of(whole, pages=pages))


def issue_report(
    ctx: Context, *, report_id: UUID, read: str, looked_at: frozenset[str] = frozenset()
) -> CourtReport:
    """Sign and freeze the report and begin each delivery. One transaction; never undone.

    ``read`` is the digest of what the author read: StaleVersion when it has changed since.
    Raises NotReady when a check stops it or was not looked at, MoveNotAllowed when it is issued.
    """
    report: CourtReport = CourtReport.visible_to(ctx, "amend").lock().get(pk=report_id)
    if report.status != Status.DRAFT:
        raise MoveNotAllowed(f"a report that is [{report.status}] is not issued")
    whole = selectors.whole_of(ctx, report)
    if digest(whole) != read:
        raise StaleVersion(row_id=report.pk, theirs=report)
    _require_ready(whole, looked_at)
    at = clock.now()
    document = _freeze(ctx, whole)
    before = report.replaces
    CourtReport.visible_to(ctx, "amend").filter(pk=report.pk).update(
        status=Status.ISSUED, issued_at=at, document=document, version=report.version + 1
    )
    report.status, report.issued_at, report.document = Status.ISSUED, at, document
    report.version += 1
    record(
        ctx,
        "report.issued",
        subject=report,
        person_id=report.person_id,
        place_id=whole.hearing.place_id,
        status_from=Status.DRAFT,
        payload={
            "number": report.number,
            "kind": report.kind,
            "document": str(document.pk),
            "hearing": str(report.hearing_id),
            "minutes": max(0, int((at - report.recorded_at).total_seconds() // 60)),
            "clinical_lines": len(whole.lines),
            "recipients": len(whole.chosen),
        },
    )
    if before is not None:
        _replace(ctx, before)
    return report


def _require_ready(whole: Whole, looked_at: frozenset[str]) -> None:
    found = checks_of(whole)
    missing = rules.stops(found)
    missing += [check for check in rules.to_look_at(found) if check.name not in looked_at]
    if missing:
        raise NotReady(missing)
    if any(not row.basis_words.strip() for row in whole.chosen):
        raise ReasonMissing("each recipient needs a basis")


def _freeze(ctx: Context, whole: Whole) -> Document:
    report, at = whole.report, clock.now()
    paper = papers.paper_of(whole, issued_at=at)
    issue = Issue(
        kind=Document.Kind.COURT_REPORT,
        source_id=report.hearing_id,
        number=report.number or 0,
        title=paper.title,
        reference=paper.reference,
        paper=paper.as_data(),
        html=render_paper(paper),
        pdf=make_pdf(paper, at=at),
        pages=pages_in(paper),
        signed_by=whole.author,
        signed_as=", ".join(p for p in (report.profession, report.registration) if p),
        issued_at=at,
        replaces=report.replaces.document if report.replaces else None,
        what_changed=report.what_changed,
    )
    recipients = [
        To(
            name=row.name,
            how=row.how,
            basis=row.basis,
            basis_words=row.basis_words,
            kind=row.kind,
            principal_id=row.principal_id,
            organisation=row.organisation,
        )
        for row in whole.chosen
    ]
    needed = report.needed_by if report.needed_by > at else None
    return documents.issue_document(
        ctx, person_id=report.person_id, issue=issue, recipients=recipients, needed_by=needed
    )


def _replace(ctx: Context, old: CourtReport) -> None:
    CourtReport.visible_to(ctx, "amend").filter(pk=old.pk).update(
        status=Status.REPLACED, version=old.version + 1
    )
    old.status = Status.REPLACED
    record(
        ctx,
        "report.replaced",
        subject=old,
        person_id=old.person_id,
        status_from=Status.ISSUED,
        payload={"number": old.number},
    )
