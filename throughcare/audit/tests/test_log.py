"""The log: what was seen and done, in the name of who did it, and never changed."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from tests.database import as_owner
from throughcare.audit import leaves, writer
from throughcare.audit.models import AuditEntry
from throughcare.core import clock


def entries() -> list[AuditEntry]:
    with as_owner():
        return list(AuditEntry.rows.order_by("id"))


def insert(**columns: Any) -> None:
    """As the web role would, past the writer."""
    given = {
        "at": clock.now(),
        "role": "",
        "purpose": "",
        "session_ref": "",
        "request_id": "",
        "action": "made up",
        "outcome": "allowed",
        "reason": "",
        "tried": "",
        "person_ids": "{}",
        "object_ids": "{}",
        "field_set": "",
        "policy_sha256": "",
    } | columns
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO audit_auditentry ({', '.join(given)})"
            f" VALUES ({', '.join(['%s'] * len(given))})",
            list(given.values()),
        )


def test_an_entry_names_who_for_what_and_through_which_link(make: Any, ctx_of: Any) -> None:
    member = make.member()
    person = make.person(member)
    with ctx_of(member) as ctx:
        writer.write(
            ctx,
            action="page:GET:person",
            outcome="allowed",
            person_ids=[person.id],
            field_set=["identity", "health_summary"],
        )
    [entry] = entries()
    assert (entry.membership_id, entry.user_id) == (member.id, member.user_id)
    assert (entry.agency_id, entry.team_id) == (member.team.agency_id, member.team_id)
    assert (entry.role, entry.purpose) == ("clinician", "direct_care")
    assert entry.person_ids == [person.id]
    assert entry.relationship == 1  # the team's link
    assert entry.field_set == "health_summary,identity"
    assert len(entry.policy_sha256) == 64
    assert len(bytes(entry.leaf)) == 32


def test_an_entry_cannot_be_written_in_another_name(make: Any, ctx_of: Any) -> None:
    me, other = make.member(), make.member("supervisor")
    with ctx_of(me):
        insert(membership_id=other.id, user_id=other.user_id, role="supervisor", purpose="audit")
    [entry] = entries()
    assert (entry.membership_id, entry.role, entry.purpose) == (me.id, "clinician", "direct_care")


def test_without_a_context_no_entry_may_name_a_role(make: Any) -> None:
    me = make.member()
    for spoilt in ({"membership_id": me.id}, {"role": "auditor"}):
        with pytest.raises(DatabaseError, match="may name a role"), transaction.atomic():
            insert(**spoilt)
    insert(user_id=me.user_id, action="sign-in", outcome="denied")  # a failed sign-in
    assert [entry.user_id for entry in entries()] == [me.user_id]


@pytest.mark.parametrize("column", ["id", "leaf"])
def test_ids_and_hashes_cannot_be_made_up(make: Any, column: str) -> None:
    value = {"id": 10**12, "leaf": b"\x00" * 32}[column]
    with pytest.raises(DatabaseError, match="the log gives ids"), transaction.atomic():
        insert(**{column: value})


def test_the_time_cannot_be_made_up(make: Any) -> None:
    insert(at=datetime(1999, 1, 1, tzinfo=UTC))
    [entry] = entries()
    assert abs((entry.at - clock.now()).total_seconds()) < 60


def test_the_web_role_writes_the_log_and_cannot_read_it(make: Any, ctx_of: Any) -> None:
    with ctx_of(make.member()), connection.cursor() as cursor:
        for statement in (
            "SELECT count(*) FROM audit_auditentry",
            "SELECT count(*) FROM audit_auditseal",
            "SELECT nextval('app.audit_id')",
            "SELECT last_value FROM app.audit_id",
            "SELECT app.audit_mark()",
            "SELECT * FROM app.audit_leaves(0, 100)",
            "UPDATE audit_auditentry SET reason = ''",
            "DELETE FROM audit_auditentry",
            "TRUNCATE audit_auditentry",
            "DROP TABLE audit_auditentry",
            "ALTER TABLE audit_auditentry DISABLE TRIGGER ALL",
        ):
            with (
                pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
                transaction.atomic(),
            ):
                cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditentry SET reason = 'x'",
        "DELETE FROM audit_auditentry",
        "TRUNCATE audit_auditentry",
    ],
)
def test_even_the_owner_does_not_change_an_entry(make: Any, statement: str) -> None:
    insert()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        as_owner(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert len(entries()) == 1


def test_a_refusal_is_kept_with_whose_record_was_tried(make: Any, ctx_of: Any) -> None:
    hidden = make.person(make.member())
    with ctx_of(make.member()) as ctx:
        for reference in (hidden.reference, "TC-00000000", "\x00" * 50):
            writer.write(ctx, action="page:GET:person", outcome="denied", tried=reference)
    assert [entry.person_ids for entry in entries()] == [[hidden.id], [], []]


def test_the_hash_is_over_every_column(make: Any, ctx_of: Any) -> None:
    columns = {field.column for field in AuditEntry._meta.concrete_fields} - {"leaf"}
    assert {name for name, _sql in leaves.FIELDS} == columns | {"xact"}


def test_the_database_and_the_verifier_hash_the_same_bytes(make: Any, ctx_of: Any) -> None:
    member = make.member()
    with ctx_of(member) as ctx:
        writer.write(ctx, action="a", outcome="allowed", reason="é, 3:abc")
        writer.write(ctx, action="b", outcome="denied", object_ids=[uuid.uuid4(), uuid.uuid4()])
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {leaves.bytes_sql('e')}, e.leaf FROM audit_auditentry e")
        rows = [(bytes(entry), bytes(leaf)) for entry, leaf in cursor.fetchall()]
    assert [leaves.leaf(entry) for entry, _leaf in rows] == [leaf for _entry, leaf in rows]
    first = leaves.readable(rows[0][0])
    assert (first["reason"], first["basis_id"], first["tried"]) == ("é, 3:abc", None, "")
