"""Orders, requirements and reviews: what may be written, and what follows from it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.models import Due, Event
from throughcare.orders import actions, early, rules, terms
from throughcare.orders.actions.required import WillingnessMissing
from throughcare.orders.models import Order, Requirement, Review
from throughcare.orders.tests.conftest import TREATMENT, days_ago, order_facts, says
from throughcare.sharing import actions as sharing


def open_dues(ctx: Any) -> dict[str, date]:
    rows = Due.visible_to(ctx).filter(status="open", kind__startswith="order")
    return {row.kind: row.due_at.date() for row in rows}


def told(ctx: Any, row: Any) -> list[str]:
    rows = Event.visible_to(ctx).filter(subject_id=row.pk).order_by("recorded_at")
    return [each.type for each in rows]


def test_an_order_stands_with_what_it_requires(
    desk: Any, ctx_of: Any, order: Any, requirement: Any
) -> None:
    with ctx_of(desk.nurse) as ctx:
        kept = Order.visible_to(ctx).get()
        row = Requirement.visible_to(ctx).get()
        assert (kept.status, kept.agency_id) == ("active", desk.nurse.team.agency_id)
        assert (row.months, row.period_value, row.period_unit) == (12, "12", "months")
        assert told(ctx, kept) == ["sentence.made"]
        assert open_dues(ctx) == {"order_ends": kept.ends_on - timedelta(days=28)}


def test_an_order_has_one_requirement_of_a_kind(
    desk: Any, ctx_of: Any, order: Any, requirement: Any
) -> None:
    with ctx_of(desk.nurse) as ctx:
        with pytest.raises(MoveNotAllowed):
            actions.add_requirement(ctx, order_id=order.pk, kind=TREATMENT, facts=says())
        for label in ("Curfew", "Unpaid work"):
            actions.add_requirement(ctx, order_id=order.pk, kind="other", label=label, facts=says())
        assert Requirement.visible_to(ctx).count() == 3


def test_what_makes_no_sense_is_refused(desk: Any, ctx_of: Any, order: Any) -> None:
    wrong = (
        {"made_on": clock.today() + timedelta(days=1)},
        {"ends_on": days_ago(61)},
        {"kind": "no_such_kind"},
        {"kind": "community_order", "made_on": date(2019, 1, 1)},
        {"court": "  "},
    )
    with ctx_of(desk.nurse) as ctx:
        for facts in wrong:
            with pytest.raises(ReasonMissing):
                actions.make_order(ctx, person_id=desk.person.pk, facts=order_facts(**facts))
        with pytest.raises(ReasonMissing):
            actions.add_requirement(ctx, order_id=order.pk, kind="other", facts=says())
        with pytest.raises(ReasonMissing):
            actions.add_requirement(ctx, order_id=order.pk, kind="nothing", facts=says())


def test_weeks_and_days_are_no_months(desk: Any, ctx_of: Any, order: Any) -> None:
    with ctx_of(desk.nurse) as ctx:
        row = actions.add_requirement(
            ctx,
            order_id=order.pk,
            kind="rehabilitation_activity",
            facts=says(period_value="15", period_unit="days"),
        )
    assert row.months is None


def test_ending_an_order_ends_what_hangs_on_it(
    desk: Any, ctx_of: Any, order: Any, requirement: Any, review: Any
) -> None:
    with ctx_of(desk.nurse) as ctx:
        assert set(open_dues(ctx)) == {"order_ends", "order_review"}
        actions.end_order(
            ctx, order_id=order.pk, version=order.version, reason="revoked", on=clock.today()
        )
        assert Requirement.visible_to(ctx).get().status == "ended"
        assert Review.visible_to(ctx).get().status == "not_needed"
        assert open_dues(ctx) == {}
        with pytest.raises(MoveNotAllowed):
            actions.add_requirement(ctx, order_id=order.pk, kind="other", facts=says(), label="X")


def test_a_reason_whose_law_was_not_read_is_off(
    desk: Any, ctx_of: Any, order: Any, settings: Any
) -> None:
    end = {"order_id": order.pk, "version": 1, "reason": "early_2026", "on": clock.today()}
    with ctx_of(desk.nurse) as ctx:
        with pytest.raises(ReasonMissing):
            actions.end_order(ctx, **end)
        settings.ORDER_TERMS_ON = ("order_end/early_2026",)
        end["officer_said"] = tuple(rules.EARLY_END)
        assert actions.end_order(ctx, **end).ended_reason == "early_2026"


def test_an_early_end_waits_for_what_else_the_order_requires_and_for_the_officers_word(
    desk: Any, ctx_of: Any, order: Any, requirement: Any, settings: Any
) -> None:
    settings.ORDER_TERMS_ON = ("order_end/early_2026",)
    end = {"order_id": order.pk, "version": 1, "reason": "early_2026", "on": clock.today()}
    said = tuple(rules.EARLY_END)
    with ctx_of(desk.nurse) as ctx:
        with pytest.raises(ReasonMissing, match="officer says"):
            actions.end_order(ctx, **end, officer_said=said[:1])
        with pytest.raises(actions.NotEarlyYet):
            actions.end_order(ctx, **end, officer_said=said)
        actions.end_requirement(
            ctx,
            requirement_id=requirement.pk,
            version=requirement.version,
            reason="completed",
            on=clock.today(),
        )
        actions.add_requirement(
            ctx, order_id=order.pk, kind="rehabilitation_activity", facts=says()
        )
        assert actions.end_order(ctx, **end, officer_said=said).status == "ended"


def willing(ctx: Any, desk: Any, *, days: int, answer: bool = True) -> None:
    sharing.record_willingness(
        ctx,
        person_id=desk.person.pk,
        requirement="mental_health",
        willing=answer,
        words_used="I will come",
        at=clock.now() - timedelta(days=days),
    )


def amend(ctx: Any, row: Requirement, **facts: Any) -> Requirement:
    facts.setdefault("why", "court")
    facts.setdefault("changed_on", clock.today() if facts["why"] == "court" else None)
    return actions.amend_requirement(
        ctx,
        requirement_id=row.pk,
        version=row.version,
        facts=says(director="Dr New"),
        **facts,
    )


def test_an_amendment_by_the_court_needs_willingness_said_anew(
    desk: Any, ctx_of: Any, requirement: Any
) -> None:
    with ctx_of(desk.nurse) as ctx:
        willing(ctx, desk, days=70)  # before the sentence: not anew
        with pytest.raises(WillingnessMissing):
            amend(ctx, requirement)
        willing(ctx, desk, days=3)
        willing(ctx, desk, days=2, answer=False)
        with pytest.raises(WillingnessMissing):
            amend(ctx, requirement)
        willing(ctx, desk, days=1)
        row = amend(ctx, requirement)
        assert (row.director, row.changed_on) == ("Dr New", clock.today())
        assert told(ctx, row)[-1] == "sentence.requirement_amended"


def test_willingness_holds_for_one_change(desk: Any, ctx_of: Any, requirement: Any) -> None:
    with ctx_of(desk.nurse) as ctx:
        willing(ctx, desk, days=5)
        row = amend(ctx, requirement, changed_on=days_ago(4))
        with pytest.raises(WillingnessMissing):
            amend(ctx, row, changed_on=days_ago(1))


def test_a_correction_of_the_record_needs_none(desk: Any, ctx_of: Any, requirement: Any) -> None:
    with ctx_of(desk.nurse) as ctx:
        row = amend(ctx, requirement, why="record")
    assert (row.director, row.changed_on, row.typed) == ("Dr New", None, ["director"])


def test_willingness_to_alcohol_treatment_is_asked_where_the_site_says_so(settings: Any) -> None:
    assert terms.willingness_of("alcohol_treatment") == ""
    settings.ORDER_TERMS_ON = ("willingness/alcohol",)
    assert terms.willingness_of("alcohol_treatment") == "alcohol"
    assert terms.willingness_of("drug_rehabilitation") == "drug"


def test_the_second_of_two_editors_is_told(
    desk: Any, ctx_of: Any, order: Any, requirement: Any
) -> None:
    with ctx_of(desk.nurse) as ctx:
        actions.change_order(ctx, order_id=order.pk, version=1, facts=order_facts(court="A"))
        with pytest.raises(StaleVersion):
            actions.change_order(ctx, order_id=order.pk, version=1, facts=order_facts(court="B"))


def test_a_changed_last_day_moves_the_work(desk: Any, ctx_of: Any, order: Any) -> None:
    with ctx_of(desk.nurse) as ctx:
        facts = order_facts(ends_on=days_ago(-100))
        actions.change_order(ctx, order_id=order.pk, version=1, facts=facts)
        assert open_dues(ctx) == {"order_ends": days_ago(-72)}
        facts = order_facts(ends_on=None)
        actions.change_order(ctx, order_id=order.pk, version=2, facts=facts)
        assert open_dues(ctx) == {}


def test_a_review_is_work_until_it_was_held(desk: Any, ctx_of: Any, review: Any) -> None:
    with ctx_of(desk.nurse) as ctx:
        assert open_dues(ctx)["order_review"] == days_ago(-6)
        actions.end_review(ctx, review_id=review.pk, version=1, how="held")
        assert "order_review" not in open_dues(ctx)
        with pytest.raises(MoveNotAllowed):
            actions.end_review(ctx, review_id=review.pk, version=2, how="held")


def test_the_officer_reads_what_the_team_entered_and_cannot_change_it(
    desk: Any, ctx_of: Any, order: Any, requirement: Any, review: Any
) -> None:
    with ctx_of(desk.officer) as ctx:
        for model in (Order, Requirement, Review):
            assert model.visible_to(ctx).count() == 1, model
            assert model.visible_to(ctx, "amend").count() == 0, model
        with pytest.raises(Order.DoesNotExist):
            actions.end_order(ctx, order_id=order.pk, version=1, reason="revoked", on=clock.today())


def test_others_see_none_of_it(
    desk: Any, ctx_of: Any, order: Any, requirement: Any, review: Any
) -> None:
    for member in (desk.stranger, desk.police):
        with ctx_of(member) as ctx:
            for model in (Order, Requirement, Review):
                assert model.visible_to(ctx).count() == 0, model


def test_police_enter_no_order(desk: Any, ctx_of: Any) -> None:
    with ctx_of(desk.police) as ctx, pytest.raises(NotAllowed):
        actions.make_order(ctx, person_id=desk.person.pk, facts=order_facts())


def test_a_file_of_terms_says_all_that_is_wrong() -> None:
    with pytest.raises(terms.TermsFault) as found:
        terms.read('[[term]]\nkind = "nothing"\ncode = "x"\nnew = 1\n')
    for words in ("[new]", "[label]", "[starts_on]", "[kind]", "[status]"):
        assert words in str(found.value), words


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("not json", "no JSON object"),
        ({"rule": "R", "source": "S"}, "[from]"),
        ({"from": "22/05/2026", "rule": "R", "source": "S"}, "[from]"),
        ({"from": "2026-05-22", "rule": " ", "source": "S"}, "[rule]"),
        ({"from": "2026-05-22", "rule": "R"}, "[source]"),
        ({"from": "2026-05-22", "rule": "R", "source": "S", "after_days": True}, "[after_days]"),
        ({"from": "2026-05-22", "rule": "R", "source": "S", "months": 6}, "[months]"),
    ],
)
def test_half_an_early_end_is_none_and_stops_the_start(
    settings: Any, given: Any, said: str
) -> None:
    settings.ORDER_EARLY_END = given
    assert early.site_terms() is None
    (found,) = early.check_site_terms()
    assert said in found.msg


def test_the_act_asks_for_reviews_of_long_drug_rehabilitation_alone() -> None:
    assert rules.must_be_reviewed("drug_rehabilitation", 18)
    assert not rules.must_be_reviewed("drug_rehabilitation", 12)
    assert not rules.must_be_reviewed("drug_rehabilitation", None)
    assert not rules.must_be_reviewed("mental_health_treatment", 36)
