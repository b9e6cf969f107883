"""The pages of a report: what they say, what they save, who may open them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from throughcare.court_reports.models import (
    ClinicalLine,
    CourtReport,
    ReportRecipient,
    ReportSection,
)
from throughcare.court_reports.tests.conftest import SUMMARY, agree, begin, issue
from throughcare.documents.models import Delivery, Document
from throughcare.screening.tests.pages import at_most, hidden


@pytest.fixture
def nurse(bench: Any, client_of: Any) -> Any:
    return client_of(bench.nurse)


def url(bench: Any, name: str = "report", *more: Any, number: int = 1) -> str:
    return reverse(name, args=[bench.person.reference, number, *more])


def reports(bench: Any) -> str:
    return reverse("person_reports", args=[bench.person.reference])


def typed(page: Any, **changes: Any) -> dict[str, Any]:
    """The form of the report page as a browser would send it, with what is typed."""
    text = page.content.decode()
    sent: dict[str, Any] = hidden(page)
    for name in re.findall(r'name="(to_[0-9a-f]{32})"', text):
        if re.search(rf'name="{name}"[^>]* checked', text):
            sent[name] = "on"
    for name, body in re.findall(
        r'<select[^>]*name="(how_[0-9a-f]{32})"[^>]*>(.*?)</select>', text, re.S
    ):
        chosen = re.search(r'value="([^"]*)"[^>]* selected', body)
        sent[name] = chosen[1] if chosen else ""
    return {**sent, **changes}


def section(ctx: Any, key: str) -> str:
    return ReportSection.visible_to(ctx).get(key=key).text  # type: ignore[no-any-return]


def test_a_report_is_written_issued_and_read(
    bench: Any, nurse: Any, client_of: Any, ctx_of: Any
) -> None:
    agree(bench, "court", "probation", "solicitor")
    with at_most(12):
        page = nurse.get(reports(bench))
    assert "Write report" in page.content.decode()
    begun = nurse.post(
        reverse("report_new", args=[bench.person.reference]),
        {**hidden(page), "hearing": str(bench.hearing.pk)},
    )
    assert begun.headers["Location"] == url(bench)
    with at_most(12):
        page = nurse.get(url(bench))
    text = page.content.decode()
    for words in ("Dyslexia", "43NF1203426", "DRAFT: not issued", "Write the summary", "Court 2"):
        assert words in text
    to_issue = nurse.post(url(bench), typed(page, summary=SUMMARY))
    assert to_issue.headers["Location"] == url(bench, "report_issue")
    with at_most(12):
        page = nurse.get(url(bench, "report_issue"))
    assert "cannot be changed or taken back" in page.content.decode()
    refused = nurse.post(url(bench, "report_issue"), hidden(page))
    assert refused.status_code == 422  # nobody compared the identity with a list
    posted = {**hidden(page), "look_identity": "on"}
    done = nurse.post(url(bench, "report_issue"), posted)
    assert done.headers["Location"] == url(bench, "report_issued")
    # The same press twice, and the page from before: nothing twice.
    assert (
        nurse.post(url(bench, "report_issue"), posted).headers["Location"]
        == done.headers["Location"]
    )
    with at_most(12):
        text = nurse.get(url(bench, "report_issued")).content.decode()
    assert f"{bench.person.reference}-R1" in text
    assert "Adam Price" in text
    with ctx_of(bench.nurse) as ctx:
        assert Document.visible_to(ctx).count() == 1
        document = Document.visible_to(ctx).get()
    reader = client_of(bench.adviser)
    assert f"{document.reference}" in reader.get("/").content.decode()
    assert SUMMARY in reader.get(reverse("read_document", args=[document.pk])).content.decode()
    with ctx_of(bench.nurse) as ctx:
        states = {d.recipient.name: d.status for d in Delivery.visible_to(ctx)}
    assert sorted(states.values()) == ["received", "sent", "waiting"]


def test_an_error_keeps_all_that_was_typed(bench: Any, draft: Any, nurse: Any) -> None:
    page = nurse.get(url(bench))
    sent = typed(page, summary="  ")
    (tick,) = [name for name in sent if name.startswith("to_")][:1]
    del sent[tick]
    answer = nurse.post(url(bench), sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Error:" in text
    assert not re.search(rf'name="{tick}"[^>]* checked', text)
    long = nurse.post(url(bench), typed(page, summary="long " * 3000))
    assert long.status_code == 422
    assert "long long long" in long.content.decode()


GO = {
    "part:hearing": "report_part",
    "facts": "report_facts",
    "line": "report_line_new",
    "reader": "report_reader_new",
    "account": "report_account_new",
    "pdf": "report_draft_pdf",
}


@pytest.mark.parametrize("go", GO)
def test_every_button_saves(bench: Any, draft: Any, nurse: Any, ctx_of: Any, go: str) -> None:
    page = nurse.get(url(bench))
    answer = nurse.post(url(bench), typed(page, summary="Half a sum", go=go))
    more = ["hearing"] if go.startswith("part") else []
    assert answer.headers["Location"] == url(bench, GO[go], *more)
    with ctx_of(bench.nurse) as ctx:
        assert section(ctx, "summary") == "Half a sum"
    with at_most(12):
        assert nurse.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize("go", ["part:nothing", "add:nothing", "lines:x", "\x00", "x" * 9999])
def test_a_button_that_is_none_leads_nowhere_strange(
    bench: Any, draft: Any, nurse: Any, go: str
) -> None:
    answer = nurse.post(url(bench), typed(nurse.get(url(bench)), summary="Words", go=go))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(url(bench))


def test_an_autosave_is_kept_and_shown_again(bench: Any, draft: Any, nurse: Any) -> None:
    page = nurse.get(url(bench))
    kept = nurse.post(url(bench) + "?draft=1", typed(page, summary="Typed but not saved"))
    assert kept.status_code == 200
    assert "Typed but not saved" in nurse.get(url(bench)).content.decode()


def test_two_people_on_one_part_see_both_versions(
    bench: Any, draft: Any, client_of: Any, ctx_of: Any
) -> None:
    nurse, colleague = client_of(bench.nurse), client_of(bench.colleague)
    where = url(bench, "report_part", "safety")
    mine, theirs = nurse.get(where), colleague.get(where)
    first = colleague.post(where, {**hidden(theirs), "text": "Words of Sam"})
    assert first.status_code == 302
    clash = nurse.post(where, {**hidden(mine), "text": "Words of Priya"})
    text = clash.content.decode()
    assert clash.status_code == 409
    assert "You and Sam changed the same part" in text
    both = {**hidden(clash), "merge-text-keep": "both", "merge-text-text": "Sam and Priya"}
    assert nurse.post(where, both).status_code == 302
    with ctx_of(bench.nurse) as ctx:
        assert section(ctx, "safety") == "Sam and Priya"


def test_two_people_on_the_summary_lose_nothing(
    bench: Any, draft: Any, client_of: Any, ctx_of: Any
) -> None:
    nurse, colleague = client_of(bench.nurse), client_of(bench.colleague)
    mine, theirs = nurse.get(url(bench)), colleague.get(url(bench))
    assert (
        colleague.post(url(bench), typed(theirs, summary="Sam wrote", go="later")).status_code
        == 302
    )
    clash = nurse.post(url(bench), typed(mine, summary="Priya wrote"))
    assert clash.status_code == 409
    assert "Sam wrote" in clash.content.decode()
    assert "Priya wrote" in clash.content.decode()
    kept = {**hidden(clash), "merge-summary-keep": "mine", "merge-summary-text": ""}
    assert nurse.post(url(bench), kept).headers["Location"] == url(bench, "report_issue")
    with ctx_of(bench.nurse) as ctx:
        assert section(ctx, "summary") == "Priya wrote"


def test_what_changed_after_it_was_read_is_not_issued(
    bench: Any, draft: Any, client_of: Any, ctx_of: Any
) -> None:
    nurse, colleague = client_of(bench.nurse), client_of(bench.colleague)
    page = nurse.get(url(bench, "report_issue"))
    where = url(bench, "report_part", "safety")
    colleague.post(where, {**hidden(colleague.get(where)), "text": "New words"})
    answer = nurse.post(url(bench, "report_issue"), {**hidden(page), "look_identity": "on"})
    assert answer.status_code == 409
    assert "The report changed after you opened this page" in answer.content.decode()
    with ctx_of(bench.nurse) as ctx:
        assert not Document.visible_to(ctx).exists()
    again = {**hidden(answer), "look_identity": "on"}
    assert nurse.post(url(bench, "report_issue"), again).status_code == 302


def test_readers_and_lines_are_kept_with_their_reasons(
    bench: Any, draft: Any, nurse: Any, ctx_of: Any
) -> None:
    basis = {"basis": "agreed", "basis_words": "Agreed, 8:53am"}
    with ctx_of(bench.nurse) as ctx:
        solicitor = ReportRecipient.visible_to(ctx).get(who="solicitor")
        court = ReportRecipient.visible_to(ctx).get(who="court")
    who = {"name": "Adam", "how": "hand"}
    line = {"kind": "score", "text": "PHQ-9: 14"}
    signed = {"called": "Mr Okafor", "profession": "Nurse", "registration": "NMC 1"}
    forms: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        (url(bench, "report_reader", solicitor.pk), who, {**who, **basis}),
        (url(bench, "report_reader_new"), {}, {"name": "GP", "how": "secure_email", **basis}),
        (
            url(bench, "report_account_new"),
            {"member": "x"},
            {"member": str(bench.adviser.pk), **basis},
        ),
        (
            url(bench, "report_line_new"),
            line,
            {**line, "why": "Asked", "agreed_for": str(court.pk), **basis},
        ),
        (url(bench, "report_facts"), {"called": ""}, signed),
    ]
    for where, wrong, right in forms:
        with at_most(12):
            page = nurse.get(where)
        assert nurse.post(where, {**hidden(page), **wrong}).status_code == 422, where
        assert nurse.post(where, {**hidden(page), **right}).status_code == 302, where
    with ctx_of(bench.nurse) as ctx:
        row = ClinicalLine.visible_to(ctx).get()
        assert (row.why, row.agreed_for) == ("Asked", [court.pk])
        names = ReportRecipient.visible_to(ctx).filter(chosen=True).values_list("name", flat=True)
        assert {"Adam", "GP", "Miriam Price"} <= set(names)
    text = nurse.get(url(bench)).content.decode()
    assert "PHQ-9: 14" in text
    assert "Mr Okafor agreed to this report going to" in text
    where = url(bench, "report_line", row.pk)
    nurse.post(where, {**hidden(nurse.get(where)), "drop": "1"})
    assert "PHQ-9: 14" not in nurse.get(url(bench)).content.decode()


def test_a_corrected_version_and_a_given_up_draft(bench: Any, draft: Any, nurse: Any) -> None:
    issue(bench, draft)
    where = url(bench, "report_correct")
    page = nurse.get(where)
    assert nurse.post(where, {**hidden(page), "what_changed": ""}).status_code == 422
    answer = nurse.post(where, {**hidden(page), "what_changed": "The date"})
    assert answer.headers["Location"] == url(bench, number=2)
    assert "Replaces R1. What changed: The date" in nurse.get(url(bench, number=2)).content.decode()
    assert nurse.post(where, {**hidden(nurse.get(where)), "what_changed": "x"}).status_code == 409
    up = url(bench, "report_give_up", number=2)
    assert nurse.post(up, {**hidden(nurse.get(up)), "reason": "Not needed"}).status_code == 302
    assert nurse.get(url(bench, number=2)).status_code == 404
    # What is issued is read where it was frozen.
    assert "/documents/" in nurse.get(url(bench)).headers["Location"]
    with at_most(12):
        assert "Issued" in nurse.get(reports(bench)).content.decode()


def test_the_draft_is_printed_as_a_draft(bench: Any, draft: Any, nurse: Any) -> None:
    answer = nurse.get(url(bench, "report_draft_pdf"))
    assert answer.content.startswith(b"%PDF")
    assert "Okafor" not in answer.headers["Content-Disposition"]


OPENS = """
nurse       | 200 200
colleague   | 200 200
lead        | 200 403
link_worker | 403 404
adviser     | 404 404
officer     | 404 404
"""


def test_who_opens_the_reports_of_a_person(bench: Any, draft: Any, client_of: Any) -> None:
    for line in OPENS.strip().splitlines():
        who, statuses = (part.strip() for part in line.split("|"))
        client = client_of(getattr(bench, who))
        found = [client.get(each).status_code for each in (reports(bench), url(bench))]
        assert (who, " ".join(map(str, found))) == (who, statuses)


def test_no_name_stands_in_an_address_or_title(bench: Any, draft: Any, nurse: Any) -> None:
    for where in (reports(bench), url(bench), url(bench, "report_issue")):
        text = nurse.get(where).content.decode()
        title = re.search(r"<title>(.*?)</title>", text, re.S)
        assert title
        assert "Okafor" not in title[1] + where


def test_no_report_without_a_hearing(bench: Any, make: Any, nurse: Any) -> None:
    other = make.person(bench.nurse)
    text = nurse.get(reverse("report_new", args=[other.reference])).content.decode()
    assert "No hearing of this person" in text
    posted = {"hearing": str(bench.hearing.pk)}
    assert nurse.post(reverse("report_new", args=[other.reference]), posted).status_code == 422
    assert begin(bench).status == CourtReport.Status.DRAFT
