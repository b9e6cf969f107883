"""A draft of a report: what it is filled with, who writes it, what stands on its first page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.database import as_owner
from throughcare.assessments.models import Assessment, AssessmentArea
from throughcare.core import clock
from throughcare.core.errors import NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.models import Due
from throughcare.court.models import Hearing
from throughcare.court_reports import actions, drafting, issuing, selectors, worklist
from throughcare.court_reports.models import (
    CourtReport,
    ReportRecipient,
    ReportSection,
)
from throughcare.court_reports.tests.conftest import (
    agree,
    begin,
    issue,
    issue_it,
    own,
    texts,
)
from throughcare.documents import selectors as documents
from throughcare.documents.models import Document


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
