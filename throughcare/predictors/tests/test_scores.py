"""What may be kept of a predictor, by whom, and what stays of it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.database import as_owner
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.models import Event
from throughcare.people.models import Person
from throughcare.predictors import actions, rules
from throughcare.predictors.models import PredictorScore
from throughcare.predictors.tests.conftest import days_ago, facts

IMPOSSIBLE = [
    ("predictor", {"predictor": "astrology"}),
    ("other_name", {"predictor": "other"}),
    ("predictor_version", {"predictor_version": " "}),
    ("kind", {"predictor": "ogrs3", "kind": "dynamic"}),
    ("kind", {"kind": "both"}),
    ("percent", {"percent": None}),
    ("percent", {"percent": Decimal("100.01")}),
    ("percent", {"percent": Decimal(-1)}),
    ("percent", {"predictor": "ogp", "percent": Decimal(0)}),
    ("one_year", {"one_year": Decimal(42)}),
    ("one_year", {"one_year": Decimal(-1)}),
    ("one_year", {"predictor": "other", "other_name": "X", "percent": None,
                  "result_words": "C", "one_year": Decimal(1)}),
    ("assessed_on", {"assessed_on": clock.today() + timedelta(days=1)}),
    ("assessed_by", {"assessed_by": ""}),
    ("source", {"source": "rumour"}),
    ("source_words", {"source": "elsewhere"}),
]  # fmt: skip


@pytest.mark.parametrize(("field", "given"), IMPOSSIBLE)
def test_what_cannot_be_so_is_refused_beside_its_field(field: str, given: dict[str, Any]) -> None:
    today = clock.today()
    if "assessed_on" in given:
        given = {"assessed_on": today + timedelta(days=1)}
    found = dict(rules.faults(facts(**given), born_on=None, today=today))
    assert set(found) == {field}


def test_nobody_is_scored_for_a_day_on_which_they_were_under_18(
    desk: Any, ctx_of: Any, keep: Any
) -> None:
    with as_owner():
        Person.rows.filter(pk=desk.person.pk).update(born_on=days_ago(365 * 18 + 5))
    assert keep(assessed_on=days_ago(0)).status == "recorded"
    with pytest.raises(actions.Impossible, match="under 18") as refused:
        keep(assessed_on=days_ago(30))
    assert refused.value.field == "assessed_on"
    with ctx_of(desk.officer) as ctx:
        assert PredictorScore.visible_to(ctx).count() == 1


def test_the_treating_team_reads_what_probation_recorded_and_police_and_court_do_not(
    desk: Any, ctx_of: Any, keep: Any
) -> None:
    row = keep()
    for member, sees in (
        (desk.officer, True),
        (desk.nurse, True),
        (desk.adviser, False),
        (desk.police, False),
        (desk.stranger, False),
    ):
        with ctx_of(member) as ctx:
            assert PredictorScore.visible_to(ctx).filter(pk=row.pk).exists() is sees, member
            told = Event.visible_to(ctx).filter(type="predictor.recorded")
            assert told.exists() is sees, member
    for member in (desk.adviser, desk.police, desk.stranger):
        with ctx_of(member) as ctx, pytest.raises((NotAllowed, Person.DoesNotExist)):
            actions.record_score(ctx, person_id=desk.person.pk, facts=facts())


def test_a_correction_replaces_and_the_old_result_stays(desk: Any, ctx_of: Any, keep: Any) -> None:
    old = keep(percent=Decimal(14))
    with ctx_of(desk.officer) as ctx:
        about = {"score_id": old.pk, "version": old.version, "facts": facts()}
        with pytest.raises(ReasonMissing):
            actions.correct_score(ctx, **about, reason=" ")
        new = actions.correct_score(ctx, **about, reason="Typed the wrong way round")
        assert (new.replaces_id, new.percent, new.status) == (old.pk, Decimal(41), "recorded")
        left = PredictorScore.visible_to(ctx).get(pk=old.pk)
        assert (left.percent, left.status) == (Decimal(14), "replaced")
        assert left.why_not == "Typed the wrong way round"
        with pytest.raises(MoveNotAllowed):
            actions.correct_score(ctx, **about, reason="Again")
        with pytest.raises(StaleVersion):
            actions.take_back(ctx, score_id=new.pk, version=9, reason="Not theirs")
        gone = actions.take_back(ctx, score_id=new.pk, version=1, reason="Not theirs")
        assert gone.status == "taken_back"


def test_another_agency_corrects_nothing_of_it(desk: Any, ctx_of: Any, keep: Any) -> None:
    row = keep()
    with ctx_of(desk.nurse) as ctx, pytest.raises(PredictorScore.DoesNotExist):
        actions.take_back(ctx, score_id=row.pk, version=1, reason="Mine")


def test_no_event_holds_a_result(desk: Any, ctx_of: Any, keep: Any) -> None:
    keep(percent=Decimal("87.65"), one_year=Decimal("76.54"))
    with ctx_of(desk.officer) as ctx:
        (event,) = Event.visible_to(ctx).filter(type="predictor.recorded")
        assert set(event.payload) == {"predictor", "predictor_version", "kind", "source"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"percent": None},
        {"percent": 101},
        {"one_year": 42},
        {"predictor": "other", "other_name": ""},
        {"predictor": "other", "other_name": "X", "band": "low"},
        {"status": "taken_back"},
    ],
)
def test_the_database_keeps_no_impossible_result(keep: Any, wrong: dict[str, Any]) -> None:
    row = keep()
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        PredictorScore.rows.filter(pk=row.pk).update(**wrong)
