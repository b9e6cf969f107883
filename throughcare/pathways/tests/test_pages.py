"""The pages of a person's pathways, as their readers see and use them."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.database import as_owner
from throughcare.core.views import new_key
from throughcare.pathways.models import Clock, Episode
from throughcare.pathways.tests.conftest import CUSTODY, episodes
from throughcare.pathways.tests.test_engine import screen


@pytest.fixture
def episode(linked: Any, suite: Any, ctx_of: Any) -> Episode:
    with ctx_of(suite.nurse) as ctx:
        (found,) = episodes(ctx)
        return found


def post(client: Any, url: str, **fields: Any) -> Any:
    return client.post(url, {"idempotency_key": new_key(), **fields})


def address(name: str, person: Any, *rest: Any) -> str:
    return reverse(name, args=[person.reference, *rest])


def test_the_journey_shows_the_steps(nurse: Any, linked: Any, suite: Any, ctx_of: Any) -> None:
    with ctx_of(suite.nurse) as ctx:
        screen(ctx, linked, "act_now")
    page = nurse.get(address("person", linked)).content.decode()
    steps = page[page.index("app-steps") : page.index("</ol>", page.index("app-steps"))]
    titles = ["In custody", "Screened", "Assessment", "Follow-up"]
    assert [steps.index(title) for title in titles] == sorted(steps.index(t) for t in titles)
    assert steps.count('aria-current="step"') == 1
    assert "Since " in steps
    assert steps.count("app-steps__next") == 2


def test_a_pathway_is_begun_by_hand_with_its_criteria_shown(
    nurse: Any, suite: Any, make: Any, ctx_of: Any
) -> None:
    person = make.person(suite.nurse)
    chosen = nurse.get(address("episode_new", person)).content.decode()
    assert "Liaison and diversion in custody" in chosen
    url = address("episode_start", person, CUSTODY)
    page = nurse.get(url).content.decode()
    assert "Is the person 18 or older?" in page
    assert "27 years old" in page
    assert "Not asked yet" in page
    assert "Not clinically approved here" in page
    done = post(nurse, url, referred_from="custody_staff")
    assert done.status_code == 302
    with ctx_of(suite.nurse) as ctx:
        (begun,) = episodes(ctx)
        assert (begun.referred_from, begun.stage) == ("custody_staff", "in_custody")
    again = post(nurse, url, referred_from="custody_staff")
    assert again.status_code == 409
    assert "on this pathway already" in again.content.decode()


def test_without_where_from_nothing_begins(nurse: Any, suite: Any, make: Any, ctx_of: Any) -> None:
    person = make.person(suite.nurse)
    answer = post(nurse, address("episode_start", person, CUSTODY), note="Wrote this")
    assert answer.status_code == 422
    assert "Choose where this came from" in answer.content.decode()
    assert "Wrote this" in answer.content.decode()
    with ctx_of(suite.nurse) as ctx:
        assert episodes(ctx) == []


def test_what_is_not_met_needs_a_reason(nurse: Any, suite: Any, make: Any, ctx_of: Any) -> None:
    from datetime import timedelta

    from throughcare.core import clock

    young = make.person(suite.nurse, born_on=clock.today() - timedelta(days=17 * 365))
    url = address("episode_start", young, CUSTODY)
    answer = post(nurse, url, referred_from="self")
    assert answer.status_code == 422
    assert "Say why you begin all the same" in answer.content.decode()
    assert post(nurse, url, referred_from="self", note="Is 18 tomorrow").status_code == 302
    with ctx_of(suite.nurse) as ctx:
        (begun,) = episodes(ctx)
        assert begun.criteria["adult"] == "not_met"
        assert begun.start_note == "Is 18 tomorrow"


def test_in_live_use_an_unsigned_pathway_offers_no_form(
    nurse: Any, suite: Any, make: Any, settings: Any, ctx_of: Any
) -> None:
    settings.LIVE_USE_NEEDS_APPROVAL = True
    person = make.person(suite.nurse)
    url = address("episode_start", person, CUSTODY)
    page = nurse.get(url).content.decode()
    assert "clinical lead must first sign" in page
    assert "Start pathway" not in page
    assert post(nurse, url, referred_from="self").status_code == 422
    with ctx_of(suite.nurse) as ctx:
        assert episodes(ctx) == []


def test_a_stage_is_moved_by_hand_with_a_reason(
    nurse: Any, linked: Any, episode: Episode, suite: Any, ctx_of: Any
) -> None:
    url = address("episode_move", linked, episode.pk)
    assert "In custody" in nurse.get(url).content.decode()
    refused = post(nurse, url, stage="assessment", version=episode.version)
    assert refused.status_code == 422
    assert "Say why you move it by hand" in refused.content.decode()
    moved = post(nurse, url, stage="assessment", reason="Seen on the ward", version=episode.version)
    assert moved.status_code == 302
    with ctx_of(suite.nurse) as ctx:
        (now,) = episodes(ctx)
        assert (now.stage, now.moved_note) == ("assessment", "Seen on the ward")
    stale = post(nurse, url, stage="follow_up", reason="Twice", version=episode.version)
    assert stale.status_code == 409
    assert "Twice" in stale.content.decode()


def test_an_episode_is_ended_with_a_reason(
    nurse: Any, linked: Any, episode: Episode, suite: Any, ctx_of: Any
) -> None:
    url = address("episode_end", linked, episode.pk)
    answer = post(nurse, url, how="other", version=episode.version)
    assert answer.status_code == 422
    assert "Say which other reason" in answer.content.decode()
    assert post(nurse, url, how="passed_on", version=episode.version).status_code == 302
    with ctx_of(suite.nurse) as ctx:
        (now,) = episodes(ctx)
        assert (now.status, now.ended_how) == ("ended", "passed_on")
    page = nurse.get(address("episode", linked, episode.pk)).content.decode()
    assert "Passed to another service" in page
    assert post(nurse, url, how="moved", version=now.version).status_code == 409


def test_the_page_says_what_is_owed_and_what_is_recorded(
    nurse: Any, linked: Any, episode: Episode, suite: Any, ctx_of: Any, set_figure: Any
) -> None:
    set_figure(suite.nurse, CUSTODY, "custody_told_within", 30)
    with ctx_of(suite.nurse) as ctx:
        screen(ctx, linked, "act_now")
    page = nurse.get(address("episode", linked, episode.pk)).content.decode()
    assert "Custody told what matters" in page
    assert "Not recorded" in page
    assert "Met" in page
    today = nurse.get(reverse("today")).content.decode()
    assert "Custody told what matters" in today


def test_a_clock_is_answered_from_its_line_on_today(
    nurse: Any, linked: Any, episode: Episode, suite: Any, ctx_of: Any, set_figure: Any
) -> None:
    set_figure(suite.nurse, CUSTODY, "custody_told_within", 30)
    with ctx_of(suite.nurse) as ctx:
        screen(ctx, linked, "act_now")
        row = Clock.visible_to(ctx).get()
    url = address("clock", linked, episode.pk, row.pk)
    assert url in nurse.get(reverse("today")).content.decode()
    assert post(nurse, url, version=row.version).status_code == 422
    assert post(nurse, url, how="done", version=row.version).status_code == 302
    assert url not in nurse.get(reverse("today")).content.decode()
    assert post(nurse, url, how="done", version=row.version + 1).status_code == 409


def test_another_agencys_episode_is_not_moved_from_here(
    linked: Any, episode: Episode, make: Any, client_of: Any
) -> None:
    other = make.member("clinician")
    make.link(linked, other.team_id, 1)
    for name in ("episode", "episode_move", "episode_end"):
        assert client_of(other).get(address(name, linked, episode.pk)).status_code == 404


def test_a_version_that_is_not_shipped_any_more_says_so(
    nurse: Any, linked: Any, episode: Episode
) -> None:
    with as_owner():
        Episode.rows.filter(pk=episode.pk).update(pathway_version="2001-01-01")
    page = nurse.get(address("episode", linked, episode.pk)).content.decode()
    assert "not shipped any more" in page
    assert "Go on by another version" in page
    assert nurse.get(address("person", linked)).status_code == 200
    url = address("episode_version", linked, episode.pk)
    done = post(nurse, url, to="2026-11-22", reason="The old one is gone", version=episode.version)
    assert done.status_code == 302
