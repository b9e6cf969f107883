"""The pages of suitability: what each role is shown, what is asked again, what they cost."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.urls import reverse

from throughcare.core import clock
from throughcare.screening.tests.pages import at_most
from throughcare.sharing.models import Willingness
from throughcare.suitability import actions
from throughcare.suitability.models import Advice, CriterionAnswer, Suitability
from throughcare.suitability.tests.conftest import (
    PATHWAY,
    Team,
    answered,
    days_on,
    sent,
    signed,
    willing,
)


def url(name: str, team: Team, *args: Any) -> str:
    return reverse(f"suitability{name}", args=[team.person.reference, *args])


def hidden(page: Any) -> dict[str, str]:
    """The hidden fields of the page, as a browser would send them back."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    return {name: html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def send(client: Any, address: str, **fields: Any) -> Any:
    """Post a form as a browser would: with the page's own hidden fields."""
    return client.post(address, {**hidden(client.get(address)), **fields})


@pytest.fixture
def nurse(team: Team, client_of: Any) -> Any:
    return client_of(team.nurse)


def test_it_is_begun_answered_asked_sent_and_signed(
    team: Team, nurse: Any, client_of: Any, ctx_of: Any
) -> None:
    assert "Nobody has looked at a treatment requirement yet" in nurse.get(url("", team)).text
    off = "Off: Drug rehabilitation requirement and Alcohol treatment requirement. No source"
    assert off in nurse.get(url("_new", team)).text
    send(nurse, url("_new", team), pathway=PATHWAY, sentence_on=days_on(9).strftime("%d/%m/%Y"))
    with ctx_of(team.nurse) as ctx:
        row = Suitability.visible_to(ctx).get()
    page = nurse.get(url("", team)).text
    assert "1 of 9 are met." in page
    assert "9 days to sentence" in page
    point = url("_answer", team, row.pk, "arranged")
    send(nurse, point, said="no", why="Quokkareason.", next_step="Ring them", next_on="tomorrow")
    send(
        nurse, url("_willing", team, row.pk),
        answer="yes", words_used="I want to do it.", said_on="today", said_at="0:01",
    )  # fmt: skip
    page = nurse.get(url("", team)).text
    assert page.index("Quokkareason.") < page.index("Settled (2)")
    assert "Aaliyah is willing to comply." in page
    assert "Ring them" in page
    send(nurse, url("_send", team, row.pk))
    lead = client_of(team.lead)
    answer = send(
        lead, url("_sign", team, row.pk),
        view="nearly", line="A place is needed first.", lacks=["arranged"],
    )  # fmt: skip
    assert answer.headers["Location"] == url("", team)
    page = client_of(team.officer).get(url("", team)).text
    assert "A place is needed first." in page
    assert "Treatment has been arranged, or can be" in page
    assert "Quokkareason" not in page
    assert "of 9 are met" not in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"said": "yes", "why": ""}, "Enter why you say so"),
        ({"why": "Because"}, "Select yes, no or not known yet"),
        ({"said": "no", "why": "x", "next_on": "tomorrow"}, "Enter what is done on that day"),
        ({"said": "maybe", "why": "x"}, "Select yes, no or not known yet"),
        ({"said": "no", "why": "x", "next_on": "32/1/2026"}, "Enter a date, such as"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(
    team: Team, nurse: Any, row: Suitability, given: dict[str, str], said: str
) -> None:
    answer = send(nurse, url("_answer", team, row.pk, "guilty"), told_by="Numbatsource", **given)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Numbatsource" in answer.text


def test_time_to_think_is_an_answer_of_its_own_and_no_yes(
    team: Team, nurse: Any, row: Suitability, ctx_of: Any
) -> None:
    ask = url("_willing", team, row.pk)
    assert send(nurse, ask, answer="later", said_on="today", said_at="0:01").status_code == 422
    assert send(nurse, ask, answer="yes", said_on="today", said_at="0:01").status_code == 422
    later = days_on(3).strftime("%d/%m/%Y")
    send(nurse, ask, answer="later", ask_again_on=later, said_on="today", said_at="0:01")
    with ctx_of(team.nurse) as ctx:
        assert not Willingness.visible_to(ctx).exists()
        assert Suitability.visible_to(ctx).get().ask_again_on == days_on(3)


def test_two_colleagues_on_one_question_are_shown_both_answers(
    team: Team, nurse: Any, row: Suitability, ctx_of: Any
) -> None:
    address = url("_answer", team, row.pk, "guilty")
    mine = {**hidden(nurse.get(address)), "said": "no", "why": "What I heard."}
    send(nurse, address, said="yes", why="What the court wrote.")
    answer = nurse.post(address, mine)
    assert answer.status_code == 409
    assert "What I heard." in answer.text
    assert "What the court wrote." in answer.text
    with ctx_of(team.nurse) as ctx:
        assert CriterionAnswer.visible_to(ctx).get().why == "What the court wrote."


def test_a_double_click_signs_once(
    team: Team, nurse: Any, row: Suitability, client_of: Any, ctx_of: Any
) -> None:
    with ctx_of(team.nurse) as ctx:
        willing(ctx, team.person)
        sent(ctx, row)
    lead, address = client_of(team.lead), url("_sign", team, row.pk)
    post = {**hidden(lead.get(address)), "view": "suitable", "line": "It is likely to help."}
    assert lead.post(address, post).status_code == 302
    assert lead.post(address, post).status_code == 302
    with ctx_of(team.lead) as ctx:
        assert Advice.visible_to(ctx).count() == 1


def test_suitable_without_willingness_is_refused_beside_the_view(
    team: Team, row: Suitability, client_of: Any, ctx_of: Any
) -> None:
    with ctx_of(team.nurse) as ctx:
        sent(ctx, row)
    lead, address = client_of(team.lead), url("_sign", team, row.pk)
    answer = send(lead, address, view="suitable", line="Wallabyline")
    assert answer.status_code == 422
    assert "Record first that the person is willing to comply" in answer.text
    assert "Wallabyline" in answer.text


def test_who_may_not_sign_is_told_why_and_refused(
    team: Team, nurse: Any, row: Suitability, client_of: Any, ctx_of: Any
) -> None:
    with ctx_of(team.nurse) as ctx:
        sent(ctx, row)
    assert "It is signed by a clinical lead. Priya Nair sent it." in nurse.get(url("", team)).text
    assert nurse.get(url("_sign", team, row.pk)).status_code == 403
    lead = client_of(team.lead).get(url("", team)).text
    assert url("_sign", team, row.pk) in lead


def test_a_support_worker_sees_the_state_and_no_reason(
    team: Team, row: Suitability, client_of: Any, ctx_of: Any
) -> None:
    with ctx_of(team.nurse) as ctx:
        answered(ctx, row, "guilty", why="Axolotlreason")
        willing(ctx, team.person)
    page = client_of(team.worker).get(url("", team)).text
    assert "Aaliyah is willing to comply." in page
    assert "Axolotlreason" not in page
    assert "Not known" not in page
    assert client_of(team.police).get(url("", team)).status_code == 403


def test_the_easy_read_copy_says_that_the_person_may_say_no(
    team: Team, nurse: Any, row: Suitability
) -> None:
    page = nurse.get(url("_easy_read", team, row.pk)).text
    assert "No. You choose." in page
    assert "Probation is not told what you say in treatment." in page


def test_the_page_costs_no_more_than_twelve_statements(
    team: Team, nurse: Any, row: Suitability, client_of: Any, ctx_of: Any
) -> None:
    with ctx_of(team.nurse) as ctx:
        for each in ("guilty", "in_range", "may_help"):
            answered(ctx, row, each)
        actions.put_in_sequence(ctx, suitability_id=row.pk, version=0, place="alone", why="x")
        willing(ctx, team.person)
        sent(ctx, row)
    with ctx_of(team.lead) as ctx:
        signed(ctx, row)
    with ctx_of(team.nurse) as ctx:
        sent(ctx, row)
    lead = client_of(team.lead)
    for client, name in ((nurse, ""), (lead, ""), (lead, "_sign")):
        address = url(name, team, *([row.pk] if name else []))
        with at_most(12):
            assert client.get(address).status_code == 200


def test_the_court_decided_leads_to_what_came_of_it_and_its_correction(
    team: Team, row: Any, nurse: Any, ctx_of: Any
) -> None:
    from throughcare.orders import actions as orders

    page = reverse("suitability_decided")
    assert "Nobody is still looked at" in nurse.get(page).text
    with ctx_of(team.nurse) as ctx:
        facts = orders.OrderFacts("community_order", clock.today(), "Northfield")
        orders.make_order(ctx, person_id=team.person.pk, facts=facts)
    assert "The court decided on 1 person" in nurse.get(reverse("today")).text
    assert url("_close", team, row.pk) in nurse.get(page).text
    assert "It is still being looked at here." in nurse.get(url("", team)).text
    assert send(nurse, url("_close", team, row.pk)).status_code == 422
    assert send(nurse, url("_close", team, row.pk), end="without").status_code == 302
    shown = nurse.get(url("", team)).text
    assert "The court made an order without it" in shown
    assert "Correct what came of it" in shown
    assert send(nurse, url("_close", team, row.pk), end="with").status_code == 302
    assert "The court made the requirement" in nurse.get(url("", team)).text
    assert send(nurse, url("_close", team, row.pk), end="again").status_code == 302
    assert "Being worked on" in nurse.get(url("", team)).text
