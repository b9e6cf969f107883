"""Two administrators of one agency, and their pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from throughcare.agencies.models import Membership, Team


@dataclass
class Office:
    """An agency with a team of clinicians and a team that administers."""

    team: Team
    one: Membership
    two: Membership
    clinician: Membership
    page_of: Callable[..., Client]


@pytest.fixture
def office(make: Any, client_of: Any) -> Office:
    agency = make.agency()
    desk, team = make.team(agency), make.team(agency)
    return Office(
        team=team,
        one=make.member("support_engineer", team=desk, name="Amina Diallo"),
        two=make.member("support_engineer", team=desk, name="Owen Price"),
        clinician=make.member("clinician", team=team, name="Sam Adeyemi"),
        page_of=client_of,
    )
