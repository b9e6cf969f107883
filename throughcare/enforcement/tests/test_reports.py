"""Reports after sentence: the same draft, checks, issue and delivery, with parts of their own."""

from __future__ import annotations

import html
from datetime import time
from typing import Any

import pytest

from throughcare.core import clock
from throughcare.court.models import Hearing
from throughcare.court_reports import actions, issuing, kinds, rules, selectors
from throughcare.court_reports.models import CourtReport, ReportRecipient
from throughcare.court_reports.tests.conftest import own
from throughcare.documents.models import DocumentContent
from throughcare.enforcement import actions as enforcing
from throughcare.enforcement.tests.conftest import Scene, days, session
from throughcare.enforcement.tests.test_pages import text, url
from throughcare.orders import actions as ordering
from throughcare.screening.tests.pages import hidden

AFTER = ("progress", "review", "breach")


@pytest.fixture
def hearing(scene: Scene, missed: Any, ctx_of: Any) -> Hearing:
    """A hearing in a week; one session kept, one missed; a review of the order."""
    with ctx_of(scene.nurse) as ctx:
        session(ctx, scene, 15, "came")
        facts = enforcing.ReviewFacts(held_on=days(2), who="Lea", working=("Texts help",))
        enforcing.hold_review(ctx, group=scene.group, order_id=scene.order.pk, facts=facts)
    place = scene.adviser.team.covers.get()
    row: Hearing = own(
        Hearing(place=place, source="hand", on=days(-7), case_number="43NF9"),
        scene.nurse, scene.person,
    )  # fmt: skip
    return row


def begin(ctx: Any, scene: Scene, hearing: Hearing, kind: str) -> CourtReport:
    return actions.begin_report(
        ctx, person=scene.person, group=scene.group, hearing_id=hearing.pk, kind=kind
    )


def write(ctx: Any, report: CourtReport, key: str, words: str) -> None:
    version = selectors.whole_of(ctx, report).sections[key].version
    actions.save_section(ctx, report_id=report.pk, key=key, text=words, version=version)


@pytest.mark.parametrize("kind", AFTER)
def test_each_kind_has_its_parts_filled_from_the_record(
    scene: Scene, hearing: Hearing, ctx_of: Any, kind: str
) -> None:
    with ctx_of(scene.nurse) as ctx:
        whole = selectors.whole_of(ctx, begin(ctx, scene, hearing, kind))
        assert set(whole.sections) == set(kinds.parts_of(kind))
        assert whole.sections["summary"].text == ""
        said = whole.sections["attendance"].text
        assert "- Came 1 time" in said
        assert "- Did not come: 1" in said
        if kind != "breach":
            assert "- Working: Texts help" in whole.sections["progress"].text


@pytest.mark.parametrize("kind", AFTER)
def test_it_is_checked_issued_and_frozen_as_one_before_sentence_is(
    scene: Scene, hearing: Hearing, ctx_of: Any, kind: str
) -> None:
    with ctx_of(scene.nurse) as ctx:
        report = begin(ctx, scene, hearing, kind)
        assert "summary" in {c.name for c in rules.stops(checks(ctx, report))}
        write(ctx, report, "summary", "Comes to most of the sessions.")
        actions.save_facts(
            ctx, report_id=report.pk, version=report.version,
            values={"called": "Lea", "seen": "", "profession": "Nurse", "registration": "12A",
                    "phone": ""},
        )  # fmt: skip
        court = ReportRecipient.visible_to(ctx).filter(report_id=report.pk, who="court").first()
        actions.save_reader(
            ctx, report_id=report.pk, reader_id=court.pk, version=court.version,
            values={"chosen": True, "basis": "court_order", "basis_words": "The court asked"},
        )  # fmt: skip
        whole = fresh(ctx, report)
        look = frozenset(check.name for check in rules.to_look_at(checks(ctx, report)))
        done = issuing.issue_report(
            ctx, report_id=report.pk, read=issuing.digest(whole), looked_at=look
        )
        assert done.status == "issued"
        frozen = DocumentContent.visible_to(ctx).get(document_id=done.document_id).html
        assert kinds.title_of(kind).split("’")[0] in frozen
        assert "Came 1 time" in frozen


def fresh(ctx: Any, report: CourtReport) -> Any:
    rows = CourtReport.visible_to(ctx).select_related("hearing__place", "hearing__entry", "person")
    return selectors.whole_of(ctx, rows.get(pk=report.pk))


def checks(ctx: Any, report: CourtReport) -> list[rules.Check]:
    return issuing.checks_of(fresh(ctx, report), pages=1)


def test_clinical_lines_of_a_breach_report_are_looked_at(
    scene: Scene, hearing: Hearing, ctx_of: Any
) -> None:
    reader = rules.Reader(scene.person.pk, "Court", True)
    line = rules.Line("PHQ-9 14", frozenset([scene.person.pk]))
    facts = rules.Facts(sections={"summary": "x"}, readers=[reader], lines=[line], kind="breach")
    assert "breach_clinical" in {c.name for c in rules.to_look_at(rules.checks(facts))}
    before = rules.Facts(sections={"summary": "x"}, readers=[reader], lines=[line])
    assert "breach_clinical" not in {c.name for c in rules.checks(before)}


def test_it_is_begun_from_the_order_and_named_for_what_it_is(
    scene: Scene, hearing: Hearing, client_of: Any
) -> None:
    nurse = client_of(scene.nurse)
    assert f"{url('report_new', scene)}?kind=progress" in text(nurse, url("person_order", scene))
    page = nurse.get(f"{url('report_new', scene)}?kind=review")
    fields = {"hearing": str(hearing.pk), "kind": "review"}
    begun = nurse.post(url("report_new", scene), {**hidden(page), **fields})
    words = text(nurse, begun.headers["Location"])
    assert "Report for the court’s review of the order" in words
    assert "How it goes" in words
    assert "Mental health today" not in words
    assert "review of the order" in text(nurse, url("person_reports", scene))
    assert clock.today() < hearing.on


def test_a_review_that_is_no_hearing_yet_leads_over_it_to_the_report(
    scene: Scene, client_of: Any, ctx_of: Any
) -> None:
    """The order's page knows the day: the hearing is added with it, and the report goes on."""
    with ctx_of(scene.nurse) as ctx:
        facts = ordering.ReviewFacts(on=days(-19), at=time(11), court="Northfield", attend=True)
        ordering.add_review(ctx, order_id=scene.order.pk, facts=facts)
    nurse = client_of(scene.nurse)
    asked = f"?kind=review&on={days(-19).isoformat()}&at=11%3A00"
    assert html.escape(asked) in text(nurse, url("person_order", scene))
    begin = text(nurse, url("report_new", scene) + asked)
    assert "Add the hearing, then write the report." in begin
    address = url("hearing_new", scene) + asked
    assert html.escape(address) in begin
    page = nurse.get(address)
    assert f'value="{days(-19):%-d %B %Y}"' in page.content.decode()
    given = {"place": "elsewhere", "elsewhere": "Northfield", "custody": "not_said"}
    when = {"on": f"{days(-19):%d/%m/%Y}", "starts_at": "11:00"}
    added = nurse.post(address, {**hidden(page), **given, **when})
    with ctx_of(scene.nurse) as ctx:
        row = Hearing.visible_to(ctx).get()
    assert added.headers["Location"] == f"{url('report_new', scene)}?kind=review&hearing={row.pk}"
    assert nurse.get(url("hearing_new", scene) + "?on=soon&at=25:99").status_code == 200
