"""The signed access context: nothing is read without one, and none can be forged."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection, transaction

from throughcare.core import clock, context
from throughcare.core.errors import ContextMissing
from throughcare.people.models import Person


def count_people() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_person")
        return int(cursor.fetchone()[0])


def test_without_a_context_nobody_is_seen(make: Any) -> None:
    make.person(make.member())
    assert count_people() == 0


def test_a_model_cannot_be_asked_without_saying_who_asks(db: None) -> None:
    with pytest.raises(ContextMissing, match="without saying who asks"):
        Person.objects.all()


def test_a_team_sees_the_people_linked_to_it_and_nobody_else(make: Any, ctx_of: Any) -> None:
    me, stranger = make.member(), make.member()
    mine, theirs = make.person(me), make.person(stranger)
    with ctx_of(me) as ctx:
        assert [p.pk for p in Person.visible_to(ctx)] == [mine.pk]
        assert count_people() == 1
    with ctx_of(stranger):
        assert count_people() == 1
    assert theirs.pk != mine.pk


@pytest.mark.parametrize("name", ["principals", "masks", "agency", "excl", "perm", "role"])
def test_a_setting_changed_by_hand_gives_no_rows(make: Any, ctx_of: Any, name: str) -> None:
    me, other = make.member(), make.member()
    make.person(me)
    with ctx_of(me), connection.cursor() as cursor:
        assert count_people() == 1
        cursor.execute(
            "SELECT set_config(%s, %s, true)", [f"app.{name}", "{" + str(other.team_id) + "}"]
        )
        assert count_people() == 0


def test_the_signature_of_one_transaction_is_worthless_in_another(make: Any, ctx_of: Any) -> None:
    me = make.member()
    make.person(me)
    with ctx_of(me), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.sig')")
        signature = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('app.sig', %s, true)", ["0" * len(signature)])
        assert count_people() == 0


@pytest.mark.parametrize(
    "spoil",
    [
        lambda t: t[:-1] + ("0" if t[-1] != "0" else "1"),
        lambda t: t.replace("direct_care", "supervision"),
        lambda t: "2" + t[1:],
        lambda t: "",
        lambda t: t + "|more",
        lambda t: t.replace("|", "\\"),
    ],
)
def test_a_forged_token_is_refused(make: Any, spoil: Any) -> None:
    token = context.sign_token(
        membership_id=make.member().id,
        purpose="direct_care",
        session_ref="x",
        expires_at=clock.now(),
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.begin_ctx(%s)", [spoil(token)])
        assert cursor.fetchone()[0] is None


def test_a_purpose_that_the_role_may_not_choose_is_refused(make: Any, ctx_of: Any) -> None:
    with pytest.raises(ContextMissing), ctx_of(make.member(), "audit"):
        pass


def test_the_web_role_cannot_write_a_link_by_itself(make: Any, ctx_of: Any) -> None:
    me, stranger = make.member(), make.member()
    hidden = make.person(stranger)
    with ctx_of(me), connection.cursor() as cursor:
        for statement, words in [
            (
                "SELECT app.open_link(%s, %s, 1, 'hand')",
                [hidden.pk, me.team_id],
            ),
            (
                "INSERT INTO sharing_reach "
                "VALUES (%s, %s, gen_random_uuid(), 1, now(), NULL, false)",
                [hidden.pk, me.team_id],
            ),
            ("SELECT app.rebuild_reach(%s)", [hidden.pk]),
            ("SELECT * FROM app.secret", []),
            ("SELECT * FROM app.row_history", []),
        ]:
            with (
                pytest.raises(Exception, match="not allowed|permission denied"),
                transaction.atomic(),
            ):
                cursor.execute(statement, words)
        assert count_people() == 0


def test_a_new_person_may_be_linked_to_the_own_team_only(make: Any, ctx_of: Any) -> None:
    me, other = make.member(), make.member()
    with ctx_of(me), connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SELECT app.open_link(%s, %s, 1, 'new')", [uuid.uuid4(), me.team_id])
        with pytest.raises(Exception, match="not allowed"), transaction.atomic():
            cursor.execute("SELECT app.open_link(%s, %s, 1, 'new')", [uuid.uuid4(), other.team_id])
        # The person was never made: the link may not stay either.
        transaction.set_rollback(True)
