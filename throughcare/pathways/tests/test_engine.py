"""What happens moves the pathway that waits for it, in the same transaction."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from throughcare.assessments import actions as assessments
from throughcare.core import clock
from throughcare.core.events import record
from throughcare.core.models import Event
from throughcare.pathways import actions
from throughcare.pathways.models import Episode
from throughcare.pathways.tests.conftest import CUSTODY, clocks, episodes, lines, moves
from throughcare.people import same_as
from throughcare.screening import actions as screening


def screen(ctx: Any, person: Any, decision: str) -> Any:
    row = screening.open_screen(ctx, person_id=person.pk)
    answers = {f"q{n}": "no" for n in range(1, 13)}
    given = screening.Given(answers=answers, decision=decision)
    return screening.save_screen(ctx, screen_id=row.pk, version=row.version, given=given)


def test_an_episode_begins_when_a_line_of_the_custody_list_becomes_a_person(
    linked: Any, suite: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        (episode,) = episodes(ctx)
        assert (episode.pathway, episode.stage, episode.status) == (CUSTODY, "in_custody", "open")
        assert episode.person_id == linked.pk
        assert episode.team_id == suite.nurse.team_id
        assert episode.place_id == suite.place.pk
        assert episode.criteria == {"adult": "met", "takes_part": "not_known"}
        assert moves(ctx, linked.pk) == [("started", ""), ("stage_started", "in_custody")]


def test_a_screening_moves_it_on_and_no_need_ends_it(linked: Any, suite: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        screen(ctx, linked, "assess_court")
        (episode,) = episodes(ctx)
        assert (episode.stage, episode.status) == ("screened", "open")
        assert "ended" in episode.reached["in_custody"]


def test_no_need_found_ends_it(linked: Any, suite: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        screen(ctx, linked, "none")
        (episode,) = episodes(ctx)
        assert (episode.status, episode.ended_how) == ("ended", "no_need")
        assert episode.ended_at is not None
        assert moves(ctx, linked.pk)[-1] == ("ended", "no_need")


def test_the_whole_way_through_custody(
    linked: Any, suite: Any, ctx_of: Any, set_figure: Any
) -> None:
    set_figure(suite.nurse, CUSTODY, "custody_told_within", 30)
    set_figure(suite.nurse, CUSTODY, "follow_up_after", 14)
    with ctx_of(suite.nurse) as ctx:
        row = screen(ctx, linked, "act_now")
        assert clocks(ctx) == [("custody_told", "running", "")]
        assert [line.kind for line in lines(ctx, status="open")] == ["pathway_clock"]
        screening.give_advice(
            ctx, person_id=linked.pk, what="Breaks", told_whom="Sergeant", screen=row
        )
        assert clocks(ctx) == [("custody_told", "stopped", "done")]
        assert lines(ctx, status="open") == []
        assessments.start_assessment(ctx, person_id=linked.pk, screen_id=row.pk)
        screening.record_left(ctx, entry_id=linked.entry.pk, how="released", at=clock.now())
        (episode,) = episodes(ctx)
        assert (episode.stage, episode.status) == ("follow_up", "open")
        assert set(episode.reached) == {"in_custody", "screened", "assessment", "follow_up"}
        (owed,) = lines(ctx, status="open")
        assert owed.kind == "pathway_follow_up"
        assert owed.due_at - episode.stage_since == timedelta(days=14)


def test_no_clock_runs_until_the_site_has_set_its_time(
    linked: Any, suite: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        screen(ctx, linked, "act_now")
        assert clocks(ctx) == []


def test_a_clock_that_another_line_of_work_shows_has_no_line_of_its_own(
    make: Any, suite: Any, arrive: Any, ctx_of: Any, set_figure: Any
) -> None:
    set_figure(suite.nurse, CUSTODY, "screen_within", 45)
    person, entry = make.person(suite.nurse), arrive(given_name="Marcus", cell="7")
    with ctx_of(suite.nurse) as ctx:
        screening.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)
        assert clocks(ctx) == [("screened", "running", "")]
        assert lines(ctx) == []


def test_who_left_before_being_screened_is_counted_so(linked: Any, suite: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        screening.record_left(ctx, entry_id=linked.entry.pk, how="released", at=clock.now())
        (episode,) = episodes(ctx)
        assert (episode.status, episode.ended_how) == ("ended", "left_first")


def test_who_comes_again_begins_anew(linked: Any, suite: Any, arrive: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        screen(ctx, linked, "act_now")
        screening.record_left(ctx, entry_id=linked.entry.pk, how="released", at=clock.now())
    again = arrive(given_name="Marcus", family_name="Bright", cell="2")
    with ctx_of(suite.nurse) as ctx:
        screening.link_entry(ctx, entry_id=again.pk, person_id=linked.pk)
        first, second = episodes(ctx)
        assert (first.status, first.ended_how) == ("ended", "again")
        assert (second.status, second.stage) == ("open", "in_custody")


def test_the_same_line_linked_twice_begins_nothing_new(
    linked: Any, suite: Any, arrive: Any, ctx_of: Any
) -> None:
    other = arrive(given_name="Marcus", family_name="Bright", cell="2")
    with ctx_of(suite.nurse) as ctx:
        screening.link_entry(ctx, entry_id=other.pk, person_id=linked.pk)
        assert len(episodes(ctx)) == 1


def test_under_18_no_episode_begins_by_itself(
    make: Any, suite: Any, arrive: Any, ctx_of: Any
) -> None:
    young = make.person(suite.nurse, born_on=clock.today() - timedelta(days=17 * 365))
    assert young.born_on > date(2000, 1, 1)
    entry = arrive(given_name="Young", cell="3")
    said = {"entry": str(entry.pk), "worry": False, "seen": False, "try_again_at": None}
    with ctx_of(suite.nurse) as ctx:
        with pytest.raises(screening.UnderEighteen):
            screening.link_entry(ctx, entry_id=entry.pk, person_id=young.pk)
        record(ctx, "custody.entry_linked", subject=entry, person_id=young.pk, payload=said)
        assert episodes(ctx) == []


def test_in_live_use_an_unsigned_pathway_begins_nothing_and_stops_no_work(
    make: Any, suite: Any, arrive: Any, ctx_of: Any, settings: Any
) -> None:
    settings.LIVE_USE_NEEDS_APPROVAL = True
    person, entry = make.person(suite.nurse), arrive(given_name="Marcus", cell="7")
    with ctx_of(suite.nurse) as ctx:
        entry = screening.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)
        assert entry.status == "linked"
        assert episodes(ctx) == []


def test_what_another_agency_records_moves_none_of_ours(
    linked: Any, suite: Any, make: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.police) as ctx:
        assert episodes(ctx) == []
    other = make.member("clinician", team=make.team(make.agency(), covers=(suite.place,)))
    make.link(linked, other.team_id, 1)
    with ctx_of(other) as ctx:
        done = screen(ctx, linked, "act_now")
        assert (done.agency_id, done.status) == (other.team.agency_id, "completed")
    with ctx_of(suite.nurse) as ctx:
        (episode,) = episodes(ctx)
        assert episode.stage == "in_custody"


def test_an_event_carries_the_episode_and_the_version_that_it_belongs_to(
    linked: Any, suite: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        (episode,) = episodes(ctx)
        screen(ctx, linked, "act_now")
        done = Event.visible_to(ctx).get(type="screen.completed")
        assert done.episode_id == episode.pk
        assert done.pathway_version == f"{CUSTODY}/2026-11-22"
        moved = Event.visible_to(ctx).filter(type="pathway.stage_started").last()
        assert moved is not None
        assert moved.episode_id == episode.pk
        other = Event.visible_to(ctx).filter(type="person.added").first()
        assert other is None or other.episode_id is None


def test_one_human_in_two_records_has_one_pathway(
    linked: Any, make: Any, suite: Any, ctx_of: Any
) -> None:
    twin = make.person(suite.nurse, given_name="Marc", family_name="Bright")
    for who, move in ((suite.nurse, "propose"), (suite.colleague, "confirm")):
        with ctx_of(who) as ctx:
            decide = getattr(same_as, f"{move}_same_as")
            decide(ctx, a=linked, b=twin, reason="He told me so himself.")
    with ctx_of(suite.nurse) as ctx:
        row = screening.open_screen(ctx, person_id=twin.pk, group=(linked.pk,))
        assert row.person_id == linked.pk
        screening.save_screen(
            ctx,
            screen_id=row.pk,
            version=row.version,
            given=screening.Given(
                answers={f"q{n}": "no" for n in range(1, 13)}, decision="assess_here"
            ),
        )
        (episode,) = episodes(ctx)
        assert isinstance(episode, Episode)
        assert episode.stage == "screened"


def test_what_happened_in_an_earlier_stay_is_not_asked_about(
    linked: Any, suite: Any, arrive: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        screen(ctx, linked, "act_now")
        screening.record_left(ctx, entry_id=linked.entry.pk, how="released", at=clock.now())
    again = arrive(given_name="Marcus", family_name="Bright", cell="2")
    with ctx_of(suite.nurse) as ctx:
        screening.link_entry(ctx, entry_id=again.pk, person_id=linked.pk)
        screening.record_left(ctx, entry_id=again.pk, how="released", at=clock.now())
        first, second = episodes(ctx)
        assert (first.ended_how, second.ended_how) == ("again", "left_first")


def test_an_event_of_an_earlier_stage_leads_nobody_back(
    linked: Any, suite: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        row = screen(ctx, linked, "assess_here")
        assessments.start_assessment(ctx, person_id=linked.pk, screen_id=row.pk)
        screen(ctx, linked, "assess_here")
        (episode,) = episodes(ctx)
        assert episode.stage == "assessment"


def test_a_correction_moves_nothing(linked: Any, suite: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        row = screen(ctx, linked, "act_now")
        first = Event.visible_to(ctx).get(type="screen.completed")
        record(
            ctx,
            "screen.completed",
            subject=row,
            person_id=linked.pk,
            payload={"decision": "none", "safety": False},
            supersedes=first,
        )
        (episode,) = episodes(ctx)
        assert (episode.stage, episode.status) == ("screened", "open")


def test_a_stage_that_is_returned_to_has_each_clock_once(
    linked: Any, suite: Any, ctx_of: Any, set_figure: Any
) -> None:
    set_figure(suite.nurse, CUSTODY, "custody_told_within", 30)
    with ctx_of(suite.nurse) as ctx:
        row = screen(ctx, linked, "assess_here")
        assessments.start_assessment(ctx, person_id=linked.pk, screen_id=row.pk)
        (episode,) = episodes(ctx)
        assert clocks(ctx) == [("custody_told", "running", "")]
        actions.move_stage(
            ctx, episode_id=episode.pk, version=episode.version, stage="screened", reason="Again"
        )
        assert clocks(ctx) == [("custody_told", "running", "")]
