"""What support promises: four answers kept apart, one open line a need, care only unless said."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.database import as_owner
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.models import Due, Event
from throughcare.sharing import actions as sharing
from throughcare.support import actions, rules
from throughcare.support.models import Activity, NeedAnswer, NeedSaid, NeedsCheck, SupportTask
from throughcare.support.tests.conftest import Status, days, step

ASKED = {"housing": "help", "gp": "fine", "debt": "urgent", "work": "help"}


def checked(ctx: Any, street: Any, **facts: Any) -> NeedsCheck:
    facts.setdefault("answers", ASKED)
    facts.setdefault("first", ["housing"])
    return actions.check_needs(ctx, person_id=street.person.pk, **facts)


def open_dues(ctx: Any) -> list[tuple[str, str]]:
    rows = Due.visible_to(ctx).filter(status="open", kind="support_task").order_by("due_at")
    return [(row.detail["need"], row.urgency) for row in rows]


def test_what_was_not_asked_is_kept_as_not_asked_and_never_as_fine(
    street: Any, ctx_of: Any
) -> None:
    with ctx_of(street.jo) as ctx:
        checked(ctx, street)
        kept = {row.need: (row.answer, row.first) for row in NeedAnswer.visible_to(ctx)}
        event = Event.visible_to(ctx).get(type="support.needs_checked")
    assert kept["gp"] == ("fine", None)
    assert kept["housing"] == ("help", 1)
    assert kept["family"] == ("not_asked", None)
    assert len(kept) == 10
    assert event.payload == {"fine": 1, "help": 2, "urgent": 1, "not_asked": 6}


def test_what_was_chosen_and_what_is_urgent_go_on_the_list(street: Any, ctx_of: Any) -> None:
    with ctx_of(street.jo) as ctx:
        checked(ctx, street)
        assert open_dues(ctx) == [("debt", "today"), ("housing", "planned")]


def test_a_second_check_opens_no_second_line_of_a_need(street: Any, ctx_of: Any) -> None:
    with ctx_of(street.jo) as ctx:
        checked(ctx, street)
        checked(ctx, street, first=["housing", "work"])
        needs = sorted(SupportTask.visible_to(ctx).values_list("need", flat=True))
    assert needs == ["debt", "housing", "work"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"answers": {"spaceship": "help"}},
        {"answers": {"gp": "lovely"}},
        {"first": ["gp"]},
        {"first": ["housing", "housing"]},
        {"answers": dict.fromkeys(["housing", "gp", "debt", "id"], "help"),
         "first": ["housing", "gp", "debt", "id"]},
    ],
)  # fmt: skip
def test_a_check_without_sense_is_refused(street: Any, ctx_of: Any, wrong: Any) -> None:
    with ctx_of(street.jo) as ctx:
        with pytest.raises(ReasonMissing):
            checked(ctx, street, **wrong)
        assert not NeedsCheck.visible_to(ctx).exists()


def test_what_was_said_is_clinical_detail(street: Any, ctx_of: Any) -> None:
    """A link worker neither writes nor reads it; the trust's clinician does."""
    with ctx_of(street.jo) as ctx, pytest.raises(NotAllowed), transaction.atomic():
        checked(ctx, street, said="Sleeps badly")
    with ctx_of(street.nurse) as ctx:
        checked(ctx, street, said="Sleeps badly")
        assert NeedSaid.visible_to(ctx).get().text == "Sleeps badly"
    for who in (street.jo, street.femi, street.officer):
        with ctx_of(who) as ctx:
            assert not NeedSaid.visible_to(ctx).exists()


def test_a_line_is_moved_on_ended_and_opened_again(
    street: Any, task: SupportTask, ctx_of: Any
) -> None:
    with ctx_of(street.femi) as ctx:
        row = actions.move_task(
            ctx, task_id=task.pk, version=1, step=step(Status.WAITING, next_on=days(9))
        )
        assert (row.owner_name, row.version) == ("Femi Balogun", 2)
        assert open_dues(ctx) == [("housing", "planned")]
        row = actions.move_task(ctx, task_id=task.pk, version=2, step=actions.Step(Status.DONE))
        assert (row.next_on, row.next_step, row.ended_on) == (None, "", days(0))
        assert open_dues(ctx) == []
        with pytest.raises(MoveNotAllowed):
            actions.move_task(ctx, task_id=task.pk, version=3, step=step())
        actions.reopen_task(ctx, task_id=task.pk, version=3)
        assert open_dues(ctx) == [("housing", "today")]
        with pytest.raises(MoveNotAllowed):
            actions.reopen_task(ctx, task_id=task.pk, version=4)


def test_two_workers_on_one_line_do_not_overwrite_each_other(
    street: Any, task: SupportTask, ctx_of: Any
) -> None:
    with ctx_of(street.femi) as ctx:
        actions.move_task(ctx, task_id=task.pk, version=1, step=step(Status.BOOKED))
        with pytest.raises(StaleVersion):
            actions.move_task(ctx, task_id=task.pk, version=1, step=step(Status.STUCK))


def test_what_is_open_says_what_comes_next_and_when(street: Any, task: Any, ctx_of: Any) -> None:
    for status in rules.OPEN:
        for lacking in ({"next_step": " "}, {"next_on": None}):
            with ctx_of(street.jo) as ctx, pytest.raises(ReasonMissing):
                actions.move_task(ctx, task_id=task.pk, version=1, step=step(status, **lacking))
    with pytest.raises(IntegrityError), transaction.atomic(), as_owner():
        SupportTask.rows.filter(pk=task.pk).update(next_step="")


def test_a_line_stays_within_care_unless_it_says_otherwise(
    make: Any, street: Any, task: SupportTask, ctx_of: Any
) -> None:
    """The officer needs the agreement of the agencies, a basis and the line's own word."""
    with ctx_of(street.jo) as ctx:
        shown = actions.add_task(
            ctx, person_id=street.person.pk, need="work", step=step(), care_only=False
        )
    with ctx_of(street.nurse) as ctx:
        assert set(SupportTask.visible_to(ctx).values_list("need", flat=True)) == {
            "housing", "work",
        }  # fmt: skip
    agree(street, ctx_of)
    with ctx_of(street.officer) as ctx:
        assert [row.pk for row in SupportTask.visible_to(ctx)] == [shown.pk]
        assert not NeedAnswer.visible_to(ctx).exists()
        assert not Event.visible_to(ctx).filter(type__startswith="support.").exists()
        with pytest.raises(NotAllowed):
            actions.move_task(ctx, task_id=shown.pk, version=1, step=step())


def agree(street: Any, ctx_of: Any) -> None:
    """The person agrees that probation is told by both care agencies."""
    for member in (street.jo, street.nurse):
        with ctx_of(member) as ctx:
            sharing.record_agreement(
                ctx, person_id=street.person.pk, recipient="probation", answer="yes"
            )


def test_taking_part_is_said_in_the_persons_words_and_may_stop_and_start(
    street: Any, ctx_of: Any
) -> None:
    facts = {"kind": "community", "what": "Allotment", "own_words": "I like it quiet"}
    with ctx_of(street.jo) as ctx:
        row = actions.add_activity(
            ctx,
            person_id=street.person.pk,
            facts=actions.ActivityFacts(**facts, next_on=days(3)),
        )
        dues = Due.visible_to(ctx).filter(kind="support_activity", status="open")
        assert dues.count() == 1
        stopped = actions.ActivityFacts(**facts, status=Activity.Status.STOPPED, next_on=days(3))
        actions.change_activity(ctx, activity_id=row.pk, version=1, facts=stopped)
        assert not dues.exists()
        again = actions.ActivityFacts(**facts, status=Activity.Status.REGULAR)
        actions.change_activity(ctx, activity_id=row.pk, version=2, facts=again)
        assert Activity.visible_to(ctx).get().status == "regular"
        with pytest.raises(ReasonMissing):
            actions.add_activity(
                ctx,
                person_id=street.person.pk,
                facts=actions.ActivityFacts(kind="group", what=" "),
            )


def test_only_care_providers_who_know_the_person_write(
    street: Any, task: SupportTask, ctx_of: Any
) -> None:
    for who in (street.officer, street.stranger):
        with ctx_of(who) as ctx, pytest.raises(NotAllowed):
            actions.add_task(ctx, person_id=street.person.pk, need="gp", step=step())
    with ctx_of(street.stranger) as ctx:
        assert not SupportTask.visible_to(ctx).exists()
