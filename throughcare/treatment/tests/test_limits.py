"""A programme with a gate and a limit: who may go on it, eight sessions and no more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from throughcare.core import clock
from throughcare.core.errors import ReasonMissing
from throughcare.orders import actions as orders
from throughcare.pathways.models import Episode
from throughcare.treatment import actions, rules
from throughcare.treatment.models import Programme, Session
from throughcare.treatment.tests.conftest import PLYMOUTH
from throughcare.treatment.tests.test_session_page import send

SUPPORT = "shropshire-support"
ALL_MET = {"community_sentence": "yes", "six_months": "yes", "committed": "yes"}


@pytest.fixture
def eight(clinic: Any, take_on: Any, ctx_of: Any) -> Programme:
    """Under way on the programme of eight sessions."""
    row = take_on(pathway=SUPPORT, answers=ALL_MET)
    with ctx_of(clinic.psychologist) as ctx:
        return actions.begin(
            ctx, programme_id=row.pk, version=row.version, lead_id=clinic.psychologist.pk
        )


def booked(ctx: Any, row: Programme, days: int) -> Session:
    at = clock.now() + timedelta(days=days)
    return actions.plan_session(ctx, programme_id=row.pk, starts_at=at, place="Room 2")


def test_nobody_goes_on_it_whose_eligibility_is_not_settled(
    clinic: Any, take_on: Any, ctx_of: Any
) -> None:
    for answers in ({}, {**ALL_MET, "six_months": "no"}, {**ALL_MET, "committed": "not_known"}):
        with pytest.raises(actions.GateClosed):
            take_on(pathway=SUPPORT, answers=answers)
    with ctx_of(clinic.psychologist) as ctx:
        assert not Programme.visible_to(ctx).exists()
        assert not Episode.visible_to(ctx).exists()


def test_whoever_is_taken_on_all_the_same_has_the_reason_on_the_pathway(
    clinic: Any, take_on: Any, ctx_of: Any
) -> None:
    take_on(pathway=SUPPORT, answers={**ALL_MET, "six_months": "no"}, note="Five months are left")
    with ctx_of(clinic.psychologist) as ctx:
        episode = Episode.visible_to(ctx).get(pathway=SUPPORT)
        assert (episode.stage, episode.start_note) == ("waiting", "Five months are left")
        assert episode.criteria["six_months"] == "not_met"


def test_a_ninth_session_is_never_booked_and_one_not_held_does_not_count(
    clinic: Any, eight: Programme, ctx_of: Any
) -> None:
    with ctx_of(clinic.psychologist) as ctx:
        assert (eight.sessions_planned, rules.most_sessions(eight)) == (8, 8)
        first = booked(ctx, eight, 0)
        for days in range(1, 8):
            booked(ctx, eight, days)
        with pytest.raises(actions.AllSessionsUsed):
            booked(ctx, eight, 9)
        missed = actions.Facts(came="did_not_come")
        actions.save_session(ctx, session_id=first.pk, version=first.version, facts=missed)
        booked(ctx, eight, 9)
        with pytest.raises(actions.AllSessionsUsed):
            booked(ctx, eight, 10)


def test_more_sessions_than_the_limit_are_not_planned(
    clinic: Any, take_on: Any, ctx_of: Any
) -> None:
    row = take_on(pathway=SUPPORT, answers=ALL_MET)
    with ctx_of(clinic.psychologist) as ctx, pytest.raises(actions.AllSessionsUsed):
        actions.begin(
            ctx,
            programme_id=row.pk,
            version=row.version,
            lead_id=clinic.psychologist.pk,
            sessions_planned=9,
        )


def test_the_page_asks_the_gate_of_the_programme_that_is_chosen(
    clinic: Any, order: Any, client_of: Any, ctx_of: Any
) -> None:
    client = client_of(clinic.psychologist)
    url = f"/people/{clinic.person.reference}/treatment/new/"
    page = client.get(url)
    assert "At least 6 months of supervision" in page.text
    assert "None: treatment outside an order" in page.text
    typed = {"pathway": SUPPORT, "order": "none", "waits_since": "today", "waits_for": ""}
    answer = send(client, url, **typed)
    assert answer.status_code == 422
    assert "Answer yes, no or not known" in answer.text
    asked = {f"ask_{SUPPORT}_{name}": said for name, said in ALL_MET.items()}
    asked[f"ask_{SUPPORT}_committed"] = "not_known"
    answer = send(client, url, **typed, **asked)
    assert answer.status_code == 422
    assert "Say why the person is taken on" in answer.text
    answer = send(client, url, **typed, **asked, **{f"why_{SUPPORT}": "Asks for a week to think"})
    assert answer.status_code == 302
    with ctx_of(clinic.psychologist) as ctx:
        kept = Programme.visible_to(ctx).get()
        assert (kept.pathway, kept.order_id) == (SUPPORT, None)


def test_a_day_to_come_is_refused_before_the_gate(take_on: Any) -> None:
    with pytest.raises(ReasonMissing):
        take_on(pathway=SUPPORT, waits_since=clock.today() + timedelta(days=1), answers=ALL_MET)


def test_requirements_of_one_order_run_side_by_side_and_end_each_by_itself(
    clinic: Any, order: Any, take_on: Any, ctx_of: Any
) -> None:
    with ctx_of(clinic.psychologist) as ctx:
        made = {
            kind: orders.add_requirement(
                ctx, order_id=order.pk, kind=kind, facts=orders.RequirementFacts()
            )
            for kind in ("drug_rehabilitation", "alcohol_treatment")
        }
    row = take_on(pathway=PLYMOUTH, order_id=order.pk)
    with ctx_of(clinic.psychologist) as ctx:
        actions.begin(ctx, programme_id=row.pk, version=1, lead_id=clinic.psychologist.pk)
        both = ("drug-rehabilitation", "alcohol-treatment")
        stages = dict(Episode.visible_to(ctx).values_list("pathway", "stage"))
        assert stages == {**dict.fromkeys(both, "under_way"), PLYMOUTH: "treatment"}
        drug = made["drug_rehabilitation"]
        orders.end_requirement(
            ctx, requirement_id=drug.pk, version=1, reason="completed", on=clock.today()
        )
        ended = Episode.visible_to(ctx).exclude(status="open")
        assert [(each.pathway, each.ended_how) for each in ended] == [
            ("drug-rehabilitation", "completed")
        ]
