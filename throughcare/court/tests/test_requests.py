"""A request of the court: asked in a minute, answered, and the asker told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.court import actions, panels
from throughcare.court.models import CourtRequest, ListEntry
from throughcare.court.tests.conftest import open_dues, told


def facts(**said: Any) -> actions.RequestFacts:
    said.setdefault("asked_by", "legal_adviser")
    said.setdefault("asker_name", "Miriam Price")
    said.setdefault("why", "how_they_are")
    said.setdefault("family_name", "Okafor")
    said.setdefault("needed_by", clock.now() + timedelta(hours=2))
    return actions.RequestFacts(**said)


@pytest.fixture
def ask(house: Any, ctx_of: Any) -> Any:
    def sent(by: Any = None, **said: Any) -> CourtRequest:
        with ctx_of(by or house.adviser) as ctx:
            return actions.ask_to_see(ctx, place_id=house.place.pk, facts=facts(**said))

    return sent


def test_both_sides_of_the_court_read_one_request_and_nobody_else(
    house: Any, ask: Any, ctx_of: Any
) -> None:
    request = ask()
    for member in (house.adviser, house.nurse, house.lead, house.link_worker):
        with ctx_of(member) as ctx:
            assert [row.pk for row in CourtRequest.visible_to(ctx)] == [request.pk], member.role
    for member in (house.stranger, house.probation, house.commissioner):
        with ctx_of(member) as ctx:
            assert not CourtRequest.visible_to(ctx).exists(), member.role


def test_probation_at_the_court_may_ask_too(house: Any, ask: Any, ctx_of: Any) -> None:
    request = ask(house.probation, asked_by="probation")
    with ctx_of(house.nurse) as ctx:
        assert CourtRequest.visible_to(ctx).get().pk == request.pk
    with ctx_of(house.adviser) as ctx:
        assert not CourtRequest.visible_to(ctx).exists()


def test_the_health_team_sees_it_on_today_until_somebody_has_seen_it(
    house: Any, ask: Any, ctx_of: Any
) -> None:
    request = ask()
    with ctx_of(house.nurse) as ctx:
        assert [line.text for line in panels.new_requests(ctx, 1).lines] == ["Okafor"]
        actions.acknowledge_request(ctx, request_id=request.pk)
    with ctx_of(house.nurse) as ctx:
        assert panels.new_requests(ctx, 1).lines == ()
        assert open_dues(ctx) == [("court_request", "today")]
    with ctx_of(house.adviser) as ctx:
        (_ask, line) = panels.my_requests(ctx, 1).lines
        assert "Seen by the health team by Priya Nair" in line.note


def test_who_covers_no_court_is_not_led_to_ask_at_one(house: Any, make: Any, ctx_of: Any) -> None:
    office = make.team(house.probation.team.agency)
    with ctx_of(make.member("probation_practitioner", team=office)) as ctx:
        assert panels.asks_health(ctx)
        assert not panels.asks_at_a_court(ctx)
    for member in (house.probation, house.adviser):
        with ctx_of(member) as ctx:
            assert panels.asks_at_a_court(ctx), member.role


def test_a_worry_is_work_to_do_first(house: Any, ask: Any, ctx_of: Any) -> None:
    request = ask(why="worried_now")
    with ctx_of(house.nurse) as ctx:
        actions.acknowledge_request(ctx, request_id=request.pk)
        assert open_dues(ctx) == [("court_request", "act_now")]


def test_accepted_the_person_is_on_the_list_to_be_matched(
    house: Any, ask: Any, ctx_of: Any
) -> None:
    request = ask(given_name="Ada", case_number="77", why="worried_now")
    with ctx_of(house.nurse) as ctx:
        entry = actions.accept_request(ctx, request_id=request.pk, answer="At 10")
        assert (entry.family_name, entry.asked_by) == ("Okafor", "legal_adviser")
        assert entry.worry
        assert open_dues(ctx) == [("court_screen", "act_now")]
        request = CourtRequest.visible_to(ctx).get()
        assert (request.status, request.entry_id) == ("accepted", entry.pk)
        assert request.acknowledged_at is not None
        assert told(ctx, request)[-1] == "court_request.accepted"
    with ctx_of(house.adviser) as ctx:
        (_ask, line) = panels.my_requests(ctx, 1).lines
        assert line.note.endswith("At 10")
        assert not ListEntry.visible_to(ctx).exists()


def test_not_accepted_says_why_to_who_asked(house: Any, ask: Any, ctx_of: Any) -> None:
    request = ask()
    with ctx_of(house.nurse) as ctx:
        with pytest.raises(ReasonMissing):
            actions.decline_request(ctx, request_id=request.pk, answer=" ")
        actions.decline_request(ctx, request_id=request.pk, answer="Seen yesterday")
        with pytest.raises(MoveNotAllowed):
            actions.accept_request(ctx, request_id=request.pk)
    with ctx_of(house.adviser) as ctx:
        assert CourtRequest.visible_to(ctx).get().answer == "Seen yesterday"


def test_the_court_does_not_answer_its_own_request(house: Any, ask: Any, ctx_of: Any) -> None:
    request = ask()
    with ctx_of(house.adviser) as ctx:
        with pytest.raises(NotAllowed):
            actions.decline_request(ctx, request_id=request.pk, answer="No")
        with pytest.raises(NotAllowed):
            actions.acknowledge_request(ctx, request_id=request.pk)


def test_who_asked_takes_it_back_until_somebody_has_it(house: Any, ask: Any, ctx_of: Any) -> None:
    one, two = ask(), ask(family_name="Brown")
    with ctx_of(house.nurse) as ctx:
        actions.acknowledge_request(ctx, request_id=two.pk)
        with pytest.raises(NotAllowed):
            actions.withdraw_request(ctx, request_id=one.pk)
    with ctx_of(house.adviser) as ctx:
        actions.withdraw_request(ctx, request_id=one.pk)
        with pytest.raises(MoveNotAllowed):
            actions.withdraw_request(ctx, request_id=two.pk)


def test_one_asked_by_word_of_mouth_is_work_at_once(house: Any, ask: Any, ctx_of: Any) -> None:
    ask(house.nurse, asked_by="cells", asker_name="Cell staff")
    with ctx_of(house.nurse) as ctx:
        assert open_dues(ctx) == [("court_request", "today")]


def test_somebody_under_18_is_passed_on_and_not_matched(house: Any, ask: Any, ctx_of: Any) -> None:
    request = ask(age_about=16)
    with ctx_of(house.nurse) as ctx:
        entry = actions.accept_request(ctx, request_id=request.pk)
        assert entry.under_18
        with pytest.raises(MoveNotAllowed):
            actions.link_entry(ctx, entry_id=entry.pk, person_id=house.nurse.pk)


def test_a_request_is_about_somebody_and_of_a_court_of_ones_own(
    house: Any, ask: Any, ctx_of: Any, make: Any
) -> None:
    with pytest.raises(ReasonMissing):
        ask(family_name="")
    with pytest.raises(ReasonMissing):
        ask(why="curious")
    elsewhere = make.place(house.adviser.team.agency, "court")
    with ctx_of(house.adviser) as ctx, pytest.raises(NotAllowed):
        actions.ask_to_see(ctx, place_id=elsewhere.pk, facts=facts())
