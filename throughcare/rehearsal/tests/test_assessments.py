"""The assessment of the story is told by actions, so that its history is real."""

from __future__ import annotations

from typing import Any

from throughcare.assessments import selectors
from throughcare.assessments.for_report import for_report
from throughcare.core.models import Due, Event
from throughcare.rehearsal.assessments import AREAS, tell_assessment
from throughcare.screening import actions as screening


def test_an_assessment_is_told_from_the_screening_to_its_plan(make: Any, ctx_of: Any) -> None:
    nurse = make.member("clinician")
    person = make.person(nurse)
    with ctx_of(nurse) as ctx:
        screen = screening.open_screen(ctx, person_id=person.pk)
        given = screening.Given(answers={"q1": "no"}, decision="assess_here")
        screening.save_screen(ctx, screen_id=screen.pk, version=1, given=given)
        row = tell_assessment(ctx, person_id=person.pk, screen_id=screen.pk)
        assert row.status == "completed"
        # Everything was acted on; one day is named on which somebody looks again.
        assert [d.kind for d in Due.visible_to(ctx).filter(status="open")] == ["look_again"]
        areas = selectors.areas_of(ctx, row)
        assert {name for name, each in areas.items() if each.asked != "not_asked"} == set(AREAS)
        assert len(selectors.needs_of(ctx, [person.pk])) == 3
        assert selectors.latest_safety_plan(ctx, [person.pk]) is not None
        source = for_report(ctx, [person.pk])
        assert source is not None
        within = {each.area for each in source.areas if each.default_in}
        assert within == {"communication", "housing", "employment"}
        told = set(Event.visible_to(ctx).values_list("type", flat=True))
    assert told >= {"assessment.completed", "need.found", "contact.made", "safety_plan.written"}
