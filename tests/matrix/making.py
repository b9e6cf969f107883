"""Writes the world of the matrix, as the owner: staff, agreements, people, rows of every table."""

from __future__ import annotations

import itertools
import uuid
from datetime import date
from typing import Any

from django.db import connection

from tests.database import as_owner
from tests.matrix.rows import make_rows, person_models
from tests.matrix.states import NOW, PAST, State, states
from tests.matrix.world import PURPOSES_OF_WORK, Row, World, shared
from throughcare.accounts.models import User
from throughcare.agencies.models import Agency, Membership, Team
from throughcare.core.access import CATEGORIES
from throughcare.people.models import Person
from throughcare.sharing.models import Basis, Exclusion, Link, Permission, SharingAgreement
from throughcare.sharing.policy import oracle
from throughcare.sharing.policy.vocabulary import AGENCY_ROLES, ROLE_PURPOSES


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
        make_rows(world)
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
    _reach(on=False)
    Person.rows.bulk_create(people, batch_size=500)
    world.rows[Person] += [
        Row(p.pk, p.pk, p.agency_id, "identity", author=owner.pk, self_may=Person.access.self_may)
        for p in people
    ]
    links = [link for pk, state in made for link in _links(world, pk, state)]
    bases = [basis for pk, state in made for basis in _bases(world, pk, state)]
    Link.rows.bulk_create(links, batch_size=2000)
    Basis.rows.bulk_create(bases, batch_size=2000)
    _guards(world, made)
    world.rows[Link] += [
        Row(link.pk, link.person_id, link.agency_id, "identity")
        for link in links[:: len(world.members) // 2]
    ]
    world.rows[Basis] += [
        Row(b.pk, b.person_id, b.agency_id, "health_summary", audience="care") for b in bases[::14]
    ]
    _reach(on=True)


def _reach(*, on: bool) -> None:
    """Who reaches whom is worked out once, when all is written."""
    how = "ENABLE" if on else "DISABLE"
    with connection.cursor() as cursor:
        if on:
            cursor.execute("SELECT app.rebuild_reach(id) FROM people_person")
        cursor.execute(f"ALTER TABLE sharing_link {how} TRIGGER reach")
        cursor.execute(f"ALTER TABLE sharing_basis {how} TRIGGER reach")
        if on:
            cursor.execute("ANALYZE")


def _links(world: World, pk: uuid.UUID, state: State) -> list[Link]:
    """One of the state's kind for every member; or for a stranger."""
    starts, ends = state.link_times
    stranger = uuid.uuid4()
    return [
        Link(
            person_id=pk, principal_id=member.pk if state.mine else stranger,
            kind=state.kind, source="matrix",
            agency_id=member.team.agency_id, starts_at=starts, ends_at=ends,
            granted_by=world.members[0].pk, granted_at=PAST,
        )
        for member in world.members
    ]  # fmt: skip


def _guards(world: World, made: list[tuple[uuid.UUID, State]]) -> None:
    """Who is shut out from a person, and who may open one that is guarded."""
    dated = [
        (
            state,
            {
                "person_id": pk,
                "user_id": member.user_id,
                "by_membership_id": world.members[0].pk,
                "reason": "matrix",
                "starts_at": PAST,
            },
        )
        for pk, state in made
        for member in world.members
    ]
    shut_out = [Exclusion(**values) for state, values in dated if state.excluded]
    let_in = [Permission(**values) for state, values in dated if state.permitted]
    Exclusion.rows.bulk_create(shut_out, batch_size=2000)
    Permission.rows.bulk_create(let_in, batch_size=2000)


def _bases(world: World, pk: uuid.UUID, state: State) -> list[Basis]:
    """One from every agency to every other; a misfit gives those alone that do not fit."""
    if not state.basis:
        return []
    owner, board = world.members[0], world.agencies["commissioner"]
    return [
        Basis(
            person_id=pk, agency=giver, recipient_agency=taker, kind=state.basis,
            recorded_by=owner, recorded_at=PAST, categories=511,
            purposes=["another"] if state.misfit == "purpose" else PURPOSES_OF_WORK,
            text="matrix", decided_by=owner, starts_at=PAST,
            ends_at=None if state.basis_live else NOW,
        )
        for giver, taker in itertools.permutations(world.agencies.values(), 2)
        if (state.misfit != "giver" or giver == board)
        and (state.misfit != "recipient" or taker == board)
    ]  # fmt: skip
