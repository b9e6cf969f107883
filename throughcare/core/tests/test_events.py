"""Events: the only door through which something happens, and what becomes due by it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError

from evidence.shape.catalogue import event_types
from tests.database import as_owner
from throughcare.audit.models import AuditEntry
from throughcare.core import events, registry
from throughcare.core.errors import NotAllowed, UnknownEvent
from throughcare.core.events import DueRule, due_rule, on_event, record
from throughcare.core.models import Due, Event
from throughcare.core.rebuilding import rebuild
from throughcare.core.tests.pages import add_note

WHEN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KNOWN = {"what": "added", "kind": "contact"}


@pytest.fixture
def desk(make: Any, ctx_of: Any) -> Iterator[Any]:
    member = make.member()
    person = make.person(member)
    with ctx_of(member) as ctx:
        yield Desk(ctx, person)


class Desk:
    def __init__(self, ctx: Any, person: Any) -> None:
        self.ctx, self.person = ctx, person
        self.note = add_note(ctx, person, "Text first")

    def record(self, event_type: str = "person.know_first_changed", **options: Any) -> Event:
        given = {"subject": self.note, "person_id": self.person.pk, "payload": dict(KNOWN)}
        return record(self.ctx, event_type, **(given | options))


# -- The door -------------------------------------------------------------------------------------


def test_an_event_says_who_when_where_and_about_whom(desk: Desk) -> None:
    event = desk.record(happened_at=WHEN)
    seen = Event.visible_to(desk.ctx).get(pk=event.pk)
    assert (seen.happened_at, seen.person_id, seen.subject_id) == (
        WHEN,
        desk.person.pk,
        desk.note.pk,
    )
    assert (seen.by_membership_id, seen.team_id, seen.agency_id) == (
        desk.ctx.membership_id,
        desk.ctx.team_id,
        desk.ctx.agency_id,
    )
    assert (seen.category, seen.type_version) == ("health_summary", 1)


def test_each_event_leaves_an_audit_entry_by_ids(desk: Desk) -> None:
    event = desk.record()
    with as_owner():
        [entry] = AuditEntry.rows.all()
    assert entry.action == "person.know_first_changed"
    assert entry.person_ids == [desk.person.pk]
    assert set(entry.object_ids) == {desk.note.pk, event.pk}


@pytest.mark.parametrize(
    ("event_type", "payload", "because"),
    [
        ("person.flew_away", {}, "is not in evidence/shape"),
        ("", {}, "is not in evidence/shape"),
        ("person.know_first_changed", {}, "is missing"),
        ("person.know_first_changed", {"what": "x"}, "kind. is missing"),
        ("person.know_first_changed", KNOWN | {"more": 1}, "is not in .person"),
        ("person.know_first_changed", {"what": 1, "kind": "x"}, "is not a"),
        ("person.added", {"provisional": "yes"}, "is not a .boolean"),
        ("person.same_as", {"other": "not an id"}, "is not a .id"),
    ],
)
def test_what_the_catalogue_does_not_know_is_refused(
    desk: Desk, event_type: str, payload: dict[str, Any], because: str
) -> None:
    with pytest.raises(UnknownEvent, match=because):
        desk.record(event_type, payload=payload)
    assert not Event.visible_to(desk.ctx).exists()


@pytest.mark.parametrize(
    "statement", ["UPDATE core_event SET type = 'x'", "DELETE FROM core_event"]
)
def test_even_the_owner_does_not_change_what_happened(desk: Desk, statement: str) -> None:
    desk.record()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        as_owner(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_handlers_run_in_their_order_and_in_the_same_transaction(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "_handlers", {})
    ran: list[str] = []

    def late(ctx: Any, event: Event) -> None:
        ran.append("late")

    def early(ctx: Any, event: Event) -> None:
        ran.append("early")
        assert Event.visible_to(ctx).filter(pk=event.pk).exists()

    on_event("person.know_first_changed", order=200)(late)
    on_event("person.know_first_changed", order=50)(early)
    on_event("person.know_first_changed", order=50)(early)  # an app that starts twice
    desk.record()
    assert ran == ["early", "late"]


def test_every_event_of_the_catalogue_names_a_category_and_a_version() -> None:
    categories = {choice for choice, _words in Event._meta.get_field("category").choices}
    for name, shape in event_types().items():
        assert shape.category in categories, name
        assert shape.version >= 1, name


# -- A status never changes without its event -----------------------------------------------------


@pytest.fixture
def table(desk: Desk) -> Iterator[str]:
    """A table of its own, guarded as every table whose status is told by events."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE public.guarded (id uuid PRIMARY KEY, status text, other text)")
        cursor.execute(
            "CREATE CONSTRAINT TRIGGER status_needs_event AFTER INSERT OR UPDATE ON guarded "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.status_needs_event()"
        )
        cursor.execute("GRANT SELECT, INSERT, UPDATE ON guarded TO throughcare_web")
    yield "guarded"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Guarded:
    """Stands for a row of that table: what ``record`` asks of a subject."""

    def __init__(self, status: str) -> None:
        self.pk = self.id = uuid.uuid4()
        self.status = status
        self._meta = type("Meta", (), {"db_table": "guarded"})

    def write(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO guarded VALUES (%s, %s) "
                "ON CONFLICT (id) DO UPDATE SET status = excluded.status",
                [self.id, self.status],
            )


def commit() -> None:
    """What the end of the transaction checks."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_a_new_row_needs_the_event_of_its_status(desk: Desk, table: str) -> None:
    with pytest.raises(IntegrityError, match="no event names it"), transaction.atomic():
        Guarded("waiting").write()
        commit()
    row = Guarded("waiting")
    row.write()
    desk.record(subject=row)
    commit()


def test_a_change_needs_an_event_of_the_same_status_and_row(desk: Desk, table: str) -> None:
    row, other = Guarded("waiting"), Guarded("left")
    row.write()
    desk.record(subject=row)
    commit()
    row.status = "left"
    for wrong in (None, other):
        with pytest.raises(IntegrityError, match="no event names it"), transaction.atomic():
            row.write()
            if wrong is not None:
                desk.record(subject=wrong)
            commit()
    row.write()
    desk.record(subject=row, status_from="waiting")
    commit()


def test_other_columns_may_change_without_an_event(desk: Desk, table: str) -> None:
    row = Guarded("waiting")
    row.write()
    desk.record(subject=row)
    commit()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE guarded SET other = 'x'")
    commit()


def test_an_event_of_an_earlier_transaction_does_not_count(
    own_database: str, django_db_blocker: Any
) -> None:
    from tests.factories import Make, working_as

    with django_db_blocker.unblock():
        make = Make()
        member = make.member()
        person = make.person(member)
        row = Guarded("waiting")
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("CREATE TABLE public.guarded (id uuid PRIMARY KEY, status text)")
            cursor.execute(
                "CREATE CONSTRAINT TRIGGER g AFTER INSERT OR UPDATE ON guarded DEFERRABLE "
                "INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.status_needs_event()"
            )
            cursor.execute("GRANT SELECT, INSERT, UPDATE ON guarded TO throughcare_web")
        with transaction.atomic(), working_as(member) as ctx:
            row.write()
            record(ctx, "person.know_first_changed", subject=row, person_id=person.pk,
                   payload=dict(KNOWN))  # fmt: skip
        with transaction.atomic(), working_as(member) as ctx:
            row.status = "left"
            row.write()
            record(ctx, "person.know_first_changed", subject=row, person_id=person.pk,
                   payload=dict(KNOWN))  # fmt: skip
        with pytest.raises(IntegrityError, match="no event names it"), transaction.atomic():
            row.status = "waiting"  # the first event says so, and it is long past
            row.write()


# -- What becomes due -----------------------------------------------------------------------------


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rules of our own in place of those of the product."""
    monkeypatch.setitem(registry._many, "due", {})

    def look(event: Event) -> Any:
        if event.payload["kind"] == "nothing":
            return None
        return "today", event.happened_at + timedelta(hours=2), {"why": "x", "mine": True}

    def call(event: Event) -> Any:
        return "planned", event.happened_at + timedelta(days=1), {}

    due_rule(
        DueRule(
            "look",
            ("person.know_first_changed",),
            look,
            closes=("person.know_first_changed", "person.adjustment_changed"),
        )
    )
    due_rule(
        DueRule(
            "call",
            ("agreement.withdrawn",),
            call,
            closes=("person.adjustment_changed",),
            by_person=True,
            category="identity",
        )
    )


def due_rows() -> list[dict[str, Any]]:
    with as_owner():
        return list(Due.rows.order_by("opened_at", "kind", "id").values())


def test_an_event_opens_what_its_rule_says(desk: Desk, rules: None) -> None:
    event = desk.record(happened_at=WHEN)
    [row] = due_rows()
    assert (row["kind"], row["urgency"], row["status"]) == ("look", "today", "open")
    assert row["due_at"] == WHEN + timedelta(hours=2)
    assert (row["owner_id"], row["opened_by_id"]) == (desk.ctx.membership_id, event.pk)
    assert row["detail"] == {"why": "x"}


def test_a_rule_may_say_no(desk: Desk, rules: None) -> None:
    desk.record(payload={"what": "added", "kind": "nothing"})
    assert due_rows() == []


def test_the_same_subject_closes_it_and_another_does_not(desk: Desk, rules: None) -> None:
    desk.record()
    other = add_note(desk.ctx, desk.person, "another")
    need = {"what": "added", "need": "reading"}
    desk.record("person.adjustment_changed", subject=other, payload=need)
    assert [row["status"] for row in due_rows()] == ["open"]
    closing = desk.record("person.adjustment_changed", payload=need)
    [row] = due_rows()
    assert (row["status"], row["closed_by_id"]) == ("done", closing.pk)
    assert row["closed_at"] == closing.recorded_at


def test_by_person_any_subject_of_the_person_closes_it(desk: Desk, rules: None) -> None:
    desk.record("agreement.withdrawn", payload={"recipient": "court"})
    other = add_note(desk.ctx, desk.person, "another")
    need = {"what": "added", "need": "reading"}
    desk.record("person.adjustment_changed", subject=other, payload=need)
    assert [(row["kind"], row["status"], row["category"]) for row in due_rows()] == [
        ("call", "done", "identity")
    ]


def test_the_same_event_first_closes_and_then_opens(desk: Desk, rules: None) -> None:
    desk.record()
    desk.record()
    assert [row["status"] for row in due_rows()] == ["done", "open"]


def busy_day(desk: Desk) -> list[dict[str, Any]]:
    """Opened, replaced, closed, passed on, and something for another person."""
    need = {"what": "added", "need": "reading"}
    desk.record(happened_at=WHEN)
    desk.record("agreement.withdrawn", payload={"recipient": "court"})
    other = add_note(desk.ctx, desk.person, "another")
    desk.record("person.adjustment_changed", subject=other, payload=need)
    desk.record(subject=other)
    desk.record("person.adjustment_changed", payload=need)
    desk.record(subject=other)
    desk.record("agreement.withdrawn", payload={"recipient": "court"})
    with as_owner():
        due = Due.rows.get(kind="look", status="open")
        Due.rows.filter(pk=due.pk).update(owner_id=None)
    payload = {"due": str(due.pk), "from": str(due.owner_id), "to": None}
    batch = {"batch": str(uuid.uuid4())} if "batch" in _payload_of("work.passed_on") else {}
    desk.record("work.passed_on", subject=due, payload=payload | batch)
    return due_rows()


def _payload_of(event_type: str) -> set[str]:
    return {name.rstrip("?") for name in event_types()[event_type].payload}


def test_what_is_due_is_worked_out_again_to_exactly_the_same_rows(desk: Desk, rules: None) -> None:
    before = busy_day(desk)
    assert len(before) == 5
    assert {row["status"] for row in before} == {"open", "done"}
    with as_owner():
        done = rebuild()
    assert done.same
    assert due_rows() == before
    with as_owner():
        Due.rows.all().delete()
        done = rebuild()
    assert (done.added, done.changed, done.removed) == (5, 0, 0)
    assert due_rows() == before


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda rows: rows.filter(status="done").first().delete(), (1, 0, 0)),
        (lambda rows: rows.update(due_at=WHEN), (0, 5, 0)),
        (lambda rows: rows.update(owner_id=uuid.uuid4()), (0, 5, 0)),
        (lambda rows: rows.filter(status="open").update(urgency="act_now"), (0, 2, 0)),
    ],
    ids=["deleted", "moved", "given away", "made urgent"],
)
def test_rows_that_differ_are_found_and_put_right(
    desk: Desk, rules: None, spoil: Any, found: tuple[int, int, int]
) -> None:
    before = busy_day(desk)
    with as_owner():
        spoil(Due.rows.all())
        out = StringIO()
        with pytest.raises(SystemExit) as stopped:
            call_command("rebuild", "--check", "--json", stdout=out)
        assert stopped.value.code == 1
        said = json.loads(out.getvalue())
        assert (said["added"], said["changed"], said["removed"]) == found
        call_command("rebuild", stdout=StringIO())
        call_command("rebuild", "--check", stdout=StringIO())
    assert due_rows() == before


def test_a_login_that_does_not_see_everything_may_not_rebuild(desk: Desk, rules: None) -> None:
    before = busy_day(desk)
    with pytest.raises(NotAllowed, match="sees only some"):
        rebuild()
    assert due_rows() == before


# -- Old rows -------------------------------------------------------------------------------------


def test_the_old_row_of_each_change_is_kept_and_the_web_role_cannot_read_it(desk: Desk) -> None:
    type(desk.note).visible_to(desk.ctx, "amend").update(text="Ring first")
    type(desk.note).visible_to(desk.ctx, "amend").update(text="Ring first")  # no change
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT old ->> 'text', by_membership FROM app.row_history WHERE row_id = %s",
            [str(desk.note.pk)],
        )
        assert cursor.fetchall() == [("Text first", desk.ctx.membership_id)]
    for statement in ("SELECT * FROM app.row_history", "DELETE FROM app.row_history"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
