"""Adding, changing and ending the rows of a record: one way for every part."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import StaleVersion
from throughcare.core.events import record
from throughcare.people.actions import note_clash, recorded
from throughcare.people.models import EqualityData, Identifier, KnowFirst, Person, PersonName
from throughcare.people.parts import Part

if TYPE_CHECKING:
    from throughcare.core.context import Context


def add_row(ctx: Context, part: Part, *, person: Person, values: dict[str, Any]) -> Any:
    """Add a row to the record, as of today unless it says since when."""
    row = part.model(**recorded(ctx, person.pk), **values)
    if hasattr(row, "starts_on") and "starts_on" not in values:
        row.starts_on = clock.today()
    ctx.require("create", row)
    row.save(force_insert=True)
    _told(ctx, part, row, "added")
    _follow(ctx, person, row)
    return row


def change_row(
    ctx: Context, part: Part, *, person: Person, row_id: UUID, version: int, values: dict[str, Any]
) -> Any:
    """Change a row that nobody has changed since ``version``; else StaleVersion."""
    row = _save(ctx, part, row_id, version, values)
    _told(ctx, part, row, "changed")
    _follow(ctx, person, row)
    return row


def end_row(
    ctx: Context,
    part: Part,
    *,
    person: Person,
    row_id: UUID,
    version: int,
    on: date | None,
    reason: str,
) -> Any:
    """Say since when a row no longer holds. It stays in the record."""
    values: dict[str, Any] = {part.ends: on or clock.today()}
    if part.model is KnowFirst:
        values["ended_reason"] = reason
    row = _save(ctx, part, row_id, version, values)
    ctx.shown.reason = reason
    _told(ctx, part, row, "ended")
    _follow(ctx, person, row)
    return row


def _save(ctx: Context, part: Part, row_id: UUID, version: int, values: dict[str, Any]) -> Any:
    rows = part.model.visible_to(ctx, "amend").filter(pk=row_id)
    done = rows.filter(version=version).update(**values, version=version + 1)
    row = rows.first()
    if not done:
        raise StaleVersion(row_id=row_id, theirs=row)
    return row


def _told(ctx: Context, part: Part, row: Any, how: str) -> None:
    record(
        ctx,
        part.event,
        subject=row,
        person_id=row.person_id,
        payload={"what": f"{part.what}_{how}", **part.said(row)},
    )


def _follow(ctx: Context, person: Person, row: Any) -> None:
    """Keep what the identity bar shows in step with the names and numbers beneath it."""
    if isinstance(row, PersonName):
        _copy_name(ctx, person, row)
    if isinstance(row, Identifier):
        _copy_nhs_number(ctx, person)
        note_clash(row.person_id)


def _copy_name(ctx: Context, person: Person, row: PersonName) -> None:
    if row.ends_on is not None:
        return
    if row.kind == PersonName.Kind.USED:
        # One name is used at a time; the one before stays, as a name they were known by.
        PersonName.visible_to(ctx, "amend").filter(
            person_id=row.person_id, kind=PersonName.Kind.USED, ends_on=None
        ).exclude(pk=row.pk).update(ends_on=row.starts_on)
        copied = {
            "given_name": row.given_name,
            "family_name": row.family_name,
            "sort_name": row.search_name,
        }
    elif row.kind == PersonName.Kind.PREFERRED:
        copied = {"likes_to_be_called": row.given_name or row.family_name}
    else:
        return
    # No row where another agency keeps this record: its own staff settle what stands at the top.
    Person.visible_to(ctx, "amend").filter(pk=row.person_id).update(**copied)


def _copy_nhs_number(ctx: Context, person: Person) -> None:
    newest = (
        Identifier.visible_to(ctx)
        .filter(person_id=person.pk, kind=Identifier.Kind.NHS_NUMBER, ends_on=None)
        .exclude(canonical="")
        .order_by("-recorded_at")
        .first()
    )
    Person.visible_to(ctx, "amend").filter(pk=person.pk).update(
        nhs_number=newest.canonical if newest else ""
    )


def change_basics(ctx: Context, *, person: Person, version: int, values: dict[str, Any]) -> None:
    """Change birth date, sex, pronoun, whether the identity is confirmed, the day of death."""
    done = (
        Person.visible_to(ctx, "amend")
        .filter(pk=person.pk, version=version)
        .update(**values, version=version + 1)
    )
    if not done:
        theirs = Person.visible_to(ctx).filter(pk=person.pk).first()
        raise StaleVersion(row_id=person.pk, theirs=theirs)
    record(
        ctx,
        "person.identity_changed",
        subject=person,
        person_id=person.pk,
        payload={"what": "basics_changed"},
    )


def answer_equality(
    ctx: Context, *, person: Person, question: str, version: int, values: dict[str, Any]
) -> None:
    """Keep the answer to one equality question; ``version`` 0 when it is asked anew.

    Raises StaleVersion when a colleague has answered it since the page was shown.
    """
    rows = EqualityData.visible_to(ctx).filter(
        person_id=person.pk, agency_id=ctx.agency_id, question=question
    )
    row = rows.first()
    if (row.version if row else 0) != version:
        raise StaleVersion(row_id=row.pk if row else person.pk, theirs=row)
    if row is None:
        row = EqualityData(**recorded(ctx, person.pk), question=question, **values)
        ctx.require("create", row)
        row.save(force_insert=True)
    else:
        done = (
            EqualityData.visible_to(ctx, "amend")
            .filter(pk=row.pk, version=version)
            .update(**values, version=row.version + 1)
        )
        if not done:
            raise StaleVersion(row_id=row.pk, theirs=rows.first())
    record(
        ctx,
        "person.equality_recorded",
        subject=row,
        person_id=person.pk,
        payload={"question": question, "asked": str(values["asked"])},
    )
