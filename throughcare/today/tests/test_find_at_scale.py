"""With many people the search still goes by its indexes and reads no table as a whole."""

from __future__ import annotations

import random
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from benchmarks import people_data
from tests.database import admin_conninfo
from tests.factories import Make, working_as
from throughcare.core import clock
from throughcare.people import finding
from throughcare.people.search_words import read_search

PEOPLE = 50_000
BIG = ("people_person", "people_personname", "people_identifier", "sharing_reach", "core_event")


@pytest.fixture
def many(own_database: str, django_db_blocker: Any) -> Any:
    """A member of one of 20 teams, and the people of all of them."""
    rng = random.Random(7)
    with django_db_blocker.unblock():
        make = Make()
        members = [make.member() for _ in range(20)]
        people = list(people_data.invented(PEOPLE, rng))
        homes = [(m.team.agency_id, m.team_id, m.pk) for m in members]
        conninfo = make_conninfo(admin_conninfo(), dbname=own_database)
        with psycopg.connect(conninfo, autocommit=True) as admin:
            people_data.copy_people(admin, people, agencies=homes, rng=rng)
        yield members[0], people


def whole_reads() -> dict[str, int]:
    """How often this transaction has read each of the big tables from end to end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, seq_scan FROM pg_stat_xact_user_tables WHERE relname = ANY (%s)",
            [list(BIG)],
        )
        return dict(cursor.fetchall())


@pytest.mark.slow
def test_no_search_reads_a_table_as_a_whole(many: Any) -> None:
    member, people = many
    one = people[17]
    typed = {
        "a family name": one.family,
        "a name": f"{one.given} {one.family}",
        "a name with a slip": f"{one.given} {one.family[:-2]}{one.family[-1]}{one.family[-2]}",
        "a short form": "Tomek Zielinski",
        "a name and a birth date": f"{one.given} {one.family} {one.born:%d/%m/%Y}",
        "a birth date": f"{one.born:%d/%m/%Y}",
        "an NHS number": one.nhs,
        "a reference": one.reference,
        "a phone": "07700 900461",
        "a case number": "NC26/001234",
        "two letters": "li",
        "nobody": "qwxyz",
    }
    with transaction.atomic(), working_as(member) as ctx:
        before = whole_reads()
        for words, each in typed.items():
            finding.with_last_seen(
                ctx, finding.find(ctx, read_search(each, today=clock.today())).people
            )
            assert whole_reads() == before, words
        assert set(before) == set(BIG)
