"""Invented people by the hundred thousand, written by COPY: to measure and to test at scale."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg

from throughcare.core.references import new_reference
from throughcare.people.folding import search_name

GIVEN = [
    "Aaron",
    "Adam",
    "Agnes",
    "Aisha",
    "Alan",
    "Alice",
    "Amelia",
    "Amir",
    "Anna",
    "Anthony",
    "Arthur",
    "Ayesha",
    "Barbara",
    "Ben",
    "Bilal",
    "Brenda",
    "Callum",
    "Carol",
    "Chidi",
    "Chloe",
    "Daniel",
    "David",
    "Dawn",
    "Deborah",
    "Elena",
    "Elizabeth",
    "Emily",
    "Ewa",
    "Fatima",
    "Femi",
    "George",
    "Grace",
    "Hannah",
    "Harriet",
    "Hassan",
    "Helen",
    "Ian",
    "Ibrahim",
    "Imran",
    "Isla",
    "Jack",
    "Jade",
    "James",
    "Jan",
    "Jasmine",
    "Jo",
    "John",
    "Joseph",
    "Julie",
    "Karen",
    "Karol",
    "Katarzyna",
    "Kate",
    "Kelly",
    "Kevin",
    "Kofi",
    "Kyle",
    "Laura",
    "Leanne",
    "Leon",
    "Liam",
    "Linda",
    "Lucy",
    "Luke",
    "Maria",
    "Marcus",
    "Mark",
    "Mary",
    "Megan",
    "Michael",
    "Mohammed",
    "Moira",
    "Natalie",
    "Nia",
    "Nicola",
    "Noah",
    "Olivia",
    "Oscar",
    "Owen",
    "Patricia",
    "Paul",
    "Peter",
    "Piotr",
    "Priya",
    "Rachel",
    "Ravi",
    "Rebecca",
    "Robert",
    "Rosie",
    "Ryan",
    "Sam",
    "Sarah",
    "Sean",
    "Shanice",
    "Simon",
    "Sofia",
    "Stephen",
    "Susan",
    "Tariq",
    "Thomas",
    "Tomasz",
    "Tracey",
    "Victor",
    "Wendy",
    "William",
    "Yusuf",
    "Zara",
    "Zofia",
]
FAMILY = [
    "Smith",
    "Jones",
    "Taylor",
    "Brown",
    "Williams",
    "Wilson",
    "Johnson",
    "Davies",
    "Patel",
    "Robinson",
    "Wright",
    "Thompson",
    "Evans",
    "Walker",
    "White",
    "Roberts",
    "Green",
    "Hall",
    "Wood",
    "Jackson",
    "Clarke",
    "Khan",
    "Ahmed",
    "Hussain",
    "Ali",
    "Begum",
    "Singh",
    "Kaur",
    "Okafor",
    "Mensah",
    "Adeyemi",
    "Boateng",
    "Nowak",
    "Kowalski",
    "Zielinski",
    "Wisniewski",
    "Popescu",
    "Ionescu",
    "Murphy",
    "Kelly",
    "Ryan",
    "Byrne",
    "Morgan",
    "Hughes",
    "Edwards",
    "Lewis",
    "Harris",
    "Martin",
    "Cooper",
    "King",
    "Baker",
    "Turner",
    "Phillips",
    "Mitchell",
    "Campbell",
    "Stewart",
    "Morris",
    "Rogers",
    "Cook",
    "Bell",
    "Murray",
    "Shaw",
    "Ward",
    "Watson",
    "Bailey",
    "Foster",
    "Gray",
    "Hunt",
    "Palmer",
    "Reid",
    "Ross",
    "Russell",
    "Webb",
    "West",
    "Whitlock",
    "Marsh",
    "Bright",
    "Castell",
    "Nair",
    "Adams",
    "Fox",
    "Lane",
    "Grant",
    "Dixon",
]
ENDINGS = ("", "", "", "", "son", "ton", "well", "ley", "worth", "man", "field", "by", "ford", "er")
STARTED = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Made:
    """One invented person, as the benchmark needs to know them."""

    id: uuid.UUID
    reference: str
    given: str
    family: str
    born: date
    nhs: str


def invented(count: int, rng: random.Random) -> Iterator[Made]:
    """People with common and rare names; NHS numbers from the range kept for testing."""
    references: set[str] = set()
    while len(references) < count:  # among a hundred thousand two may be equal by chance
        references.add(new_reference())
    for number in range(count):
        yield Made(
            id=uuid.UUID(int=rng.getrandbits(128), version=4),
            reference=references.pop(),
            given=rng.choice(GIVEN),
            family=rng.choice(FAMILY) + rng.choice(ENDINGS),
            born=date(1950, 1, 1) + timedelta(days=rng.randrange(20_000)),
            nhs=nhs_number(number),
        )


def nhs_number(number: int) -> str:
    """A number in the 999 range with the right check digit."""
    while True:
        body = f"999{number % 1_000_000:06d}"
        total = sum(int(d) * w for d, w in zip(body, range(10, 1, -1), strict=True))
        check = (11 - total % 11) % 11
        if check < 10:
            return f"{body}{check}"
        number += 500_009


def copy_people(
    connection: psycopg.Connection[Any],
    people: list[Made],
    *,
    agencies: list[tuple[uuid.UUID, uuid.UUID, uuid.UUID]],
    rng: random.Random,
) -> None:
    """Write people, names, numbers, links and events. ``agencies``: (agency, team, membership).

    Triggers are off while this runs: the derived rows are written here as they would be.
    """
    homes = [rng.choice(agencies) for _ in people]
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        _copy(
            cursor,
            "people_person",
            PERSON,
            (_person(p, h) for p, h in zip(people, homes, strict=True)),
        )
        _copy(
            cursor,
            "people_personname",
            NAME,
            (_name(p, h) for p, h in zip(people, homes, strict=True)),
        )
        _copy(
            cursor,
            "people_identifier",
            NUMBER,
            (_number(p, h) for p, h in zip(people, homes, strict=True)),
        )
        links = [(uuid.uuid4(), p, h) for p, h in zip(people, homes, strict=True)]
        _copy(cursor, "sharing_link", LINK, (_link(*each) for each in links))
        _copy(cursor, "sharing_reach", REACH, (_reach(*each) for each in links))
        _copy(
            cursor,
            "core_event",
            EVENT,
            (e for p, h in zip(people, homes, strict=True) for e in _events(p, h, rng)),
        )
    connection.execute("ANALYZE")


def _copy(cursor: Any, table: str, columns: str, rows: Iterator[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


PERSON = (
    "id, reference, agency_id, recorded_by_id, recorded_at, given_name, family_name,"
    " likes_to_be_called, sort_name, born_on, born_about, sex, pronoun, provisional, nhs_number,"
    " guard, version"
)
NAME = (
    "id, person_id, agency_id, recorded_by_id, recorded_at, version, kind, given_name,"
    " family_name, search_name, source, starts_on"
)
NUMBER = (
    "id, person_id, agency_id, recorded_by_id, recorded_at, version, kind, given, canonical,"
    " source, starts_on"
)
LINK = "id, person_id, principal_id, kind, agency_id, source, starts_at, granted_by, granted_at"
REACH = "person_id, principal_id, source_id, kind, starts_at, guarded"
EVENT = (
    "id, type, type_version, category, happened_at, recorded_at, person_id, subject_table,"
    " subject_id, status_from, status_to, pathway_version, agency_id, team_id, by_membership_id,"
    " by_name, payload, care_only"
)
Home = tuple[uuid.UUID, uuid.UUID, uuid.UUID]


def _person(p: Made, home: Home) -> tuple[Any, ...]:
    return (
        p.id, p.reference, home[0], home[2], STARTED, p.given, p.family, "",
        search_name(p.given, p.family), p.born, False, "not_known", "", False, p.nhs, "none", 1,
    )  # fmt: skip


def _name(p: Made, home: Home) -> tuple[Any, ...]:
    return (
        uuid.uuid4(), p.id, home[0], home[2], STARTED, 1, "used", p.given, p.family,
        search_name(p.given, p.family), "person", STARTED.date(),
    )  # fmt: skip


def _number(p: Made, home: Home) -> tuple[Any, ...]:
    return (
        uuid.uuid4(), p.id, home[0], home[2], STARTED, 1, "nhs-number", p.nhs, p.nhs, "nhs",
        STARTED.date(),
    )  # fmt: skip


def _link(link: uuid.UUID, p: Made, home: Home) -> tuple[Any, ...]:
    return (link, p.id, home[1], 1, home[0], "benchmark", STARTED, home[2], STARTED)


def _reach(link: uuid.UUID, p: Made, home: Home) -> tuple[Any, ...]:
    return (p.id, home[1], link, 1, STARTED, False)


def _events(p: Made, home: Home, rng: random.Random) -> Iterator[tuple[Any, ...]]:
    for number in range(5):
        at = STARTED + timedelta(days=number * 20, minutes=rng.randrange(1_000))
        kind, category, payload = (
            ("person.added", "identity", '{"provisional": false}')
            if number == 0
            else ("note.written", "clinical_detail", '{"sealed": false}')
        )
        yield (
            uuid.uuid4(), kind, 1, category, at, at, p.id, "people_person", p.id, "", "", "",
            home[0], home[1], home[2], "Benchmark", payload, False,
        )  # fmt: skip
