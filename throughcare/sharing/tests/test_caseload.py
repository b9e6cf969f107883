"""Nobody leaves with people on their caseload, and passing them on shows nobody's name."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from throughcare.agencies import actions
from throughcare.agencies.actions import Refused
from throughcare.people.models import Person
from throughcare.sharing import caseload
from throughcare.sharing.models import Relationship


@pytest.fixture
def leaver(make: Any) -> Any:
    """A clinician who holds one person, a colleague, and their administrator."""
    team = make.team()
    leaving, colleague = make.member(team=team), make.member(team=team)
    administrator = make.member("support_engineer", team=team)
    person = make.person(leaving, linked=False)
    make.link(person, leaving.pk, Relationship.CASELOAD)
    return leaving, colleague, administrator, person


def test_a_caseload_must_be_passed_on_before_its_holder_leaves(leaver: Any, ctx_of: Any) -> None:
    leaving, colleague, administrator, person = leaver
    with ctx_of(administrator) as ctx:
        assert caseload.held(ctx) == {leaving.pk: 1}
        with pytest.raises(Refused):
            actions.end_membership(ctx, member=leaving)
        assert actions.pass_on_work(ctx, member=leaving, to=colleague) == 1
        assert caseload.held(ctx) == {colleague.pk: 1}
        actions.end_membership(ctx, member=leaving)
    with ctx_of(colleague) as ctx:
        assert [p.pk for p in Person.visible_to(ctx)] == [person.pk]


def test_the_administrator_sees_nobody(leaver: Any, ctx_of: Any) -> None:
    _leaving, _colleague, administrator, _person = leaver
    with ctx_of(administrator) as ctx:
        assert not Person.visible_to(ctx).exists()


@pytest.mark.parametrize("who", ["leaving", "stranger"])
def test_only_the_agencys_administrator_passes_a_caseload_on(
    make: Any, leaver: Any, ctx_of: Any, who: str
) -> None:
    leaving, colleague, _administrator, _person = leaver
    asker = leaving if who == "leaving" else make.member("support_engineer")
    with ctx_of(asker) as ctx, connection.cursor() as cursor:
        assert caseload.held(ctx) == {}
        cursor.execute("SELECT app.pass_on_caseload(%s, %s)", [leaving.pk, colleague.pk])
        assert cursor.fetchone()[0] == 0
