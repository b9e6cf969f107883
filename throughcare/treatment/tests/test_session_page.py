"""The page of a session: one post, each fault beside its field, what it costs, who sees it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from throughcare.core import clock
from throughcare.instruments.models import Administration, Score
from throughcare.screening.tests.pages import at_most, hidden
from throughcare.treatment.models import Programme, Session, SessionNote

CALM, UNSAFE = "012301200", "012301201"


@pytest.fixture
def worker(clinic: Any, client_of: Any) -> Any:
    return client_of(clinic.psychologist)


def address(clinic: Any, row: Session) -> str:
    return reverse("treatment_session", args=[clinic.person.reference, row.number])


def send(client: Any, url: str, **fields: Any) -> Any:
    return client.post(url, {**hidden(client.get(url)), **fields})


def test_one_post_saves_all_of_it(
    worker: Any, clinic: Any, programme: Programme, book: Any, ctx_of: Any
) -> None:
    row = book()
    answer = send(
        worker,
        address(clinic, row),
        came="came",
        m_phq_9=UNSAFE,
        m_gad_7="0123012",
        safety="still_right",
        modules=["problem_solving", "feelings"],
        to_try="Walk to school",
        note="Brighter. Sleep up to 6 hours.",
        next_on=f"{clock.today() + timedelta(days=7):%d/%m/%Y}",
        next_at="2pm",
        next_place="Room 2",
        opened=(clock.now() - timedelta(seconds=70)).isoformat(),
    )
    assert answer.status_code == 302
    page = worker.get(answer.headers["Location"]).content.decode()
    for words in ("Problem solving", "Walk to school", "Came to 1 of 1", "2pm, Room 2"):
        assert words in page, words
    with ctx_of(clinic.psychologist) as ctx:
        assert {s.score for s in Score.visible_to(ctx)} == {10, 9}
        assert Session.visible_to(ctx).get(number=1).seconds_to_save in range(70, 90)
    again = worker.get(address(clinic, row)).content.decode()
    assert 'value="012301201"' in again
    assert "Save the correction" in again


def test_the_safety_question_cannot_be_passed_over_and_nothing_is_lost(
    worker: Any, clinic: Any, programme: Programme, book: Any, ctx_of: Any
) -> None:
    row = book()
    answer = send(worker, address(clinic, row), came="came", m_phq_9=UNSAFE, note="Kept note")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ask Lea about the safety answer" in page
    assert "Kept note" in page
    assert 'value="012301201"' in page
    with ctx_of(clinic.psychologist) as ctx:
        # The answer acts at once, whatever is in the way of the rest.
        assert Administration.visible_to(ctx).get().safety
        assert Session.visible_to(ctx).get().status == "planned"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"came": ""}, "Select whether they came"),
        ({"came": "came", "m_phq_9": "0123"}, "PHQ-9 has 9 questions, and 4 answers are typed"),
        ({"came": "came", "m_phq_9": "912301200"}, "Question 1 takes 0, 1, 2 and 3"),
        ({"came": "did_not_come", "m_gad_7": "0123012"}, "leave the questionnaires empty"),
        ({"came": "came", "next_on": "tomorrow", "next_at": ""}, "Enter the time"),
        ({"came": "came", "next_on": "1/1/2020", "next_at": "2pm"}, "to a year ahead"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    worker: Any,
    clinic: Any,
    programme: Programme,
    book: Any,
    fields: dict[str, str],
    said: str,
) -> None:
    row = book()
    answer = send(worker, address(clinic, row), note="Stays", **fields)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Stays" in answer.content.decode()


def test_two_workers_on_one_session_see_both_versions(
    worker: Any, clinic: Any, programme: Programme, book: Any, client_of: Any, ctx_of: Any
) -> None:
    row = book()
    colleague = client_of(clinic.colleague)
    url = address(clinic, row)
    opened = hidden(colleague.get(url))
    send(worker, url, came="came", note="First worker’s words", m_phq_9=CALM)
    answer = colleague.post(
        url, {**opened, "came": "came", "note": "Second worker’s words", "m_phq_9": "112301200"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "First worker’s words" in page
    assert "Second worker’s words" in page
    # Each version has a name of its own, also to who cannot see the page.
    names = re.findall(r'<section class="[^"]*" aria-labelledby="([^"]+)"', page)
    assert {"part-1 version-1-1", "part-2 version-2-1"} <= set(names)
    chosen = {"merge-note-keep": "both", "merge-m_phq_9-keep": "theirs"}
    fields = {**hidden(answer), **chosen, "merge-note-text": "Both words"}
    done = colleague.post(url, fields)
    assert done.status_code == 302, done.content.decode()[:3000]
    with ctx_of(clinic.psychologist) as ctx:
        assert SessionNote.visible_to(ctx).get().note == "Both words"
        assert Score.visible_to(ctx).get().score == 9


def test_whoever_has_two_windows_is_not_told_of_a_colleague(
    worker: Any, clinic: Any, programme: Programme, book: Any
) -> None:
    url = address(clinic, book())
    opened = hidden(worker.get(url))
    send(worker, url, came="came", note="First window")
    page = worker.post(url, {**opened, "came": "came", "note": "Second window"}).content.decode()
    assert "You and your other window changed the same part" in page
    assert "Keep your other window’s" in page


def test_a_lost_connection_keeps_what_was_typed(
    worker: Any, clinic: Any, programme: Programme, book: Any
) -> None:
    row = book()
    url = address(clinic, row)
    typed = {**hidden(worker.get(url)), "note": "Half a thought", "m_gad_7": "012"}
    kept = worker.post(f"{url}?draft=1", typed)
    assert kept.status_code == 200
    page = worker.get(url).content.decode()
    assert "Half a thought" in page
    assert 'value="012"' in page


def test_a_double_click_saves_once(
    worker: Any, clinic: Any, programme: Programme, book: Any, ctx_of: Any
) -> None:
    row = book()
    url = address(clinic, row)
    fields = {
        **hidden(worker.get(url)),
        "came": "came",
        "m_gad_7": "0123012",
        "next_on": "tomorrow",
        "next_at": "2pm",
    }
    first, second = worker.post(url, fields), worker.post(url, fields)
    assert (first.status_code, second.status_code) == (302, 302)
    with ctx_of(clinic.psychologist) as ctx:
        assert Session.visible_to(ctx).count() == 2
        assert Administration.visible_to(ctx).count() == 1


def test_change_is_told_with_its_rule_and_drawn(
    worker: Any, clinic: Any, programme: Programme, hold: Any
) -> None:
    hold(-2, phq_9="222222200", gad_7="2222222", to_try="Ring the housing office")
    hold(-1, phq_9="111111100", gad_7="1111111")
    row = hold(0, phq_9="111111000", gad_7="1111110")
    page = worker.get(address(clinic, row)).content.decode()
    for words in ("Session 3 of 12", "Down 8", "Reliably better", "change of 6 or more", "<svg"):
        assert words in page, words


def test_the_page_costs_at_most_12_statements(
    worker: Any, clinic: Any, programme: Programme, hold: Any, book: Any
) -> None:
    for week in range(-6, 0):
        hold(week, phq_9=CALM, gad_7="0123012", core_10="0123012301"[:10], safety="still_right")
    row = book()
    with at_most(12):
        assert worker.get(address(clinic, row)).status_code == 200
    with at_most(12):
        url = reverse("treatment", args=[clinic.person.reference])
        assert worker.get(url).status_code == 200


def test_nobody_outside_care_reads_a_session(
    clinic: Any, programme: Programme, hold: Any, client_of: Any
) -> None:
    row = hold(0, note="Wombatnote", phq_9=CALM)
    for member in (clinic.officer, clinic.elsewhere, clinic.link_worker):
        answer = client_of(member).get(address(clinic, row))
        assert answer.status_code in (403, 404), member.role
        assert "Wombatnote" not in answer.content.decode()
