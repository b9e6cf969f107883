"""Who is hidden and who does not exist are one and the same answer, byte for byte, at one cost.

Time itself is measured in benchmarks/find.py; here is what it is made of. A statement more for
a hidden record would tell whoever holds a stopwatch that there is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest

from tests.routes.addresses import Route, routes
from tests.routes.counting import statements
from tests.routes.stage import COMPARED, Stage, undone
from throughcare.core.references import new_reference
from throughcare.people.models import Person

PERSON_ROUTES = [route for route in routes() if route.is_about_a_person]
ROW_PARTS = {"entry", "row", "screen", "note", "assessment", "need", "plan", "triage"}
ROW_ROUTES = [
    route
    for route in routes()
    if any(part in ROW_PARTS for part in route.parts) and route.category != "identity"
]
#: The guards of those who may find differ (a limited record is told of); for the others one is
#: like the other.
MAY_FIND = ("clinician", "link_worker")
#: New on every answer: the form token, the nonce of the policy, the keys of forms.
VARYING = re.compile(
    rb'(name="csrfmiddlewaretoken" value=")[^"]+|(nonce=")[^"]+|(idempotency_key" value=")[^"]+'
)


@dataclass(frozen=True)
class Answer:
    """What one request was told, and what it asked the database."""

    told: tuple[int, bytes, dict[str, str]]
    statements: list[str]


def answer_about(stage: Stage, who: str, method: str, route: Route, ref: str) -> Answer:
    with undone(), statements() as sent:
        response = getattr(stage.client(who), method)(route.url(stage, ref))
    return Answer(told(response, ref), sent)


def told(response: Any, ref: str) -> tuple[int, bytes, dict[str, str]]:
    """Everything that the asker is told, but for the address that they typed themselves."""
    body = VARYING.sub(b"", response.content).replace(ref.encode(), b"REF")
    headers = {name: re.sub(r"'nonce-[^']+'", "", text) for name, text in response.items()}
    return response.status_code, body, headers


@pytest.mark.parametrize("who", COMPARED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_page_of_somebody_hidden_answers_and_asks_what_that_of_nobody_does(
    stage: Stage, unseen: dict[str, Person], who: str, method: str
) -> None:
    """The same bytes, and the same statements: neither words nor a stopwatch tell them apart."""
    wrong, guards = [], unseen if who in MAY_FIND else ["restricted"]
    for route in PERSON_ROUTES:
        absent = answer_about(stage, who, method, route, new_reference())
        assert len(absent.statements) >= 3  # the session, the context, the log at least
        if route.name != "person_compare":
            assert absent.told[0] in (404, 405), route.name
        for guard in guards:
            hidden = answer_about(stage, who, method, route, unseen[guard].reference)
            if hidden != absent:
                wrong.append((route.name, guard))
    assert wrong == []


def test_what_is_no_reference_is_answered_like_an_absent_one(stage: Stage) -> None:
    for route in PERSON_ROUTES:
        if route.name == "person_compare":
            continue  # asked below, on either side
        said = [
            answer_about(stage, "clinician", "get", route, ref).told
            for ref in (new_reference(), "not-a-reference")
        ]
        assert said[0] == said[1], route.name


@pytest.mark.parametrize("who", COMPARED)
def test_a_comparison_with_a_hidden_person_is_absent_from_both_sides(
    stage: Stage, who: str
) -> None:
    known = stage.known.reference
    answers = []
    for other in (stage.hidden.reference, new_reference()):
        for url in (f"/people/compare/{known}/{other}/", f"/people/compare/{other}/{known}/"):
            with undone():
                answers.append(told(stage.client(who).get(url), other))
    assert answers[0][0] == 404
    assert all(each == answers[0] for each in answers)


@pytest.mark.parametrize("route", ROW_ROUTES, ids=lambda route: route.name)
def test_a_row_that_is_hidden_is_answered_like_an_absent_one(route: Route, stage: Stage) -> None:
    """The council may see who the person is, and no row of these kinds."""
    who = "council_officer"
    answers = []
    for absent in (False, True):
        url = route.url(stage, absent=absent)
        with undone():
            response = stage.client(who).get(url)
        ids = [part for part in url.split("/") if len(part) == 36]
        status, body, headers = told(response, ids[-1] if ids else "none")
        answers.append((status, body, headers))
    assert answers[0][0] in (403, 404)
    assert answers[0] == answers[1]


def test_a_sealed_note_is_absent_for_a_colleague(stage: Stage) -> None:
    answers = []
    for note in (stage.rows["sealed"].pk, "00000000-0000-4000-8000-000000000000"):
        with undone():
            answers.append(told(stage.client("supervisor").get(f"/notes/{note}/"), str(note)))
    assert answers[0][0] == 404
    assert answers[0] == answers[1]
