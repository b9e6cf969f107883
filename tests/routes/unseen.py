"""People whom nobody of the stage may open, each guarded in another way."""

from __future__ import annotations

from datetime import date

import pytest

from tests.database import as_owner
from tests.routes.stage import Stage
from throughcare.core import clock
from throughcare.people.models import Identifier, Person

NUMBERS = {"restricted": "999 000 0018", "limited": "999 000 0026", "other agency": "999 000 0034"}
BORN_ON = date(1961, 2, 28)


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
