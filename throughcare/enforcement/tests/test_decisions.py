"""Only the officer decides; a warning counts twelve months; then it must be referred."""

from __future__ import annotations

from typing import Any

import pytest

from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.models import Due
from throughcare.enforcement import actions
from throughcare.enforcement.models import Absence
from throughcare.enforcement.tests.conftest import Scene, days, decide, session, state, warn
from throughcare.orders import actions as ordering
from throughcare.orders.tests.conftest import order_facts


def missed(ctx_of: Any, scene: Scene, *ago: int) -> list[Any]:
    """Sessions missed so many days ago, told to the officer."""
    with ctx_of(scene.nurse) as ctx:
        rows = [session(ctx, scene, each, "did_not_come") for each in ago]
        state(ctx, scene)
        return [row.pk for row in rows]


def test_nobody_but_the_officer_decides(scene: Scene, ctx_of: Any) -> None:
    (gone,) = missed(ctx_of, scene, 8)
    for who in (scene.nurse, scene.adviser):
        with ctx_of(who) as ctx, pytest.raises(NotAllowed):
            decide(ctx, scene, gone)
    with ctx_of(scene.officer) as ctx:
        assert decide(ctx, scene, gone).status == "not_acceptable"


def test_a_decision_has_a_reason_and_is_made_once(scene: Scene, ctx_of: Any) -> None:
    (gone,) = missed(ctx_of, scene, 8)
    with ctx_of(scene.officer) as ctx:
        with pytest.raises(ReasonMissing):
            actions.decide_absence(
                ctx, group=scene.group, order_id=scene.order.pk, appointment_id=gone,
                acceptable=True, reason=" ",
            )  # fmt: skip
        decide(ctx, scene, gone, acceptable=True)
        with pytest.raises(MoveNotAllowed):
            decide(ctx, scene, gone)


def test_there_is_nothing_to_decide_where_nothing_was_missed(scene: Scene, ctx_of: Any) -> None:
    with ctx_of(scene.nurse) as ctx:
        came, ours = session(ctx, scene, 9, "came"), session(ctx, scene, 2, "we_cancelled")
        state(ctx, scene)
    with ctx_of(scene.officer) as ctx:
        for row in (came.pk, ours.pk, scene.person.pk):
            with pytest.raises(MoveNotAllowed):
                decide(ctx, scene, row)


def test_an_absence_that_the_officer_was_not_told_of_is_not_decided(
    scene: Scene, ctx_of: Any
) -> None:
    with ctx_of(scene.nurse) as ctx:
        gone = session(ctx, scene, 8, "did_not_come")
    with ctx_of(scene.officer) as ctx, pytest.raises(MoveNotAllowed):
        decide(ctx, scene, gone.pk)


def test_a_warning_runs_twelve_months_and_the_next_failure_must_be_referred(
    scene: Scene, ctx_of: Any
) -> None:
    first, second = missed(ctx_of, scene, 20, 8)
    with ctx_of(scene.officer) as ctx:
        one = warn(ctx, decide(ctx, scene, first), days(15))
        assert one.last_day == one.warned_on.replace(year=one.warned_on.year + 1) - (
            days(0) - days(1)
        )
        two = decide(ctx, scene, second)
        due = Due.visible_to(ctx).get(kind="absence_step", status="open")
        assert due.detail["must_refer"] is True
        with pytest.raises(actions.MustRefer):
            warn(ctx, two, days(1))
        sent = actions.refer_to_enforcement(ctx, absence_id=two.pk, version=two.version, on=days(0))
        assert sent.status == "referred"
        assert not Due.visible_to(ctx).filter(kind="absence_step", status="open").exists()


def test_a_failure_before_the_warning_was_given_may_be_warned_of(scene: Scene, ctx_of: Any) -> None:
    first, second = missed(ctx_of, scene, 20, 18)
    with ctx_of(scene.officer) as ctx:
        warn(ctx, decide(ctx, scene, first), days(15))
        assert warn(ctx, decide(ctx, scene, second), days(14)).status == "warned"


def test_a_warning_taken_back_counts_no_longer(scene: Scene, ctx_of: Any) -> None:
    first, second = missed(ctx_of, scene, 20, 8)
    with ctx_of(scene.officer) as ctx:
        one = warn(ctx, decide(ctx, scene, first), days(15))
        actions.reconsider_absence(
            ctx, absence_id=one.pk, version=one.version, reason="Was in hospital"
        )
        kept = Absence.visible_to(ctx).get(pk=one.pk)
        assert (kept.status, kept.warned_on, kept.last_day) == ("acceptable", None, None)
        assert warn(ctx, decide(ctx, scene, second), days(1)).status == "warned"


def test_an_order_whose_rule_was_not_confirmed_has_no_clock(
    scene: Scene, ctx_of: Any, settings: Any
) -> None:
    with ctx_of(scene.nurse) as ctx:
        facts = order_facts(kind="suspended_sentence_order")
        scene.order = ordering.make_order(ctx, person_id=scene.person.pk, facts=facts)
    first, second = missed(ctx_of, scene, 20, 8)
    with ctx_of(scene.officer) as ctx:
        one = warn(ctx, decide(ctx, scene, first), days(15))
        assert one.last_day is None
        assert warn(ctx, decide(ctx, scene, second), days(1)).status == "warned"


def test_a_warning_makes_sense_and_is_of_the_version_that_was_read(
    scene: Scene, ctx_of: Any
) -> None:
    (gone,) = missed(ctx_of, scene, 8)
    with ctx_of(scene.officer) as ctx:
        absence = decide(ctx, scene, gone)
        for on in (days(9), days(-1)):
            with pytest.raises(ReasonMissing):
                warn(ctx, absence, on)
            with pytest.raises(ReasonMissing):
                actions.refer_to_enforcement(ctx, absence_id=absence.pk, version=1, on=on)
        absence.version = 7
        with pytest.raises(StaleVersion):
            warn(ctx, absence, days(1))
        absence.version = 1
        warn(ctx, absence, days(1))
        with pytest.raises(MoveNotAllowed):
            warn(ctx, absence, days(1))
