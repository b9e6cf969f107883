"""Every pathway that is shipped can be walked from end to end by the product's own actions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command

from tests.database import as_owner
from throughcare.core import registry
from throughcare.pathways.library import library
from throughcare.pathways.models import Episode
from throughcare.people.models import Person
from throughcare.rehearsal import county, walks
from throughcare.rehearsal.walking import rehearse


@pytest.fixture
def northshire(db: None) -> Iterator[None]:
    with as_owner():
        county.make_agencies(county.read())
    yield


def people_and_episodes() -> tuple[int, int]:
    with as_owner():
        return Person.rows.count(), Episode.rows.count()


def test_every_shipped_pathway_has_a_rehearsal() -> None:
    assert set(registry.offered("rehearsal")) == set(library().newest())


@pytest.mark.parametrize("pathway", sorted(walks.WALKS))
def test_the_walk_reaches_every_stage_and_leaves_nothing(northshire: None, pathway: str) -> None:
    done = registry.offered("rehearsal")[pathway]()
    assert done["problem"] == ""
    assert done["ok"] is True
    assert set(done["reached"]) == {stage.id for stage in library().newest()[pathway].stages}
    assert done["steps"][-1]["status"] == "ended"
    assert people_and_episodes() == (0, 0)


def test_a_walk_that_goes_astray_stops_and_says_where(northshire: None) -> None:
    def lost(walk: Any) -> None:
        walk.step("nothing was done", "in_custody")

    pathway = "custody-liaison-and-diversion"
    done = rehearse(pathway, "northfield-custody", lost, keep=True)
    assert done["ok"] is False
    assert "after [nothing was done] at [nowhere, none]" in done["problem"]
    assert people_and_episodes() == (0, 0)


def test_the_command_walks_and_keeps_only_if_asked(
    northshire: None, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("pathways", "rehearse", "custody-liaison-and-diversion", "--json")
    call_command(*words)
    assert json.loads(capsys.readouterr().out)["ok"] is True
    assert people_and_episodes() == (0, 0)
    call_command(*words, "--keep")
    assert people_and_episodes() == (1, 1)


def test_it_refuses_where_real_people_are(
    settings: Any, capsys: pytest.CaptureFixture[str], northshire: None
) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(SystemExit) as ended:
        call_command("pathways", "rehearse", "custody-liaison-and-diversion")
    assert ended.value.code == 1
    assert "only in the demonstration" in capsys.readouterr().err
    assert people_and_episodes() == (0, 0)


def test_a_pathway_without_a_rehearsal_is_an_unusable_word(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("pathways", "rehearse", "to-the-moon")
    assert ended.value.code == 2
    assert "custody-liaison-and-diversion" in capsys.readouterr().err
