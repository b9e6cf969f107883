"""What the tests of assessments stand on. Everybody is invented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from throughcare.assessments import actions
from throughcare.assessments.models import Assessment
from throughcare.screening import actions as screening
from throughcare.screening.models import Screen
from throughcare.screening.tests.conftest import Suite, arrive, nurse, stop_clock, suite

__all__ = ["arrive", "nurse", "stop_clock", "suite"]

NO_TO_ALL = {"self": "no", "others": "no", "from_others": "no"}


@pytest.fixture
def person(make: Any, suite: Suite) -> Any:
    return make.person(suite.nurse, given_name="Marcus", family_name="Bright")


@pytest.fixture
def begun(suite: Suite, person: Any, ctx_of: Any) -> Assessment:
    """The nurse has begun an assessment of the person."""
    with ctx_of(suite.nurse) as ctx:
        return actions.start_assessment(ctx, person_id=person.pk)


@pytest.fixture
def screened(suite: Suite, person: Any, ctx_of: Any) -> Screen:
    """The person was screened, and the decision was to assess here."""
    with ctx_of(suite.nurse) as ctx:
        screen = screening.open_screen(ctx, person_id=person.pk)
        given = screening.Given(answers={"q1": "no"}, decision="assess_here")
        return screening.save_screen(ctx, screen_id=screen.pk, version=1, given=given)


def safety(**given: Any) -> actions.SafetyGiven:
    """The safety section with "no" to every question that is not named."""
    answers = {**NO_TO_ALL, **given.pop("answers", {})}
    return actions.SafetyGiven(answers=answers, **given)


@pytest.fixture
def assessed(suite: Suite, person: Any, ctx_of: Any) -> Callable[..., Assessment]:
    """``assessed(housing=AreaGiven(…))``: a completed assessment by the nurse."""

    def whole(**areas: actions.AreaGiven) -> Assessment:
        with ctx_of(suite.nurse) as ctx:
            row = actions.start_assessment(ctx, person_id=person.pk)
            actions.save_safety(ctx, assessment_id=row.pk, version=0, given=safety())
            for area, given in areas.items():
                actions.save_area(ctx, assessment_id=row.pk, area=area, version=0, given=given)
            return actions.complete_assessment(ctx, assessment_id=row.pk, version=row.version)

    return whole
