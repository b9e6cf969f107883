"""The court's results: a re-share replaces, what vanished is taken back, typed words stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from throughcare.core.errors import NotAllowed, ReasonMissing
from throughcare.court.models import Hearing
from throughcare.court_reports.tests.conftest import own
from throughcare.orders import actions
from throughcare.orders.models import Order, Requirement, Review
from throughcare.orders.resulted import Period, Problem, Results
from throughcare.orders.tests.conftest import (
    TREATMENT,
    days_ago,
    hearing_on,
    line,
    order_facts,
    said,
    says,
    share,
)

LATER = "2026-11-02T10:00:00Z"
ACTIVITY = "rehabilitation_activity"


@pytest.fixture
def take(desk: Any, ctx_of: Any) -> Any:
    """``take(results)``: take a share in as the nurse."""

    def run(results: Results, member: Any = None, **more: Any) -> actions.Taken:
        with ctx_of(member or desk.nurse) as ctx:
            return actions.take_results_in(ctx, results, desk.person.pk, **more)

    return run


@pytest.fixture
def rows(desk: Any, ctx_of: Any) -> Any:
    """``rows(Model)``: all that the nurse sees."""

    def read(model: Any) -> list[Any]:
        with ctx_of(desk.nurse) as ctx:
            return list(model.visible_to(ctx).order_by("recorded_at"))

    return read


def test_a_share_makes_the_order_as_the_court_said_it(take: Any, rows: Any) -> None:
    taken = take(share(said(line(reviews=(hearing_on(30, attend=True),)))))
    (order,), (row,), (review,) = rows(Order), rows(Requirement), rows(Review)
    assert taken.made == [order.pk]
    assert (order.source, order.kind, order.ends_on) == (
        "import", "community_order", days_ago(-355),
    )  # fmt: skip
    assert (row.kind, row.months, row.period_unit, row.residential) == (
        TREATMENT, 6, "Months", False,
    )  # fmt: skip
    assert (review.on, review.at, review.attend) == (days_ago(-30), time(10), True)
    assert order.court == "Northfield"


def test_the_hearing_names_court_and_case(take: Any, rows: Any, desk: Any) -> None:
    hearing = own(
        Hearing(place=desk.place, source="hand", on=days_ago(10), case_number="43NF1"),
        desk.nurse,
        desk.person,
    )
    take(share(said(line(), ordered_on=None)), hearing_id=hearing.pk)
    (order,) = rows(Order)
    assert (order.court, order.case_number) == ("Northfield Magistrates’ Court", "43NF1")
    assert (order.made_on, order.hearing_id) == (hearing.on, hearing.pk)


def test_the_same_share_again_changes_nothing(take: Any, rows: Any) -> None:
    results = share(said(line(reviews=(hearing_on(30),)), line(ACTIVITY)))
    take(results)
    again = take(results)
    assert (again.made, again.changed, again.taken_back, again.kept) == ([], [], [], [])
    assert (len(rows(Order)), len(rows(Requirement)), len(rows(Review))) == (1, 2, 1)


def test_a_re_share_replaces(take: Any, rows: Any) -> None:
    take(share(said(line(reviews=(hearing_on(30),)))))
    new = line(director="Dr New", period=Period(9, "Months", 9), reviews=(hearing_on(40),))
    taken = take(share(said(new, ends_on=days_ago(-400)), shared_at=LATER))
    (order,), (row,) = rows(Order), rows(Requirement)
    assert taken.changed == [order.pk]
    assert (order.ends_on, row.director, row.months) == (days_ago(-400), "Dr New", 9)
    assert [(r.on, r.status) for r in rows(Review)] == [
        (days_ago(-30), "taken_back"),
        (days_ago(-40), "planned"),
    ]


def test_what_the_court_deleted_is_taken_back_and_can_come_again(take: Any, rows: Any) -> None:
    both = share(said(line(), line(ACTIVITY)), said(line(), kind="suspended_sentence_order"))
    take(both)
    taken = take(share(said(line()), shared_at=LATER))
    assert len(taken.taken_back) == 1
    assert {(r.kind, r.status) for r in rows(Order)} == {
        ("community_order", "active"),
        ("suspended_sentence_order", "taken_back"),
    }
    assert sorted(r.status for r in rows(Requirement)) == ["active", "taken_back", "taken_back"]
    take(replace(both, shared_at="2026-11-03T10:00:00Z"))
    assert [r.status for r in rows(Order)].count("active") == 2
    assert [r.status for r in rows(Requirement)].count("active") == 3


def test_the_same_requirement_on_two_offences_is_one(take: Any, rows: Any) -> None:
    second = line(place="Northfield clinic", period=Period("1 Years 6 Months", None, 18))
    take(share(said(line(), line(), second)))
    (row,) = rows(Requirement)
    assert row.months == 6
    assert row.also == "1 Years 6 Months Dr Anita Rao Northfield clinic"


def test_other_requirements_are_told_apart_by_their_words(take: Any, rows: Any) -> None:
    take(share(said(line("other", label="Curfew"), line("other", label="Unpaid work"))))
    assert [r.label for r in rows(Requirement)] == ["Curfew", "Unpaid work"]


def test_an_older_share_changes_nothing(take: Any, rows: Any) -> None:
    take(share(said(line(director="Dr New")), shared_at=LATER))
    assert take(share(said(line(director="Dr Old")))).stale
    assert [r.director for r in rows(Requirement)] == ["Dr New"]


def test_what_was_typed_here_is_not_overwritten(
    take: Any, rows: Any, desk: Any, ctx_of: Any
) -> None:
    take(share(said(line())))
    (row,) = rows(Requirement)
    with ctx_of(desk.nurse) as ctx:
        facts = says(
            director="Dr Typed", period_value="6", period_unit="Months", care="secondary",
            residential=False,
        )  # fmt: skip
        actions.amend_requirement(
            ctx, requirement_id=row.pk, version=row.version, facts=facts, why="record"
        )
    take(share(said(line(director="Dr Court", place="New place")), shared_at=LATER))
    (row,) = rows(Requirement)
    assert (row.director, row.care, row.place) == ("Dr Typed", "secondary", "New place")


def test_an_order_typed_before_the_results_came_stays_and_is_not_doubled(
    take: Any, rows: Any, desk: Any, ctx_of: Any
) -> None:
    with ctx_of(desk.nurse) as ctx:
        facts = order_facts(made_on=days_ago(10), ends_on=None, court="Typed court")
        typed = actions.make_order(ctx, person_id=desk.person.pk, facts=facts)
        actions.add_requirement(
            ctx, order_id=typed.pk, kind=TREATMENT, facts=says(director="Dr Typed")
        )
    taken = take(share(said(line(director="Dr Court"), line(ACTIVITY))))
    (order,) = rows(Order)
    assert taken.kept == [typed.pk]
    assert (order.court, order.ends_on, order.source) == ("Typed court", None, "hand")
    assert [(r.kind, r.director, r.source) for r in rows(Requirement)] == [
        (TREATMENT, "Dr Typed", "hand"),
        (ACTIVITY, "Dr Anita Rao", "import"),
    ]
    take(share(shared_at=LATER, defendants=("D1",)))
    assert [r.status for r in rows(Order)] == ["active"]


def test_what_a_person_ended_stays_ended(take: Any, rows: Any, desk: Any, ctx_of: Any) -> None:
    take(share(said(line(), line(ACTIVITY))))
    first = rows(Requirement)[0]
    with ctx_of(desk.nurse) as ctx:
        actions.end_requirement(
            ctx, requirement_id=first.pk, version=1, reason="completed", on=days_ago(0)
        )
    take(share(said(line(), line(ACTIVITY)), shared_at=LATER))
    assert sorted(r.status for r in rows(Requirement)) == ["active", "ended"]


@pytest.mark.parametrize(
    "results",
    [
        Results(accepted=False, problems=(Problem("file", "not_json", "error", "No"),)),
        share(said(line()), hearing=""),
        share(said(line()), hearing="H" * 101),
        share(said(line()), said(line(), defendant="D2")),
        share(said(line(), ordered_on=None)),
        share(said(line(), ends_on=days_ago(400))),
        share(said(line(), ordered_on=days_ago(-4))),
    ],
    ids=["refused", "no hearing", "long", "two people", "no day", "ends before", "to come"],
)
def test_what_cannot_be_taken_in_writes_nothing(take: Any, rows: Any, results: Results) -> None:
    with pytest.raises(ReasonMissing):
        take(results)
    assert rows(Order) == []


def test_one_defendant_of_two_is_taken_in(take: Any, rows: Any) -> None:
    results = share(said(line()), said(line(ACTIVITY), defendant="D2"))
    take(results, defendant="D2")
    assert [r.kind for r in rows(Requirement)] == [ACTIVITY]
    with pytest.raises(ReasonMissing):
        take(results, defendant="D3")


def test_police_take_nothing_in(take: Any, desk: Any) -> None:
    with pytest.raises(NotAllowed):
        take(share(said(line())), member=desk.police)
