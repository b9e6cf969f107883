"""A million invented people and more than five million records, written by COPY in minutes.

    python -m benchmarks.county_data --people 1000000

One county is founded and each story of ``benchmarks.stories`` told in it by the product's own
actions. Every row that they left, events and due rows and reach among them, is then copied for
each further person with ids, names, numbers and days of its own; the county itself is copied
for each ten thousand people. Memory stays bounded: one block of copies at a time.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

import psycopg

from benchmarks import bench_server, bulk, stories
from benchmarks.people_data import ENDINGS, FAMILY, GIVEN, nhs_number
from throughcare.core.references import ALPHABET, PREFIX, check_character

SEED = 20261119
PEOPLE_A_COUNTY = 10_000
#: Stories that are over happened within so many days; half of them in the last third.
DAYS = 1_100
BLOCK = 4_000
#: People whose due rows are worked out again from their events.
SAMPLE = 2_000
#: Copied for each county.
COUNTY_TABLES = {
    "accounts_user", "agencies_agency", "agencies_place", "agencies_team",
    "agencies_team_covers", "agencies_membership", "sharing_sharingagreement",
}  # fmt: skip
#: Not copied: how often a page was shown or a form posted is not what is measured here.
NOT_COPIED = re.compile(
    "^(django_|auth_|account_|mfa_|audit_|accounts_(remembered|signinlink)|core_(draft|posted)|"
    "screening_custodycoverage|court_courtcoverage|.*historic)"
)
#: What was signed and hashed stays as it was, or its checksum would be wrong.
FROZEN = {"documents_documentcontent"}
UUIDS = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
DATES = r"(?<!\d)20[23]\d-[01]\d-[0-3]\d(?!\d)"


@dataclass
class Row:
    """One row of COPY text: literals at even places, the number of a value at odd ones."""

    table: str
    parts: list[str]
    numbers: list[int] = field(default_factory=list)


@dataclass
class Told:
    """What one story left, or the county, or a day of the county."""

    rows: list[Row] = field(default_factory=list)
    #: What stands in the row of values, by number: a kind and what it needs.
    values: dict[tuple[str, str], int] = field(default_factory=dict)

    def number(self, kind: str, of: str) -> int:
        return self.values.setdefault((kind, of), len(self.values))


class Seed:
    """The rows of the stories, read from the tables and taken apart."""

    def __init__(self, admin: psycopg.Connection[Any], persons: list[Any]) -> None:
        self.columns: dict[str, str] = {}
        lines = self._read(admin)
        self.county_ids = {
            found for table in COUNTY_TABLES for line in lines[table] for found in _ids(line)
        }
        self.dues = {
            str(row[0]): (str(row[1]), row[2])
            for row in admin.execute("SELECT id, opened_by_id, kind FROM core_due").fetchall()
        }
        self.persons = [str(person.pk) for person in persons]
        self.references = {person.reference: n for n, person in enumerate(persons)}
        self.numbers = {nhs_number(n): n for n in range(len(persons))}
        self.stories = [Told() for _ in persons]
        self.day, self.county = Told(), Told()
        self.day_ids: set[str] = set()
        self._share_out(lines)

    def _read(self, admin: psycopg.Connection[Any]) -> dict[str, list[str]]:
        lines: dict[str, list[str]] = {}
        for (table,) in admin.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind = 'r' ORDER BY 1"
        ).fetchall():
            if NOT_COPIED.match(table):
                continue
            names = admin.execute(
                "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
                " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
                " AND attgenerated = '' AND attidentity = ''"
                " AND atttypid NOT IN ('xid8'::regtype)",
                [table],
            ).fetchone()[0]  # type: ignore[index]
            self.columns[table] = names
            with admin.cursor().copy(f"COPY {table} ({names}) TO STDOUT") as copy:
                text = b"".join(bytes(block) for block in copy).decode()
            lines[table] = text.splitlines(keepends=True)
        return lines

    def _share_out(self, lines: dict[str, list[str]]) -> None:
        """Whose each row is: a story's by the ids in it, else the county's or the day's."""
        owner: dict[str, int] = {pk: n for n, pk in enumerate(self.persons)}
        waiting = [(t, line) for t in lines if t not in COUNTY_TABLES for line in lines[t]]
        placed: list[tuple[int, str, str]] = []
        for _pass in range(4):
            left = []
            for table, line in waiting:
                found = next((owner[i] for i in _ids(line) if i in owner), None)
                if found is None:
                    left.append((table, line))
                    continue
                placed.append((found, table, line))
                own = _ids(line)[:1]
                if own and own[0] not in self.county_ids:
                    owner.setdefault(own[0], found)
            waiting = left
        self.day_ids = {i for _t, line in waiting for i in _ids(line)[:1]} - self.county_ids
        for table in COUNTY_TABLES:
            for line in lines[table]:
                self._take(self.county, table, line)
        for table, line in waiting:
            self._take(self.day, table, line)
        for story, table, line in placed:
            self._take(self.stories[story], table, line)

    def _take(self, told: Told, table: str, line: str) -> None:
        row = Row(table, [])
        at = 0
        for match in self._pattern(table).finditer(line):
            row.parts.append(line[at : match.start()])
            row.parts.append("")
            row.numbers.append(told.number(*self._value(match.group(0))))
            at = match.end()
        row.parts.append(line[at:])
        told.rows.append(row)

    def _pattern(self, table: str) -> re.Pattern[str]:
        if table in FROZEN:
            return re.compile(UUIDS)
        tokens = [stories.GIVEN, stories.FAMILY, stories.COUNTY, stories.CASE]
        words = [re.escape(form) for word in tokens for form in (word, word.upper(), word.lower())]
        known = [str(stories.BORN_ON), *self.references, *self.numbers]
        return re.compile("|".join([UUIDS, DATES, *words, *map(re.escape, known)]))

    def _value(self, text: str) -> tuple[str, str]:
        if text in self.dues:
            return "due", text
        if re.fullmatch(UUIDS, text):
            county = "county" if text in self.county_ids else ""
            return county or ("day" if text in self.day_ids else "own"), text
        if text == str(stories.BORN_ON):
            return "born", text
        if text in self.references:
            return "reference", ""
        if text in self.numbers:
            return "nhs", ""
        return ("date", text) if text[0].isdigit() else ("word", text)


def _ids(line: str) -> list[str]:
    return re.findall(UUIDS, line)


def mapped(text: str, salt: int) -> str:
    """Another id for this one, always the same for the same salt."""
    return str(UUID(int=random.Random(f"{text}|{salt}").getrandbits(128), version=4))


class Copies:
    """Writes copies of what was told; one buffer for each table."""

    def __init__(self, seed: Seed, rng: random.Random) -> None:
        self.seed, self.rng = seed, rng
        self.buffers: dict[str, list[str]] = {}
        self.counts: dict[str, int] = {}
        self._shifted: dict[tuple[str, int], str] = {}
        self._county: dict[tuple[str, int], str] = {}
        self.people = 0

    def add(self, told: Told, values: list[str]) -> None:
        for row in told.rows:
            parts = row.parts[:]
            parts[1::2] = [values[number] for number in row.numbers]
            self.buffers.setdefault(row.table, []).extend(parts)
            self.counts[row.table] = self.counts.get(row.table, 0) + 1

    def flush(self, admin: psycopg.Connection[Any]) -> None:
        with admin.transaction():
            admin.execute("SET LOCAL session_replication_role = replica")
            for table, parts in self.buffers.items():
                names = self.seed.columns[table]
                with admin.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    copy.write("".join(parts))
        self.buffers.clear()

    # --- values -----------------------------------------------------------------------------

    def county_id(self, text: str, county: int) -> str:
        key = (text, county)
        if key not in self._county:
            self._county[key] = mapped(text, county)
        return self._county[key]

    def moved(self, text: str, days: int) -> str:
        key = (text, days)
        if key not in self._shifted:
            self._shifted[key] = (date.fromisoformat(text) - timedelta(days=days)).isoformat()
        return self._shifted[key]

    def values(self, told: Told, county: int, days: int, **own: str) -> list[str]:
        """One value for each number of a copy. ``own``: what only a person has."""
        rest = f"{self.rng.getrandbits(96):024x}"
        tail = f"-{rest[:4]}-4{rest[5:8]}-a{rest[9:12]}-{rest[12:]}"
        head = self.rng.getrandbits(32)
        made: dict[str, str] = {}
        out = []
        for at, (kind, text) in enumerate(told.values):
            if kind == "own":
                # Different for each place of one copy: the factor of ``at`` is odd.
                number = (head * (2 * at + 1) + at * 0x9E3779B1) & 0xFFFFFFFF
                value = made[text] = f"{number:08x}{tail}"
            elif kind == "county":
                value = self.county_id(text, county)
            elif kind == "day":
                value = mapped(text, county * 10_000 + days)
            elif kind == "date":
                value = self.moved(text, days)
            elif kind == "word":
                value = _word(text, county, own)
            elif kind == "due":
                value = ""
            else:
                value = own[kind]
            out.append(value)
        for at, (kind, text) in enumerate(told.values):
            if kind == "due":
                event, rule = self.seed.dues[text]
                out[at] = str(uuid5(UUID(made[event]), rule))
        return out

    def person(self) -> dict[str, str]:
        rng = self.rng
        self.people += 1
        number = self.people
        return {
            "given": rng.choice(GIVEN),
            "family": rng.choice(FAMILY) + rng.choice(ENDINGS),
            "case": f"B{number:08d}X",
            "born": (date(1950, 1, 1) + timedelta(days=rng.randrange(20_000))).isoformat(),
            "reference": reference(number),
            "nhs": nhs_number(number),
        }


def _word(text: str, county: int, own: dict[str, str]) -> str:
    """The token in the form in which it stood: as written, in capitals, in small letters."""
    plain = {
        stories.GIVEN: own.get("given", ""),
        stories.FAMILY: own.get("family", ""),
        stories.CASE: own.get("case", f"C{county}"),
        stories.COUNTY: f"County{county}",
    }
    word = next(value for token, value in plain.items() if token.lower() == text.lower())
    return word.upper() if text.isupper() else word.lower() if text.islower() else word


def reference(number: int) -> str:
    """A reference of its own for each number, spread over all that there can be."""
    # The factor is odd, so that no two numbers below 2**35 give the same.
    spread = (number * 0x2C9277B5B + 0x1234567) % 2**35
    body = "".join(ALPHABET[spread >> 5 * place & 31] for place in range(7))
    return f"{PREFIX}{body}{check_character(body)}"


def plan(people: int, rng: random.Random) -> Iterator[tuple[int, int, list[int]]]:
    """For each county and day: which stories begin there, by number."""
    kinds = list(range(len(stories.KINDS)))
    shares = [kind.share for kind in stories.KINDS]
    counties = max(1, people // PEOPLE_A_COUNTY)
    left = people
    for county in range(counties):
        here = left // (counties - county)
        left -= here
        days: dict[int, list[int]] = {}
        for kind in rng.choices(kinds, shares, k=here):
            ago = 0 if stories.KINDS[kind].recent else 1 + int(DAYS * rng.random() ** 1.6)
            days.setdefault(ago, []).append(kind)
        for ago in sorted(days):
            yield county, ago, days[ago]


def write(admin: psycopg.Connection[Any], seed: Seed, people: int) -> Copies:
    """All counties, days and people; the seed's own rows stay as one county more."""
    rng = random.Random(SEED)
    copies = Copies(seed, rng)
    done = 0
    founded: set[int] = set()
    for county, ago, kinds in plan(people, rng):
        if county not in founded:
            founded.add(county)
            copies.add(seed.county, copies.values(seed.county, county, 0))
        copies.add(seed.day, copies.values(seed.day, county, ago))
        for kind in kinds:
            told = seed.stories[kind]
            copies.add(told, copies.values(told, county, ago, **copies.person()))
            done += 1
            if done % BLOCK == 0:
                copies.flush(admin)
                if done % 50_000 == 0:
                    _say(f"{done:,} people")
    copies.flush(admin)
    return copies


def make(people: int) -> tuple[str, dict[str, Any]]:
    """The database with so many people, made unless it is there; what was written and how fast."""
    from tests import database

    template = database.template_name()
    name = f"{template}_{people}"
    if bench_server.exists(name):
        return name, {}
    with bench_server.administrator("postgres") as control:
        database.make_template(control, template)
    making = database.clone(template)
    started = time.perf_counter()
    try:
        facts = _fill(making, people)
        facts["seconds"] = round(time.perf_counter() - started)
        bench_server.rename(making, name)
    except BaseException:
        database.drop(making)
        raise
    return name, facts


def _fill(name: str, people: int) -> dict[str, Any]:
    from django.db import connection
    from psycopg.conninfo import make_conninfo

    from tests import database
    from tests.factories import Make

    database.use(name)
    county = stories.found_county(Make())
    stories.take_list(county)
    persons = [kind.tell(county) for kind in stories.KINDS]
    connection.close()
    with bench_server.administrator(name) as admin:
        seed = Seed(admin, persons)
        conninfo = make_conninfo(database.admin_conninfo(), dbname=name)
        began = time.perf_counter()
        with bulk.without_checks(admin, conninfo, set(seed.columns)):
            copies = write(admin, seed, people)
            written = time.perf_counter() - began
            _say(f"written in {written:.0f} s; keys, indexes and references come back")
        checked = time.perf_counter() - began - written
        admin.execute("VACUUM (ANALYZE)")
        admin.execute("CHECKPOINT")
        size = admin.execute("SELECT pg_database_size(current_database())").fetchone()
    return facts_of(copies, written, checked, size[0] if size else 0)


def facts_of(copies: Copies, written: float, checked: float, size: int) -> dict[str, Any]:
    derived = {"core_event", "core_due", "sharing_reach", "sharing_ground"}
    rows = copies.counts
    return {
        "people": copies.people,
        "records": sum(n for t, n in rows.items() if t not in derived | COUNTY_TABLES),
        "events": rows.get("core_event", 0),
        "due": rows.get("core_due", 0),
        "rows": sum(rows.values()),
        "write_seconds": round(written),
        "check_seconds": round(checked),
        "bytes": size,
    }


def check_sample(name: str, people: int) -> dict[str, int]:
    """What the events of some people make due, held against their rows; raises when they differ.

    Compared without the hour: copies keep their hour in UTC, the clock of courts in London.
    """
    from django.db import connection, transaction

    from tests import database
    from throughcare.core.models import Due
    from throughcare.core.rebuilding import Replay

    database.use(name)
    with transaction.atomic(), database.as_owner():
        ids = [
            row.person_id
            for row in Due.rows.raw(
                "SELECT DISTINCT ON (person_id) * FROM core_due TABLESAMPLE SYSTEM (5)"
                " WHERE person_id IS NOT NULL LIMIT %s",
                [people],
            )
        ]
        replay = Replay()
        for event in _events_of(ids):
            replay.add(event)
        there = {_due(row) for row in Due.rows.filter(person_id__in=ids)}
    connection.close()
    known = set(ids)
    made = {_due(row) for row in replay.rows.values() if row.person_id in known}
    if made != there:
        raise RuntimeError(f"{len(made ^ there)} of {len(there)} due rows are not as told")
    return {"checked_people": len(ids), "checked_due": len(there)}


def _events_of(ids: list[UUID]) -> Iterable[Any]:
    from throughcare.core.models import Event

    return Event.rows.raw(
        "SELECT * FROM core_event WHERE person_id = ANY(%s) OR subject_id IN"
        " (SELECT subject_id FROM core_event WHERE person_id = ANY(%s))"
        " ORDER BY recorded_at, ctid",
        [ids, ids],
    )


def _due(row: Any) -> tuple[Any, ...]:
    return row.pk, row.kind, row.status, row.owner_id, row.team_id, row.urgency, row.closed_by_id


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def describe(facts: dict[str, Any]) -> Iterable[str]:
    for name, value in facts.items():
        yield f"{name:16}{value:>16,}"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=1_000_000)
    asked = parser.parse_args()
    home = bench_server.prepare_environment()
    with bench_server.running(home, fast=True):
        name, facts = make(asked.people)
        checked = check_sample(name, SAMPLE)
    print(name)
    print("\n".join(describe({**facts, **checked})))
    return 0


if __name__ == "__main__":
    sys.exit(main())
