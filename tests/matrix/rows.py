"""One row a table, person and owner, with whatever its columns need."""

from __future__ import annotations

import itertools
import uuid
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from tests.matrix.states import PAST, State
from tests.matrix.world import Row, World
from throughcare.accounts.models import User
from throughcare.agencies.models import Agency, Membership, Place, Team
from throughcare.core.access import CATEGORIES, Access, protected_models
from throughcare.people.models import Person
from throughcare.sharing.models import Basis, Link

Made = tuple[models.Model, Row]
#: Tables whose rows the world has already made.
MADE = (Person, Link, Basis)


def person_models() -> list[type[models.Model]]:
    """Every table that the cells of the policy protect."""
    return [m for m in protected_models() if m.access.kind == "person"]  # type: ignore[attr-defined]


def make_rows(world: World) -> None:
    """Rows of every table about people that the world has not made yet."""
    for model in person_models():
        if model in MADE:
            continue
        batch = list(_rows_of(world, model))
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DISABLE TRIGGER USER')
        model._base_manager.bulk_create([row for row, _ in batch], batch_size=2000)
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE "{model._meta.db_table}" ENABLE TRIGGER USER')
        world.rows[model] += [seen for _, seen in batch]


def _rows_of(world: World, model: type[models.Model]) -> Iterator[Made]:
    """One a person and owner; where a row may reach a team without a person, those too."""
    some = [world.agencies[t] for t in ("nhs_provider", "police")]
    givers = [world.agencies[t] for t in ("nhs_provider", "charity_provider")]
    access: Access = model.access  # type: ignore[attr-defined]
    categories = [access.category] if access.category else list(CATEGORIES[:7])
    made = 0
    for pk, state in world.people.items():
        owners = givers if state.basis else some
        if state == State(state.kind):
            owners = list(world.agencies.values())
        for agency in owners:
            # A table of several categories has each of them where a cell can be seen.
            chosen = categories if state.is_plain else [categories[made % len(categories)]]
            for category in chosen:
                yield make_row(world, model, access, agency, category, pk)
                made += 1
    if not access.team:
        return
    for member, category in itertools.product(world.members[::5], categories):
        row, seen = make_row(world, model, access, member.team.agency, category, None)
        setattr(row, access.team, member.team_id)
        seen.team = member.team_id
        yield row, seen


def make_row(
    world: World,
    model: type[models.Model],
    access: Access,
    agency: Agency,
    category: str,
    person: uuid.UUID | None,
) -> Made:
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
    state = world.people.get(person) if person else None
    _narrow(world, row, seen, access, hides=state is None or not state.is_plain)
    return row, seen


def _narrow(world: World, row: Any, seen: Row, access: Access, *, hides: bool) -> None:
    """What keeps a row from some of its agency, by turns. ``hides``: no cell need be seen on it."""
    if access.audience not in ("", "own", "care"):
        care_only = hides and next(_turns) % 2 == 0
        setattr(row, access.audience, care_only)
        seen.audience = "care" if care_only else ""
    if access.author_team:
        # Where a cell can be seen the row is of the members' own team; else of another by turns.
        elsewhere = hides and next(_teams[seen.agency]) % 2
        seen.author_team = uuid.uuid4() if elsewhere else world.teams[seen.agency]
        setattr(row, access.author_team, seen.author_team)
    if access.readers:
        seen.readers = READERS[next(_readers) % len(READERS)](world)
        setattr(row, access.readers, list(seen.readers))
    if access.sealed:
        named = SEALS[next(_seals) % len(SEALS)](world)
        row.sealed_to = named
        seen.sealed_to = tuple(named) if named is not None else None


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
