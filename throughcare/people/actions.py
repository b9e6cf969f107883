"""What people can do with a record of who someone is. Each runs in the request's transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from throughcare.core import clock
from throughcare.core.errors import NotAllowed
from throughcare.core.events import record
from throughcare.people.folding import canonical_number, clean_line, search_name
from throughcare.people.models import Identifier, Person, PersonName, Source

if TYPE_CHECKING:
    from throughcare.core.context import Context


def add_person(
    ctx: Context,
    *,
    given_name: str = "",
    family_name: str = "",
    born_on: date | None = None,
    born_about: bool = False,
    sex: str = Person.Sex.NOT_KNOWN,
    likes_to_be_called: str = "",
    identifiers: Iterable[tuple[str, str]] = (),
    source: str = Source.PERSON,
    provisional: bool = False,
) -> Person:
    """Make a record, linked to the asker's team and held by the asker.

    The name may be empty: then the record is provisional. ``identifiers`` are pairs of kind
    and number as given; one that another record holds as well goes to the data-quality queue,
    whether or not the asker may see that record, and nothing here tells which.
    Raises NotAllowed when the role does not make records.
    """
    if not ctx.allows("create", "identity"):
        raise NotAllowed("create", "this role does not make records of people")
    given_name, family_name = clean_line(given_name), clean_line(family_name)
    numbers = [_read_number(kind, given) for kind, given in identifiers]
    person = Person(
        id=uuid.uuid4(),
        agency_id=ctx.agency_id,
        recorded_by_id=ctx.membership_id,
        recorded_at=clock.now(),
        given_name=given_name,
        family_name=family_name,
        likes_to_be_called=clean_line(likes_to_be_called),
        sort_name=search_name(given_name, family_name),
        born_on=born_on,
        born_about=born_about,
        sex=sex,
        nhs_number=next((n.canonical for n in numbers if n.is_nhs and n.canonical), ""),
        provisional=provisional or not (given_name or family_name),
    )
    _open_first_links(person.pk)
    person.save(force_insert=True)
    PersonName.rows.bulk_create(_first_names(ctx, person, source))
    _keep_numbers(ctx, person, numbers, source)
    note_clash(person.pk)
    record(
        ctx,
        "person.added",
        subject=person,
        person_id=person.pk,
        payload={"provisional": person.provisional},
    )
    ctx.shown.people(person.pk)
    return person


class _Number(NamedTuple):
    """A number as it was given, and as it is matched on ("" where it fails its check)."""

    kind: str
    given: str
    canonical: str

    @property
    def is_nhs(self) -> bool:
        return self.kind == Identifier.Kind.NHS_NUMBER


def _read_number(kind: str, given: str) -> _Number:
    canonical, _warning = canonical_number(kind, given)
    return _Number(kind, clean_line(given), canonical)


def _keep_numbers(ctx: Context, person: Person, numbers: Iterable[_Number], source: str) -> None:
    Identifier.rows.bulk_create(
        Identifier(
            **recorded(ctx, person.pk),
            **number._asdict(),
            source=source,
            starts_on=clock.today(),
        )
        for number in numbers
    )


def recorded(ctx: Context, person_id: uuid.UUID) -> dict[str, Any]:
    """The columns that say who recorded a row about a person, and when."""
    return {
        "person_id": person_id,
        "agency_id": ctx.agency_id,
        "recorded_by_id": ctx.membership_id,
        "recorded_at": clock.now(),
    }


def _first_names(ctx: Context, person: Person, source: str) -> list[PersonName]:
    common = recorded(ctx, person.pk) | {"source": source, "starts_on": clock.today()}
    names = []
    if person.given_name or person.family_name:
        names.append(
            PersonName(
                **common,
                kind=PersonName.Kind.USED,
                given_name=person.given_name,
                family_name=person.family_name,
                search_name=person.sort_name,
            )
        )
    if person.likes_to_be_called:
        names.append(
            PersonName(
                **common,
                kind=PersonName.Kind.PREFERRED,
                given_name=person.likes_to_be_called,
                family_name=person.family_name,
                search_name=search_name(person.likes_to_be_called, person.family_name),
            )
        )
    return names


def _open_first_links(person_id: uuid.UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.open_first_links(%s)", [person_id])


def note_clash(person_id: uuid.UUID) -> None:
    """Tell the data-quality queue where another record holds a number of this one.

    Answers nothing, and takes the same statement whether or not there is such a record.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.note_clash(%s)", [person_id])
