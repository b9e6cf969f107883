"""An assessment: begun once, four ways of no answer kept apart, nothing lost on the way."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from throughcare.assessments import actions, selectors
from throughcare.assessments.area_sets import newest
from throughcare.assessments.models import Assessment, AssessmentArea, Need, SafetyAnswer
from throughcare.assessments.tests.conftest import safety
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.models import Event
from throughcare.screening.models import StepTaken
from throughcare.screening.tests.conftest import event_types, open_dues
from throughcare.sharing.models import TakingPart


def area(asked: str = "asked", **given: Any) -> actions.AreaGiven:
    return actions.AreaGiven(asked=asked, **given)


def save(ctx: Any, row: Assessment, name: str, given: actions.AreaGiven, version: int = 0) -> Any:
    return actions.save_area(ctx, assessment_id=row.pk, area=name, version=version, given=given)


def test_the_decision_to_assess_begins_one_and_closes_the_step_at_once(
    suite: Any, person: Any, screened: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        assert open_dues(ctx) == [("assess", "today")]
        begun = actions.start_assessment(
            ctx, person_id=person.pk, screen_id=screened.pk, taking_part="yes"
        )
        assert open_dues(ctx) == [("finish_assessment", "today")]
        assert begun.screen_id == screened.pk
        step = StepTaken.visible_to(ctx).get()
        assert (step.step, step.result) == ("assess", "done")
        assert TakingPart.visible_to(ctx).get().in_what == "assessment"


def test_two_colleagues_who_begin_share_one_assessment_and_one_step(
    suite: Any, person: Any, screened: Any, ctx_of: Any
) -> None:
    begun = []
    for who in (suite.nurse, suite.colleague):
        with ctx_of(who) as ctx:
            row = actions.start_assessment(ctx, person_id=person.pk, screen_id=screened.pk)
            begun.append(row.pk)
    assert begun[0] == begun[1]
    with ctx_of(suite.nurse) as ctx:
        assert StepTaken.visible_to(ctx).count() == 1


FOUR_ANSWERS = """
asked     | sleeps in a car | sleeps in a car
declined  |                 |
not_known |                 |
not_asked |                 |
"""


@pytest.mark.parametrize("line", FOUR_ANSWERS.strip().splitlines())
def test_asked_declined_not_known_and_not_asked_are_kept_apart(
    suite: Any, begun: Any, ctx_of: Any, line: str
) -> None:
    asked, said, kept = (part.strip() for part in line.split("|"))
    with ctx_of(suite.nurse) as ctx:
        save(ctx, begun, "housing", area(asked, said=said))
        row = AssessmentArea.visible_to(ctx).get()
    assert (row.asked, row.said, row.need) == (asked, kept, "not_known")


def test_words_of_the_person_stand_only_with_an_answer(suite: Any, begun: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx, pytest.raises(ReasonMissing):
        save(ctx, begun, "housing", area("declined", said="He said much"))


def test_an_area_that_nobody_opened_is_kept_as_not_asked(
    assessed: Any, ctx_of: Any, suite: Any
) -> None:
    row = assessed(housing=area(found="Sofa of a friend", need="yes"))
    with ctx_of(suite.nurse) as ctx:
        kept = selectors.areas_of(ctx, row)
        done = Event.visible_to(ctx).get(type="assessment.completed")
    everything = {each.id for each in newest("liaison").areas}
    assert kept.keys() == everything
    assert {name for name, each in kept.items() if each.asked == "not_asked"} == (
        everything - {"housing"}
    )
    assert {each.need for each in kept.values() if each.asked == "not_asked"} == {"not_known"}
    assert done.payload["not_asked"] == len(everything) - 1


def test_only_the_safety_section_blocks_the_end(suite: Any, begun: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        with pytest.raises(ReasonMissing):
            actions.complete_assessment(ctx, assessment_id=begun.pk, version=1)
        actions.save_safety(ctx, assessment_id=begun.pk, version=0, given=safety())
        done = actions.complete_assessment(ctx, assessment_id=begun.pk, version=1)
        assert done.status == "completed"
        assert ("finish_assessment", "today") not in open_dues(ctx)
        with pytest.raises(MoveNotAllowed):
            actions.complete_assessment(ctx, assessment_id=begun.pk, version=done.version)


def test_each_area_has_its_own_version(suite: Any, begun: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        save(ctx, begun, "housing", area(found="A hostel"))
        save(ctx, begun, "debt", area(found="Rent"))
    with ctx_of(suite.colleague) as ctx:
        save(ctx, begun, "housing", area(found="A hostel until Friday"), version=1)
        with pytest.raises(StaleVersion):
            save(ctx, begun, "housing", area(found="Somewhere"), version=1)
        with pytest.raises(StaleVersion):
            save(ctx, begun, "debt", area(found="Somewhere"), version=0)
        assert AssessmentArea.visible_to(ctx).get(area="housing").found == "A hostel until Friday"


def test_severity_is_a_flag_with_who_says_so_and_when(suite: Any, begun: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        with pytest.raises(ReasonMissing):
            save(ctx, begun, "alcohol", area(flagged=True))
        given = area(
            need="yes",
            flagged=True,
            flag_source="nhs",
            flag_who="Dr Ahmed",
            flag_on=clock.today(),
        )
        save(ctx, begun, "alcohol", given)
        need = Need.visible_to(ctx).get()
    assert (need.flagged, need.flag_who, need.flag_source) == (True, "Dr Ahmed", "nhs")


def test_a_flag_that_is_lifted_leaves_no_source_behind(suite: Any, begun: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        row = save(
            ctx, begun, "alcohol", area(flag_source="nhs", flag_who="X", flag_on=clock.today())
        )
    assert (row.flagged, row.flag_source, row.flag_on) == (False, "", None)


def test_no_table_of_assessments_has_a_level_or_a_score() -> None:
    from django.apps import apps

    words = ("risk", "level", "score", "severity")
    columns = [
        f.name
        for model in apps.get_app_config("assessments").get_models()
        for f in model._meta.get_fields()
    ]
    assert len(columns) > 80
    assert [name for name in columns if any(word in name for word in words)] == []


def test_a_need_follows_its_area_and_is_taken_back_with_it(
    suite: Any, begun: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        save(ctx, begun, "housing", area(found="No home", need="yes"))
        need = Need.visible_to(ctx).get()
        assert (need.status, need.text, need.source) == ("unmet", "No home", "staff")
        save(ctx, begun, "housing", area(found="Has a flat", need="no"), version=1)
        assert Need.visible_to(ctx).get().status == "taken_back"
        assert selectors.needs_of(ctx, [begun.person_id]) == []
        save(ctx, begun, "housing", area(found="Lost it", need="yes"), version=2)
        again = Need.visible_to(ctx).get()
        assert (again.pk, again.status, again.text) == (need.pk, "unmet", "Lost it")
        assert event_types(ctx, subject_id=need.pk) == [
            "need.found",
            "need.taken_back",
            "need.found",
        ]


@pytest.mark.parametrize("asked", ["declined", "not_known", "not_asked"])
def test_a_need_may_be_found_without_an_answer(
    suite: Any, begun: Any, ctx_of: Any, asked: str
) -> None:
    with ctx_of(suite.nurse) as ctx:
        save(ctx, begun, "physical_health", area(asked, found="Wound on arm", need="yes"))
        assert Need.visible_to(ctx).get().source == "staff"


def test_a_need_is_met_with_a_note_and_counted_once(suite: Any, begun: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        save(ctx, begun, "housing", area(need="yes"))
        need = Need.visible_to(ctx).get()
        actions.change_need(
            ctx, need_id=need.pk, version=1, status="met", note="Room from the council"
        )
        with pytest.raises(StaleVersion):
            actions.change_need(ctx, need_id=need.pk, version=1, status="unmet")
        with pytest.raises(MoveNotAllowed):
            actions.change_need(ctx, need_id=need.pk, version=2, status="taken_back")
        assert "need.met" in event_types(ctx)


def test_what_was_told_once_is_not_asked_again(
    suite: Any, person: Any, assessed: Any, ctx_of: Any
) -> None:
    first = assessed(
        trauma=area(said="Do not stand behind me", do_not_ask_again=True, is_history=True)
    )
    with ctx_of(suite.nurse) as ctx:
        told = selectors.areas_of(ctx, first)["trauma"]
        second = actions.start_assessment(ctx, person_id=person.pk)
        before = selectors.earlier_areas(ctx, [person.pk], second)
        assert (before["trauma"].pk, before["trauma"].do_not_ask_again) == (told.pk, True)
        actions.save_safety(ctx, assessment_id=second.pk, version=0, given=safety())
        actions.complete_assessment(ctx, assessment_id=second.pk, version=1)
        carried = selectors.areas_of(ctx, second)["trauma"]
        assert (carried.asked, carried.earlier_id) == ("not_asked", told.pk)
        third = actions.start_assessment(ctx, person_id=person.pk)
        before = selectors.earlier_areas(ctx, [person.pk], third)["trauma"]
    # The third one still leads to what was told, not to the row that only points at it.
    assert (before.pk, before.said, before.do_not_ask_again) == (
        told.pk,
        "Do not stand behind me",
        True,
    )


def test_an_area_of_another_set_is_refused(suite: Any, begun: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx, pytest.raises(MoveNotAllowed):
        save(ctx, begun, "no_such_area", area())


def test_a_completed_assessment_is_corrected_and_says_so(
    suite: Any, assessed: Any, ctx_of: Any
) -> None:
    row = assessed(housing=area(found="A hostel"))
    with ctx_of(suite.colleague) as ctx:
        save(ctx, row, "housing", area(found="A hostel in Larch Road"), version=1)
        assert "assessment.amended" in event_types(ctx)


@pytest.mark.parametrize("why", Assessment.Why.values)
def test_an_assessment_that_ended_early_keeps_what_was_said(
    suite: Any, begun: Any, ctx_of: Any, why: str
) -> None:
    with ctx_of(suite.nurse) as ctx:
        save(ctx, begun, "housing", area(said="A car"))
        row = actions.stop_assessment(ctx, assessment_id=begun.pk, version=1, why=why)
        assert row.status == "stopped"
        assert AssessmentArea.visible_to(ctx).get(area="housing").said == "A car"
        with pytest.raises(MoveNotAllowed):
            save(ctx, begun, "debt", area())


def test_without_a_reason_nothing_ends_early(suite: Any, begun: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx, pytest.raises(ReasonMissing):
        actions.stop_assessment(ctx, assessment_id=begun.pk, version=1, why="")


def test_unsigned_areas_are_refused_in_live_use(
    suite: Any, person: Any, ctx_of: Any, settings: Any
) -> None:
    settings.LIVE_USE_NEEDS_APPROVAL = True
    with ctx_of(suite.nurse) as ctx:
        with pytest.raises(NotAllowed):
            actions.start_assessment(ctx, person_id=person.pk)
        assert not Assessment.visible_to(ctx).exists()


def test_answers_are_read_by_clinicians_and_their_lead_only(
    suite: Any, begun: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        save(ctx, begun, "housing", area(need="yes"))
        actions.save_safety(ctx, assessment_id=begun.pk, version=0, given=safety())
    seen = {}
    for who in ("nurse", "colleague", "lead", "link_worker", "police"):
        with ctx_of(getattr(suite, who)) as ctx, connection.cursor() as cursor:
            counts = []
            for model in (AssessmentArea, SafetyAnswer, Need):
                cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
                counts.append((model.visible_to(ctx).count(), cursor.fetchone()[0]))
            seen[who] = counts
    all_of_it, nothing = [(1, 1), (3, 3), (1, 1)], [(0, 0)] * 3
    assert seen == {
        "nurse": all_of_it,
        "colleague": all_of_it,
        "lead": all_of_it,
        "link_worker": nothing,
        "police": nothing,
    }


def test_who_may_not_write_clinical_detail_writes_no_area(
    suite: Any, begun: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.link_worker) as ctx, pytest.raises(NotAllowed):
        save(ctx, begun, "housing", area())
