"""Each text goes once, or not at all and somebody is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tests.database import as_owner
from throughcare.core.models import Due, Event
from throughcare.messages import actions, rules
from throughcare.messages.models import Message
from throughcare.messages.providers.notify import Notify
from throughcare.messages.tests.conftest import NOON, NUMBER, Desk, FakeNotify, ask, number_of, run
from throughcare.people.models import ContactMethod, Person

Clock = Callable[[datetime], None]


def owned(row: Any) -> Any:
    with as_owner():
        return type(row)._base_manager.get(pk=row.pk)


def lines_of_work(message: Message) -> list[Due]:
    with as_owner():
        return list(Due.rows.filter(subject_id=message.pk))


def test_a_text_goes_once_with_our_id_and_the_words_of_the_catalogue(
    queued: Message, notify: Notify, fake: FakeNotify, make: Any
) -> None:
    assert run(notify) == {"sent": 1}
    assert run(notify) == {}
    (text,) = fake.texts
    assert text["reference"] == str(queued.pk)
    assert text["phone_number"] == NUMBER
    assert text["personalisation"] == {
        "words": "Reminder: you have an appointment on Friday 20 November at 2:30pm. "
        "If you cannot come, please tell us."
    }
    row = make.fresh(queued)
    assert (row.status, row.provider_ref) == ("sent", text["id"])
    assert lines_of_work(queued) == []


# --- What may have changed between asking and sending -------------------------------------------
def died(desk: Desk) -> None:
    Person.rows.filter(pk=desk.person.pk).update(died_on=date(2026, 11, 18))


def number_changed(desk: Desk) -> None:
    ContactMethod.rows.filter(pk=desk.contact.pk).update(canonical="07700900999")


def may_not_text(desk: Desk) -> None:
    ContactMethod.rows.filter(pk=desk.contact.pk).update(may_text=False)


def no_number(desk: Desk) -> None:
    ContactMethod.rows.filter(pk=desk.contact.pk).update(ends_on=date(2026, 11, 18))


def times(desk: Desk) -> None:
    ContactMethod.rows.filter(pk=desk.contact.pk).update(safe_times="Only after 6pm")


def not_ours(desk: Desk) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sharing_link SET ends_at = app.now() WHERE person_id = %s AND ends_at IS NULL",
            [desk.person.pk],
        )
        cursor.execute("SELECT app.rebuild_reach(%s)", [desk.person.pk])


@pytest.mark.parametrize("change", [died, number_changed, may_not_text, no_number, times, not_ours])
def test_what_is_no_longer_safe_is_held_back_and_the_sender_told(
    change: Callable[[Desk], None], desk: Desk, queued: Message, notify: Notify,
    fake: FakeNotify, make: Any, set_clock: Clock,
) -> None:  # fmt: skip
    set_clock(NOON + timedelta(minutes=5))
    with as_owner():
        change(desk)
    assert run(notify) == {"held_back": 1}
    assert fake.texts == []
    row = make.fresh(queued)
    assert (row.status, row.reason) == ("held_back", change.__name__)
    (due,) = lines_of_work(queued)
    assert (due.status, due.owner_id) == ("open", desk.nurse.pk)


def test_a_person_who_says_no_gets_none_from_then_on(
    desk: Desk, queued: Message, notify: Notify, fake: FakeNotify, make: Any, ctx_of: Any
) -> None:
    with ctx_of(desk.nurse) as ctx:
        actions.record_wishes(
            ctx, person_id=desk.person.pk, facts=actions.WishFacts(reminders="no")
        )
    assert run(notify) == {"held_back": 1}
    assert (make.fresh(queued).reason, fake.texts) == ("said_no", [])
    with ctx_of(desk.nurse) as ctx, pytest.raises(actions.CannotText) as refused:
        actions.queue(ctx, desk.person.pk, kind="sign_in_code", words={"code": "123456"})
    assert refused.value.reason == "said_no"


def test_what_comes_too_late_is_not_sent(
    desk: Desk, notify: Notify, fake: FakeNotify, make: Any, ctx_of: Any, set_clock: Clock
) -> None:
    message = ask(desk, ctx_of, send_before=NOON + timedelta(hours=1))
    set_clock(NOON + timedelta(hours=2))
    assert run(notify) == {"held_back": 1}
    assert (make.fresh(message).reason, fake.texts) == ("too_late", [])


def test_a_text_that_was_called_off_does_not_go(
    desk: Desk, queued: Message, notify: Notify, fake: FakeNotify, ctx_of: Any
) -> None:
    with ctx_of(desk.nurse) as ctx:
        actions.withdraw(ctx, message_id=queued.pk)
    assert (run(notify), fake.texts) == ({}, [])


def test_texts_wait_for_the_morning_but_a_code_does_not(
    desk: Desk, notify: Notify, fake: FakeNotify, make: Any, ctx_of: Any, set_clock: Clock
) -> None:
    night = datetime.fromisoformat("2026-11-19T22:15:00+00:00")
    set_clock(night)
    reminder = ask(desk, ctx_of)
    code = ask(desk, ctx_of, kind="sign_in_code", words={"code": "123456"})
    assert run(notify) == {"sent": 1}
    assert (make.fresh(code).status, make.fresh(reminder).status) == ("sent", "waiting")
    set_clock(datetime.fromisoformat("2026-11-20T08:00:00+00:00"))
    assert run(notify) == {"sent": 1}


def test_the_persons_own_hours_hold_over_safe_times_in_words(
    desk: Desk, notify: Notify, fake: FakeNotify, ctx_of: Any, make: Any, set_clock: Clock
) -> None:
    with as_owner():
        times(desk)
    hours = actions.WishFacts(
        reminders="yes",
        not_before=datetime.fromisoformat("2026-11-19T18:00").time(),
        not_after=datetime.fromisoformat("2026-11-19T19:00").time(),
    )
    with ctx_of(desk.nurse) as ctx:
        actions.record_wishes(ctx, person_id=desk.person.pk, facts=hours)
    message = ask(desk, ctx_of)
    assert run(notify) == {}
    set_clock(datetime.fromisoformat("2026-11-19T19:30:00+00:00"))
    assert run(notify) == {"retry": 1}
    set_clock(datetime.fromisoformat("2026-11-20T18:00:00+00:00"))
    assert run(notify) == {"sent": 1}
    assert make.fresh(message).tries == 0


# --- A provider that fails -----------------------------------------------------------------------
def test_trouble_is_tried_again_later_and_later_and_then_told(
    queued: Message, notify: Notify, fake: FakeNotify, make: Any, set_clock: Clock
) -> None:
    fake.misbehave = lambda _text: 429
    waits = []
    for _try in range(rules.MOST_TRIES - 1):
        row = make.fresh(queued)
        at = rules.next_allowed(row.next_try_at)
        set_clock(at)
        assert run(notify) == {"unavailable": 1}
        waits.append((make.fresh(queued).next_try_at - at).total_seconds())
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (60, 3600)
    set_clock(rules.next_allowed(make.fresh(queued).next_try_at))
    assert run(notify) == {"failed": 1}
    assert make.fresh(queued).reason == "no_answer"
    assert [due.status for due in lines_of_work(queued)] == ["open"]
    assert fake.texts == []


def test_a_number_that_the_service_refuses_is_told_at_once(
    queued: Message, notify: Notify, fake: FakeNotify, make: Any
) -> None:
    fake.misbehave = lambda _text: (400, "phone_number Not a valid number")
    assert run(notify) == {"failed": 1}
    assert make.fresh(queued).reason == "refused"


def test_a_code_is_gone_once_it_was_sent_and_nobody_at_work_is_told_if_not(
    desk: Desk, notify: Notify, fake: FakeNotify, make: Any, ctx_of: Any, set_clock: Clock
) -> None:
    sent = ask(desk, ctx_of, kind="sign_in_code", words={"code": "123456"})
    assert run(notify) == {"sent": 1}
    assert "123456 is your code" in fake.texts[0]["personalisation"]["words"]
    late = ask(desk, ctx_of, kind="sign_in_code", words={"code": "654321"})
    set_clock(NOON + timedelta(minutes=11))
    assert run(notify)["held_back"] == 1
    assert [make.fresh(row).fields for row in (sent, late)] == [{}, {}]
    assert lines_of_work(late) == []


def test_a_wrong_template_is_our_fault_and_waits(
    queued: Message, notify: Notify, fake: FakeNotify, make: Any
) -> None:
    fake.misbehave = lambda _text: (400, "Template not found")
    assert run(notify) == {"unavailable": 1}
    assert make.fresh(queued).status == "waiting"


@pytest.mark.parametrize("how", ["drop", "garbage"])
def test_a_text_that_was_taken_though_we_heard_nothing_is_not_sent_twice(
    how: str, queued: Message, notify: Notify, fake: FakeNotify, make: Any, set_clock: Clock
) -> None:
    fake.misbehave = lambda _text: how
    assert run(notify) == {"unavailable": 1}
    fake.misbehave = lambda _text: None
    set_clock(NOON + timedelta(minutes=2))
    assert run(notify) == {"sent": 1}
    assert len(fake.of(queued.pk)) == 1
    assert make.fresh(queued).provider_ref == fake.texts[0]["id"]


class Killed(BaseException):
    """The worker is gone, as if by a signal."""


@pytest.mark.parametrize("point", ["claimed", "before sending", "accepted", "settling", "settled"])
def test_a_worker_that_dies_loses_nothing_and_sends_nothing_twice(
    point: str, queued: Message, notify: Notify, fake: FakeNotify, make: Any, set_clock: Clock
) -> None:
    def die(where: str) -> None:
        if where == point:
            raise Killed

    with pytest.raises(Killed):
        run(notify, die)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET ROLE throughcare_web")
    # Another worker: while the claim holds it leaves the text alone.
    assert run(notify) == {}
    set_clock(NOON + rules.LEASE + timedelta(seconds=1))
    assert run(notify) == ({} if point == "settled" else {"sent": 1})
    assert len(fake.of(queued.pk)) == 1
    assert make.fresh(queued).status == "sent"
    with as_owner():
        assert Event.rows.filter(subject_id=queued.pk, type="message.sent").count() == 1


def test_more_than_one_batch_goes_in_one_pass(
    desk: Desk, notify: Notify, fake: FakeNotify, ctx_of: Any
) -> None:
    sent = [ask(desk, ctx_of).pk for _count in range(25)]
    assert run(notify) == {"sent": 25}
    assert sorted(text["reference"] for text in fake.texts) == sorted(map(str, sent))


def test_a_service_that_is_away_is_asked_once_a_pass_and_uses_up_one_try(
    desk: Desk, notify: Notify, fake: FakeNotify, ctx_of: Any, make: Any, set_clock: Clock
) -> None:
    texts = [ask(desk, ctx_of) for _count in range(3)]
    fake.misbehave = lambda _text: 503
    assert run(notify) == {"unavailable": 1}
    assert sorted(make.fresh(text).tries for text in texts) == [0, 0, 1]
    fake.misbehave = lambda _text: None
    set_clock(NOON + timedelta(minutes=2))
    assert run(notify) == {"sent": 3}
    assert len(fake.texts) == 3


def test_a_colleague_who_takes_it_back_too_late_is_told(
    desk: Desk, queued: Message, notify: Notify, fake: FakeNotify, ctx_of: Any, make: Any
) -> None:
    def meanwhile(where: str) -> None:
        if where != "accepted":
            return
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE throughcare_web")
        with ctx_of(desk.nurse) as ctx:
            actions.withdraw(ctx, message_id=queued.pk)
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE throughcare_owner")

    assert run(notify, meanwhile) == {"sent": 1}
    assert make.fresh(queued).status == "sent"
    (due,) = lines_of_work(queued)
    assert due.detail == {"kind": "appointment_reminder", "late": True}
    with ctx_of(desk.nurse) as ctx:
        actions.mark_told(ctx, message_id=queued.pk, how="rang")
    assert [each.status for each in lines_of_work(queued)] == ["done"]


@pytest.mark.parametrize(("taken", "status"), [("accepted", "sent"), ("claimed", "withdrawn")])
def test_a_text_taken_back_after_a_worker_died_says_whether_it_went(
    taken: str, status: str, desk: Desk, queued: Message, notify: Notify, fake: FakeNotify,
    ctx_of: Any, make: Any, set_clock: Clock,
) -> None:  # fmt: skip
    """The record must not say "taken back" of a text that the person has read."""

    def die(where: str) -> None:
        if where == taken:
            raise Killed

    with pytest.raises(Killed):
        run(notify, die)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET ROLE throughcare_web")
    with ctx_of(desk.nurse) as ctx:
        actions.withdraw(ctx, message_id=queued.pk)
    set_clock(NOON + rules.LEASE + timedelta(seconds=1))
    run(notify)
    assert make.fresh(queued).status == status
    assert len(fake.of(queued.pk)) == (status == "sent")
    assert [due.detail.get("late") for due in lines_of_work(queued)] == [True] * (status == "sent")
    assert run(notify) == {}


# --- What became of it ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("status", "kept", "reason"),
    [
        ("delivered", "delivered", ""),
        ("permanent-failure", "failed", "permanent"),
        ("temporary-failure", "failed", "temporary"),
        ("technical-failure", "failed", "technical"),
        ("sending", "sent", ""),
    ],
)
def test_what_the_network_says_is_kept(
    status: str, kept: str, reason: str, queued: Message, notify: Notify, fake: FakeNotify,
    make: Any, set_clock: Clock,
) -> None:  # fmt: skip
    run(notify)
    fake.status = status
    set_clock(NOON + timedelta(minutes=3))
    run(notify)
    row = make.fresh(queued)
    assert (row.status, row.reason) == (kept, reason)
    assert len(lines_of_work(queued)) == (kept == "failed")


def test_without_a_provider_texts_stay_for_people_and_the_rule_still_holds(
    desk: Desk, queued: Message, make: Any, set_clock: Clock
) -> None:
    assert run(None) == {"retry": 1}
    assert make.fresh(queued).status == "waiting"
    with as_owner():
        may_not_text(desk)
    set_clock(NOON + timedelta(minutes=11))
    assert run(None) == {"held_back": 1}


def test_a_second_number_that_may_be_texted_does_not_stand_in(
    desk: Desk, queued: Message, notify: Notify, fake: FakeNotify, make: Any
) -> None:
    with as_owner():
        no_number(desk)
    number_of(desk.person, desk.nurse, value="07700900555")
    assert run(notify) == {"held_back": 1}
    assert (make.fresh(queued).reason, fake.texts) == ("number_changed", [])
