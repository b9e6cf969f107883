"""Planted words reach the roles that the policy lets read them, on no channel else.

Here each role searches, follows what the search found, saves a draft and reads each list; what
an address answers is looked through for every role and route in ``tests/routes/test_roles.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.channels.looking import (
    NO_PAGE,
    log_lines,
    may_read,
    may_see,
    planted,
    said_in,
    wrongly_told,
)
from tests.routes.addresses import routes
from tests.routes.stage import CANARIES, ROLES, Stage, undone

#: Planted words are searched for with a letter less: a page may say again what was typed.
SEARCHES = ("Thackerayson", "9994459120", "23/03/1987", "Platypushidde", "Quokkastree")
PRINTED = {
    "today_print",
    "person_sharing_print",
    "safety_plan_print",
    "plan_print",
    "roadmap_print",
}
LISTS = ("mine", "custody", "waiting", "not_picked_up", "done")
#: Where most planted words stand: asked first by whoever looks for all of them.
FIRST = (
    "person_court", "person_details", "person_order", "person_plan", "person_appointments",
    "person_referrals", "update", "person_support", "scores", "screening", "assessment", "note",
    "questionnaire", "contacts", "triage", "treatment", "custody_advice", "said",
    "screening_correct", "assessment_prompt", "assessment_area", "other_people",
)  # fmt: skip


def answers(stage: Stage, who: str) -> Iterator[tuple[str, Any]]:
    """Everything but the addresses as they stand: lists, searches, a sealed note, a draft."""
    for listed in LISTS:
        with undone():
            yield f"today {listed}", stage.client(who).get(f"/?list={listed}")
    for typed in SEARCHES:
        with undone():
            client = stage.client(who)
            sent = client.post("/find/", {"q": typed})
            yield "find", sent
            if sent.status_code == 302:
                yield "find_results", client.get(sent.headers["Location"])
    with undone():
        yield "sealed note", stage.client(who).get(f"/notes/{stage.rows['sealed'].pk}/")
    note = {"kind": "note", "text": "Something typed"}
    with undone():
        url = f"/people/{stage.known.reference}/notes/new/?draft=1"
        yield "note draft", stage.client(who).post(url, note)


@pytest.mark.parametrize("who", ["", *ROLES])
def test_no_list_search_or_draft_tells_a_role_what_it_may_not_read(stage: Stage, who: str) -> None:
    wrong, found = {}, set()
    with log_lines() as log:
        for where, response in answers(stage, who):
            if told := wrongly_told(who, response):
                wrong[where] = told
            if where.startswith("find"):
                found |= planted(response)
    assert wrong == {}
    assert "Echidnawithheld" not in found
    assert said_in(log) == []


@pytest.mark.parametrize("who", ROLES)
def test_each_planted_word_reaches_the_roles_that_may_read_it(stage: Stage, who: str) -> None:
    """A page that shows nobody anything would pass every other test of planted words."""
    wanted = {word for word in CANARIES if may_see(who, word)}
    for _where, response in answers(stage, who):
        wanted -= planted(response)
    for route in sorted(routes(), key=lambda each: each.name not in FIRST):
        if not wanted:
            break
        with undone():
            wanted -= planted(stage.client(who).get(route.url(stage)))
    assert wanted == set()


def test_what_has_no_page_is_what_the_policy_would_let_them_read() -> None:
    assert [pair for pair in NO_PAGE if not may_read(*pair)] == []


@pytest.mark.parametrize("who", ROLES)
def test_a_withheld_address_is_on_no_print(stage: Stage, who: str) -> None:
    for route in (each for each in routes() if each.name in PRINTED):
        with undone():
            words = planted(stage.client(who).get(route.url(stage)))
        assert not words & {"Echidnawithheld", "Quokkastreet"}, route.name
