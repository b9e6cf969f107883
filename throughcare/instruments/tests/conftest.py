"""What the tests of questionnaires stand on. Everybody is invented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from throughcare.instruments import actions, library, rules
from throughcare.instruments.models import Administration
from throughcare.screening.tests.conftest import Suite, nurse, stop_clock, suite

__all__ = ["nurse", "stop_clock", "suite"]


@pytest.fixture
def person(make: Any, suite: Suite) -> Any:
    return make.person(suite.nurse, given_name="Leanne", family_name="Whitlock")


def questionnaire(name: str) -> library.Questionnaire:
    found = library.find(name.lower())
    assert found is not None
    return found


def typed(name: str, row: str) -> rules.Answers:
    """The answers as they would be typed in a row, or the total where only that is entered."""
    instrument = questionnaire(name).instrument
    if instrument.entry_only:
        return rules.Answers({}, total=row)
    return rules.Answers(rules.read_row(instrument, row))


@pytest.fixture
def use(suite: Suite, person: Any, ctx_of: Any) -> Callable[..., Administration]:
    """``use("PHQ-9", "012301200", answered_on=…)``: the nurse saved one questionnaire."""

    def save(name: str, row: str, **how: Any) -> Administration:
        with ctx_of(suite.nurse) as ctx:
            return actions.administer(
                ctx,
                person_id=person.pk,
                questionnaire=questionnaire(name),
                answers=typed(name, row),
                how=actions.How(**how),
            )

    return save
