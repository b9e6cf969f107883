"""From draft to issued report: what is filled, what stops it, what is frozen, who is told."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from django.db import IntegrityError, transaction

from tests.database import as_owner
from throughcare.assessments.models import Assessment, AssessmentArea
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.models import Due, Event
from throughcare.court.models import Hearing
from throughcare.court_reports import actions, drafting, issuing, papers, selectors, worklist
from throughcare.court_reports.models import (
    ClinicalLine,
    CourtReport,
    ReportRecipient,
    ReportSection,
)
from throughcare.court_reports.tests.conftest import SUMMARY, agree, begin, issue, own, write
from throughcare.documents import naming
from throughcare.documents import selectors as documents
from throughcare.documents.actions import To
from throughcare.documents.models import Delivery, Document
from throughcare.documents.tests.test_paper import tags_of, text_of
from throughcare.sharing.models import Agreement


def assess(bench: Any, *, minutes: int = 0, **areas: dict[str, Any]) -> Assessment:
    """A completed assessment with what was found in some areas."""
    now = clock.now()
    assessment = own(
        Assessment(
            kind="first",
            how="in_person",
            place=bench.place,
            set_id="liaison",
            set_version="1",
            status="completed",
            started_at=now - timedelta(minutes=minutes),
            completed_at=now,
            completed_by=bench.nurse,
            by_name="Priya Nair",
        ),
        bench.nurse,
        bench.person,
    )
    for area, values in areas.items():
        own(
            AssessmentArea(
                assessment=assessment,
                area=area,
                asked="asked",
                by_name="Priya Nair",
                **{"need": "yes", **values},
            ),
            bench.nurse,
            bench.person,
        )
    return assessment  # type: ignore[no-any-return]


def texts(ctx: Any, report: CourtReport) -> dict[str, str]:
    return dict(
        ReportSection.visible_to(ctx).filter(report_id=report.pk).values_list("key", "text")
    )


def test_a_draft_is_filled_without_clinical_detail_or_history(bench: Any, ctx_of: Any) -> None:
    assess(
        bench,
        housing={"found": "Staying with his sister"},
        debt={"found": "Canaryhistory debt", "is_history": True},
        mental_health={"found": "Canaryclinical low mood"},
        trauma={"found": "Canarytrauma"},
        employment={"found": "", "said": "Canarysaid"},
    )
    report = begin(bench)
    with ctx_of(bench.nurse) as ctx:
        said = texts(ctx, report)
        source = drafting.source_for(ctx, [bench.person.pk])
        out = {each.area: each for each in drafting.left_out(source.areas, said.values())}
    assert "Staying with his sister" in said["needs"]
    assert "Dyslexia" in said["hearing"]
    assert "recommend a sentence" in said["based_on"]
    assert (said["summary"], said["safety"]) == ("", "")
    assert "Canary" not in "".join(said.values())
    assert set(out) == {"debt", "mental_health", "trauma"}
    assert out["debt"].is_history


@pytest.mark.parametrize("minutes", [0, 45])
def test_when_somebody_was_seen_says_an_end_only_where_there_was_one(
    bench: Any, ctx_of: Any, minutes: int
) -> None:
    assess(bench, minutes=minutes)
    with ctx_of(bench.nurse) as ctx:
        said = drafting.seen_words(ctx, drafting.source_for(ctx, [bench.person.pk]))
    assert said.startswith(f"In person, {bench.place.name}, ")
    assert (" to " in said) == bool(minutes)


def test_what_was_left_out_goes_in_when_the_author_adds_it(bench: Any, ctx_of: Any) -> None:
    assess(bench, mental_health={"found": "Low mood"})
    report = begin(bench)
    with ctx_of(bench.nurse) as ctx:
        actions.add_area(ctx, report_id=report.pk, area="mental_health", text="Low mood")
        assert texts(ctx, report)["mental_health"] == "- Low mood"
        source = drafting.source_for(ctx, [bench.person.pk])
        assert drafting.left_out(source.areas, texts(ctx, report).values()) == []


def test_what_is_available_comes_from_the_dated_list(
    bench: Any, ctx_of: Any, settings: Any, tmp_path: Any
) -> None:
    path = tmp_path / "list.toml"
    path.write_text(
        '[[provision]]\ntitle = "Alcohol treatment"\nwords = "Open Door"\nsource = "x"\n'
        "from = 2020-01-01\nchecked_on = 2026-01-01\n"
    )
    settings.LOCAL_PROVISION_FILE = str(path)
    report = begin(bench)
    with ctx_of(bench.nurse) as ctx:
        assert texts(ctx, report)["available"] == "- Alcohol treatment: Open Door"


def test_the_readers_are_those_whom_the_person_agreed_to(bench: Any, ctx_of: Any) -> None:
    agree(bench, "court", "solicitor")
    agree(bench, "probation", answer="no")
    report = begin(bench)
    with ctx_of(bench.nurse) as ctx:
        rows = {r.who: r for r in ReportRecipient.visible_to(ctx).filter(report_id=report.pk)}
    assert {who: (row.chosen, row.how) for who, row in rows.items()} == {
        "court": (True, "account"),
        "probation": (False, "account"),
        "solicitor": (True, "hand"),
    }
    assert rows["solicitor"].name == "Adam Price, Price and Lowe"
    assert rows["court"].basis_words.startswith("Agreed on ")


def test_one_draft_is_open_for_a_hearing(bench: Any, ctx_of: Any) -> None:
    first, again = begin(bench), begin(bench, bench.colleague)
    assert first.pk == again.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        own(
            CourtReport(
                hearing=bench.hearing,
                team=bench.nurse.team,
                number=9,
                needed_by=clock.now(),
                by_name="x",
                signer_id=bench.nurse.pk,
                called="x",
            ),
            bench.nurse,
            bench.person,
        )


def test_a_report_is_due_before_the_hearing(bench: Any, ctx_of: Any) -> None:
    report = begin(bench)
    with ctx_of(bench.nurse) as ctx:
        due = Due.visible_to(ctx).get(kind="report_due")
        assert due.due_at == report.needed_by
        assert due.owner_id == bench.nurse.pk
        shown = worklist.facts(ctx, [due])[due.pk]
        assert (shown.place, shown.not_printed) == (bench.place.name, False)
    issue_it(bench, report, ctx_of)
    with ctx_of(bench.nurse) as ctx:
        assert not Due.visible_to(ctx).filter(kind__startswith="report", status="open").exists()


def test_a_restricted_report_stays_off_paper(bench: Any, ctx_of: Any) -> None:
    with as_owner():
        Hearing.rows.filter(pk=bench.hearing.pk).update(restricted=True)
    begin(bench)
    with ctx_of(bench.nurse) as ctx:
        due = Due.visible_to(ctx).get(kind="report_due")
        assert worklist.facts(ctx, [due])[due.pk].not_printed


def issue_it(bench: Any, report: CourtReport, ctx_of: Any) -> CourtReport:
    with ctx_of(bench.nurse) as ctx:
        write(ctx, report, "summary", SUMMARY)
        for row in ReportRecipient.visible_to(ctx).filter(report_id=report.pk, who="court"):
            values = {"basis": "court_order", "basis_words": "Asked for in court", "chosen": True}
            actions.save_reader(
                ctx, report_id=report.pk, reader_id=row.pk, values=values, version=row.version
            )
    return issue(bench, report)


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


def test_a_draft_that_is_given_up_frees_its_number(
    bench: Any, draft: CourtReport, ctx_of: Any
) -> None:
    with ctx_of(bench.nurse) as ctx:
        with pytest.raises(ReasonMissing):
            actions.give_up(ctx, report_id=draft.pk, reason="")
        actions.give_up(ctx, report_id=draft.pk, reason="The case was withdrawn")
        assert selectors.reports_of(ctx, [bench.person.pk]) == []
    again = begin(bench)
    assert (again.number, again.pk != draft.pk) == (1, True)


def test_two_people_may_write_two_parts_at_once(
    bench: Any, draft: CourtReport, ctx_of: Any
) -> None:
    with ctx_of(bench.nurse) as ctx:
        versions = dict(
            ReportSection.visible_to(ctx).filter(report_id=draft.pk).values_list("key", "version")
        )
        actions.save_section(
            ctx, report_id=draft.pk, key="safety", text="Mine", version=versions["safety"]
        )
    with ctx_of(bench.colleague) as ctx:
        actions.save_section(
            ctx, report_id=draft.pk, key="needs", text="Theirs", version=versions["needs"]
        )
        with pytest.raises(StaleVersion):
            actions.save_section(
                ctx, report_id=draft.pk, key="safety", text="Theirs", version=versions["safety"]
            )
        assert (texts(ctx, draft)["safety"], texts(ctx, draft)["needs"]) == ("Mine", "Theirs")


def test_no_status_without_its_event(bench: Any, draft: CourtReport) -> None:
    with pytest.raises(IntegrityError, match="no event names it"), transaction.atomic():
        with as_owner():
            CourtReport.rows.filter(pk=draft.pk).update(
                status="withdrawn", number=None, given_up_because="x"
            )
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_restriction_stands_on_the_first_page(
    bench: Any, draft: CourtReport, ctx_of: Any
) -> None:
    with as_owner():
        type(bench.hearing).rows.filter(pk=bench.hearing.pk).update(
            restricted=True, restriction="Section 45"
        )
    with pytest.raises(issuing.NotReady):
        issue(bench, draft)
    report = issue(bench, draft, "restriction")
    with ctx_of(bench.adviser) as ctx:
        html = documents.html_of(ctx, Document.visible_to(ctx).get(pk=report.document_id))
    assert "Reporting restriction: Section 45" in html


def test_only_clinicians_begin_a_report(bench: Any) -> None:
    with pytest.raises((NotAllowed, type(bench.hearing).DoesNotExist)):
        begin(bench, bench.link_worker)


def test_a_person_in_two_parts_has_one_list_of_reports(
    bench: Any, draft: CourtReport, make: Any, ctx_of: Any
) -> None:
    other = make.person(bench.nurse, given_name="Dan", family_name="Okafor")
    with ctx_of(bench.nurse) as ctx:
        rows = selectors.reports_of(ctx, [other.pk, bench.person.pk])
        assert [row.pk for row in rows] == [draft.pk]
        hearings = selectors.hearings_to_write_for(ctx, [other.pk, bench.person.pk])
        assert [row.pk for row in hearings] == [bench.hearing.pk]
        assert selectors.reports_of(ctx, [other.pk]) == []
