"""What the tests of custody and screening stand on. Everybody is invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from throughcare.agencies.models import Membership, Place
from throughcare.core import clock
from throughcare.core.models import Due, Event
from throughcare.screening import actions
from throughcare.screening.models import CustodyEntry


@dataclass
class Suite:
    """A custody suite of a police force, covered by a health team with one of each role."""

    place: Place
    nurse: Membership
    colleague: Membership
    lead: Membership
    link_worker: Membership
    police: Membership


@pytest.fixture
def suite(make: Any) -> Suite:
    force = make.agency("police")
    place = make.place(force, name="Northfield custody")
    team = make.team(covers=(place,))
    return Suite(
        place=place,
        nurse=make.member("clinician", team=team, name="Priya Nair"),
        colleague=make.member("clinician", team=team, name="Sam Adeyemi"),
        lead=make.member("supervisor", team=team, name="Ruth Sandford"),
        link_worker=make.member("practitioner", team=team, name="Jo Baker"),
        police=make.member("police_liaison", team=make.team(force, covers=(place,))),
    )


@pytest.fixture
def arrive(suite: Suite, ctx_of: Any) -> Callable[..., CustodyEntry]:
    """``arrive(given_name=…)``: somebody was put on the list an hour ago by the nurse."""

    def add(**facts: Any) -> CustodyEntry:
        facts.setdefault("arrived_at", clock.now() - timedelta(hours=1))
        with ctx_of(suite.nurse) as ctx:
            return actions.add_entry(
                ctx, place_id=suite.place.pk, facts=actions.EntryFacts(**facts)
            )

    return add


@pytest.fixture
def nurse(suite: Any, client_of: Any) -> Any:
    return client_of(suite.nurse)


@pytest.fixture
def linked(make: Any, suite: Any, arrive: Any, ctx_of: Any) -> Any:
    """Somebody known, in cell 7, on the list."""
    person = make.person(suite.nurse, given_name="Marcus", family_name="Bright")
    entry = arrive(given_name="Marcus", family_name="Bright", cell="7", worry="self-harm 2024")
    with ctx_of(suite.nurse) as ctx:
        actions.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)
    person.entry = entry
    return person


@pytest.fixture
def stop_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """``stop_clock(at)``: the application's time is this, until it is set again."""

    def at(moment: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return at


def london(text: str) -> datetime:
    """``2026-11-19 09:00`` on a London clock (in winter)."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def open_dues(ctx: Any) -> list[tuple[str, str]]:
    """(kind, urgency) of what is open, as this context sees it."""
    rows = Due.visible_to(ctx).filter(status="open").order_by("kind", "urgency")
    return [(row.kind, row.urgency) for row in rows]


def event_types(ctx: Any, **where: Any) -> list[str]:
    rows = Event.visible_to(ctx).filter(**where).order_by("recorded_at")
    return [row.type for row in rows]
