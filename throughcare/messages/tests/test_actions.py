"""Who may ask for a text, and what a text leaves behind."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from tests.database import as_owner
from throughcare.core.errors import MoveNotAllowed, NotAllowed, StaleVersion
from throughcare.core.models import Due, Event
from throughcare.core.rebuilding import Replay
from throughcare.messages import actions, selectors
from throughcare.messages.models import Message, TextWishes
from throughcare.messages.providers.notify import Notify
from throughcare.messages.tests.conftest import Desk, FakeNotify, ask, number_of, run
from throughcare.people.models import ContactMethod
from throughcare.people.same_as import confirm_same_as, propose_same_as


def test_a_colleague_without_the_number_may_ask_for_a_text(desk: Desk, ctx_of: Any) -> None:
    """The team's worker may not read the number; the text goes to it all the same."""
    with ctx_of(desk.colleague) as ctx:
        assert not ContactMethod.visible_to(ctx).filter(person_id=desk.person.pk).exists()
    message = ask(desk, ctx_of, by=desk.colleague)
    assert message.contact_id == desk.contact.pk


def test_whoever_does_not_work_with_the_person_learns_nothing(desk: Desk, ctx_of: Any) -> None:
    with ctx_of(desk.stranger) as ctx:
        with pytest.raises(NotAllowed):
            actions.can_text(ctx, desk.person.pk)
        with pytest.raises(NotAllowed):
            ask(desk, ctx_of, by=desk.stranger)
        with (
            pytest.raises(ProgrammingError, match="not allowed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT * FROM app.find_text_number(%s)", [desk.person.pk])


def test_the_web_cannot_open_the_doors_of_the_worker(desk: Desk) -> None:
    doors = (
        "app.claim_messages(gen_random_uuid(), 1, 60)",
        f"app.text_number('{desk.person.pk}', '{desk.nurse.team.agency_id}')",
        "app.messages_to_ask(10, 'notify')",
    )
    for door in doors:
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SELECT * FROM {door}")


def test_the_worker_has_the_doors_and_no_table(db: None) -> None:
    """Asked of the catalogue of the database: the tests have no login of the worker."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_function_privilege('throughcare_worker', name, 'EXECUTE') FROM unnest("
            "ARRAY['app.claim_messages(uuid, int, int)', 'app.text_number(uuid, uuid)']) AS name"
        )
        assert cursor.fetchall() == [(True,), (False,)]


def test_another_agency_reads_no_text_of_ours(queued: Message, desk: Desk, ctx_of: Any) -> None:
    with ctx_of(desk.stranger) as ctx:
        assert not Message.visible_to(ctx).exists()
    with ctx_of(desk.colleague) as ctx:
        assert Message.visible_to(ctx).get() == queued


def test_no_number_stands_in_the_outbox(queued: Message, make: Any) -> None:
    row = make.fresh(queued)
    assert not [name for name, value in vars(row).items() if "7700900123" in str(value)]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"kind": "phone"}, "no_number"),
        ({"may_text": False}, "may_not_text"),
        ({"canonical": "01632960123"}, "not_mobile"),
        ({"canonical": ""}, "not_mobile"),
        ({"ends_on": date(2026, 11, 19)}, "no_number"),
    ],
)
def test_a_number_that_may_not_be_texted_is_refused(
    facts: dict[str, Any], reason: str, desk: Desk, ctx_of: Any
) -> None:
    with as_owner():
        ContactMethod.rows.filter(pk=desk.contact.pk).update(**facts)
    with pytest.raises(actions.CannotText) as refused:
        ask(desk, ctx_of)
    assert refused.value.reason == reason


def test_a_number_kept_twice_is_texted_only_if_both_say_so(desk: Desk, ctx_of: Any) -> None:
    number_of(desk.person, desk.nurse, may_text=False)
    with pytest.raises(actions.CannotText) as refused:
        ask(desk, ctx_of)
    assert refused.value.reason == "may_not_text"


def test_a_person_in_two_parts_is_one_for_texts(desk: Desk, make: Any, ctx_of: Any) -> None:
    """The number stands on one record and the wish on the other: both hold."""
    twin = make.person(desk.nurse, given_name="Lea", family_name="Arkwright")
    with ctx_of(desk.nurse) as ctx:
        actions.record_wishes(ctx, person_id=twin.pk, facts=actions.WishFacts(reminders="no"))
    second = make.member("clinician", team=desk.nurse.team)
    with ctx_of(desk.nurse) as ctx:
        propose_same_as(ctx, a=desk.person, b=twin, reason="Same day of birth, same face")
    with ctx_of(second) as ctx:
        confirm_same_as(ctx, a=desk.person, b=twin, reason="I know her")
    with pytest.raises(actions.CannotText) as refused:
        ask(desk, ctx_of)
    assert refused.value.reason == "said_no"
    with ctx_of(desk.nurse) as ctx:
        found = selectors.wishes_of(ctx, [desk.person.pk, twin.pk])
    assert found is not None
    assert found.person_id == twin.pk


def test_only_what_waits_or_failed_is_taken_back(
    queued: Message, desk: Desk, notify: Notify, fake: FakeNotify, ctx_of: Any
) -> None:
    run(notify)
    with ctx_of(desk.nurse) as ctx, pytest.raises(MoveNotAllowed):
        actions.withdraw(ctx, message_id=queued.pk)


def test_what_was_called_off_takes_its_texts_along(desk: Desk, ctx_of: Any, make: Any) -> None:
    about = desk.contact.pk
    one, other = ask(desk, ctx_of, subject_id=about), ask(desk, ctx_of)
    with ctx_of(desk.nurse) as ctx:
        assert actions.withdraw_about(ctx, about) == 1
    assert [make.fresh(row).status for row in (one, other)] == ["withdrawn", "waiting"]


def test_two_colleagues_do_not_both_deal_with_it(queued: Message, desk: Desk, ctx_of: Any) -> None:
    with ctx_of(desk.nurse) as ctx:
        actions.mark_told(ctx, message_id=queued.pk, how="rang", version=1)
        with pytest.raises(StaleVersion):
            actions.withdraw(ctx, message_id=queued.pk, version=1)


def test_a_status_never_changes_without_its_event(queued: Message) -> None:
    with (
        pytest.raises(IntegrityError, match="no event names it"),
        transaction.atomic(),
        as_owner(),
        connection.cursor() as cursor,
    ):
        Message.rows.filter(pk=queued.pk).update(status="told")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_wishes_are_kept_once_and_not_overwritten(desk: Desk, ctx_of: Any) -> None:
    yes = actions.WishFacts(reminders="yes", language="cy", not_before=time(9), not_after=time(17))
    with ctx_of(desk.nurse) as ctx:
        actions.record_wishes(ctx, person_id=desk.person.pk, facts=yes)
        with pytest.raises(StaleVersion):
            actions.record_wishes(ctx, person_id=desk.person.pk, facts=yes)
        actions.record_wishes(
            ctx, person_id=desk.person.pk, facts=actions.WishFacts(reminders="no"), version=1
        )
        assert TextWishes.visible_to(ctx).get().reminders == "no"


def test_the_work_that_the_worker_leaves_is_what_its_events_say(
    queued: Message, notify: Notify, fake: FakeNotify
) -> None:
    """`throughcare rebuild` finds the very rows that the database wrote."""
    fake.misbehave = lambda _text: (400, "phone_number is not valid")
    assert run(notify) == {"failed": 1}
    replay = Replay()
    with as_owner():
        for event in Event.rows.filter(subject_id=queued.pk).order_by("recorded_at"):
            replay.add(event)
        (kept,) = Due.rows.filter(subject_id=queued.pk)
    (made,) = replay.rows.values()
    differ = {
        column.attname: (getattr(kept, column.attname), getattr(made, column.attname))
        for column in Due._meta.concrete_fields
        if getattr(kept, column.attname) != getattr(made, column.attname)
    }
    assert differ == {}
