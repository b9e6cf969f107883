"""The life of a referral: who may move it from where to where, and who is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection

from tests.database import as_owner
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.models import Due, Event
from throughcare.people.models import Person
from throughcare.referrals import actions, states
from throughcare.referrals.models import Referral, ReferralReason
from throughcare.referrals.tests.conftest import request
from throughcare.sharing import actions as sharing
from throughcare.sharing.models import Agreement, Link, Relationship

LIFE = """
         | acknowledge  | ask   | answer | accept   | decline  | withdraw  | keep | correct  | end
  sent   | acknowledged | asked | -      | accepted | declined | withdrawn | -    | -        | -
  acknowledged | -      | asked | -      | accepted | declined | withdrawn | -    | -        | -
  asked  | -            | -     | acknowledged | accepted | declined | withdrawn | - | -     | -
  accepted | -          | -     | -      | -        | -        | -         | kept | -        | ended
  declined | -          | -     | -      | -        | -        | -         | -    | -        | -
  withdrawn | -         | -     | -      | -        | -        | -         | -    | -        | -
  kept   | -            | -     | -      | -        | -        | -         | -    | accepted | -
  ended  | -            | -     | -      | -        | -        | -         | -    | -        | -
"""


def cells() -> list[tuple[str, str, str]]:
    head, *rows = [[c.strip() for c in line.split("|")] for line in LIFE.strip("\n").splitlines()]
    return [(row[0], move, to) for row in rows for move, to in zip(head[1:], row[1:], strict=True)]


@pytest.mark.parametrize(("status", "move", "to"), cells())
def test_the_life_of_a_referral_is_this_table(status: str, move: str, to: str) -> None:
    assert states.may_move(move, status) == (to != "-")
    if to != "-":
        assert states.target_of(move, status) == to


def test_the_database_knows_the_same_moves(county: Any, ctx_of: Any) -> None:
    with ctx_of(county.nurse), connection.cursor() as cursor:
        cursor.execute(
            "SELECT move, source, target, side, by_hand, event FROM app.referral_moves()"
        )
        kept = set(cursor.fetchall())
    assert kept == {
        (name, source, move.target or "", move.by, move.by_hand, move.event)
        for name, move in states.MOVES.items()
        for source in move.sources
    }


def dues(member: Any, ctx_of: Any) -> list[tuple[str, Any]]:
    with ctx_of(member) as ctx:
        rows = Due.visible_to(ctx).filter(status="open", kind__startswith="referral")
        return sorted((row.kind, row.owner_id) for row in rows)


def told(member: Any, ctx_of: Any) -> list[str]:
    with ctx_of(member) as ctx:
        rows = Event.visible_to(ctx).filter(type__startswith="referral.")
        return [row.type for row in rows.order_by("recorded_at")]


def test_a_referral_reaches_the_team_it_is_addressed_to_and_no_other(
    county: Any, sent: Any, ctx_of: Any
) -> None:
    for member, sees in (
        (county.bereavement, True),
        (county.manager, True),
        (county.colleague, True),
        (county.elsewhere, False),
        (county.officer, False),
    ):
        with ctx_of(member) as ctx:
            assert Referral.visible_to(ctx).filter(pk=sent.pk).exists() is sees, member.user.name


def test_before_they_accept_they_see_the_copy_and_nothing_of_the_record(
    county: Any, sent: Any, ctx_of: Any
) -> None:
    with ctx_of(county.bereavement) as ctx:
        assert Referral.visible_to(ctx).get().sent_words["reason"] == "His mother died in March"
        assert not Person.visible_to(ctx).filter(pk=county.person.pk).exists()
        assert not ReferralReason.visible_to(ctx).exists()
        assert not Event.visible_to(ctx).filter(person_id=county.person.pk).exists()


def test_sending_gives_the_sender_a_day_to_ask_by(county: Any, sent: Any, ctx_of: Any) -> None:
    assert dues(county.nurse, ctx_of) == [("referral_reply", county.nurse.pk)]
    with ctx_of(county.nurse) as ctx:
        assert ReferralReason.visible_to(ctx).get().reason == "His mother died in March"
        agreement = Agreement.visible_to(ctx).get(pk=sent.agreement_id)
    assert agreement.recipient_name == county.service.name


def test_the_sender_is_told_of_every_answer(county: Any, sent: Any, ctx_of: Any) -> None:
    with ctx_of(county.bereavement) as ctx:
        actions.acknowledge_referral(ctx, referral_id=sent.pk)
    with ctx_of(county.bereavement) as ctx:
        actions.ask_sender(ctx, referral_id=sent.pk, question="Evenings or days?")
    assert dues(county.nurse, ctx_of) == [
        ("referral_reply", county.nurse.pk),
        ("referral_told", county.nurse.pk),
    ]
    with ctx_of(county.nurse) as ctx:
        actions.answer_question(ctx, referral_id=sent.pk, words="Afternoons")
    with ctx_of(county.bereavement) as ctx:
        assert Referral.visible_to(ctx).get().added == "Afternoons"
        actions.accept_referral(ctx, referral_id=sent.pk)
    assert dues(county.nurse, ctx_of) == [("referral_told", county.nurse.pk)]
    with ctx_of(county.nurse) as ctx:
        actions.note_answer_seen(ctx, referral_id=sent.pk)
    assert dues(county.nurse, ctx_of) == []
    assert told(county.nurse, ctx_of) == [
        "referral.sent",
        "referral.acknowledged",
        "referral.asked",
        "referral.question_answered",
        "referral.accepted",
        "referral.answer_seen",
    ]


def test_accepting_lets_the_team_work_with_the_person(county: Any, sent: Any, ctx_of: Any) -> None:
    with ctx_of(county.bereavement) as ctx:
        actions.accept_referral(ctx, referral_id=sent.pk)
    with ctx_of(county.bereavement) as ctx:
        assert Person.visible_to(ctx).filter(pk=county.person.pk).exists()
        assert ctx.allows("create", "health_summary", county.person.pk)
    with ctx_of(county.nurse) as ctx:
        # A referral is not a transfer: who sent it goes on.
        kinds = Link.visible_to(ctx).filter(source__startswith="referral:")
        assert {link.kind for link in kinds} == {Relationship.TEAM, Relationship.CASELOAD}
        assert ctx.allows("read", "clinical_detail", county.person.pk)


def test_a_transfer_ends_the_work_of_who_hands_over(county: Any, ctx_of: Any) -> None:
    with ctx_of(county.nurse) as ctx:
        moved = actions.send_referral(
            ctx,
            person_id=county.person.pk,
            service=county.service,
            request=request(),
            kind=Referral.Kind.TRANSFER,
        )
    with ctx_of(county.bereavement) as ctx:
        actions.accept_referral(ctx, referral_id=moved.pk)
        assert Person.visible_to(ctx).filter(pk=county.person.pk).exists()
    with ctx_of(county.nurse) as ctx:
        assert not Person.visible_to(ctx).filter(pk=county.person.pk).exists()


def test_a_team_that_asks_for_a_transfer_gets_the_person_only_by_a_yes(
    county: Any, make: Any, ctx_of: Any
) -> None:
    make.link(county.person, county.elsewhere.team_id, Relationship.TEAM)
    with ctx_of(county.elsewhere) as ctx:
        asked = actions.request_transfer(
            ctx, person_id=county.person.pk, team=county.nurse.team, request=request()
        )
    with ctx_of(county.nurse) as ctx:
        assert Person.visible_to(ctx).filter(pk=county.person.pk).exists()
        actions.accept_referral(ctx, referral_id=asked.pk)
        assert not Person.visible_to(ctx).filter(pk=county.person.pk).exists()
    with ctx_of(county.elsewhere) as ctx:
        assert Person.visible_to(ctx).filter(pk=county.person.pk).exists()


def test_assigning_sends_nothing_and_stays_in_the_team(county: Any, sent: Any, ctx_of: Any) -> None:
    with ctx_of(county.bereavement) as ctx:
        actions.assign_referral(ctx, referral_id=sent.pk, member=county.manager)
        with pytest.raises(NotAllowed):
            actions.assign_referral(ctx, referral_id=sent.pk, member=county.elsewhere)
        assert Referral.visible_to(ctx).get().assigned_to_id == county.manager.pk
    assert dues(county.nurse, ctx_of) == [("referral_reply", county.nurse.pk)]


def test_nobody_moves_what_is_not_theirs(county: Any, sent: Any, ctx_of: Any) -> None:
    with ctx_of(county.nurse) as ctx, pytest.raises(NotAllowed):
        actions.accept_referral(ctx, referral_id=sent.pk)
    with ctx_of(county.bereavement) as ctx, pytest.raises(NotAllowed):
        actions.withdraw_referral(ctx, referral_id=sent.pk, words="Not mine")
    for stranger in (county.elsewhere, county.officer):
        with ctx_of(stranger) as ctx, pytest.raises(Referral.DoesNotExist):
            actions.accept_referral(ctx, referral_id=sent.pk)


def test_of_an_acceptance_and_a_withdrawal_one_wins(county: Any, sent: Any, ctx_of: Any) -> None:
    from throughcare.referrals.actions.moving import move

    with ctx_of(county.bereavement) as ctx:
        actions.accept_referral(ctx, referral_id=sent.pk)
    with ctx_of(county.nurse) as ctx:
        with pytest.raises(MoveNotAllowed):
            actions.withdraw_referral(ctx, referral_id=sent.pk, words="He asked us to")
        # As it was read before the other one pressed: the database still says no.
        stale = Referral.visible_to(ctx).get()
        stale.status, stale.version = "sent", 1
        with pytest.raises(StaleVersion):
            move(ctx, "withdraw", stale, values={"words": "He asked"}, why="sender")
        assert Referral.visible_to(ctx).get().status == "accepted"


def test_a_no_needs_a_reason_and_words_that_the_person_can_read(
    county: Any, sent: Any, ctx_of: Any
) -> None:
    with ctx_of(county.bereavement) as ctx:
        for reason, words in (("", "Full until May"), ("full", "  "), ("whim", "No")):
            with pytest.raises(ReasonMissing):
                actions.decline_referral(ctx, referral_id=sent.pk, reason=reason, words=words)
        actions.decline_referral(
            ctx, referral_id=sent.pk, reason="full", words="We are full until May"
        )
    with ctx_of(county.nurse) as ctx:
        row = Referral.visible_to(ctx).get()
        assert (row.reason, row.words) == ("full", "We are full until May")
    assert dues(county.nurse, ctx_of) == [("referral_told", county.nurse.pk)]


def test_what_was_taken_back_is_gone_at_the_next_request(
    county: Any, sent: Any, ctx_of: Any
) -> None:
    with ctx_of(county.nurse) as ctx:
        actions.withdraw_referral(ctx, referral_id=sent.pk, words="He found help himself")
    with ctx_of(county.bereavement) as ctx:
        assert not Referral.visible_to(ctx).exists()
    assert dues(county.nurse, ctx_of) == []


def withdraw(member: Any, referral: Any, ctx_of: Any) -> None:
    with ctx_of(member) as ctx:
        agreement = Agreement.visible_to(ctx).get(pk=referral.agreement_id)
        sharing.withdraw_agreement(ctx, agreement_id=agreement.pk, version=agreement.version)


@pytest.mark.parametrize("who", ["nurse", "link_worker"])
def test_an_agreement_taken_back_ends_what_rests_on_it(
    county: Any, sent: Any, ctx_of: Any, who: str
) -> None:
    withdraw(getattr(county, who), sent, ctx_of)
    with ctx_of(county.bereavement) as ctx:
        assert not Referral.visible_to(ctx).exists()
    with ctx_of(county.nurse) as ctx:
        assert Referral.visible_to(ctx).get().status == "withdrawn"


def test_who_already_treats_the_person_keeps_treating_without_the_copy(
    county: Any, sent: Any, ctx_of: Any
) -> None:
    with ctx_of(county.bereavement) as ctx:
        actions.accept_referral(ctx, referral_id=sent.pk)
    withdraw(county.nurse, sent, ctx_of)
    with ctx_of(county.bereavement) as ctx:
        assert not Referral.visible_to(ctx).exists()
        assert Person.visible_to(ctx).filter(pk=county.person.pk).exists()
    assert told(county.nurse, ctx_of)[-1] == "referral.view_ended"


def test_a_letter_cannot_be_hidden_so_whoever_sent_it_tells_the_service(
    county: Any, posted: Any, ctx_of: Any
) -> None:
    withdraw(county.nurse, posted, ctx_of)
    kinds = [kind for kind, _owner in dues(county.nurse, ctx_of)]
    assert kinds == ["referral_reply", "referral_tell_service"]
    with ctx_of(county.nurse) as ctx:
        actions.note_answer_seen(ctx, referral_id=posted.pk)
    assert dues(county.nurse, ctx_of) == [("referral_reply", county.nurse.pk)]


def test_whom_it_is_assigned_to_holds_the_person_once_it_is_accepted(
    county: Any, sent: Any, make: Any, ctx_of: Any
) -> None:
    third = make.member("clinician", team=county.bereavement.team)
    with ctx_of(county.bereavement) as ctx:
        actions.assign_referral(ctx, referral_id=sent.pk, member=county.manager)
        actions.accept_referral(ctx, referral_id=sent.pk)
        actions.assign_referral(ctx, referral_id=sent.pk, member=third)
        held = Link.visible_to(ctx).filter(kind=Relationship.CASELOAD, ends_at=None)
        holders = set(held.values_list("principal_id", flat=True))
    assert {county.bereavement.pk, county.manager.pk, third.pk} <= holders


def test_what_rests_on_a_power_in_law_or_safety_goes_on(county: Any, ctx_of: Any) -> None:
    with ctx_of(county.nurse) as ctx:
        row = actions.send_referral(
            ctx,
            person_id=county.person.pk,
            service=county.service,
            request=request(ground="vital_interest", ground_words="Said he would end his life"),
        )
        assert row.agreement_id is None
        later = sharing.record_agreement(
            ctx,
            person_id=county.person.pk,
            recipient="other",
            recipient_name=county.service.name,
            answer="yes",
        )
        sharing.withdraw_agreement(ctx, agreement_id=later.pk, version=later.version)
    with ctx_of(county.bereavement) as ctx:
        assert Referral.visible_to(ctx).get().status == "sent"


def test_an_outside_service_is_written_down_by_hand(county: Any, posted: Any, ctx_of: Any) -> None:
    with ctx_of(county.nurse) as ctx:
        assert posted.readers == []
        actions.acknowledge_referral(ctx, referral_id=posted.pk)
        actions.accept_referral(ctx, referral_id=posted.pk)
        row = Referral.visible_to(ctx).get()
        actions.keep_first(ctx, referral=row, came="came")
        assert Referral.visible_to(ctx).get().status == "kept"
    # Who wrote it down need not be told of it.
    assert dues(county.nurse, ctx_of) == []


def test_one_service_has_one_open_referral_from_a_team(county: Any, sent: Any, ctx_of: Any) -> None:
    with ctx_of(county.colleague) as ctx, pytest.raises(MoveNotAllowed):
        actions.send_referral(
            ctx, person_id=county.person.pk, service=county.service, request=request()
        )


def test_a_link_worker_sends_without_writing_in_the_clinical_record(
    county: Any, ctx_of: Any
) -> None:
    with ctx_of(county.link_worker) as ctx:
        row = actions.send_referral(
            ctx, person_id=county.person.pk, service=county.outside, request=request()
        )
        actions.withdraw_referral(ctx, referral_id=row.pk, words="Sent to the wrong one")
    with ctx_of(county.nurse) as ctx:
        assert not ReferralReason.visible_to(ctx).exists()


def test_what_was_sent_stays_as_it_was_sent(county: Any, sent: Any) -> None:
    for words in ({"sent_words": {}}, {"ground_words": "Else"}, {"readers": [county.nurse.pk]}):
        with as_owner(), pytest.raises(IntegrityError, match="stays as it was sent"):
            from django.db import transaction

            with transaction.atomic():
                Referral.rows.filter(pk=sent.pk).update(**words)


def test_what_is_due_is_the_same_when_it_is_worked_out_again(
    county: Any, sent: Any, ctx_of: Any
) -> None:
    from throughcare.core.rebuilding import rebuild

    with ctx_of(county.bereavement) as ctx:
        actions.ask_sender(ctx, referral_id=sent.pk, question="Evenings?")
        actions.accept_referral(ctx, referral_id=sent.pk)
    with as_owner():
        assert rebuild(write=False).same
