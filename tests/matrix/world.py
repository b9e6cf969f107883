"""The world of the matrix: one user a role, one person a state, one row a table and owner.

Everything is written as the owner. For each person the world remembers what the naive oracle
needs to know: links, bases, guards, exclusions; it never asks the code under test.
"""

from __future__ import annotations

import itertools
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from tests.database import as_owner
from throughcare.accounts.models import User
from throughcare.agencies.models import Agency, Membership, Place, Team
from throughcare.core.access import CATEGORIES, Access, protected_models
from throughcare.people.models import Person
from throughcare.sharing.models import (
    Basis,
    Exclusion,
    Link,
    Permission,
    SharingAgreement,
)
from throughcare.sharing.policy import oracle
from throughcare.sharing.policy.vocabulary import (
    AGENCY_ROLES,
    BASES,
    RELATIONSHIPS,
    ROLE_PURPOSES,
)

NOW = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
PAST, FUTURE = NOW - timedelta(days=30), NOW + timedelta(days=30)
KINDS = {number: name for name, number in RELATIONSHIPS.items()}
BASIS_NAMES = {number: name for name, number in BASES.items()}
#: What each giver shares with everybody else; who is not named shares nothing.
ALL = CATEGORIES[:7]
PURPOSES_OF_WORK = sorted({p for found in ROLE_PURPOSES.values() for p in found})
SHARED_BY = {"nhs_provider": ALL, "charity_provider": ("identity", "justice")}


def shared(giver: str, taker: str) -> tuple[str, ...]:
    """The categories of the agreement from one type of agency to another."""
    if giver == taker:
        return ()
    if (giver, taker) == ("charity_provider", "nhs_provider"):
        return ALL
    return SHARED_BY.get(giver, ())


@dataclass(frozen=True)
class State:
    """What is true of one person, for every user alike."""

    kind: int
    dated: str = "live"  # live, ended, future
    guard: str = "none"
    permitted: bool = False
    excluded: bool = False
    basis: int = 0
    basis_live: bool = True
    # What the basis does not fit: it is for another purpose, giver or recipient.
    misfit: str = ""
    # False: the link is somebody else's.
    mine: bool = True

    @property
    def is_plain(self) -> bool:
        """A live link and nothing else: what most cells can be seen on."""
        return self == State(self.kind) or (self.basis > 0 and self.basis_live and not self.misfit)

    @property
    def link_times(self) -> tuple[datetime, datetime | None]:
        return {
            "live": (PAST, None),
            "ended": (PAST, NOW),
            "future": (NOW + timedelta(seconds=1), None),
        }[self.dated]

    @cached_property
    def oracle_links(self) -> list[oracle.Link]:
        return [oracle.Link(KINDS[self.kind], *self.link_times)] if self.mine else []

    @cache  # noqa: B019 - a few hundred states a run
    def oracle_bases(self, recipient: uuid.UUID) -> list[oracle.Basis]:
        if not self.basis or self.misfit:
            return []
        ends = None if self.basis_live else NOW
        return [oracle.Basis(recipient, BASIS_NAMES[self.basis], CATEGORIES, PAST, ends)]


def states() -> list[State]:
    """Every state that differs to the policy."""
    guards = [
        ("none", False, False),
        ("none", False, True),
        ("limited", False, False),
        ("restricted", False, False),
        ("restricted", True, False),
        ("restricted", True, True),
    ]
    plain = [
        State(kind, dated, guard, permitted, excluded)
        for kind, dated, (guard, permitted, excluded) in itertools.product(
            KINDS, ("live", "ended", "future"), guards
        )
        if dated == "live" or guard == "none"
    ]
    based = [
        State(kind, basis=basis, basis_live=live)
        for kind, basis, live in itertools.product(KINDS, range(1, len(BASES)), (True, False))
        if live or basis == 1
    ]
    other = [
        State(kind, basis=1, misfit=misfit)
        for kind in KINDS
        for misfit in ("purpose", "giver", "recipient")
    ]
    other += [State(kind, mine=False) for kind in KINDS]
    return plain + based + other


@dataclass
class Row:
    """One row under test, as the oracle sees it."""

    id: Any
    person: uuid.UUID | None
    agency: uuid.UUID
    category: str
    team: uuid.UUID | None = None
    author: uuid.UUID | None = None
    sealed_to: tuple[uuid.UUID, ...] | None = None
    audience: str = ""
    # The team that alone holds it within its agency; who is named as a reader.
    author_team: uuid.UUID | None = None
    readers: tuple[uuid.UUID, ...] = ()
    # What the person's own pages may do with their own rows of this table.
    self_may: tuple[str, ...] = ()


@dataclass(eq=False)
class World:
    """Users, people and rows, and the answers of the oracle about them."""

    members: list[Membership] = field(default_factory=list)
    agencies: dict[str, Agency] = field(default_factory=dict)
    teams: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    people: dict[uuid.UUID, State] = field(default_factory=dict)
    rows: dict[type[models.Model], list[Row]] = field(default_factory=lambda: defaultdict(list))
    cells: oracle.Cells = frozenset()
    _alike: dict[type[models.Model], list[tuple[Row, set[Any]]]] = field(default_factory=dict)
    # The oracle's answers to the asker of now, by action and the number of what it was told.
    _told: dict[type[models.Model], list[int]] = field(default_factory=dict)
    _numbers: dict[tuple[Any, ...], int] = field(default_factory=dict)
    _answers: dict[tuple[str, int], bool] = field(default_factory=dict)
    _answered_for: tuple[Any, str] = (None, "")

    def contexts(self) -> list[tuple[Membership, str]]:
        return [(m, purpose) for m in self.members for purpose in ROLE_PURPOSES[m.role]]

    def alike(self, model: type[models.Model]) -> list[tuple[Row, set[Any]]]:
        """The rows of one table, grouped by everything that the oracle is told of a row."""
        if model not in self._alike:
            groups: dict[tuple[Any, ...], tuple[Row, set[Any]]] = {}
            for row in self.rows[model]:
                state = self.people.get(row.person) if row.person else None
                key = (row.category, row.agency, state, row.team, row.author)
                key += (row.sealed_to, row.audience, row.author_team, row.readers, row.self_may)
                groups.setdefault(key, (row, set()))[1].add(row.id)
            self._alike[model] = list(groups.values())
            # What the oracle is told is the same in many tables: each gets a number once.
            self._told[model] = [
                self._numbers.setdefault(key, len(self._numbers)) for key in groups
            ]
        return self._alike[model]

    def allowed_rows(
        self, member: Membership, purpose: str, action: str, model: type[models.Model]
    ) -> set[Any]:
        """The rows of one table on which the oracle allows the action."""
        allowed: set[Any] = set()
        alike = self.alike(model)
        if self._answered_for != (asked := (member.pk, purpose)):
            self._answered_for, self._answers = asked, {}
        for (row, same), told in zip(alike, self._told[model], strict=True):
            answer = self._answers.get((action, told))
            if answer is None:
                answer = self._answers[action, told] = self.may(member, purpose, action, row)
            if answer:
                allowed |= same
        return allowed

    def known(self, model: type[models.Model]) -> set[Any]:
        """The ids of the rows under test."""
        return set().union(*(same for _, same in self.alike(model)))

    def may(self, member: Membership, purpose: str, action: str, row: Row) -> bool:
        """The oracle's answer for one user, purpose, action and row."""
        agency = member.team.agency
        mine = row.agency == agency.pk
        care = agency.type in ("nhs_provider", "charity_provider")
        if not mine and (row.audience == "own" or (row.audience == "care" and not care)):
            return False
        if action == "create" and not mine:
            return False
        if member.role == "person" and action not in row.self_may:
            return False
        state = self.people.get(row.person) if row.person else None
        if state is None:
            links = [oracle.Link("team")] if row.team == member.team_id else []
        else:
            links = state.oracle_links
        return oracle.allowed(
            self.cells,
            agency_type=agency.type,
            role=member.role,
            purpose=purpose,
            action=action,
            category=row.category,
            row_agency=row.agency,
            my_agency=agency.pk,
            agreements=() if mine else self.agreements(purpose),
            bases=() if mine or state is None else state.oracle_bases(agency.pk),
            links=links,
            excluded=bool(state and state.excluded),
            guarded=state.guard if state else "",
            permitted=bool(state and state.permitted),
            sealed_to=row.sealed_to,
            author=row.author,
            author_team=row.author_team,
            readers=row.readers,
            principals=(member.pk, member.team_id),
            me=member.pk,
            now=NOW,
        )

    @cache  # noqa: B019 - one world a run
    def agreements(self, purpose: str) -> list[oracle.Agreement]:
        return [
            oracle.Agreement(giver.pk, taker.pk, purpose, categories, PAST, None)
            for giver, taker in itertools.permutations(self.agencies.values(), 2)
            if (categories := shared(giver.type, taker.type))
        ]


def build() -> World:
    """Write the whole world. About 5 seconds."""
    from throughcare.sharing.policy.compiler import EXPANDED

    world = World(cells=oracle.read(EXPANDED))
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.test_now', %s, false)", [NOW.isoformat()])
        # Tables are altered below: no deferred check may be waiting on them.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _loosen(cursor)
        _staff(world)
        _agreements(world)
        _people(world)
        _rows(world)
    return world


def _loosen(cursor: Any) -> None:
    """Forget what columns must hold (this is rolled back): the matrix is about who sees rows."""
    tables = [model._meta.db_table for model in person_models()]
    cursor.execute(
        "SELECT conrelid::regclass, conname FROM pg_constraint "
        "WHERE contype IN ('c', 'u', 'f') AND conrelid::regclass::text = ANY (%s)",
        [tables],
    )
    for table, name in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    cursor.execute(
        "SELECT indexrelid::regclass FROM pg_index WHERE indisunique AND NOT indisprimary "
        "AND indrelid::regclass::text = ANY (%s)",
        [tables],
    )
    for (index,) in cursor.fetchall():
        cursor.execute(f"DROP INDEX {index}")


def _staff(world: World) -> None:
    for type_, roles in AGENCY_ROLES.items():
        agency = Agency.objects.create(name=f"Matrix {type_}", type=type_, starts_on=PAST.date())
        world.agencies[type_] = agency
        team = Team.objects.create(agency=agency, name="Matrix team")
        world.teams[agency.pk] = team.pk
        for role in roles:
            user = User.objects.create(
                email=f"{type_}.{role}@example.org", name=f"{role} {type_}", password="!"
            )
            world.members.append(
                Membership.objects.create(
                    user=user, team=team, role=role, starts_on=date(2020, 1, 1)
                )
            )


def _agreements(world: World) -> None:
    one, two = world.members[:2]
    purposes = {purpose for found in ROLE_PURPOSES.values() for purpose in found}
    SharingAgreement.objects.bulk_create(
        SharingAgreement(
            from_agency=giver, to_agency=taker, purpose=purpose, status="live", starts_at=PAST,
            categories=sum(1 << CATEGORIES.index(name) for name in shared(giver.type, taker.type)),
            document="Matrix", signatories="Two", proposed_by=one, confirmed_by=two,
        )
        for giver, taker in itertools.permutations(world.agencies.values(), 2)
        if shared(giver.type, taker.type)
        for purpose in sorted(purposes)
    )  # fmt: skip


def _people(world: World) -> None:
    owner = world.members[0]
    made = [(uuid.uuid4(), state) for state in states()]
    world.people = dict(made)
    people = [
        Person(
            id=pk, agency_id=owner.team.agency_id, recorded_by=owner, recorded_at=PAST,
            family_name=f"State{n}", sort_name=f"STATE{n}", guard=state.guard,
        )
        for n, (pk, state) in enumerate(made)
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sharing_link DISABLE TRIGGER reach")
        cursor.execute("ALTER TABLE sharing_basis DISABLE TRIGGER reach")
    Person.rows.bulk_create(people, batch_size=500)
    world.rows[Person] += [
        Row(p.pk, p.pk, p.agency_id, "identity", author=owner.pk, self_may=Person.access.self_may)
        for p in people
    ]
    links, exclusions, permissions, bases = [], [], [], []
    for pk, state in made:
        starts, ends = state.link_times
        stranger = uuid.uuid4()
        for member in world.members:
            links.append(
                Link(
                    person_id=pk, principal_id=member.pk if state.mine else stranger,
                    kind=state.kind, source="matrix",
                    agency_id=member.team.agency_id, starts_at=starts, ends_at=ends,
                    granted_by=owner.pk, granted_at=PAST,
                )
            )  # fmt: skip
            dated = {"person_id": pk, "user_id": member.user_id, "by_membership_id": owner.pk}
            if state.excluded:
                exclusions.append(Exclusion(**dated, reason="matrix", starts_at=PAST))
            if state.permitted:
                permissions.append(Permission(**dated, reason="matrix", starts_at=PAST))
        if state.basis:
            board = world.agencies["commissioner"]
            for giver, taker in itertools.permutations(world.agencies.values(), 2):
                if (state.misfit == "giver" and giver != board) or (
                    state.misfit == "recipient" and taker != board
                ):
                    continue
                bases.append(
                    Basis(
                        person_id=pk, agency=giver, recipient_agency=taker, kind=state.basis,
                        recorded_by=owner, recorded_at=PAST, categories=511,
                        purposes=["another"] if state.misfit == "purpose" else PURPOSES_OF_WORK,
                        text="matrix", decided_by=owner, starts_at=PAST,
                        ends_at=None if state.basis_live else NOW,
                    )
                )  # fmt: skip
    Link.rows.bulk_create(links, batch_size=2000)
    Exclusion.rows.bulk_create(exclusions, batch_size=2000)
    Permission.rows.bulk_create(permissions, batch_size=2000)
    Basis.rows.bulk_create(bases, batch_size=2000)
    world.rows[Link] += [
        Row(link.pk, link.person_id, link.agency_id, "identity")
        for link in links[:: len(world.members) // 2]
    ]
    world.rows[Basis] += [
        Row(b.pk, b.person_id, b.agency_id, "health_summary", audience="care") for b in bases[::14]
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.rebuild_reach(id) FROM people_person")
        cursor.execute("ALTER TABLE sharing_link ENABLE TRIGGER reach")
        cursor.execute("ALTER TABLE sharing_basis ENABLE TRIGGER reach")
        cursor.execute("ANALYZE")


#: Tables whose rows the world has already made.
MADE = (Person, Link, Basis)


def person_models() -> list[type[models.Model]]:
    """Every table that the cells of the policy protect."""
    return [m for m in protected_models() if m.access.kind == "person"]  # type: ignore[attr-defined]


def _rows(world: World) -> None:
    some = [world.agencies[t] for t in ("nhs_provider", "police")]
    givers = [world.agencies[t] for t in ("nhs_provider", "charity_provider")]
    for model in person_models():
        if model in MADE:
            continue
        access: Access = model.access  # type: ignore[attr-defined]
        categories = [access.category] if access.category else list(CATEGORIES[:7])
        batch: list[tuple[models.Model, Row]] = []
        for pk, state in world.people.items():
            owners = givers if state.basis else some
            if state == State(state.kind):
                owners = list(world.agencies.values())
            for agency in owners:
                # A table of several categories has each of them where a cell can be seen.
                chosen = (
                    categories if state.is_plain else [categories[len(batch) % len(categories)]]
                )
                batch += [
                    make_row(world, model, access, agency, category, pk) for category in chosen
                ]
        if access.team:
            for member, category in itertools.product(world.members[::5], categories):
                row = make_row(world, model, access, member.team.agency, category, None)
                setattr(row[0], access.team, member.team_id)
                row[1].team = member.team_id
                batch.append(row)
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DISABLE TRIGGER USER')
        model._base_manager.bulk_create([row for row, _ in batch], batch_size=2000)
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE "{model._meta.db_table}" ENABLE TRIGGER USER')
        world.rows[model] += [seen for _, seen in batch]


def make_row(
    world: World,
    model: type[models.Model],
    access: Access,
    agency: Agency,
    category: str,
    person: uuid.UUID | None,
) -> tuple[models.Model, Row]:
    """One row with whatever its columns need, and what the oracle is told of it."""
    author = world.members[0]
    values: dict[str, Any] = {access.agency: agency.pk, access.person: person}
    if access.category_column:
        values[access.category_column] = category
    if access.team:
        values[access.team] = author.team_id
    for column in model._meta.concrete_fields:
        if column.attname not in values:
            values.update(_value(world, column, author, agency))
    row = model(**values)
    from tests.matrix.columns import OVERRIDES

    for name, value in OVERRIDES.get(model._meta.label_lower, {}).items():
        setattr(row, name, value(world, row) if callable(value) else value)
    seen = Row(row.pk, person, agency.pk, category, author=author.pk, audience=access.audience)
    seen.self_may = access.self_may
    if access.audience not in ("", "own", "care"):
        # Where a cell can be seen, nothing hides it.
        state = world.people.get(person) if person else None
        care_only = (state is None or not state.is_plain) and next(_turns) % 2 == 0
        setattr(row, access.audience, care_only)
        seen.audience = "care" if care_only else ""
    if access.author_team:
        # Where a cell can be seen the row is of the members' own team; else of another by turns.
        state = world.people.get(person) if person else None
        elsewhere = (state is None or not state.is_plain) and next(_teams[agency.pk]) % 2
        seen.author_team = uuid.uuid4() if elsewhere else world.teams[agency.pk]
        setattr(row, access.author_team, seen.author_team)
    if access.readers:
        seen.readers = READERS[next(_readers) % len(READERS)](world)
        setattr(row, access.readers, list(seen.readers))
    if access.sealed:
        named = SEALS[next(_seals) % len(SEALS)](world)
        row.sealed_to = named  # type: ignore[attr-defined]
        seen.sealed_to = tuple(named) if named is not None else None
    return row, seen


#: Not sealed; sealed to nobody but its author; sealed to everybody by name.
SEALS: tuple[Any, ...] = (
    lambda _world: None,
    lambda _world: [],
    lambda world: [member.pk for member in world.members],
)
#: Nobody; every member by name; every team.
READERS: tuple[Any, ...] = (
    lambda _world: (),
    lambda world: tuple(member.pk for member in world.members),
    lambda world: tuple(world.teams.values()),
)
_readers = itertools.count()
_teams: dict[uuid.UUID, Iterator[int]] = defaultdict(itertools.count)
_seals = itertools.count()
_turns = itertools.count()


def _value(world: World, column: Any, author: Membership, agency: Agency) -> dict[str, Any]:
    if column.primary_key and column.default is not models.NOT_PROVIDED:
        return {}
    if column.null:
        return {}
    if column.is_relation:
        target = column.related_model
        known = {Membership: author.pk, Agency: agency.pk, User: author.user_id, Place: None}
        if target is Place:
            return {column.attname: _place(world)}
        if target is Team:
            return {column.attname: author.team_id}
        if target in known:
            return {column.attname: known[target]}
        return {column.attname: uuid.uuid4()}
    if column.default is not models.NOT_PROVIDED:
        return {}
    return {column.attname: _plain(column)}


def _place(world: World) -> uuid.UUID:
    police = world.agencies["police"]
    place, _ = Place.objects.get_or_create(
        slug="matrix", defaults={"name": "Matrix place", "kind": "custody", "agency": police}
    )
    return place.pk


def _plain(column: Any) -> Any:
    if column.choices and not column.blank:
        return next(iter(column.flatchoices))[0]
    kinds: list[tuple[type, Any]] = [
        (ArrayField, []),
        (models.UUIDField, uuid.uuid4()),
        (models.DateTimeField, PAST),
        (models.DateField, PAST.date()),
        (models.TimeField, PAST.time()),
        (models.BooleanField, False),
        (models.JSONField, {}),
        (ArrayField, []),
        (models.BinaryField, b""),
        (models.IntegerField, 1),
    ]
    for kind, value in kinds:
        if isinstance(column, kind):
            return value
    return ""
