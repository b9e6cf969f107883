"""A screening: what blocks it, what it raises, and that nobody is lost on the way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing, StaleVersion
from throughcare.core.models import Due, Event
from throughcare.screening import actions
from throughcare.screening.models import CustodyEntry, Screen, ScreenAnswer
from throughcare.screening.tests.conftest import event_types, open_dues

NO = {f"q{number}": "no" for number in range(1, 13)}


def given(decision: str = "none", **answers: str) -> actions.Given:
    return actions.Given(answers={**NO, **answers}, decision=decision)


@pytest.fixture
def person(make: Any, suite: Any, arrive: Any, ctx_of: Any) -> Any:
    """Somebody known who is in custody and on the list."""
    person = make.person(suite.nurse)
    entry = arrive(given_name="Marcus", cell="7")
    with ctx_of(suite.nurse) as ctx:
        actions.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)
    return person


WHAT_A_DECISION_OWES = """
act_now      | tell_custody act_now
assess_here  | assess today
assess_court | assess today
refer        | refer planned
none         |
"""


@pytest.mark.parametrize("line", WHAT_A_DECISION_OWES.strip().splitlines())
def test_each_decision_puts_its_next_step_on_the_list(
    suite: Any, person: Any, ctx_of: Any, line: str
) -> None:
    decision, owed = (part.strip() for part in line.split("|"))
    with ctx_of(suite.nurse) as ctx:
        screen = actions.open_screen(ctx, person_id=person.pk)
        actions.save_screen(ctx, screen_id=screen.pk, version=1, given=given(decision))
        assert open_dues(ctx) == ([tuple(owed.split())] if owed else [])
        assert CustodyEntry.visible_to(ctx).get(person_id=person.pk).outcome == "seen"


def test_what_was_not_asked_is_kept_as_not_asked(suite: Any, person: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        screen = actions.open_screen(ctx, person_id=person.pk)
        few = actions.Given(answers={"q1": "not_said", "q2": "no"}, decision="none")
        actions.save_screen(ctx, screen_id=screen.pk, version=1, given=few)
        kept = dict(
            ScreenAnswer.visible_to(ctx)
            .filter(screen_id=screen.pk)
            .values_list("question", "answer")
        )
        assert len(kept) == 12
        assert (kept["q1"], kept["q2"], kept["q3"]) == ("not_said", "no", "not_asked")
        done = Event.visible_to(ctx).get(type="screen.completed")
        assert done.payload["not_asked"] == 10


def test_begun_and_saved_at_once_is_a_whole_screening(suite: Any, person: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        screen = actions.save_new_screen(
            ctx, person_id=person.pk, group=(), given=given("refer", q1="yes")
        )
        assert (screen.status, screen.version, screen.safety) == ("completed", 2, True)
        answers = ScreenAnswer.visible_to(ctx).filter(screen_id=screen.pk)
        assert dict(answers.values_list("question", "answer")) == {**NO, "q1": "yes"}
        assert Due.visible_to(ctx).filter(kind="safety_prompt", status="open").count() == 1
        assert CustodyEntry.visible_to(ctx).get(person_id=person.pk).outcome == "seen"


def test_what_a_colleague_began_meanwhile_is_not_begun_again_and_not_written_over(
    suite: Any, person: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.colleague) as ctx:
        theirs = actions.open_screen(ctx, person_id=person.pk)
        actions.save_safety_answers(ctx, screen=theirs, given=given(q1="yes"))
        Screen.visible_to(ctx, "amend").filter(pk=theirs.pk).update(version=4)
    with ctx_of(suite.nurse) as ctx:
        new = {"person_id": person.pk, "group": (), "given": given()}
        with pytest.raises(StaleVersion):
            actions.save_new_screen(ctx, **new, version=1)
        assert actions.save_new_screen(ctx, **new).pk == theirs.pk
        assert Screen.visible_to(ctx).count() == 1


ONLY_THESE_BLOCK = """
q1 and decision   | q1=no  | none | saved
without q1        |        | none | refused
without decision  | q1=no  |      | refused
q1 not said       | q1=not_said | refer | saved
"""


@pytest.mark.parametrize("line", ONLY_THESE_BLOCK.strip().splitlines())
def test_only_question_1_and_the_decision_block_a_save(
    suite: Any, person: Any, ctx_of: Any, line: str
) -> None:
    _name, answers, decision, expected = (part.strip() for part in line.split("|"))
    said = dict([answers.split("=")]) if answers else {}
    with ctx_of(suite.nurse) as ctx:
        screen = actions.open_screen(ctx, person_id=person.pk)
        words = actions.Given(answers=said, decision=decision)
        if expected == "saved":
            saved = actions.save_screen(ctx, screen_id=screen.pk, version=1, given=words)
            assert saved.status == "completed"
        else:
            with pytest.raises(ReasonMissing):
                actions.save_screen(ctx, screen_id=screen.pk, version=1, given=words)


def test_a_safety_answer_raises_one_prompt_at_once_with_an_owner(
    suite: Any, person: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        screen = actions.open_screen(ctx, person_id=person.pk)
        actions.save_safety_answers(ctx, screen=screen, given=given(q1="yes"))
        actions.save_safety_answers(ctx, screen=screen, given=given(q1="yes"))
        prompt = Due.visible_to(ctx).get(kind="safety_prompt")
        assert (prompt.owner_id, prompt.urgency) == (suite.nurse.pk, "act_now")
        assert prompt.due_at - prompt.opened_at == timedelta(minutes=15)


def test_a_prompt_stays_when_the_answer_is_taken_back(suite: Any, person: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        screen = actions.open_screen(ctx, person_id=person.pk)
        actions.save_safety_answers(ctx, screen=screen, given=given(q1="yes"))
        actions.save_screen(ctx, screen_id=screen.pk, version=1, given=given(q1="no"))
        assert ("safety_prompt", "act_now") in open_dues(ctx)


CLOSES_A_PROMPT = """
told the nurse | Sergeant Lowe | closed
               | Sergeant Lowe | open
told the nurse |               | open
               |               | open
"""


@pytest.mark.parametrize("line", CLOSES_A_PROMPT.strip("\n").splitlines())
@pytest.mark.parametrize("who", ["nurse", "lead", "link_worker"])
def test_a_prompt_closes_only_with_what_was_done_and_who_was_told(
    suite: Any, person: Any, ctx_of: Any, line: str, who: str
) -> None:
    what, whom, expected = (part.strip() for part in line.split("|"))
    with ctx_of(suite.nurse) as ctx:
        screen = actions.open_screen(ctx, person_id=person.pk)
        actions.save_safety_answers(ctx, screen=screen, given=given(q1="yes"))
    with ctx_of(getattr(suite, who)) as ctx:
        due = Due.visible_to(ctx).get(kind="safety_prompt")
        words = {"screen_id": screen.pk, "what_was_done": what, "told_whom": whom}
        if expected == "open":
            with pytest.raises(ReasonMissing):
                actions.acknowledge_safety(ctx, due_id=due.pk, **words)
        else:
            actions.acknowledge_safety(ctx, due_id=due.pk, **words)
            with pytest.raises(MoveNotAllowed):
                actions.acknowledge_safety(ctx, due_id=due.pk, **words)
        due.refresh_from_db()
        assert (due.status == "open") == (expected == "open")


def test_answers_are_read_by_clinicians_and_their_lead_only(
    suite: Any, person: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        screen = actions.open_screen(ctx, person_id=person.pk)
        actions.save_screen(ctx, screen_id=screen.pk, version=1, given=given())
    seen = {}
    for who in ("nurse", "colleague", "lead", "link_worker", "police"):
        with ctx_of(getattr(suite, who)) as ctx, connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM screening_screenanswer")
            seen[who] = (ScreenAnswer.visible_to(ctx).count(), cursor.fetchone()[0])
    assert seen == {
        "nurse": (12, 12),
        "colleague": (12, 12),
        "lead": (12, 12),
        "link_worker": (0, 0),
        "police": (0, 0),
    }


def test_two_colleagues_who_begin_share_one_screening(suite: Any, person: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        first = actions.open_screen(ctx, person_id=person.pk)
    with ctx_of(suite.colleague) as ctx:
        assert actions.open_screen(ctx, person_id=person.pk).pk == first.pk


def test_the_second_to_save_is_told_of_the_first(suite: Any, person: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        screen = actions.open_screen(ctx, person_id=person.pk)
    with ctx_of(suite.colleague) as ctx:
        actions.save_screen(ctx, screen_id=screen.pk, version=1, given=given("refer"))
    with ctx_of(suite.nurse) as ctx, pytest.raises(StaleVersion):
        actions.save_screen(ctx, screen_id=screen.pk, version=1, given=given("none"))


def test_a_corrected_decision_changes_what_is_owed(suite: Any, person: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        screen = actions.open_screen(ctx, person_id=person.pk)
        saved = actions.save_screen(ctx, screen_id=screen.pk, version=1, given=given("refer"))
        actions.save_screen(
            ctx, screen_id=screen.pk, version=saved.version, given=given("assess_here")
        )
        assert open_dues(ctx) == [("assess", "today")]
        assert "screen.amended" in event_types(ctx)


def test_a_save_that_changes_nothing_says_nothing(suite: Any, person: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        screen = actions.open_screen(ctx, person_id=person.pk)
        saved = actions.save_screen(ctx, screen_id=screen.pk, version=1, given=given())
        actions.save_screen(ctx, screen_id=screen.pk, version=saved.version, given=given())
        assert "screen.amended" not in event_types(ctx)


def test_declined_ends_the_screening_and_counts(suite: Any, person: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        actions.open_screen(ctx, person_id=person.pk)
        ended = actions.record_not_seen(ctx, person_id=person.pk, why="declined")
        assert ended is not None
        assert ended.status == "declined"
        assert open_dues(ctx) == []
        assert CustodyEntry.visible_to(ctx).get(person_id=person.pk).outcome == "declined"


def test_whoever_is_asleep_is_tried_again(suite: Any, person: Any, ctx_of: Any) -> None:
    again = clock.now() + timedelta(hours=3)
    with ctx_of(suite.nurse) as ctx:
        actions.record_not_seen(ctx, person_id=person.pk, why="asleep", try_again_at=again)
        due = Due.visible_to(ctx).get(status="open")
        assert (due.kind, due.due_at) == ("screen", again)


def test_a_screening_with_a_safety_answer_is_never_ended_as_not_seen(
    suite: Any, person: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        screen = actions.open_screen(ctx, person_id=person.pk)
        actions.save_safety_answers(ctx, screen=screen, given=given(q1="yes"))
        actions.record_not_seen(ctx, person_id=person.pk, why="declined")
        assert Screen.visible_to(ctx).get(pk=screen.pk).status == "started"


def test_telling_custody_takes_it_off_the_list_and_asks_whether_they_acted(
    suite: Any, person: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        screen = actions.open_screen(ctx, person_id=person.pk)
        actions.save_screen(ctx, screen_id=screen.pk, version=1, given=given("act_now"))
        advice = actions.give_advice(
            ctx,
            person_id=person.pk,
            screen=screen,
            what="Checks every 30 minutes",
            told_whom="Sergeant Lowe",
        )
        assert open_dues(ctx) == [("advice_acted_on", "today")]
        actions.answer_advice(
            ctx, advice_id=advice.pk, version=1, acted_on=True, by="Sergeant Lowe"
        )
        assert open_dues(ctx) == []
        with pytest.raises(StaleVersion):
            actions.answer_advice(ctx, advice_id=advice.pk, version=1, acted_on=False)


@pytest.mark.parametrize("came", [True, False])
def test_whether_the_appropriate_adult_came_is_asked(
    suite: Any, person: Any, ctx_of: Any, came: bool
) -> None:
    with ctx_of(suite.nurse) as ctx:
        adult = actions.need_appropriate_adult(ctx, person_id=person.pk)
        assert actions.need_appropriate_adult(ctx, person_id=person.pk).pk == adult.pk
        assert ("adult_arrived", "today") in open_dues(ctx)
        actions.answer_appropriate_adult(ctx, adult_id=adult.pk, version=1, came=came)
        assert ("adult_arrived", "today") not in open_dues(ctx)


@pytest.mark.parametrize(("decision", "step"), [("assess_here", "assess"), ("refer", "refer")])
def test_a_step_that_was_taken_leaves_the_list(
    suite: Any, person: Any, ctx_of: Any, decision: str, step: str
) -> None:
    with ctx_of(suite.nurse) as ctx:
        screen = actions.open_screen(ctx, person_id=person.pk)
        actions.save_screen(ctx, screen_id=screen.pk, version=1, given=given(decision))
        actions.take_step(ctx, screen_id=screen.pk, step=step, result="done")
        assert open_dues(ctx) == []
