"""What a plan promises: versions, signatures of all, lines that show only where they say so."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tests.database import as_owner
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.models import Due, Event
from throughcare.pathways import actions as pathways
from throughcare.pathways.library import library
from throughcare.plans import actions, rules, selectors
from throughcare.plans.actions.found import TooManyDrivers
from throughcare.plans.models import (
    Driver,
    JusticeLine,
    Plan,
    PlanGoal,
    PlanLine,
    PlanParty,
    Resource,
    RoadmapStep,
)
from throughcare.plans.tests.conftest import (
    WANTS,
    agree,
    days,
    facts,
    line_of,
    signed_by_all,
    team_facts,
    written,
)


def force_of(ctx: Any, plan: Plan) -> int | None:
    return selectors.in_force(selectors.parties_of(ctx, plan))


@pytest.mark.parametrize(
    ("signed", "expected"),
    [
        ({}, None),
        ({1: []}, None),
        ({1: [True, True]}, 1),
        ({1: [True], 2: [True, False]}, 1),
        ({1: [True], 2: [False], 3: [True, True]}, 3),
        ({1: [False]}, None),
    ],
)
def test_the_newest_version_that_all_have_signed_is_in_force(signed: Any, expected: Any) -> None:
    assert rules.number_in_force(signed) == expected


@pytest.mark.parametrize(
    ("first", "now", "expected"),
    [
        (9, 6, "better"), (7, 7, "same"), (2, 3, "worse"), (0, None, "not_rated"),
        (None, 1, "not_rated"),
    ],
)  # fmt: skip
def test_a_lower_rating_is_better_and_a_missing_one_is_not_a_0(
    first: Any, now: Any, expected: str
) -> None:
    assert rules.direction(first, now) == expected


def test_a_plan_begins_with_the_persons_words_and_an_agency_keeps_one(
    street: Any, plan: Plan, ctx_of: Any
) -> None:
    with ctx_of(street.jo) as ctx:
        with pytest.raises(MoveNotAllowed):
            actions.start_plan(ctx, person_id=street.person.pk, own_words="Again")
        with pytest.raises(ReasonMissing):
            actions.send_for_signing(ctx, plan_id=plan.pk, version=1)
        with pytest.raises(ReasonMissing):
            actions.change_words(ctx, plan_id=plan.pk, version=1, own_words=" ", review_on=None)
    with ctx_of(street.officer) as ctx, pytest.raises(NotAllowed):
        actions.start_plan(ctx, person_id=street.person.pk, own_words="Not ours")


def test_it_starts_when_everybody_has_signed_and_not_before(
    street: Any, sent: Plan, ctx_of: Any
) -> None:
    with ctx_of(street.jo) as ctx:
        asked = selectors.parties_of(ctx, sent)
        assert [(each.party.kind, each.party.team_id) for each in asked] == [
            ("person", None), ("team", street.jo.team_id), ("team", street.officer.team_id),
        ]  # fmt: skip
        assert force_of(ctx, sent) is None
    signed_by_all(sent, street, ctx_of)
    with ctx_of(street.jo) as ctx:
        assert force_of(ctx, sent) == 1
        told = Event.visible_to(ctx).filter(type__in=("plan.signed", "plan.justice_signed"))
        assert [row.payload["complete"] for row in told.order_by("recorded_at")] == [
            False, False, True,
        ]  # fmt: skip


def test_the_old_version_stays_in_force_until_all_have_signed_the_new_one(
    street: Any, sent: Plan, ctx_of: Any
) -> None:
    signed_by_all(sent, street, ctx_of)
    with ctx_of(street.jo) as ctx:
        plan = actions.begin_version(ctx, plan_id=sent.pk, version=sent.version)
        line = line_of(ctx, plan, "Ring the office")
        changed = team_facts(street.jo, "Ring every Tuesday", goal_key=line.goal_key)
        actions.change_line(ctx, plan_id=plan.pk, key=line.key, version=line.version, facts=changed)
        actions.add_line(ctx, plan_id=plan.pk, facts=facts("Walk to school"))
        gone = line_of(ctx, plan, "Bring 2 letters")
        actions.drop_line(ctx, plan_id=plan.pk, key=gone.key, version=gone.version)
        plan = actions.send_for_signing(ctx, plan_id=plan.pk, version=plan.version)
        parts = selectors.parts_of(ctx, plan)
        for number, expected in (
            (1, {"Bring 2 letters", "Ring the office", "Pademelonline"}),
            (2, {"Ring every Tuesday", "Walk to school", "Pademelonline"}),
        ):
            said = {p.what for p in parts if p.part == "line" and p.holds_in(number)}
            assert said == expected
        assert force_of(ctx, plan) == 1
    signed_by_all(plan, street, ctx_of)
    with ctx_of(street.jo) as ctx:
        assert force_of(ctx, plan) == 2


def test_a_version_for_signing_is_not_changed_and_an_old_one_not_signed(
    street: Any, sent: Plan, ctx_of: Any
) -> None:
    with ctx_of(street.jo) as ctx:
        line = line_of(ctx, sent, "Ring the office")
        for change in (
            lambda: actions.add_goal(ctx, plan_id=sent.pk, words="More", kind="home"),
            lambda: actions.add_line(ctx, plan_id=sent.pk, facts=facts()),
            lambda: actions.change_line(
                ctx, plan_id=sent.pk, key=line.key, version=line.version, facts=facts()
            ),
        ):
            with pytest.raises(MoveNotAllowed):
                change()
        party = next(e.party for e in selectors.parties_of(ctx, sent) if e.party.team_id)
        actions.begin_version(ctx, plan_id=sent.pk, version=sent.version)
        with pytest.raises(MoveNotAllowed):
            actions.sign_plan(ctx, party_id=party.pk)


def test_nobody_signs_for_another_team_with_a_press_or_twice(
    street: Any, sent: Plan, ctx_of: Any
) -> None:
    with ctx_of(street.jo) as ctx:
        asked = {each.party.team_id: each.party for each in selectors.parties_of(ctx, sent)}
        with pytest.raises(NotAllowed):
            actions.sign_plan(ctx, party_id=asked[street.officer.team_id].pk)
        with pytest.raises(NotAllowed):
            actions.sign_for(ctx, party_id=asked[street.jo.team_id].pk, how="email")
        with pytest.raises(ReasonMissing):
            actions.sign_for(ctx, party_id=asked[None].pk, how="account")
        actions.sign_plan(ctx, party_id=asked[street.jo.team_id].pk)
        with pytest.raises(MoveNotAllowed):
            actions.sign_plan(ctx, party_id=asked[street.jo.team_id].pk)
    with ctx_of(street.officer) as ctx, pytest.raises(NotAllowed):
        actions.sign_for(ctx, party_id=asked[None].pk, how="email")


def test_probation_reads_shared_lines_and_no_others_and_only_where_it_was_agreed(
    street: Any, plan: Plan, ctx_of: Any
) -> None:
    """The database decides: what stays within care has no row for the officer."""
    with ctx_of(street.jo) as ctx:
        written(ctx, plan, street)
        actions.choose_driver(ctx, plan_id=plan.pk, what="Owing money", rating=7)
        actions.name_resource(ctx, plan_id=plan.pk, side="internal", what="Keeps trying")
        actions.write_step(
            ctx, person_id=street.person.pk, facts=actions.StepFacts("Sleep before midnight", 1)
        )
    with ctx_of(street.officer) as ctx:
        assert selectors.plans_of(ctx, [street.person.pk]) == []
    agree(street, ctx_of)
    with ctx_of(street.officer) as ctx:
        said = {part.what for part in selectors.parts_of(ctx, plan)}
        assert said == {WANTS, "Bring 2 letters", "Ring the office"}
        for model in (Driver, Resource, RoadmapStep):
            assert not model.visible_to(ctx).exists(), model
        told = set(Event.visible_to(ctx).values_list("type", flat=True))
        assert not told & {"plan.changed", "driver.chosen", "roadmap.step_written"}


def test_what_probation_writes_is_justice_and_its_own(street: Any, sent: Plan, ctx_of: Any) -> None:
    with ctx_of(street.officer) as ctx:
        line = JusticeLine.visible_to(ctx).get()
        assert line.agency_id == street.probation.pk
        with pytest.raises(NotAllowed):
            actions.add_goal(ctx, plan_id=sent.pk, words="A goal", kind="home")
        actions.note_progress(ctx, plan_id=sent.pk, key=line.key, version=1, progress="going_well")
    with ctx_of(street.jo) as ctx:
        assert line_of(ctx, sent, "Appointments every 2 weeks").progress == "going_well"
        with pytest.raises(JusticeLine.DoesNotExist):
            rows = JusticeLine.visible_to(ctx, "amend").filter(agency_id=ctx.agency_id)
            rows.get(key=line.key)


def test_two_workers_on_one_line_do_not_overwrite_each_other_in_any_version(
    street: Any, sent: Plan, ctx_of: Any
) -> None:
    with ctx_of(street.jo) as ctx:
        plan = actions.begin_version(ctx, plan_id=sent.pk, version=sent.version)
        line = line_of(ctx, plan, "Bring 2 letters")
        seen = {"plan_id": plan.pk, "key": line.key, "version": line.version}
        actions.change_line(ctx, **seen, facts=facts("Bring 3 letters"))
        with pytest.raises(StaleVersion):
            actions.change_line(ctx, **seen, facts=facts("Bring 1 letter"))


def test_progress_needs_no_new_version(street: Any, sent: Plan, ctx_of: Any) -> None:
    signed_by_all(sent, street, ctx_of)
    with ctx_of(street.jo) as ctx:
        line = line_of(ctx, sent, "Ring the office")
        actions.note_progress(
            ctx, plan_id=sent.pk, key=line.key, version=line.version, progress="done"
        )
        assert force_of(ctx, sent) == 1
        assert line_of(ctx, sent, "Ring the office").progress == "done"


def test_at_most_so_many_drivers_as_the_way_of_working_says(
    street: Any, plan: Plan, ctx_of: Any, settings: Any
) -> None:
    settings.PLAN_DRIVERS_AT_MOST = 2
    with ctx_of(street.jo) as ctx:
        first = actions.choose_driver(ctx, plan_id=plan.pk, what="Debt", rating=8)
        actions.choose_driver(ctx, plan_id=plan.pk, what="Nowhere to live", rating=None)
        with pytest.raises(MoveNotAllowed):
            actions.choose_driver(ctx, plan_id=plan.pk, what="A third", rating=1)
        for wrong in (-1, 11):
            with pytest.raises(ReasonMissing):
                actions.rate_driver(ctx, driver_id=first.pk, version=1, rating=wrong)
        first = actions.rate_driver(ctx, driver_id=first.pk, version=1, rating=5)
        assert (first.first_rating, first.now_rating) == (8, 5)
        told = Event.visible_to(ctx).filter(type="driver.rated").get()
        assert told.payload == {"direction": "better"}
        actions.end_driver(ctx, driver_id=first.pk, version=2)
        actions.choose_driver(ctx, plan_id=plan.pk, what="A third", rating=1)
    with pytest.raises(IntegrityError), transaction.atomic(), as_owner():
        Driver.rows.filter(pk=first.pk).update(now_rating=11)


def test_the_pathway_says_how_many_drivers_whatever_the_site_set(
    street: Any, plan: Plan, ctx_of: Any, settings: Any
) -> None:
    settings.PLAN_DRIVERS_AT_MOST = 9
    pathway = "shropshire-support"
    with ctx_of(street.jo) as ctx:
        pathways.start_episode(
            ctx,
            person_id=street.person.pk,
            pathway=pathway,
            referred_from="probation",
            answers={each.id: "yes" for each in library().newest()[pathway].criteria},
        )
        for what in ("Drink", "Friends", "Money"):
            actions.choose_driver(ctx, plan_id=plan.pk, what=what, rating=7)
        with pytest.raises(TooManyDrivers) as refused:
            actions.choose_driver(ctx, plan_id=plan.pk, what="Home", rating=7)
        assert refused.value.most == 3


def test_the_review_comes_on_the_list_and_goes_when_the_plan_is_opened(
    street: Any, plan: Plan, ctx_of: Any
) -> None:
    with ctx_of(street.jo) as ctx:
        written(ctx, plan, street)
        plan = actions.change_words(
            ctx, plan_id=plan.pk, version=1, own_words=WANTS, review_on=days(84)
        )
        plan = actions.send_for_signing(ctx, plan_id=plan.pk, version=plan.version)
        dues = Due.visible_to(ctx).filter(kind="plan_review", status="open")
        assert dues.count() == 1
        plan = actions.begin_version(ctx, plan_id=plan.pk, version=plan.version)
        assert not dues.exists()
        actions.end_plan(ctx, plan_id=plan.pk, version=plan.version)
        with pytest.raises(MoveNotAllowed):
            actions.choose_driver(ctx, plan_id=plan.pk, what="Late", rating=1)


def test_a_roadmap_is_given_and_the_person_says_how_it_goes(street: Any, ctx_of: Any) -> None:
    person_id = street.person.pk
    with ctx_of(street.jo) as ctx:
        with pytest.raises(ReasonMissing):
            actions.give_roadmap(ctx, group=[person_id])
        for place, title in ((2, "Call mum on Sundays"), (1, "Sleep before midnight")):
            step = actions.StepFacts(title, place)
            actions.write_step(ctx, person_id=person_id, facts=step)
        assert actions.give_roadmap(ctx, group=[person_id]) == 2
        found = selectors.roadmap_for(ctx, person_id)
        assert [step.title for step in found.steps] == [
            "Sleep before midnight", "Call mum on Sundays",
        ]  # fmt: skip
        assert found.given_on == days(0)
        step = actions.say_how_it_goes(
            ctx, found.steps[0], "going_well", words="Works most nights", alone=True
        )
        assert (step.how, step.said_alone) == ("going_well", True)
        with pytest.raises(ReasonMissing):
            actions.say_how_it_goes(ctx, step, "terrible")


def test_a_roadmap_of_a_person_in_two_parts_is_one(street: Any, make: Any, ctx_of: Any) -> None:
    twin = make.person(street.jo)
    with ctx_of(street.jo) as ctx:
        for number, person in enumerate((street.person, twin), start=1):
            facts_of = actions.StepFacts(f"Step {number}", number)
            actions.write_step(ctx, person_id=person.pk, facts=facts_of)
        found = selectors.roadmap_for(ctx, street.person.pk, twin.pk)
    assert [step.title for step in found.steps] == ["Step 1", "Step 2"]


def test_the_database_keeps_one_row_of_a_line_in_force(
    street: Any, plan: Plan, ctx_of: Any
) -> None:
    with ctx_of(street.jo) as ctx:
        row = actions.add_line(ctx, plan_id=plan.pk, facts=facts())
    with pytest.raises(IntegrityError), transaction.atomic(), as_owner():
        PlanLine.rows.filter(pk=row.pk).update(owner_kind="team")
    assert isinstance(row, PlanLine)
    row.pk, row.id = uuid4(), uuid4()
    with pytest.raises(IntegrityError), transaction.atomic(), as_owner():
        row.save(force_insert=True)


def test_strangers_and_police_write_nothing(
    street: Any, plan: Plan, ctx_of: Any, make: Any
) -> None:
    police = make.member("police_liaison")
    for who in (street.stranger, police):
        with ctx_of(who) as ctx, pytest.raises((NotAllowed, Plan.DoesNotExist)):
            actions.add_line(ctx, plan_id=plan.pk, facts=facts())
        with ctx_of(who) as ctx:
            assert not PlanGoal.visible_to(ctx).exists()
            assert not PlanParty.visible_to(ctx).exists()
