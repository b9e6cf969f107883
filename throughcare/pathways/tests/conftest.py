"""What the tests of pathways stand on. Everybody is invented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.database import as_owner
from tests.journeys.browser import browser, desk, site  # noqa: F401 - fixtures
from throughcare.core.models import Due, Event
from throughcare.pathways import library as shelf
from throughcare.pathways.definition import Definition
from throughcare.pathways.models import Clock, Episode, PathwaySetting
from throughcare.pathways.reading import read_text
from throughcare.screening.tests.conftest import (  # noqa: F401 - fixtures
    arrive,
    linked,
    nurse,
    stop_clock,
    suite,
)

CUSTODY = "custody-liaison-and-diversion"
HERE = Path(__file__).parent


def definition(text: str, name: str = "tried.toml") -> Definition:
    """A definition from its words; fails with every fault."""
    found = read_text(text, name)
    assert found.definition is not None, [str(fault) for fault in found.faults]
    return found.definition


@pytest.fixture
def use_library(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """``use_library(definition, …)``: these are shipped beside the product's own."""
    own = shelf.library()

    def put(*more: Definition) -> None:
        both = shelf.Library((*own.read, *shelf.use(more).read))
        for place in ("engine", "actions", "presenters", "worklist", "views", "views_settings"):
            monkeypatch.setattr(f"throughcare.pathways.{place}.library", lambda: both)

    yield put


@pytest.fixture
def set_figure(make: Any) -> Callable[..., PathwaySetting]:
    """``set_figure(member, pathway, name, value)``: as the site has set it."""

    def put(member: Any, pathway: str, name: str, value: int | None) -> PathwaySetting:
        with as_owner():
            return PathwaySetting.objects.create(
                agency_id=member.team.agency_id,
                pathway=pathway,
                name=name,
                value=value,
                source="Agreed locally, 1 November 2026",
                set_by=member,
                set_at=datetime.now().astimezone(),
            )

    return put


def episodes(ctx: Any, **where: Any) -> list[Episode]:
    return list(Episode.visible_to(ctx).filter(**where).order_by("started_at"))


def clocks(ctx: Any, **where: Any) -> list[tuple[str, str, str]]:
    """(name, status, how) of clocks in the order in which they began."""
    rows = Clock.visible_to(ctx).filter(**where).order_by("started_at", "name")
    return [(row.name, row.status, row.how) for row in rows]


def moves(ctx: Any, person_id: Any) -> list[tuple[str, str]]:
    """(type, stage or ending) of what pathways recorded about a person."""
    rows = Event.visible_to(ctx).filter(person_id=person_id, type__startswith="pathway.")
    return [
        (row.type.removeprefix("pathway."), row.payload.get("stage") or row.payload.get("how", ""))
        for row in rows.order_by("recorded_at")
    ]


def lines(ctx: Any, **where: Any) -> list[Due]:
    return list(Due.visible_to(ctx).filter(kind__startswith="pathway_", **where))
