"""What the tests of plans stand on: the people of support. Everybody is invented."""

from __future__ import annotations

from typing import Any

import pytest

from throughcare.plans import actions, selectors
from throughcare.plans.models import Plan
from throughcare.plans.selectors import Part
from throughcare.support.tests.conftest import Street, build, days
from throughcare.support.tests.test_support import agree

__all__ = ["Street", "agree", "days"]

WANTS = "I want my own front door"


@pytest.fixture
def street(make: Any) -> Street:
    return build(make)


@pytest.fixture
def plan(street: Street, ctx_of: Any) -> Plan:
    """A plan that Jo began, and still writes."""
    with ctx_of(street.jo) as ctx:
        return actions.start_plan(ctx, person_id=street.person.pk, own_words=WANTS)


def facts(what: str = "Ring the housing office", **more: Any) -> actions.LineFacts:
    more.setdefault("owner_kind", "person")
    return actions.LineFacts(what=what, **more)


def team_facts(member: Any, what: str, **more: Any) -> actions.LineFacts:
    """A line that the member's team does."""
    more.setdefault("care_only", False)
    return facts(
        what,
        owner_kind="team",
        owner_team_id=member.team_id,
        owner_name=member.user.name,
        owner_words=member.team.name,
        **more,
    )


def written(ctx: Any, plan: Plan, street: Street) -> None:
    """A goal and three lines: the person's, Jo's, and one that stays within care."""
    goal = actions.add_goal(ctx, plan_id=plan.pk, words=WANTS, kind="home", care_only=False)
    for each in (
        facts("Bring 2 letters", goal_key=goal.key, care_only=False),
        team_facts(street.jo, "Ring the office", goal_key=goal.key, by_on=days(5)),
        facts("Pademelonline", goal_key=goal.key),
    ):
        actions.add_line(ctx, plan_id=plan.pk, facts=each)


@pytest.fixture
def sent(plan: Plan, street: Street, ctx_of: Any) -> Plan:
    """Version 1, for signing: the officer has a line and everybody may read."""
    agree(street, ctx_of)
    with ctx_of(street.jo) as ctx:
        written(ctx, plan, street)
    with ctx_of(street.officer) as ctx:
        actions.add_line(
            ctx, plan_id=plan.pk, facts=team_facts(street.officer, "Appointments every 2 weeks")
        )
    with ctx_of(street.jo) as ctx:
        return actions.send_for_signing(ctx, plan_id=plan.pk, version=plan.version)


def signed_by_all(sent: Plan, street: Street, ctx_of: Any) -> None:
    """The person's signature is taken by Jo; each team signs for itself."""
    for member in (street.jo, street.officer):
        with ctx_of(member) as ctx:
            for each in selectors.parties_of(ctx, sent):
                if each.signed_at or each.party.number != sent.number:
                    continue
                if each.party.team_id == member.team_id:
                    actions.sign_plan(ctx, party_id=each.party.pk)
                elif each.party.kind != "team" and member is street.jo:
                    actions.sign_for(ctx, party_id=each.party.pk, how="read_aloud")


def line_of(ctx: Any, plan: Plan, what: str) -> Part:
    """The line that says this and holds in the newest version."""
    parts = selectors.parts_of(ctx, plan)
    return next(p for p in parts if p.what == what and p.holds_in(plan.number))
