"""The screening and its pages: what they say, what they save, who may open them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from throughcare.core import clock
from throughcare.core.models import Due, Event
from throughcare.screening.models import (
    AppropriateAdult,
    CustodyAdvice,
    CustodyEntry,
    SafetyAction,
    Screen,
    ScreenAnswer,
)
from throughcare.screening.tests.pages import at_most, hidden, url_new
from throughcare.sharing.models import Agreement, Basis, TakingPart

ANSWERED = {f"q{number}": "no" for number in range(1, 13)}


def test_the_screening_says_what_it_must(linked: Any, nurse: Any) -> None:
    with at_most(12):
        text = nurse.get(url_new(linked)).content.decode()
    said = (
        "I am not the police",
        "Please do not tell me about what you are accused of",
        "are not clinically approved here",
        "Who can we share what matters with?",
        "Not able to decide today",
        "Northfield custody, cell 7",
        "self-harm 2024",
    )
    for words in said:
        assert words in text
    order = [
        text.index(each) for each in ("Say first", "Custody staff", "Safety now", "Your decision")
    ]
    assert order == sorted(order)
    assert not re.search(r"\b(low|medium|high) risk\b", text, re.IGNORECASE)
    assert not re.search(r"offender|client|patient\b", text, re.IGNORECASE)


def test_a_whole_screening_is_saved(suite: Any, linked: Any, nurse: Any, ctx_of: Any) -> None:
    page = nurse.get(url_new(linked))
    posted = {
        **hidden(page),
        **ANSWERED,
        "taking_part": "yes",
        "share_custody": "yes",
        "share_probation": "no",
        "share_gp": "not_today",
        "q2": "yes",
        "q2_more": "March 2024. Sister helped.",
        "decision": "assess_court",
        "advice": "Checks every 30 minutes",
        "advice_whom": "Sergeant Lowe",
        "advice_at": "9:14am",
        "adult": "on",
        "confirmed": "on",
    }
    answer = nurse.post(url_new(linked), posted)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert nurse.post(url_new(linked), posted).status_code == 302
    with ctx_of(suite.nurse) as ctx:
        screen = Screen.visible_to(ctx).get()
        assert (screen.status, screen.decision) == ("completed", "assess_court")
        assert ScreenAnswer.visible_to(ctx).get(question="q2").text == "March 2024. Sister helped."
        assert CustodyAdvice.visible_to(ctx).get().told_whom == "Sergeant Lowe"
        assert AppropriateAdult.visible_to(ctx).count() == 1
        assert TakingPart.visible_to(ctx).get().answer == "yes"
        agreed = dict(Agreement.visible_to(ctx).values_list("recipient", "answer"))
        assert agreed == {"custody": "yes", "probation": "no", "gp": "not_today"}
        assert Agreement.visible_to(ctx).get(recipient="custody").confirmed_at_end
        assert Basis.visible_to(ctx).get().recipient_agency_id == suite.place.agency_id


MINUTES = """
opened nine minutes ago   | 9    | 9
opened yesterday          | 1500 | None
opened in the future      | -5   | None
"""


@pytest.mark.parametrize("line", MINUTES.strip().splitlines())
def test_a_screening_saved_in_one_took_from_opening_to_saving(
    suite: Any, linked: Any, nurse: Any, ctx_of: Any, line: str
) -> None:
    ago, counted = (part.strip() for part in line.split("|")[1:])
    opened = clock.now() - timedelta(minutes=int(ago), seconds=5)
    posted = {**hidden(nurse.get(url_new(linked))), **ANSWERED, "decision": "none"}
    nurse.post(url_new(linked), {**posted, "opened": opened.isoformat()})
    with ctx_of(suite.nurse) as ctx:
        done = Event.visible_to(ctx).get(type="screen.completed")
        assert str(done.payload["minutes"]) == counted


def test_saving_a_screening_asks_no_more_than_it_needs(linked: Any, nurse: Any) -> None:
    posted = {**hidden(nurse.get(url_new(linked))), **ANSWERED, "decision": "none"}
    with at_most(40):
        assert nurse.post(url_new(linked), posted).status_code == 302


def test_a_yes_that_was_not_confirmed_opens_nothing(
    suite: Any, linked: Any, nurse: Any, ctx_of: Any
) -> None:
    posted = {
        **hidden(nurse.get(url_new(linked))),
        "q1": "no",
        "decision": "none",
        "share_custody": "yes",
    }
    assert nurse.post(url_new(linked), posted).status_code == 302
    with ctx_of(suite.nurse) as ctx:
        assert Agreement.visible_to(ctx).get().answer == "not_today"
        assert not Basis.visible_to(ctx).exists()


BLOCKS = """
q1=no decision=none                              | 302
decision=none                                    | 422
q1=no                                            | 422
q1=no decision=none advice_at=soon advice=Checks | 302
q1=no decision=none advice_whom=Lowe             | 302
"""


@pytest.mark.parametrize("line", BLOCKS.strip().splitlines())
def test_only_three_things_block_a_save(linked: Any, nurse: Any, line: str) -> None:
    typed, status = (part.strip() for part in line.split("|"))
    posted = {
        **hidden(nurse.get(url_new(linked))),
        **dict(each.split("=") for each in typed.split()),
    }
    assert nurse.post(url_new(linked), posted).status_code == int(status)


def test_an_error_keeps_all_answers_and_stands_first(linked: Any, nurse: Any) -> None:
    posted = {**hidden(nurse.get(url_new(linked))), "q2": "yes", "q2_more": "March 2024"}
    text = nurse.post(url_new(linked), posted).content.decode()
    assert "<title>Error:" in text
    assert 'value="March 2024"' in text
    assert 'href="#id_q1"' in text
    assert "March 2024" in nurse.get(url_new(linked)).content.decode()  # and it is a draft


def prompts(ctx: Any) -> int:
    return Due.visible_to(ctx).filter(kind="safety_prompt", status="open").count()


HOW_A_SAFETY_ANSWER_ARRIVES = {
    "autosave": ({"q1": "yes"}, "?draft=1"),
    "finish later": ({"q1": "yes", "later": "1"}, ""),
    "a save that cannot be": ({"q1": "yes"}, ""),
    "a save": ({"q1": "yes", "decision": "none"}, ""),
}


@pytest.mark.parametrize("how", HOW_A_SAFETY_ANSWER_ARRIVES)
def test_a_safety_answer_is_acted_on_however_it_arrives(
    suite: Any, linked: Any, nurse: Any, ctx_of: Any, how: str
) -> None:
    typed, query = HOW_A_SAFETY_ANSWER_ARRIVES[how]
    page = nurse.get(url_new(linked))
    nurse.post(url_new(linked) + query, {**hidden(page), **typed})
    with ctx_of(suite.colleague) as ctx:
        assert prompts(ctx) == 1
        assert ScreenAnswer.visible_to(ctx).get(question="q1").answer == "yes"


def test_what_custody_was_told_in_the_same_save_answers_the_prompt(
    suite: Any, linked: Any, nurse: Any, ctx_of: Any
) -> None:
    posted = {
        **hidden(nurse.get(url_new(linked))),
        "q1": "yes",
        "decision": "act_now",
        "advice": "Constant watch",
        "advice_whom": "Sergeant Lowe",
    }
    assert nurse.post(url_new(linked), posted).headers["Location"] == "/"
    with ctx_of(suite.nurse) as ctx:
        assert prompts(ctx) == 0
        assert SafetyAction.visible_to(ctx).get().told_whom == "Sergeant Lowe"


def test_an_unanswered_prompt_is_asked_next(
    linked: Any, suite: Any, nurse: Any, ctx_of: Any
) -> None:
    posted = {**hidden(nurse.get(url_new(linked))), "q1": "yes", "decision": "none"}
    url = nurse.post(url_new(linked), posted).headers["Location"]
    page = nurse.get(url)
    assert "Are you thinking about hurting yourself" in page.content.decode()
    assert nurse.post(url, {**hidden(page), "what_was_done": " "}).status_code == 422
    done = {**hidden(page), "what_was_done": "Sat with him", "told_whom": "Sergeant Lowe"}
    assert nurse.post(url, done).status_code == 302
    with ctx_of(suite.nurse) as ctx:
        assert prompts(ctx) == 0


def test_a_link_worker_closes_a_prompt_without_reading_the_answer(
    linked: Any, suite: Any, nurse: Any, client_of: Any, ctx_of: Any
) -> None:
    posted = {
        **hidden(nurse.get(url_new(linked))),
        "q1": "yes",
        "q1_more": "canarywords",
        "decision": "none",
    }
    url = nurse.post(url_new(linked), posted).headers["Location"]
    jo = client_of(suite.link_worker)
    page = jo.get(url)
    assert page.status_code == 200
    assert "canarywords" not in page.content.decode()
    done = {**hidden(page), "what_was_done": "Sat with him", "told_whom": "Sergeant Lowe"}
    assert jo.post(url, done).status_code == 302
    with ctx_of(suite.nurse) as ctx:
        assert prompts(ctx) == 0


def test_two_colleagues_on_one_screening_see_both_versions(
    linked: Any, suite: Any, client_of: Any, ctx_of: Any
) -> None:
    nurse, colleague = client_of(suite.nurse), client_of(suite.colleague)
    mine, theirs = nurse.get(url_new(linked)), colleague.get(url_new(linked))
    said = {"q1": "no", "q2": "yes", "decision": "none"}
    first = {**hidden(theirs), **said, "q2_more": "Two years ago"}
    assert colleague.post(url_new(linked), first).status_code == 302
    clash = nurse.post(url_new(linked), {**hidden(mine), **said, "q2_more": "March 2024"})
    text = clash.content.decode()
    assert clash.status_code == 409
    assert "Two years ago" in text
    assert "March 2024" in text
    chosen = {
        **hidden(clash),
        "merge-q2_more-keep": "both",
        "merge-q2_more-text": "March 2024, two years ago",
    }
    assert nurse.post(url_new(linked), chosen).status_code == 302
    with ctx_of(suite.nurse) as ctx:
        assert Screen.visible_to(ctx).count() == 1
        kept = ScreenAnswer.visible_to(ctx).get(question="q2").text
        assert kept == "March 2024, two years ago"


def test_an_autosave_that_was_overtaken_begins_nothing(
    linked: Any, suite: Any, nurse: Any, ctx_of: Any
) -> None:
    posted = {**hidden(nurse.get(url_new(linked))), "q1": "no", "decision": "none"}
    nurse.post(url_new(linked), posted)
    nurse.post(url_new(linked) + "?draft=1", posted)
    with ctx_of(suite.nurse) as ctx:
        assert [s.status for s in Screen.visible_to(ctx)] == ["completed"]


def test_a_saved_screening_is_shown_and_corrected(
    linked: Any, suite: Any, nurse: Any, ctx_of: Any
) -> None:
    posted = {**hidden(nurse.get(url_new(linked))), "q1": "no", "decision": "none"}
    nurse.post(url_new(linked), posted)
    with ctx_of(suite.nurse) as ctx:
        screen = Screen.visible_to(ctx).get()
    shown = reverse("screening", args=[linked.reference, screen.pk])
    with at_most(12):
        text = nurse.get(shown).content.decode()
    assert "No need found" in text
    assert text.count("Not asked") == 11
    url = reverse("screening_correct", args=[linked.reference, screen.pk])
    page = nurse.get(url)
    corrected = {**hidden(page), "q1": "no", "q5": "yes", "decision": "refer"}
    assert nurse.post(url, corrected).headers["Location"] == shown
    with ctx_of(suite.nurse) as ctx:
        assert Screen.visible_to(ctx).get().decision == "refer"
    listed = nurse.get(reverse("screens", args=[linked.reference])).content.decode()
    assert "Planned: refer or give information" in listed


OPENS_A_SCREENING = """
nurse       | 200
colleague   | 200
lead        | 403
link_worker | 403
police      | 403
stranger    | 404
"""


def test_only_clinicians_of_the_team_screen(
    make: Any, linked: Any, suite: Any, client_of: Any
) -> None:
    suite.stranger = make.member("clinician")
    for line in OPENS_A_SCREENING.strip().splitlines():
        who, status = (part.strip() for part in line.split("|"))
        page = client_of(getattr(suite, who)).get(url_new(linked))
        assert (who, page.status_code) == (who, int(status))


def test_custody_staff_read_the_advice_where_it_was_agreed_and_no_answer(
    linked: Any, suite: Any, nurse: Any, make: Any, client_of: Any
) -> None:
    make.sharing(
        suite.nurse.team.agency,
        suite.police.team.agency,
        purpose="safeguarding",
        categories=("identity", "health_summary"),
    )
    posted = {
        **hidden(nurse.get(url_new(linked))),
        "q1": "no",
        "q2": "yes",
        "q2_more": "canaryanswer",
        "decision": "none",
        "share_custody": "yes",
        "confirmed": "on",
        "advice": "Checks every 30 minutes",
        "advice_whom": "Sergeant Lowe",
    }
    nurse.post(url_new(linked), posted)
    text = client_of(suite.police).get("/").content.decode()
    assert "Checks every 30 minutes" in text
    assert "canaryanswer" not in text


def test_each_follow_up_of_a_screening_is_recorded_once(
    linked: Any, suite: Any, nurse: Any, ctx_of: Any
) -> None:
    posted = {
        **hidden(nurse.get(url_new(linked))),
        "q1": "no",
        "decision": "assess_here",
        "advice": "Checks",
        "advice_whom": "Lowe",
        "adult": "on",
    }
    nurse.post(url_new(linked), posted)
    with ctx_of(suite.nurse) as ctx:
        screen, told = Screen.visible_to(ctx).get(), CustodyAdvice.visible_to(ctx).get()
        adult = AppropriateAdult.visible_to(ctx).get()
    ref = linked.reference
    for name, args, typed in (
        ("custody_advice", [ref, told.pk], {"acted_on": "yes", "by": "Lowe"}),
        ("appropriate_adult", [ref, adult.pk], {"came": "no"}),
        ("screening_step", [ref, screen.pk, "assess"], {"result": "done"}),
    ):
        url = reverse(name, args=args)
        page = nurse.get(url)
        assert nurse.post(url, {**hidden(page)}).status_code == 422
        assert nurse.post(url, {**hidden(page), **typed}).status_code == 302
    with ctx_of(suite.nurse) as ctx:
        assert not Due.visible_to(ctx).filter(status="open").exists()
    assert nurse.get(reverse("screening_step", args=[ref, screen.pk, "dance"])).status_code == 404


def test_declined_is_recorded_from_the_screening(
    linked: Any, suite: Any, nurse: Any, ctx_of: Any
) -> None:
    url = reverse("screening_not_seen", args=[linked.reference])
    posted = {**hidden(nurse.get(url)), "why": "declined"}
    assert nurse.post(url, posted).status_code == 302
    with ctx_of(suite.nurse) as ctx:
        assert Screen.visible_to(ctx).get().status == "declined"
        assert CustodyEntry.visible_to(ctx).get().outcome == "declined"
