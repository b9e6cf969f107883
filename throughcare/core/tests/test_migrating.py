"""A database that is in use is brought up to date although policies read its columns."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import NotSupportedError, connection, transaction

from tests.database import as_owner
from throughcare.core.database.install import is_behind, lift_policies
from throughcare.people.models import Person

#: A column that the policies of its table read, changed as a migration did.
CHANGE = "ALTER TABLE appointments_appointment ALTER COLUMN category TYPE varchar(40)"


@pytest.fixture
def nurse(make: Any) -> Any:
    nurse = make.member("clinician")
    make.person(nurse)
    return nurse


def how_many(member: Any, ctx_of: Any) -> int:
    with ctx_of(member) as ctx:
        return int(Person.visible_to(ctx).count())


def test_a_column_that_policies_read_changes_and_meanwhile_the_web_reads_nothing(
    nurse: Any, ctx_of: Any
) -> None:
    assert how_many(nurse, ctx_of) == 1
    with as_owner(), connection.cursor() as cursor:
        lift_policies()
        cursor.execute(CHANGE)
    assert how_many(nurse, ctx_of) == 0


def test_without_that_the_database_refuses_the_change(nurse: Any) -> None:
    with as_owner(), pytest.raises(NotSupportedError, match="policy"), transaction.atomic():
        connection.cursor().execute(CHANGE)


def test_a_database_that_is_up_to_date_keeps_its_policies(db: Any) -> None:
    assert not is_behind()
