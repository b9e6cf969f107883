"""Safety answers act at once; the plan to stay safe is kept in versions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from throughcare.assessments import actions, selectors
from throughcare.assessments.actions.safety import PROMPT
from throughcare.assessments.models import (
    Assessment,
    AssessmentArea,
    SafetyAnswer,
    SafetyNow,
    SafetyPlan,
    SafetyPlanCopy,
)
from throughcare.assessments.tests.conftest import safety
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing, StaleVersion
from throughcare.core.models import Due
from throughcare.screening.tests.conftest import event_types, open_dues


def answer(ctx: Any, row: Assessment, **answers: str) -> None:
    given = actions.SafetyGiven(answers=answers, texts=dict.fromkeys(answers, "canary"))
    actions.save_safety_answers(ctx, assessment=row, given=given)


@pytest.mark.parametrize("question", ["self", "others", "from_others"])
def test_a_safety_answer_raises_one_prompt_at_once_with_an_owner(
    suite: Any, begun: Any, ctx_of: Any, question: str
) -> None:
    with ctx_of(suite.nurse) as ctx:
        answer(ctx, begun, **{question: "yes"})
        answer(ctx, begun, **{question: "yes"})
        prompt = Due.visible_to(ctx).get(kind=PROMPT)
        assert (prompt.owner_id, prompt.urgency) == (suite.nurse.pk, "act_now")
        assert prompt.due_at - prompt.opened_at == timedelta(minutes=15)
        assert Assessment.visible_to(ctx).get(pk=begun.pk).safety


@pytest.mark.parametrize("before", ["no", "not_said", "not_asked"])
def test_an_answer_that_becomes_a_yes_raises_its_prompt(
    suite: Any, begun: Any, ctx_of: Any, before: str
) -> None:
    with ctx_of(suite.nurse) as ctx:
        given = safety(answers={"self": before})
        actions.save_safety(ctx, assessment_id=begun.pk, version=0, given=given)
        answer(ctx, begun, self="yes")
        assert open_dues(ctx)[0] == (PROMPT, "act_now")
        assert SafetyAnswer.visible_to(ctx).get(question="self").answer == "yes"


@pytest.mark.parametrize("said", ["no", "not_said", "not_asked", ""])
def test_no_other_answer_raises_a_prompt(suite: Any, begun: Any, ctx_of: Any, said: str) -> None:
    with ctx_of(suite.nurse) as ctx:
        given = safety(answers={"self": said})
        actions.save_safety(ctx, assessment_id=begun.pk, version=0, given=given)
        assert not Due.visible_to(ctx).filter(kind=PROMPT).exists()
        kept = SafetyAnswer.visible_to(ctx).get(question="self").answer
    assert kept == (said or "not_asked")


def test_a_prompt_stays_when_the_answer_is_taken_back_and_when_the_assessment_ends(
    suite: Any, begun: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        answer(ctx, begun, self="yes")
        actions.save_safety(ctx, assessment_id=begun.pk, version=0, given=safety())
        assert (PROMPT, "act_now") in open_dues(ctx)
        actions.stop_assessment(ctx, assessment_id=begun.pk, version=1, why="left")
        assert (PROMPT, "act_now") in open_dues(ctx)


CLOSES_A_PROMPT = """
told the nurse | Sergeant Lowe | closed
               | Sergeant Lowe | open
told the nurse |               | open
"""


@pytest.mark.parametrize("line", CLOSES_A_PROMPT.strip("\n").splitlines())
@pytest.mark.parametrize("who", ["nurse", "lead", "link_worker"])
def test_a_prompt_closes_only_with_what_was_done_and_who_was_told(
    suite: Any, begun: Any, ctx_of: Any, line: str, who: str
) -> None:
    what, whom, expected = (part.strip() for part in line.split("|"))
    with ctx_of(suite.nurse) as ctx:
        answer(ctx, begun, self="yes")
    with ctx_of(getattr(suite, who)) as ctx:
        due = Due.visible_to(ctx).get(kind=PROMPT)
        words = {"assessment_id": begun.pk, "what_was_done": what, "told_whom": whom}
        if expected == "open":
            with pytest.raises(ReasonMissing):
                actions.acknowledge_safety(ctx, due_id=due.pk, **words)
        else:
            actions.acknowledge_safety(ctx, due_id=due.pk, **words)
            with pytest.raises(MoveNotAllowed):
                actions.acknowledge_safety(ctx, due_id=due.pk, **words)
        due.refresh_from_db()
        assert (due.status == "open") == (expected == "open")


def test_the_day_to_look_again_stands_on_the_list_until_somebody_looked(
    suite: Any, begun: Any, ctx_of: Any
) -> None:
    today = clock.today()
    with ctx_of(suite.nurse) as ctx:
        given = safety(worrying_now="First night alone", look_again_on=today + timedelta(days=1))
        now = actions.save_safety(ctx, assessment_id=begun.pk, version=0, given=given)
        assert ("look_again", "today") in open_dues(ctx)
        later = safety(worrying_now="First night", look_again_on=today + timedelta(days=9))
        actions.save_safety(ctx, assessment_id=begun.pk, version=now.version, given=later)
        assert [d for d in open_dues(ctx) if d[0] == "look_again"] == [("look_again", "planned")]
        actions.look_again(
            ctx,
            assessment_id=begun.pk,
            how_things_are="Sleeps at his sister's",
            look_again_on=today + timedelta(days=20),
        )
        assert Due.visible_to(ctx).filter(kind="look_again", status="open").count() == 1
        actions.look_again(ctx, assessment_id=begun.pk, how_things_are="Well")
        assert not Due.visible_to(ctx).filter(kind="look_again", status="open").exists()
        assert len(selectors.looked_again_at(ctx, begun)) == 2


def test_looking_again_says_how_things_are(suite: Any, begun: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx, pytest.raises(ReasonMissing):
        actions.look_again(ctx, assessment_id=begun.pk, how_things_are=" ")


def test_the_second_to_save_the_safety_section_is_told_of_the_first(
    suite: Any, begun: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.colleague) as ctx:
        given = safety(what_helps="His sister")
        actions.save_safety(ctx, assessment_id=begun.pk, version=0, given=given)
    with ctx_of(suite.nurse) as ctx, pytest.raises(StaleVersion):
        actions.save_safety(ctx, assessment_id=begun.pk, version=0, given=safety())


def test_an_assessment_begun_on_the_wrong_record_goes_to_the_right_one_with_its_prompt(
    make: Any, suite: Any, begun: Any, ctx_of: Any
) -> None:
    right = make.person(suite.nurse)
    with ctx_of(suite.nurse) as ctx:
        given = safety(
            answers={"self": "yes"},
            texts={"self": "canarywords"},
            worrying_now="canarywords",
            look_again_on=clock.today(),
        )
        actions.save_safety(ctx, assessment_id=begun.pk, version=0, given=given)
        said = actions.AreaGiven(asked="asked", said="canarywords", need="yes")
        actions.save_area(ctx, assessment_id=begun.pk, area="housing", version=0, given=said)
        with pytest.raises(ReasonMissing):
            actions.move_assessment(
                ctx, assessment_id=begun.pk, version=1, to_person_id=right.pk, reason=" "
            )
        moved = actions.move_assessment(
            ctx,
            assessment_id=begun.pk,
            version=1,
            to_person_id=right.pk,
            reason="Two people in one cell",
        )
        assert {d.person_id for d in Due.visible_to(ctx).filter(status="open")} == {right.pk}
        assert ("look_again", "today") in open_dues(ctx)
        assert AssessmentArea.visible_to(ctx).get(assessment_id=moved.pk).said == "canarywords"
        assert SafetyNow.visible_to(ctx).get(assessment_id=moved.pk).worrying_now == "canarywords"
        assert Assessment.visible_to(ctx).get(pk=begun.pk).status == "void"
        left = AssessmentArea.visible_to(ctx).get(assessment_id=begun.pk)
        assert (left.asked, left.said) == ("not_asked", "")
        texts = SafetyAnswer.visible_to(ctx).filter(assessment_id=begun.pk)
        assert set(texts.values_list("answer", "text")) == {("not_asked", "")}
        assert SafetyNow.visible_to(ctx).get(assessment_id=begun.pk).worrying_now == ""
        assert [n.status for n in selectors.needs_of(ctx, [begun.person_id])] == []


def test_only_who_began_an_assessment_moves_it(
    make: Any, suite: Any, begun: Any, ctx_of: Any
) -> None:
    right = make.person(suite.nurse)
    with ctx_of(suite.colleague) as ctx, pytest.raises(MoveNotAllowed):
        actions.move_assessment(
            ctx, assessment_id=begun.pk, version=1, to_person_id=right.pk, reason="Mistake"
        )


# --- The plan ---------------------------------------------------------------------------------


def write(ctx: Any, person: Any, seen: int = 0, **parts: str) -> SafetyPlan:
    return actions.write_plan(ctx, person_id=person.pk, seen_number=seen, parts=parts)


def test_a_change_makes_the_next_version_and_keeps_the_one_before(
    suite: Any, person: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        write(ctx, person, people="My sister")
        write(ctx, person, 1, people="My sister, Tom")
        plans = selectors.plans_of(ctx, [person.pk])
        assert [(plan.number, plan.people) for plan in plans] == [
            (2, "My sister, Tom"),
            (1, "My sister"),
        ]
        assert selectors.latest_safety_plan(ctx, [person.pk]) == plans[0]


def test_the_second_to_write_a_plan_is_told_of_the_first(
    suite: Any, person: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        write(ctx, person, people="My sister")
    with ctx_of(suite.colleague) as ctx, pytest.raises(StaleVersion):
        write(ctx, person, 0, people="Nobody")


def test_an_empty_plan_is_refused(suite: Any, person: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx, pytest.raises(ReasonMissing):
        write(ctx, person, people="  ")


def test_a_copy_says_to_whom_how_and_when(suite: Any, person: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        plan = write(ctx, person, people="My sister")
        actions.give_copy(ctx, plan_id=plan.pk, how="paper", to_whom="person")
        with pytest.raises(ReasonMissing):
            actions.give_copy(ctx, plan_id=plan.pk, how="read", to_whom="family")
        copy = SafetyPlanCopy.visible_to(ctx).get()
        assert (copy.how, copy.to_whom, copy.by_name) == ("paper", "person", "Priya Nair")
        assert event_types(ctx)[-2:] == ["safety_plan.written", "safety_plan.copy_given"]


@pytest.mark.parametrize(
    ("who", "sees"), [("nurse", True), ("lead", True), ("link_worker", False), ("police", False)]
)
def test_the_plan_is_read_by_those_who_may_read_clinical_detail(
    suite: Any, person: Any, ctx_of: Any, who: str, sees: bool
) -> None:
    with ctx_of(suite.nurse) as ctx:
        write(ctx, person, people="My sister")
    with ctx_of(getattr(suite, who)) as ctx:
        found = selectors.latest_safety_plan(ctx, [person.pk])
    assert (found is not None) == sees
