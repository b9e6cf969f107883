"""What the tests of tablets and own pages stand on. Everybody is invented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.database import as_owner
from throughcare.instruments.tests.conftest import questionnaire
from throughcare.my.actions import charge, handing
from throughcare.my.models import Handover, SafetyArrangement
from throughcare.my.views.staff import charge_until
from throughcare.screening.tests.conftest import Suite, nurse, stop_clock, suite

__all__ = ["nurse", "stop_clock", "suite"]


@pytest.fixture
def person(make: Any, suite: Suite) -> Any:
    return make.person(
        suite.nurse, given_name="Leanne", family_name="Whitlock", likes_to_be_called="Lea"
    )


@pytest.fixture
def duty(make: Any, suite: Suite) -> Any:
    """The duty holder of the nurse's team, named in the settings."""
    holder = make.member(team=suite.nurse.team, name="Robin Vale")
    with as_owner():
        SafetyArrangement.rows.create(
            agency=suite.nurse.team.agency,
            team=suite.nurse.team,
            duty_holder=holder,
            telephone="01632 960 100",
            minutes=10,
        )
    return holder


@pytest.fixture
def handed(suite: Suite, person: Any, ctx_of: Any) -> Callable[..., tuple[Handover, str]]:
    """``handed("PHQ-9", …)``: the nurse takes charge and hands a tablet over."""

    def hand(*names: str, in_charge: bool = True) -> tuple[Handover, str]:
        with ctx_of(suite.nurse) as ctx:
            taken = (
                charge.take_charge(ctx, person.pk, where="building", until=charge_until())
                if in_charge
                else None
            )
            return handing.hand_over(
                ctx,
                person.pk,
                questionnaires=[questionnaire(name) for name in names],
                called="Lea",
                charge_id=taken.pk if taken else None,
            )

    return hand


@pytest.fixture
def tablet(client: Client) -> Client:
    """A device that nobody is signed in on."""
    return client
