"""Answers kept with their score, corrected, taken back; safety answers that act at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from scoring.instruments import NotUsable
from throughcare.core.errors import MoveNotAllowed, ReasonMissing, StaleVersion
from throughcare.core.models import Due, Event
from throughcare.instruments import actions, library, rules
from throughcare.instruments.actions import PROMPT
from throughcare.instruments.models import Administration, Answer, PromptAnswered, Score
from throughcare.instruments.tests.conftest import questionnaire, typed

Use = Callable[..., Administration]

SCORES = """
PHQ-9     | 012301200            | 9    | mild   | False | complete
PHQ-9     | 222222220            | 16   | moderately severe | True | complete
PHQ-9     | 01230-200            | none |        | None  | 6
PHQ-9     | ndndndnd0            | none |        | None  | 1,2,3,4,5,6,7,8
CORE-10   | 4004444444           | 40   |        | True  | complete
CORE-10   | 400444440-           | 35.5556 |     | True  | 10
PC-PTSD-5 | 0                    | 0    |        | False | complete
PC-PTSD-5 | 111100               | 3    |        | None  | complete
WSAS      | x1234                | 10   |        | None  | complete
SAPAS     | 3                    | 3    |        | None  | complete
"""


@pytest.mark.parametrize("line", SCORES.strip().splitlines())
def test_a_score_is_kept_with_what_it_rests_on(
    suite: Any, ctx_of: Any, use: Use, line: str
) -> None:
    name, row, score, band, caseness, missing = (part.strip() for part in line.split("|"))
    made = use(name, row)
    with ctx_of(suite.nurse) as ctx:
        kept = Score.visible_to(ctx).get(administration_id=made.pk)
        assert kept.score == (None if score == "none" else Decimal(score))
        assert kept.band == band
        if name != "PC-PTSD-5":
            assert str(kept.caseness) == caseness
        left_out = [] if missing == "complete" else [int(n) for n in missing.split(",")]
        assert kept.missing == left_out
        assert made.complete == (missing == "complete")
        assert made.instrument_version == questionnaire(name).instrument.version
        for name_of_rule, used in kept.rules.items():
            assert used["source"], name_of_rule
            assert used["status"] in ("V", "P", "S")


def test_no_answer_is_ever_kept_as_0(suite: Any, ctx_of: Any, use: Use) -> None:
    made = use("PHQ-9", "-nd000000")
    with ctx_of(suite.nurse) as ctx:
        rows = Answer.visible_to(ctx).filter(administration_id=made.pk).order_by("item")
        kept = [(row.value, row.missing) for row in rows]
        assert kept[:3] == [(None, "blank"), (None, "not_asked"), (None, "declined")]
        assert kept[3:] == [(0, "")] * 6
        assert Score.visible_to(ctx).get().score is None


def test_a_rule_without_a_read_source_gives_no_band(suite: Any, ctx_of: Any, use: Use) -> None:
    use("GAD-7", "3333333")
    with ctx_of(suite.nurse) as ctx:
        kept = Score.visible_to(ctx).get()
        assert (kept.score, kept.band) == (21, "")
        assert "bands" not in kept.rules


REFUSED = """
nothing at all     | PHQ-9 | ---------  | ReasonMissing
out of range       | PHQ-9 | 9000       | NotUsable
a total too high   | SAPAS | 99         | NotUsable
"""


@pytest.mark.parametrize("line", REFUSED.strip().splitlines())
def test_what_cannot_be_kept_is_refused_whole(
    suite: Any, person: Any, ctx_of: Any, line: str
) -> None:
    _what, name, row, error = (part.strip() for part in line.split("|"))
    instrument = questionnaire(name).instrument
    answers = (
        rules.Answers({}, total=row)
        if instrument.entry_only
        else rules.Answers({n + 1: code if code != "-" else "" for n, code in enumerate(row)})
    )
    with ctx_of(suite.nurse) as ctx:
        with pytest.raises({"ReasonMissing": ReasonMissing, "NotUsable": NotUsable}[error]):
            actions.administer(
                ctx, person_id=person.pk, questionnaire=questionnaire(name), answers=answers
            )
        assert not Administration.visible_to(ctx).exists()


SAFETY = """
PHQ-9   | 000000001                          | 9
PHQ-9   | --------3                          | 9
PHQ-9   | 333333330                          |
CORE-10 | 0000010000                         | 6
"""


@pytest.mark.parametrize("line", SAFETY.strip().splitlines())
def test_a_safety_answer_raises_a_prompt_whatever_the_score(
    suite: Any, ctx_of: Any, use: Use, line: str
) -> None:
    name, row, items = (part.strip() for part in line.split("|"))
    made = use(name, row)
    with ctx_of(suite.nurse) as ctx:
        found = Due.visible_to(ctx).filter(kind=PROMPT)
        assert [str(due.detail["item"]) for due in found] == ([items] if items else [])
        assert made.safety == bool(items)
        for due in found:
            assert (due.owner_id, due.urgency) == (suite.nurse.pk, "act_now")
            assert due.due_at - due.opened_at == timedelta(minutes=15)


def test_every_safety_item_of_the_library_raises_its_prompt(
    suite: Any, person: Any, ctx_of: Any
) -> None:
    """No file of the library may name a safety item that nothing comes of."""
    tried = 0
    with ctx_of(suite.nurse) as ctx:
        for each in library.library().questionnaires.values():
            for rule in each.instrument.safety:
                before = Due.visible_to(ctx).filter(kind=PROMPT).count()
                answers = rules.Answers({rule.item: str(rule.at_least)})
                row = actions.administer(
                    ctx, person_id=person.pk, questionnaire=each, answers=answers
                )
                assert row.safety
                assert Due.visible_to(ctx).filter(kind=PROMPT).count() == before + 1
                tried += 1
    assert tried >= 8


def test_a_safety_answer_acts_before_the_rest_is_saved_and_once(
    suite: Any, person: Any, ctx_of: Any
) -> None:
    phq = questionnaire("PHQ-9")
    with ctx_of(suite.nurse) as ctx:
        for _again in range(2):
            actions.save_safety_answers(
                ctx, person_id=person.pk, questionnaire=phq, answers=rules.Answers({9: "2"})
            )
        row = Administration.visible_to(ctx).get()
        assert (row.status, row.safety) == ("started", True)
        saved = actions.administer(
            ctx, person_id=person.pk, questionnaire=phq, answers=typed("PHQ-9", "111111110")
        )
        assert saved.pk == row.pk
        # The answer was changed before the save; somebody still has to say what was done.
        assert Due.visible_to(ctx).get(kind=PROMPT).status == "open"
        assert saved.safety


def test_a_prompt_closes_only_with_what_was_done_and_who_was_told(
    suite: Any, ctx_of: Any, use: Use
) -> None:
    row = use("PHQ-9", "000000002")
    with ctx_of(suite.link_worker) as ctx:
        due = Due.visible_to(ctx).get(kind=PROMPT)
        said = {"due_id": due.pk, "administration_id": row.pk}
        for what, whom in (("", "Duty worker"), ("We talked", " ")):
            with pytest.raises(ReasonMissing):
                actions.acknowledge_safety(ctx, **said, what_was_done=what, told_whom=whom)
        actions.acknowledge_safety(ctx, **said, what_was_done="We talked", told_whom="Duty worker")
        due.refresh_from_db()
        assert due.status != "open"
        assert PromptAnswered.visible_to(ctx).get().told_whom == "Duty worker"
        with pytest.raises(MoveNotAllowed):
            actions.acknowledge_safety(ctx, **said, what_was_done="Again", told_whom="Duty")


def test_a_correction_supersedes_and_the_history_keeps_what_was_there(
    suite: Any, ctx_of: Any, use: Use
) -> None:
    row = use("PHQ-9", "333333330")
    with ctx_of(suite.colleague) as ctx:
        first = Event.visible_to(ctx).get(type="questionnaire.completed")
        fixed = actions.correct(
            ctx,
            administration_id=row.pk,
            version=row.version,
            answers=typed("PHQ-9", "033333332"),
            how=actions.How(answered_on=row.answered_on),
        )
        event = Event.visible_to(ctx).get(type="questionnaire.corrected")
        assert event.supersedes_id == first.pk
        assert Score.visible_to(ctx).get(administration_id=row.pk).score == 23
        assert Due.visible_to(ctx).filter(kind=PROMPT).count() == 1
        with pytest.raises(StaleVersion):
            actions.correct(
                ctx,
                administration_id=row.pk,
                version=row.version,
                answers=typed("PHQ-9", "000000000"),
                how=actions.How(),
            )
        assert fixed.version == row.version + 1


def test_a_correction_that_changes_nothing_says_nothing(suite: Any, ctx_of: Any, use: Use) -> None:
    row = use("CORE-10", "444404444-")
    with ctx_of(suite.nurse) as ctx:
        same = actions.correct(
            ctx,
            administration_id=row.pk,
            version=row.version,
            answers=typed("CORE-10", "444404444-"),
            how=actions.How(answered_on=row.answered_on),
        )
        assert same.version == row.version
        assert not Event.visible_to(ctx).filter(type="questionnaire.corrected").exists()


def test_what_is_taken_back_says_why_and_leaves_its_prompt_open(
    suite: Any, ctx_of: Any, use: Use
) -> None:
    row = use("PHQ-9", "000000003")
    with ctx_of(suite.nurse) as ctx:
        with pytest.raises(ReasonMissing):
            actions.take_back(ctx, administration_id=row.pk, version=row.version, reason=" ")
        gone = actions.take_back(
            ctx, administration_id=row.pk, version=row.version, reason="Wrong record"
        )
        assert gone.status == "taken_back"
        assert Due.visible_to(ctx).get(kind=PROMPT).status == "open"
        with pytest.raises(MoveNotAllowed):
            actions.correct(
                ctx,
                administration_id=row.pk,
                version=gone.version,
                answers=typed("PHQ-9", "000000000"),
                how=actions.How(),
            )


def test_scores_are_read_by_clinicians_and_their_lead_only(
    suite: Any, ctx_of: Any, use: Use
) -> None:
    use("PHQ-9", "333333333")
    seen = {}
    for who in ("nurse", "colleague", "lead", "link_worker", "police"):
        with ctx_of(getattr(suite, who)) as ctx, connection.cursor() as cursor:
            cursor.execute(
                "SELECT (SELECT count(*) FROM instruments_answer),"
                " (SELECT count(*) FROM instruments_score)"
            )
            seen[who] = (Score.visible_to(ctx).count(), *cursor.fetchone())
    assert seen == {
        "nurse": (1, 9, 1),
        "colleague": (1, 9, 1),
        "lead": (1, 9, 1),
        "link_worker": (0, 0, 0),
        "police": (0, 0, 0),
    }


def test_no_event_holds_an_answer_or_a_score(suite: Any, ctx_of: Any, use: Use) -> None:
    use("PHQ-9", "333333333")
    with ctx_of(suite.nurse) as ctx:
        for event in Event.visible_to(ctx).filter(type__startswith="questionnaire."):
            assert not {"score", "band", "value", "answers"} & set(event.payload)
            assert 27 not in event.payload.values()
