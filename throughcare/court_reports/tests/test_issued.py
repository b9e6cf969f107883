"""What is issued: what stops it, what is frozen, who is told, and corrected versions."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

import pikepdf
import pytest

from tests.database import as_owner
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing, StaleVersion
from throughcare.core.models import Event
from throughcare.court_reports import actions, issuing, papers, selectors
from throughcare.court_reports.models import (
    ClinicalLine,
    CourtReport,
    ReportRecipient,
    ReportSection,
)
from throughcare.court_reports.tests.conftest import (
    SUMMARY,
    issue,
    texts,
    write,
)
from throughcare.documents import naming
from throughcare.documents import selectors as documents
from throughcare.documents.actions import To
from throughcare.documents.models import Delivery, Document
from throughcare.documents.tests.test_paper import tags_of, text_of
from throughcare.sharing.models import Agreement


def test_an_issued_report_is_signed_frozen_and_sent(
    bench: Any, draft: CourtReport, ctx_of: Any
) -> None:
    report = issue(bench, draft)
    with ctx_of(bench.nurse) as ctx:
        document = Document.visible_to(ctx).get(pk=report.document_id)
        assert document.reference == f"{bench.person.reference}-R1"
        assert (document.signed_by, document.signed_as) == (
            "Priya Nair",
            "Registered mental health nurse, NMC 12A3456E",
        )
        pdf = pikepdf.open(io.BytesIO(documents.pdf_of(ctx, document)))
        html = documents.html_of(ctx, document)
        states = {d.recipient.organisation: d.status for d in Delivery.visible_to(ctx)}
        event = Event.visible_to(ctx).get(type="report.issued")
    assert len(pdf.pages) <= 2
    assert tags_of(pdf).count("/H2") >= 3
    text = "".join(text_of(pdf, n) for n in range(len(pdf.pages)))
    for words in ("Daniel Okafor", "43NF1203426", SUMMARY, "NMC 12A3456E", "Page 1 of", "Dyslexia"):
        assert words.replace(" ", "") in text.replace(" ", "")
        assert words in html or words.startswith("Page")
    assert "DRAFT" not in text + html
    assert set(states.values()) == {"sent"}
    assert event.payload["recipients"] == 2
    for reader, purpose in ((bench.adviser, ""), (bench.officer, "court_report")):
        with ctx_of(reader, purpose) as ctx:
            assert [d.pk for d in documents.documents_for_me(ctx)] == [document.pk]


def test_readers_see_nothing_of_a_draft(bench: Any, draft: CourtReport, ctx_of: Any) -> None:
    for reader, purpose in (
        (bench.adviser, ""),
        (bench.officer, "court_report"),
        (bench.link_worker, ""),
    ):
        with ctx_of(reader, purpose) as ctx:
            for model in (CourtReport, ReportSection, ReportRecipient, ClinicalLine):
                assert not model.visible_to(ctx).exists()


def test_a_report_is_issued_once(bench: Any, draft: CourtReport, ctx_of: Any) -> None:
    issue(bench, draft)
    with pytest.raises(MoveNotAllowed):
        issue(bench, draft)
    with ctx_of(bench.nurse) as ctx:
        assert Document.visible_to(ctx).count() == 1
        with pytest.raises(MoveNotAllowed):
            write(ctx, draft, "summary", "Other words")


def test_what_changed_since_it_was_read_is_read_again(
    bench: Any, draft: CourtReport, ctx_of: Any
) -> None:
    with ctx_of(bench.nurse) as ctx:
        whole = selectors.whole_of(ctx, selectors.report_or_404(ctx, [bench.person.pk], 1))
        read = issuing.digest(whole)
        write(ctx, draft, "safety", "Something new")
        with pytest.raises(StaleVersion):
            issuing.issue_report(
                ctx, report_id=draft.pk, read=read, looked_at=frozenset({"identity"})
            )
        assert not Document.visible_to(ctx).exists()


NOT_READY = {
    "no summary": ("summary", " "),
    "words of a sentence": ("safety", "We recommend a community order"),
    "a medicine in the text": ("mental_health", "He takes sertraline"),
}


@pytest.mark.parametrize("what", NOT_READY)
def test_a_report_that_is_not_ready_is_not_issued(
    bench: Any, draft: CourtReport, ctx_of: Any, what: str
) -> None:
    key, text = NOT_READY[what]
    with ctx_of(bench.nurse) as ctx:
        write(ctx, draft, key, text)
    with pytest.raises(issuing.NotReady):
        issue(bench, draft)
    with ctx_of(bench.nurse) as ctx:
        assert CourtReport.visible_to(ctx).get(pk=draft.pk).status == "draft"
        assert not Event.visible_to(ctx).filter(type="document.issued").exists()


def test_a_yes_that_was_taken_back_stops_the_report(
    bench: Any, draft: CourtReport, ctx_of: Any
) -> None:
    with as_owner():
        Agreement.rows.filter(recipient="probation").update(withdrawn_at=clock.now())
    with pytest.raises(issuing.NotReady, match="refused"):
        issue(bench, draft)
    with ctx_of(bench.nurse) as ctx:
        row = ReportRecipient.visible_to(ctx).get(report_id=draft.pk, who="probation")
        actions.choose_readers(ctx, report_id=draft.pk, chosen={row.pk: (False, row.how)})
    assert issue(bench, draft).status == "issued"


def test_looking_at_the_words_lets_it_go(bench: Any, draft: CourtReport, ctx_of: Any) -> None:
    with ctx_of(bench.nurse) as ctx:
        write(ctx, draft, "safety", "We recommend a community order")
    assert issue(bench, draft, "sentence_words").status == "issued"


def test_a_colleague_signs_with_their_own_registration_or_not_at_all(
    bench: Any, draft: CourtReport, ctx_of: Any
) -> None:
    def whole(ctx: Any) -> papers.Whole:
        return selectors.whole_of(ctx, selectors.report_or_404(ctx, [bench.person.pk], 1))

    with ctx_of(bench.colleague) as ctx:
        look = frozenset({"identity"})
        with pytest.raises(issuing.NotReady):
            issuing.issue_report(
                ctx, report_id=draft.pk, read=issuing.digest(whole(ctx)), looked_at=look
            )
        values = {"called": "Mr Okafor", "seen": "", "phone": ""}
        values |= {"profession": "Social worker", "registration": "SW 98765"}
        actions.save_facts(ctx, report_id=draft.pk, version=draft.version, values=values)
        issued = issuing.issue_report(
            ctx, report_id=draft.pk, read=issuing.digest(whole(ctx)), looked_at=look
        )
        assert issued.document.signed_by == "Sam Adeyemi"
        assert issued.document.signed_as == "Social worker, SW 98765"


def line_for(ctx: Any, report: CourtReport, *who: str) -> ClinicalLine:
    rows = ReportRecipient.visible_to(ctx).filter(report_id=report.pk, who__in=who)
    return actions.save_line(
        ctx,
        report_id=report.pk,
        line_id=None,
        values={
            "kind": "score",
            "text": "PHQ-9: 14",
            "why": "The court asked how severe it is",
            "basis": "agreed",
            "basis_words": "Agreed to this line, 8:53am",
            "agreed_for": [*(row.pk for row in rows), uuid4()],
        },
    )


def test_a_clinical_line_goes_only_to_those_for_whom_it_was_agreed(
    bench: Any, draft: CourtReport, ctx_of: Any
) -> None:
    with ctx_of(bench.nurse) as ctx:
        line = line_for(ctx, draft, "court")
        readers = ReportRecipient.visible_to(ctx).filter(report_id=draft.pk)
        assert set(line.agreed_for) < set(readers.values_list("pk", flat=True))
    with pytest.raises(issuing.NotReady):
        issue(bench, draft)
    with ctx_of(bench.nurse) as ctx:
        for row in ReportRecipient.visible_to(ctx).filter(report_id=draft.pk, who="probation"):
            actions.choose_readers(ctx, report_id=draft.pk, chosen={row.pk: (False, row.how)})
    report = issue(bench, draft)
    with ctx_of(bench.adviser) as ctx:
        html = documents.html_of(ctx, Document.visible_to(ctx).get())
    assert "PHQ-9: 14" in html
    assert "The court asked how severe it is" in html
    with ctx_of(bench.nurse) as ctx:
        event = Event.visible_to(ctx).get(type="report.issued", subject_id=report.pk)
        assert event.payload["clinical_lines"] == 1
        with pytest.raises(MoveNotAllowed):
            actions.drop_line(ctx, report_id=draft.pk, line_id=line.pk)


@pytest.mark.parametrize("missing", ["text", "why", "basis_words"])
def test_a_clinical_line_says_why_and_on_what_basis(
    bench: Any, draft: CourtReport, ctx_of: Any, missing: str
) -> None:
    values = {"kind": "score", "text": "a", "why": "b", "basis": "agreed", "basis_words": "c"}
    with ctx_of(bench.nurse) as ctx, pytest.raises(ReasonMissing):
        actions.save_line(
            ctx,
            report_id=draft.pk,
            line_id=None,
            values={**values, "agreed_for": [], missing: " "},
        )


def test_a_corrected_report_names_the_change_and_tells_the_same_readers(
    bench: Any, draft: CourtReport, ctx_of: Any
) -> None:
    first = issue(bench, draft)
    with ctx_of(bench.nurse) as ctx:
        with pytest.raises(ReasonMissing):
            actions.correct_report(ctx, report_id=first.pk, what_changed=" ")
        second = actions.correct_report(ctx, report_id=first.pk, what_changed="The date")
        assert (second.number, second.status) == (2, "draft")
        assert texts(ctx, second)["summary"] == SUMMARY
        with pytest.raises(MoveNotAllowed):
            actions.correct_report(ctx, report_id=first.pk, what_changed="Again")
        # Until it is issued the first one holds.
        assert CourtReport.visible_to(ctx).get(pk=first.pk).status == "issued"
    second = issue(bench, second)
    with ctx_of(bench.nurse) as ctx:
        assert CourtReport.visible_to(ctx).get(pk=first.pk).status == "replaced"
        document = Document.visible_to(ctx).get(pk=second.document_id)
        html, text = documents.html_of(ctx, document), documents.pdf_of(ctx, document)
        lines = Delivery.visible_to(ctx).filter(document_id=document.pk)
        assert {row.status for row in lines} == {"sent"}
    assert "Replaces R1. What changed: The date" in html
    assert "ReplacesR1" in text_of(pikepdf.open(io.BytesIO(text))).replace(" ", "")
    with ctx_of(bench.adviser) as ctx:
        assert [d.number for d in documents.documents_for_me(ctx)] == [2, 1]


def test_a_reader_named_later_gets_the_corrected_report_with_the_lines_agreed_for_them(
    bench: Any, draft: CourtReport, ctx_of: Any
) -> None:
    with ctx_of(bench.nurse) as ctx:
        line_for(ctx, draft, "court", "probation")
    first = issue(bench, draft)
    to = To(
        name="Adam Price",
        organisation="Price and Lowe",
        how="hand",
        basis="agreed",
        basis_words="Agreed by phone",
        why="Took the case over",
        covers=(1,),
    )
    with ctx_of(bench.nurse) as ctx:
        naming.name_reader(ctx, document_id=first.document_id, to=to)
        second = actions.correct_report(ctx, report_id=first.pk, what_changed="The date")
        row = ReportRecipient.visible_to(ctx).get(report_id=second.pk, name="Adam Price")
        assert (row.chosen, row.basis_words) == (True, "Agreed by phone")
        line = ClinicalLine.visible_to(ctx).get(report_id=second.pk)
        assert row.pk in line.agreed_for
    second = issue(bench, second)
    with ctx_of(bench.nurse) as ctx:
        copies = Delivery.visible_to(ctx).filter(document_id=second.document_id)
        assert copies.filter(recipient__name="Adam Price", status="waiting").exists()
