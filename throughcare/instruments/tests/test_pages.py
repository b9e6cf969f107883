"""The pages of questionnaires: what they say, keep, refuse, cost and never show."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from throughcare.core import clock
from throughcare.core.models import Due
from throughcare.instruments.actions import PROMPT
from throughcare.instruments.models import Administration, Answer, PromptAnswered, Score
from throughcare.screening.tests.pages import at_most, hidden
from throughcare.sharing import actions as sharing

HOW = {"mode": "paper", "language": "", "answered_on": ""}


def text(response: Any) -> str:
    return str(response.content.decode())


def form_of(page: Any) -> dict[str, str]:
    """The hidden fields of a form, and which version of the row it was drawn from."""
    version = re.search(r'name="version" value="(\d+)"', text(page))
    return {**hidden(page), **({"version": version[1]} if version else {})}


def url(person: Any, *parts: Any) -> str:
    name, *rest = parts or ("questionnaires",)
    return reverse(name, args=[person.reference, *rest])


def enter(client: Any, person: Any, name: str, **fields: str) -> Any:
    address = url(person, "questionnaire_new", name)
    return client.post(address, {**hidden(client.get(address)), **HOW, **fields})


def days_ago(number: int) -> Any:
    return clock.today() - timedelta(days=number)


def test_answers_typed_in_a_row_are_saved_and_listed(
    nurse: Any, suite: Any, person: Any, ctx_of: Any
) -> None:
    done = enter(nurse, person, "phq-9", row="222111110")
    assert done.headers["Location"] == url(person)
    page = text(nurse.get(url(person)))
    assert "PHQ-9" in page
    assert "<strong>11</strong>" in page
    with ctx_of(suite.nurse) as ctx:
        assert Score.visible_to(ctx).get().score == 11


def test_answers_chosen_one_by_one_come_to_the_same(
    nurse: Any, suite: Any, person: Any, ctx_of: Any
) -> None:
    chosen = {f"i{n}": value for n, value in enumerate("222111110", 1)}
    enter(nurse, person, "phq-9", **chosen)
    with ctx_of(suite.nurse) as ctx:
        assert Score.visible_to(ctx).get().score == 11


WRONG = """
too few      | row=22211111           | PHQ-9 has 9 questions, and 8 answers are typed
too many     | row=2221111100         | PHQ-9 has 9 questions, and 10 answers are typed
out of range | row=222711110          | Question 4 takes 0, 1, 2 and 3
a letter     | row=22z111110          | Question 3 takes
nothing      | row=                   | Enter the answers in a row
clash        | row=222111110;i3=1     | The row says something else for question 3: 2
not a choice | i3=8                   | error
future       | row=222111110;answered_on=tomorrow | Enter a date that is today or earlier
"""


@pytest.mark.parametrize("line", WRONG.strip().splitlines())
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    nurse: Any, suite: Any, person: Any, ctx_of: Any, line: str
) -> None:
    _what, fields, says = (part.strip() for part in line.split("|"))
    given = dict(each.split("=") for each in fields.split(";"))
    page = enter(nurse, person, "phq-9", language="Polish", **given)
    assert page.status_code == 422
    assert says in text(page)
    assert 'value="Polish"' in text(page)
    if given.get("row"):
        assert f'value="{given["row"]}"' in text(page)
    with ctx_of(suite.nurse) as ctx:
        assert not Score.visible_to(ctx).exists()


def test_a_safety_answer_leads_at_once_to_what_was_done(
    nurse: Any, suite: Any, person: Any, ctx_of: Any
) -> None:
    done = enter(nurse, person, "phq-9", row="000000002")
    with ctx_of(suite.nurse) as ctx:
        due = Due.visible_to(ctx).get(kind=PROMPT)
    assert done.headers["Location"] == url(person, "questionnaire_prompt", due.pk)
    page = nurse.get(done.headers["Location"])
    assert "Thoughts that you would be better off dead" in text(page)
    assert "2: More than half the days" in text(page)
    said = {**hidden(page), "what_was_done": "We talked", "told_whom": "Duty worker"}
    assert nurse.post(done.headers["Location"], {**said, "told_whom": ""}).status_code == 422
    assert nurse.post(done.headers["Location"], said).status_code == 302
    again = nurse.get(done.headers["Location"])
    late = nurse.post(done.headers["Location"], {**said, **hidden(again)})
    assert late.status_code == 409
    with ctx_of(suite.nurse) as ctx:
        assert PromptAnswered.visible_to(ctx).count() == 1


@pytest.mark.parametrize("how", ["autosave", "refused", "later", "row"])
def test_a_safety_answer_acts_however_it_arrives(
    nurse: Any, suite: Any, person: Any, ctx_of: Any, how: str
) -> None:
    address = url(person, "questionnaire_new", "phq-9")
    said = {**hidden(nurse.get(address)), **HOW, "i9": "1"}
    if how == "autosave":
        assert nurse.post(f"{address}?draft=1", said).status_code == 200
    elif how == "row":
        row = {**said, "i9": "", "row": "000000001"}
        assert nurse.post(f"{address}?draft=1", row).status_code == 200
    elif how == "refused":
        assert nurse.post(address, {**said, "mode": "telepathy"}).status_code == 422
    else:
        assert nurse.post(address, {**said, "finish_later": "1", "later": "1"}).status_code == 302
    with ctx_of(suite.nurse) as ctx:
        assert Due.visible_to(ctx).get(kind=PROMPT).urgency == "act_now"


def test_somebody_who_may_not_read_the_answer_still_closes_the_prompt(
    client_of: Any, suite: Any, person: Any, ctx_of: Any, use: Any
) -> None:
    use("PHQ-9", "000000003")
    client = client_of(suite.link_worker)
    with ctx_of(suite.link_worker) as ctx:
        due = Due.visible_to(ctx).get(kind=PROMPT)
    page = client.get(url(person, "questionnaire_prompt", due.pk))
    assert "Nearly every day" not in text(page)
    assert "Ask the person who recorded it" in text(page)
    said = {**hidden(page), "what_was_done": "Rang her", "told_whom": "Duty worker"}
    assert client.post(url(person, "questionnaire_prompt", due.pk), said).status_code == 302


CHANGES = """
PHQ-9  | 222222220 | 222211000 | Down 6  | Reliably better
PHQ-9  | 222222220 | 222221100 | Down 4  | No reliable change
PHQ-9  | 000011110 | 111111111 | Up 5    | No reliable change
PHQ-9  | 000011110 | 222222220 | Up 12   | Reliably worse
GAD-7  | 2222222   | 2222200   | Down 4  | Reliably better
"""


@pytest.mark.parametrize("line", CHANGES.strip().splitlines())
def test_change_is_told_with_its_rule_and_its_caveat(
    nurse: Any, person: Any, use: Any, line: str
) -> None:
    name, first, last, moved, word = (part.strip() for part in line.split("|"))
    use(name, first, answered_on=days_ago(21))
    use(name, last)
    page = text(nurse.get(url(person)))
    assert moved in page
    assert word in page
    assert "reliable means a change of" in page
    assert "There is no comparison here: people change without treatment too" in page


def test_without_a_rule_there_is_no_word_for_change(nurse: Any, person: Any, use: Any) -> None:
    use("WSAS", "88888", answered_on=days_ago(21))
    use("WSAS", "00000")
    page = text(nurse.get(url(person)))
    assert "Down 40" in page
    assert "Reliably" not in page
    assert "no rule of reliable change with a source is on" in page


def test_a_use_without_a_score_is_no_score_and_a_gap_in_the_line(
    nurse: Any, person: Any, use: Any
) -> None:
    for ago, row in ((28, "222222220"), (21, "222222210"), (14, "2-2222220"), (7, "111111110")):
        use("PHQ-9", row, answered_on=days_ago(ago))
    page = text(nurse.get(url(person)))
    chart = page[page.index("<svg height") :]
    chart = chart[: chart.index("</svg>")]
    assert chart.count("<circle") == 3
    assert chart.count("<line x1") == 1
    assert "–</td>" in page
    use("PHQ-9", "-11111110")
    latest = text(nurse.get(url(person)))
    assert "No score" in latest
    assert "Question 1 not answered." in latest
    assert "Reliably" not in latest


def test_wording_stands_only_where_the_licence_lets_it(nurse: Any, person: Any) -> None:
    ours = text(nurse.get(url(person, "questionnaire_new", "phq-9")))
    assert "Little interest or pleasure in doing things" in ours
    assert "No permission required" in ours
    theirs = text(nurse.get(url(person, "questionnaire_new", "audit")))
    assert "Question 1" in theirs
    assert "Use your licensed copy" in theirs
    assert "not clinically approved here" in theirs


def test_wording_of_the_site_is_shown_and_a_faulty_file_is_named(
    nurse: Any, person: Any, settings: Any, tmp_path: Path, client_of: Any, make: Any, suite: Any
) -> None:
    settings.INSTRUMENTS_FOLDER = str(tmp_path)
    items = ", ".join(f'"Invented words {n}"' for n in range(1, 6))
    wording = tmp_path / "wsas.toml"
    wording.write_text(
        f'[wording]\ninstrument = "WSAS"\nversion = "1"\nlicence = "Invented licence"\n'
        f"items = [{items}]\n"
    )
    page = text(nurse.get(url(person, "questionnaire_new", "wsas")))
    assert "Invented words 5" in page
    assert "Invented licence" in page
    wording.write_text('[wording]\ninstrument = "WSAS"\nversion = "9"\n')
    assert "Invented words" not in text(nurse.get(url(person, "questionnaire_new", "wsas")))
    agency = suite.nurse.team.agency
    manager = client_of(make.member("support_engineer", team=make.team(agency)))
    assert "wsas.toml" in text(manager.get(reverse("settings_instruments")))


def test_a_converted_score_is_never_compared_with_one_of_before(
    nurse: Any, person: Any, use: Any, settings: Any, tmp_path: Path
) -> None:
    """The site signs the table of SWEMWBS in between: two scales, two lines, each as used."""
    settings.INSTRUMENTS_FOLDER = str(tmp_path)
    before = use("SWEMWBS", "3333333")
    table = [round(7 + step * 0.97, 2) for step in range(29)]
    (tmp_path / "swemwbs.toml").write_text(
        '[[rule]]\ninstrument = "SWEMWBS"\nversion = "1"\nname = "conversion"\n'
        'source = "Invented table"\nsigned_by = "Dr Invented"\nsigned_on = 2026-11-02\n'
        f"first = 7\nmetric = {table}\n"
    )
    after = use("SWEMWBS", "3333333")
    assert "The total, converted. Invented table" in text(
        nurse.get(url(person, "questionnaire", after.pk))
    )
    assert "Wellbeing" in text(nurse.get(url(person, "questionnaire", before.pk)))
    shown = text(nurse.get(url(person)))
    assert ">21<" in shown.replace(" ", "")
    assert ">20.6<" in shown.replace(" ", "")
    assert "Down" not in shown


def test_a_questionnaire_is_corrected_from_what_was_there(
    nurse: Any, suite: Any, person: Any, ctx_of: Any, use: Any
) -> None:
    made = use("PHQ-9", "22222222d")
    address = url(person, "questionnaire_correct", made.pk)
    page = nurse.get(address)
    assert text(page).count(" checked") >= 9
    said = {**form_of(page), **HOW, "row": "222222220"}
    for n in range(1, 9):
        said[f"i{n}"] = "2"
    said["i9"] = "declined"
    assert nurse.post(address, said).headers["Location"] == url(person, "questionnaire", made.pk)
    stale = {**said, "idempotency_key": str(uuid4()), "row": "000000000"}
    told = nurse.post(address, stale)
    assert told.status_code == 409
    assert "A colleague changed this while you were writing" in text(told)
    again = {**stale, **form_of(told), "i9": ""}
    assert nurse.post(address, {**again, "row": "222222220"}).status_code == 302
    shown = text(nurse.get(url(person, "questionnaire", made.pk)))
    assert "16" in shown
    assert "Kroenke" in shown
    with ctx_of(suite.nurse) as ctx:
        assert Answer.visible_to(ctx).get(item=9).value == 0


def test_what_is_taken_back_is_shown_nowhere(nurse: Any, person: Any, use: Any) -> None:
    made = use("PHQ-9", "111111110")
    address = url(person, "questionnaire_take_back", made.pk)
    page = nurse.get(address)
    assert nurse.post(address, {**form_of(page), "reason": ""}).status_code == 422
    assert nurse.post(address, {**form_of(page), "reason": "Wrong record"}).status_code == 302
    assert "No questionnaire yet" in text(nurse.get(url(person)))
    assert nurse.get(url(person, "questionnaire", made.pk)).status_code == 404


def test_a_total_is_typed_where_there_is_no_key(nurse: Any, person: Any) -> None:
    for total in ("999", "two", "-1"):
        page = enter(nurse, person, "sapas", total=total)
        assert page.status_code == 422
        assert "Total must be a number from 0 to" in text(page)
    assert enter(nurse, person, "sapas", total="3").status_code == 302
    assert "<strong>3</strong>" in text(nurse.get(url(person)))


def test_nobody_outside_care_reaches_a_score_or_an_answer(
    client_of: Any, suite: Any, person: Any, ctx_of: Any, use: Any, make: Any
) -> None:
    made = use("PHQ-9", "333333333")
    with ctx_of(suite.nurse) as ctx:
        for recipient in ("custody", "court", "probation"):
            sharing.record_agreement(
                ctx, person_id=person.pk, recipient=recipient, answer="yes", confirmed=True
            )
        due = Due.visible_to(ctx).get(kind=PROMPT)
    addresses = [
        url(person),
        url(person, "questionnaire", made.pk),
        url(person, "questionnaire_new", "phq-9"),
        url(person, "questionnaire_correct", made.pk),
        url(person, "questionnaire_take_back", made.pk),
        url(person, "questionnaire_prompt", due.pk),
        url(person, "person"),
        "/",
    ]
    others = [suite.police, *(make.member(r) for r in ("probation_practitioner", "court_officer"))]
    for member in others:
        client = client_of(member)
        for address in addresses:
            page = text(client.get(address))
            assert "PHQ-9" not in page
            assert "Nearly every day" not in page


def test_a_link_worker_sees_that_it_was_answered_and_no_score(
    client_of: Any, suite: Any, person: Any, use: Any
) -> None:
    use("PHQ-9", "333333330")
    client = client_of(suite.link_worker)
    assert client.get(url(person)).status_code == 403
    record = text(client.get(url(person, "person")))
    assert "Questionnaire answered" in record
    assert "severe" not in record


def test_no_page_costs_more_than_12_statements(nurse: Any, person: Any, use: Any) -> None:
    for week in range(4):
        made = use("PHQ-9", "111111112", answered_on=days_ago(7 * week))
        use("GAD-7", "1111111", answered_on=days_ago(7 * week))
    for address in (
        url(person),
        url(person, "questionnaire", made.pk),
        url(person, "questionnaire_new", "phq-9"),
        url(person, "questionnaire_correct", made.pk),
        url(person, "questionnaire_take_back", made.pk),
    ):
        nurse.get(address)
        with at_most(12):
            assert nurse.get(address).status_code == 200


HOSTILE = {
    "nothing": "",
    "a NUL byte": "a\x00b",
    "a lone surrogate": "\\ud800 \u202e\ufeff",
    "a very long line": "1" * 100_000,
    "digits of another script": "١٢٣٠١٢٠٠١",
    "a power": "²²²²²²²²²",
    "SQL and HTML": "'; DROP TABLE x; --<script>alert(1)</script>{{7*7}}%s",
    "an id of nobody": str(uuid4()),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_form_fails_on_hostile_words(
    nurse: Any, suite: Any, person: Any, ctx_of: Any, use: Any, kind: str
) -> None:
    made = use("PHQ-9", "000000001")
    with ctx_of(suite.nurse) as ctx:
        due = Due.visible_to(ctx).get(kind=PROMPT)
    fields = ["row", "total", "i0", "i1", "i9", "mode", "with_help", "language", "answered_on",
              "version", "reason", "what_was_done", "told_whom", "idempotency_key"]  # fmt: skip
    typed = dict.fromkeys(fields, HOSTILE[kind])
    # Every form as the stage has it is posted to in tests/hostile: here are the drafts, and the
    # forms of questionnaires of other kinds.
    for target in (
        url(person, "questionnaire_new", "phq-9") + "?draft=1",
        url(person, "questionnaire_new", "sapas"),
        url(person, "questionnaire_new", "pc-ptsd-5"),
        url(person, "questionnaire_new", "honos"),
        url(person, "questionnaire_correct", made.pk) + "?draft=1",
        url(person, "questionnaire_prompt", due.pk) + "?draft=1",
    ):
        answer = nurse.post(target, typed)
        assert answer.status_code in (200, 204, 302, 409, 422), (target, answer.status_code)
    assert nurse.get(url(person, "questionnaire_new", "phq-9")).status_code == 200


def test_absent_rows_and_questionnaires_are_not_found(nurse: Any, person: Any) -> None:
    for name in ("questionnaire", "questionnaire_correct", "questionnaire_prompt"):
        assert nurse.get(url(person, name, uuid4())).status_code == 404
    assert nurse.get(url(person, "questionnaire_new", "phq-99")).status_code == 404


def test_a_page_sent_twice_is_saved_once(nurse: Any, suite: Any, person: Any, ctx_of: Any) -> None:
    address = url(person, "questionnaire_new", "phq-9")
    said = {**hidden(nurse.get(address)), **HOW, "row": "111111110"}
    for _twice in range(2):
        assert nurse.post(address, said).status_code == 302
    with ctx_of(suite.nurse) as ctx:
        assert Administration.visible_to(ctx).count() == 1
