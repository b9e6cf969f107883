"""What the tests of the court stand on. Everybody is invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

import pytest

from throughcare.agencies.models import Membership, Place
from throughcare.core import clock
from throughcare.core.models import Due, Event
from throughcare.court import actions
from throughcare.court.listed import ListDocument, ListedCase, ListedPerson
from throughcare.court.models import Hearing, ListEntry


@dataclass
class House:
    """A magistrates' court, covered by a health team and by its own legal advisers."""

    place: Place
    nurse: Membership
    colleague: Membership
    lead: Membership
    link_worker: Membership
    adviser: Membership
    probation: Membership
    stranger: Membership
    commissioner: Membership


@pytest.fixture
def house(make: Any) -> House:
    court = make.agency("court")
    place = make.place(court, "court", "Northfield magistrates")
    team = make.team(covers=(place,))
    office = make.team(make.agency("probation"), covers=(place,))
    return House(
        place=place,
        nurse=make.member("clinician", team=team, name="Priya Nair"),
        colleague=make.member("clinician", team=team, name="Ben Achebe"),
        lead=make.member("supervisor", team=team, name="Ruth Sandford"),
        link_worker=make.member("practitioner", team=team, name="Jo Baker"),
        adviser=make.member(
            "court_officer", team=make.team(court, covers=(place,)), name="Miriam Price"
        ),
        probation=make.member("probation_practitioner", team=office),
        stranger=make.member("clinician"),
        commissioner=make.member("manager", team=make.team(make.agency("commissioner"))),
    )


def listed(number: int = 1, **facts: Any) -> ListedPerson:
    """An invented defendant; the same number is the same line."""
    facts.setdefault("key", f"C{number}|D{number}")
    facts.setdefault("role", "defendant")
    facts.setdefault("kind", "person")
    facts.setdefault("given", "Marcus")
    facts.setdefault("family", f"Bright{number}")
    facts.setdefault("name", f"{facts['given']} {facts['family']}")
    return ListedPerson(**facts)


def case(*people: ListedPerson, number: int = 1, **facts: Any) -> ListedCase:
    facts.setdefault("where", f"case {number}")
    facts.setdefault("court", "Northfield Magistrates")
    facts.setdefault("on", clock.today())
    facts.setdefault("room", "2")
    facts.setdefault("starts_at", time(10, 0))
    facts.setdefault("number", f"230000{number}")
    facts.setdefault("urn", f"01AB00{number}")
    return ListedCase(people=people, **facts)


def document(*cases: ListedCase, **facts: Any) -> ListDocument:
    facts.setdefault("format", "libra-xml")
    facts.setdefault("checksum", f"{abs(hash(cases)):064x}"[:64])
    facts.setdefault("accepted", True)
    return ListDocument(cases=cases, **facts)


def two_cases(*, first: ListedPerson | None = None, **facts: Any) -> ListDocument:
    """A whole day's list: one in custody at 10am, one on bail at 11am."""
    one = case(first or listed(1, custody="in_custody", born_on=date(1990, 5, 4)), number=1)
    two = case(listed(2, custody="on_bail", age=30), number=2, starts_at=time(11, 0))
    return document(one, two, **facts)


def moved(of: ListDocument, number: int, **facts: Any) -> ListDocument:
    """The next issue of a list, in which one case says something else."""
    cases = tuple(replace(c, **facts) if i == number else c for i, c in enumerate(of.cases))
    return document(*cases)


@pytest.fixture
def line(house: House, ctx_of: Any) -> Callable[..., ListEntry]:
    """``line(given_name=…)``: a line that the nurse added by hand."""

    def add(**facts: Any) -> ListEntry:
        with ctx_of(house.nurse) as ctx:
            return actions.add_entry(
                ctx,
                place_id=house.place.pk,
                on=facts.pop("on", clock.today()),
                facts=actions.EntryFacts(**facts),
            )

    return add


@pytest.fixture
def nurse(house: House, client_of: Any) -> Any:
    return client_of(house.nurse)


@pytest.fixture
def linked(make: Any, house: House, line: Any, ctx_of: Any) -> Any:
    """Somebody known, in custody, linked to their line; ``.entry`` and ``.hearing``."""
    person = make.person(house.nurse, given_name="Marcus", family_name="Bright")
    entry = line(
        given_name="Marcus", family_name="Bright", custody="in_custody", case_number="2300001"
    )
    with ctx_of(house.nurse) as ctx:
        person.entry = actions.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)
        person.hearing = Hearing.visible_to(ctx).get(entry_id=entry.pk)
    return person


def open_dues(ctx: Any) -> list[tuple[str, str]]:
    """(kind, urgency) of what is open, as this context sees it."""
    rows = Due.visible_to(ctx).filter(status="open").order_by("kind", "urgency")
    return [(row.kind, row.urgency) for row in rows]


def told(ctx: Any, subject: Any) -> list[str]:
    """The kinds of event about one row, the oldest first."""
    rows = Event.visible_to(ctx).filter(subject_id=subject.pk).order_by("recorded_at")
    return [row.type for row in rows]


def entries(ctx: Any) -> dict[str, ListEntry]:
    """Every line that this context sees, by its key."""
    return {row.key: row for row in ListEntry.visible_to(ctx)}
