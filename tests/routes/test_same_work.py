"""A search for who is hidden costs what one for nobody costs: the same statements, word for word.

Pages are compared in test_hidden.py.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.routes.counting import statements
from tests.routes.stage import Stage, undone
from tests.routes.unseen import NUMBERS
from throughcare.core.references import new_reference
from throughcare.people.models import Person

ABSENT = "999 000 0042"
#: Two of the agency that keeps the records, a care agency that may find, and three that may not.
ASKERS = ("clinician", "admin", "link_worker", "probation_practitioner", "police_liaison")


def work_of(stage: Stage, who: str, act: Any) -> tuple[list[str], int]:
    """The statements of one act of a signed-in browser, and its last status."""
    client = stage.client(who)
    with undone(), statements() as sent:
        response = act(client)
    return sent, response.status_code


def search(client: Any, typed: str) -> Any:
    return client.post("/find/", {"q": typed}, follow=True)


@pytest.mark.parametrize("who", ASKERS)
@pytest.mark.parametrize("by", ["number", "name and birth date", "reference"])
def test_a_search_for_somebody_hidden_asks_what_one_for_nobody_asks(
    stage: Stage, unseen: dict[str, Person], who: str, by: str
) -> None:
    typed = {
        "number": lambda guard: NUMBERS[guard],
        "name and birth date": lambda guard: f"Oda {unseen[guard].family_name} 28/02/1961",
        "reference": lambda guard: unseen[guard].reference,
    }[by]
    nobody = {
        "number": ABSENT,
        "name and birth date": "Ida Nobodyatall 28/02/1961",
        "reference": new_reference(),
    }[by]
    absent = work_of(stage, who, lambda client: search(client, nobody))
    for guard in unseen:
        work = work_of(stage, who, lambda client, guard=guard: search(client, typed(guard)))
        assert work == absent, guard


def test_the_search_does_come_by_the_hidden(stage: Stage, unseen: dict[str, Person]) -> None:
    """The numbers above are matched on: who may find is told of the limited one, and no more."""
    with undone():
        told = search(stage.client("clinician"), NUMBERS["limited"]).content.decode()
        nothing = search(stage.client("clinician"), NUMBERS["restricted"]).content.decode()
    assert "A limited record may match" in told
    assert "A limited record may match" not in nothing


def test_the_same_work_is_not_no_work(stage: Stage) -> None:
    """A record that the asker may open is another list of statements: the comparison can fail."""
    known = work_of(stage, "clinician", lambda c: c.get(f"/people/{stage.known.reference}/"))
    absent = work_of(stage, "clinician", lambda c: c.get(f"/people/{new_reference()}/"))
    assert known != absent
    found = work_of(stage, "clinician", lambda client: search(client, stage.known.reference))
    nobody = work_of(stage, "clinician", lambda client: search(client, new_reference()))
    assert found != nobody
