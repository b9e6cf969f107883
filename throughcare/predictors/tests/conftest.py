"""What the tests of criminogenic scores stand on. Everybody is invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from throughcare.core import clock
from throughcare.orders.tests.conftest import Desk, build
from throughcare.predictors import actions
from throughcare.predictors.models import PredictorScore
from throughcare.predictors.rules import Facts


@pytest.fixture
def desk(make: Any) -> Desk:
    """A nurse, the officer who supervises, court, police, and one person; probation shares."""
    found = build(make)
    make.sharing(
        found.officer.team.agency,
        found.nurse.team.agency,
        purpose="direct_care",
        categories=("identity", "justice"),
    )
    return found


def days_ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def facts(**given: Any) -> Facts:
    """A result as an officer reads it from OASys."""
    given.setdefault("predictor", "arp")
    given.setdefault("predictor_version", "1.0")
    given.setdefault("kind", "dynamic")
    given.setdefault("percent", Decimal(41))
    given.setdefault("assessed_on", days_ago(30))
    given.setdefault("assessed_by", "Sam Adeyemi, Northfield")
    given.setdefault("source", "oasys")
    return Facts(**given)


@pytest.fixture
def keep(desk: Desk, ctx_of: Any) -> Callable[..., PredictorScore]:
    """``keep(percent=Decimal(41), …)``: the officer recorded a result."""

    def record(**given: Any) -> PredictorScore:
        with ctx_of(desk.officer) as ctx:
            return actions.record_score(ctx, person_id=desk.person.pk, facts=facts(**given))

    return record
