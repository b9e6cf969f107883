"""Moves by hand, sign-off, follow-ups, versions; and that events alone give the same rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.database import as_owner
from throughcare.assessments import actions as assessments
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.models import Event
from throughcare.core.rebuilding import rebuild
from throughcare.pathways import actions
from throughcare.pathways.library import library
from throughcare.pathways.models import Clock, Episode
from throughcare.pathways.tests.conftest import CUSTODY, clocks, definition, episodes, lines
from throughcare.pathways.tests.test_engine import screen
from throughcare.pathways.tests.test_reading import GOOD
from throughcare.screening import actions as screening

#: A second pathway with a sign-off, beside those that are shipped.
TRIED = GOOD.replace('starts_when = ["custody.entry_linked"]\nonly_if', "only_if").replace(
    'only_if = [{ predicate = "place_kind", value = "custody" }]\n', ""
)


@pytest.fixture
def tried(use_library: Any) -> Any:
    made = definition(TRIED)
    use_library(made, replace(made, version="2027-01-05", sha256="2" * 64))
    return made


@pytest.fixture
def on_it(tried: Any, linked: Any, suite: Any, ctx_of: Any) -> Episode:
    """Somebody in custody who is on a second pathway as well."""
    with ctx_of(suite.nurse) as ctx:
        return actions.start_episode(
            ctx, person_id=linked.pk, pathway="tried", referred_from="self"
        )


def kept(ctx: Any, episode: Episode) -> Episode:
    found: Episode = Episode.visible_to(ctx).get(pk=episode.pk)
    return found


def test_several_pathways_run_at_once(on_it: Episode, suite: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        assert sorted(e.pathway for e in episodes(ctx, status="open")) == [CUSTODY, "tried"]


def test_a_new_episode_takes_the_newest_version_and_keeps_it(
    on_it: Episode, suite: Any, ctx_of: Any
) -> None:
    assert on_it.pathway_version == "2027-01-05"
    with ctx_of(suite.nurse) as ctx:
        with pytest.raises(ReasonMissing):
            actions.move_to_version(
                ctx, episode_id=on_it.pk, version=on_it.version, to="2026-11-22", reason=" "
            )
        with pytest.raises(MoveNotAllowed):
            actions.move_to_version(
                ctx, episode_id=on_it.pk, version=on_it.version, to="2031-01-01", reason="No"
            )
        moved = actions.move_to_version(
            ctx, episode_id=on_it.pk, version=on_it.version, to="2026-11-22", reason="Went back"
        )
        assert moved.pathway_version == "2026-11-22"
        told = Event.visible_to(ctx).get(type="pathway.version_changed")
        assert told.payload == {"before": "2027-01-05", "after": "2026-11-22"}


def test_a_stage_waits_for_a_sign_off_by_somebody_else(
    on_it: Episode, linked: Any, suite: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        screen(ctx, linked, "refer")
        now = kept(ctx, on_it)
        assert now.stage == "first"
        assert "ended" in now.reached["first"]
        (line,) = [each for each in lines(ctx, status="open") if "sign" in each.kind]
        row = Clock.visible_to(ctx).get(kind="sign_off")
        assert line.subject_id == row.pk
        with pytest.raises(NotAllowed):
            actions.sign_off_stage(ctx, clock_id=row.pk, version=row.version)
    with ctx_of(suite.link_worker) as ctx, pytest.raises(NotAllowed):
        actions.sign_off_stage(ctx, clock_id=row.pk, version=row.version)
    with ctx_of(suite.lead) as ctx:
        signed = actions.sign_off_stage(ctx, clock_id=row.pk, version=row.version)
        assert signed.stage == "second"
        assert Event.visible_to(ctx).filter(type="pathway.signed_off").count() == 1
        assert [each for each in lines(ctx, status="open") if "sign" in each.kind] == []
        with pytest.raises(MoveNotAllowed):
            actions.sign_off_stage(ctx, clock_id=row.pk, version=row.version)


def test_a_stage_that_needs_a_sign_off_is_not_entered_by_hand_either(
    on_it: Episode, suite: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        put = actions.move_stage(
            ctx, episode_id=on_it.pk, version=on_it.version, stage="second", reason="Ready"
        )
        assert put.stage == "first"
        assert [c for c in clocks(ctx) if c[0] == "sign_second"] == [("sign_second", "running", "")]


def test_a_time_standard_with_a_figure_runs_at_once_and_is_late_when_it_is(
    on_it: Episode, linked: Any, suite: Any, ctx_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        row = Clock.visible_to(ctx).get(name="soon")
        assert row.due_at - on_it.started_at == timedelta(minutes=60)
    with as_owner():
        Clock.rows.filter(pk=row.pk).update(due_at=clock.now() - timedelta(minutes=5))
    with ctx_of(suite.nurse) as ctx:
        screen(ctx, linked, "refer")
        told = Event.visible_to(ctx).get(type="pathway.clock_stopped", subject_id=row.pk)
        assert told.payload == {"clock": "soon", "how": "done", "late": True}


def test_a_follow_up_outlives_an_episode_that_went_well_and_no_other(
    on_it: Episode, linked: Any, suite: Any, ctx_of: Any, set_figure: Any
) -> None:
    set_figure(suite.nurse, CUSTODY, "follow_up_after", 14)
    with ctx_of(suite.nurse) as ctx:
        screen(ctx, linked, "act_now")
        screening.record_left(ctx, entry_id=linked.entry.pk, how="released", at=clock.now())
        (custody,) = episodes(ctx, pathway=CUSTODY)
        ended = actions.end_episode(
            ctx, episode_id=custody.pk, version=custody.version, how="completed"
        )
        assert ended.status == "ended"
        (owed,) = [each for each in lines(ctx, status="open") if "follow" in each.kind]
        row = Clock.visible_to(ctx).get(pk=owed.subject_id)
        actions.answer_clock(ctx, clock_id=row.pk, version=row.version, how="not_reached")
        assert [each for each in lines(ctx, status="open") if "follow" in each.kind] == []


@pytest.mark.parametrize("how", ["died", "mistake", "declined"])
def test_a_follow_up_ends_with_an_episode_that_ended_so(
    linked: Any, suite: Any, ctx_of: Any, set_figure: Any, how: str
) -> None:
    set_figure(suite.nurse, CUSTODY, "follow_up_after", 14)
    with ctx_of(suite.nurse) as ctx:
        screen(ctx, linked, "act_now")
        screening.record_left(ctx, entry_id=linked.entry.pk, how="released", at=clock.now())
        (custody,) = episodes(ctx)
        actions.end_episode(ctx, episode_id=custody.pk, version=custody.version, how=how)
        assert lines(ctx, status="open") == []


def test_the_second_of_two_moves_is_told(on_it: Episode, suite: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        actions.end_episode(ctx, episode_id=on_it.pk, version=on_it.version, how="moved")
        with pytest.raises((StaleVersion, MoveNotAllowed)):
            actions.end_episode(ctx, episode_id=on_it.pk, version=on_it.version, how="moved")


def test_another_reason_is_said_in_words(on_it: Episode, suite: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx, pytest.raises(ReasonMissing):
        actions.end_episode(ctx, episode_id=on_it.pk, version=on_it.version, how="other")


def test_a_stage_does_not_change_without_its_event(linked: Any, suite: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        (episode,) = episodes(ctx)
    with pytest.raises(IntegrityError, match="no event names it"), transaction.atomic():
        with as_owner():
            Episode.rows.filter(pk=episode.pk).update(stage="assessed")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# --- From the events alone -------------------------------------------------------------------


def from_events(episode_id: UUID) -> dict[str, Any]:
    """Status, stage and dates of an episode, worked out from its events and nothing else."""
    found: dict[str, Any] = {"status": "", "stage": "", "reached": {}, "how": ""}
    with as_owner():
        events = list(
            Event.rows.filter(episode_id=episode_id, type__startswith="pathway.").order_by(
                "recorded_at"
            )
        )
    for event in events:
        at = event.happened_at.isoformat()
        if event.type == "pathway.started":
            found["status"] = "open"
        elif event.type == "pathway.stage_started":
            before = found["stage"]
            if before and "ended" not in found["reached"][before]:
                found["reached"][before]["ended"] = at
            found["stage"] = event.payload["stage"]
            found["reached"][found["stage"]] = {"started": at}
        elif event.type == "pathway.stage_ended":
            found["reached"][event.payload["stage"]]["ended"] = at
        elif event.type == "pathway.ended":
            found["status"], found["how"] = "ended", event.payload["how"]
    return found


def as_kept(episode: Episode) -> dict[str, Any]:
    with as_owner():
        row = Episode.rows.get(pk=episode.pk)

    def utc(at: str) -> datetime:
        return datetime.fromisoformat(at)

    reached = {s: {k: utc(v) for k, v in d.items()} for s, d in row.reached.items()}
    return {"status": row.status, "stage": row.stage, "reached": reached, "how": row.ended_how}


def same(made: dict[str, Any]) -> dict[str, Any]:
    reached = {
        stage: {name: datetime.fromisoformat(at) for name, at in dates.items()}
        for stage, dates in made["reached"].items()
    }
    return {**made, "reached": reached}


STEPS = st.lists(
    st.sampled_from(
        [
            *("act_now", "assess_here", "refer", "none", "advice", "assessed", "left", "again"),
            *("to:assessment", "to:follow_up", "to:in_custody", "end:passed_on", "end:declined"),
        ]
    ),
    max_size=7,
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_what_the_events_say_is_what_the_rows_say(
    make: Any, suite: Any, ctx_of: Any, steps: list[str]
) -> None:
    """Whatever is done in whatever order; and the lines of work are rebuilt to the same rows."""
    with transaction.atomic():
        walk(make, suite, ctx_of, steps)
        with as_owner():
            everything = list(Episode.rows.all())
        assert everything
        for episode in everything:
            assert same(from_events(episode.pk)) == as_kept(episode)
        with as_owner():
            assert rebuild(write=False).same
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        transaction.set_rollback(True)


def walk(make: Any, suite: Any, ctx_of: Any, steps: list[str]) -> None:
    person = make.person(suite.nurse)
    with as_owner():
        from throughcare.pathways.models import PathwaySetting

        for name, value in (("custody_told_within", 5), ("follow_up_after", 3)):
            PathwaySetting.objects.create(
                agency_id=suite.nurse.team.agency_id,
                pathway=CUSTODY,
                name=name,
                value=value,
                source="Test",
                set_by=suite.nurse,
                set_at=clock.now(),
            )
    with ctx_of(suite.nurse) as ctx:
        entry = _arrives(ctx, suite, person)
        done: Any = None
        for step in steps:
            try:
                entry, done = _take(ctx, suite, person, entry, done, step)
            except MoveNotAllowed:
                continue


def _arrives(ctx: Any, suite: Any, person: Any) -> Any:
    facts = screening.EntryFacts(arrived_at=clock.now(), given_name="Walker")
    entry = screening.add_entry(ctx, place_id=suite.place.pk, facts=facts)
    return screening.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)


def _take(ctx: Any, suite: Any, person: Any, entry: Any, done: Any, step: str) -> tuple[Any, Any]:
    open_now = episodes(ctx, person_id=person.pk, status="open")
    if step in ("act_now", "assess_here", "refer", "none"):
        done = screen(ctx, person, step)
    elif step == "advice" and done:
        screening.give_advice(ctx, person_id=person.pk, what="x", told_whom="y", screen=done)
    elif step == "assessed" and done:
        assessments.start_assessment(ctx, person_id=person.pk, screen_id=done.pk)
    elif step == "left":
        screening.record_left(ctx, entry_id=entry.pk, how="released", at=clock.now())
    elif step == "again":
        entry = _arrives(ctx, suite, person)
    elif open_now and step.startswith("to:"):
        actions.move_stage(
            ctx,
            episode_id=open_now[0].pk,
            version=open_now[0].version,
            stage=step.removeprefix("to:"),
            reason="Walk",
        )
    elif open_now and step.startswith("end:"):
        actions.end_episode(
            ctx,
            episode_id=open_now[0].pk,
            version=open_now[0].version,
            how=step.removeprefix("end:"),
        )
    return entry, done


def test_every_shipped_pathway_can_be_walked_to_its_last_stage_by_hand(
    make: Any, suite: Any, ctx_of: Any
) -> None:
    for each in library().newest().values():
        person = make.person(suite.nurse)
        with ctx_of(suite.nurse) as ctx:
            episode = actions.start_episode(
                ctx,
                person_id=person.pk,
                pathway=each.id,
                referred_from=each.entry.comes_from[0],
                answers={},
            )
            for stage in each.stages[1:]:
                episode = actions.move_stage(
                    ctx,
                    episode_id=episode.pk,
                    version=episode.version,
                    stage=stage.id,
                    reason="Walk",
                )
            assert set(episode.reached) == {stage.id for stage in each.stages}
