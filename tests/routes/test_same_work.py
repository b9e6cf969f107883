"""Who is hidden and who does not exist cost the same work: the same statements, word for word.

Time itself is measured in benchmarks/find.py; here is what it is made of. A statement more for
a hidden record would tell whoever holds a stopwatch that there is one.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.database import as_owner
from tests.routes.addresses import routes
from tests.routes.counting import statements
from tests.routes.stage import Stage, undone
from throughcare.core import clock
from throughcare.core.references import new_reference
from throughcare.people.models import Identifier, Person

PERSON_ROUTES = [route for route in routes() if route.is_about_a_person]
NUMBERS = {"restricted": "999 000 0018", "limited": "999 000 0026", "other agency": "999 000 0034"}
ABSENT = "999 000 0042"
BORN_ON = date(1961, 2, 28)
#: Two of the agency that keeps the records, a care agency that may find, and three that may not.
ASKERS = ("clinician", "admin", "link_worker", "probation_practitioner", "police_liaison")


@pytest.fixture(scope="module")
def unseen(stage: Stage) -> dict[str, Person]:
    """People whom nobody of the stage may open, each with a name and a number of their own."""
    keepers = {
        "restricted": stage.rows["stranger"],
        "limited": stage.rows["stranger"],
        "other agency": stage.make.member(),
    }
    made = {}
    for guard, keeper in keepers.items():
        person = stage.make.person(
            keeper, linked=False, given_name="Oda", family_name=guard.title().replace(" ", ""),
            born_on=BORN_ON,
        )  # fmt: skip
        with as_owner():
            Identifier(
                person=person, agency_id=person.agency_id, recorded_by_id=person.recorded_by_id,
                recorded_at=clock.now(), kind="nhs-number", given=NUMBERS[guard],
                canonical=NUMBERS[guard].replace(" ", ""), source="person", starts_on=clock.today(),
            ).save(force_insert=True)  # fmt: skip
            if guard != "other agency":
                Person.rows.filter(pk=person.pk).update(guard=guard)
        made[guard] = person
    return made


def work_of(stage: Stage, who: str, act: Any) -> tuple[list[str], int]:
    """The statements of one act of a signed-in browser, and its last status."""
    client = stage.client(who)
    with undone(), statements() as sent:
        response = act(client)
    return sent, response.status_code


@pytest.mark.parametrize("who", ASKERS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_page_of_somebody_hidden_asks_what_that_of_nobody_asks(
    stage: Stage, unseen: dict[str, Person], who: str, method: str
) -> None:
    wrong = []
    for route in PERSON_ROUTES:
        works = {}
        for name, ref in {
            "absent": new_reference(),
            **{guard: person.reference for guard, person in unseen.items()},
        }.items():
            url = route.url(stage, ref)
            works[name] = work_of(stage, who, lambda c, url=url: getattr(c, method)(url))
        absent = works.pop("absent")
        assert len(absent[0]) >= 3  # the session, the context, the log at least
        wrong += [(route.name, name) for name, work in works.items() if work != absent]
    assert wrong == []


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
