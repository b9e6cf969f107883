"""What happens around and after treatment: nothing is forgotten, nothing clinical leaves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.models import Due
from throughcare.documents.models import Delivery, DocumentContent
from throughcare.screening.tests.conftest import event_types, open_dues
from throughcare.sharing.models import Relationship
from throughcare.treatment import actions, rules, selectors
from throughcare.treatment.actions.letters import digest
from throughcare.treatment.models import FollowUp, HandOver, Letter, Programme, Supervision
from throughcare.treatment.tests.conftest import answered

CALM = "012301200"
#: Planted where clinical words are written.
CANARIES = ("Numbatnote", "Bilbytask", "Quollsummary", "Wombatwords", "PHQ-9", "Problem solving")


@pytest.fixture
def ended(clinic: Any, programme: Programme, hold: Any, order: Any, ctx_of: Any) -> Programme:
    """Two sessions came to and one missed; ended as planned."""
    from tests.database import as_owner

    with as_owner():
        Programme.rows.filter(pk=programme.pk).update(order_id=order.pk)
    hold(-3, phq_9="222222200", modules=["problem_solving"], note="Numbatnote", to_try="Bilbytask")
    hold(-2, came="did_not_come")
    hold(-1, phq_9="111111000", note="Numbatnote")
    with ctx_of(clinic.psychologist) as ctx:
        return actions.end(
            ctx,
            programme_id=programme.pk,
            version=programme.version,
            reason="completed",
            on=clock.today(),
            summary="Quollsummary",
            their_words="Wombatwords",
        )


def issued(ctx: Any, letter: Letter, **values: Any) -> Letter:
    if values:
        letter = actions.save_letter(ctx, letter_id=letter.pk, version=letter.version, **values)
    read = digest(selectors.whole_letter(ctx, letter))
    return actions.issue_letter(ctx, letter_id=letter.pk, read=read)


AGREED = {"basis": "agreed", "basis_words": "Agreed when the order was made"}


def test_the_letter_to_the_officer_cannot_hold_anything_clinical(
    clinic: Any, ended: Programme, ctx_of: Any
) -> None:
    with ctx_of(clinic.psychologist) as ctx:
        letter = actions.begin_letter(ctx, programme_id=ended.pk, to="officer")
        with pytest.raises(NotAllowed):
            actions.save_letter(ctx, letter_id=letter.pk, version=letter.version, body="Numbatnote")
        letter = issued(ctx, letter, **AGREED)
        document = DocumentContent.visible_to(ctx).get(document_id=letter.document_id)
        text = document.html + str(document.paper)
    for word in CANARIES:
        assert word not in text, word
    for words in ("2 of 3 attended", "1 did not come", "Completed as planned"):
        assert words in text, words


def test_the_database_refuses_typed_words_to_the_officer(
    clinic: Any, ended: Programme, ctx_of: Any
) -> None:
    with ctx_of(clinic.psychologist) as ctx:
        letter = actions.begin_letter(ctx, programme_id=ended.pk, to="officer")
        with pytest.raises(IntegrityError), transaction.atomic():
            Letter.visible_to(ctx, "amend").filter(pk=letter.pk).update(body="Numbatnote")


def test_the_officer_reads_the_letter_in_their_account_and_no_other(
    clinic: Any, ended: Programme, ctx_of: Any, client_of: Any
) -> None:
    with ctx_of(clinic.psychologist) as ctx:
        letter = actions.begin_letter(ctx, programme_id=ended.pk, to="officer")
        assert (letter.name, letter.how) == ("Sam Adeyemi", "account")
        to_officer = issued(ctx, letter, **AGREED)
        to_gp = issued(
            ctx,
            actions.begin_letter(ctx, programme_id=ended.pk, to="gp"),
            name="Dr Obi",
            how="secure_email",
            **AGREED,
        )
    officer = client_of(clinic.officer)
    page = officer.get(f"/documents/{to_officer.document_id}/")
    assert page.status_code == 200
    assert not [word for word in CANARIES if word in page.content.decode()]
    assert officer.get(f"/documents/{to_gp.document_id}/").status_code == 404
    with ctx_of(clinic.psychologist) as ctx:
        copy = Delivery.visible_to(ctx).get(document_id=to_officer.document_id)
        assert copy.status == "received"


def test_letters_are_drafted_from_what_is_known(clinic: Any, ended: Programme, ctx_of: Any) -> None:
    with ctx_of(clinic.psychologist) as ctx:
        person = actions.begin_letter(ctx, programme_id=ended.pk, to="person")
        gp = actions.begin_letter(ctx, programme_id=ended.pk, to="gp")
        again = actions.begin_letter(ctx, programme_id=ended.pk, to="gp")
    for words in ("Dear Lea,", "You came to 2 sessions", "- Problem solving", "Wombatwords"):
        assert words in person.body, words
    assert "PHQ-9" not in person.body
    assert "PHQ-9: 14, then 6 (reliably better)" in gp.body
    assert again.pk == gp.pk


def test_a_letter_is_issued_as_it_was_read(clinic: Any, ended: Programme, ctx_of: Any) -> None:
    with ctx_of(clinic.psychologist) as ctx:
        letter = actions.begin_letter(ctx, programme_id=ended.pk, to="person")
        read = digest(selectors.whole_letter(ctx, letter))
        actions.save_letter(ctx, letter_id=letter.pk, version=letter.version, body="Other words")
        with pytest.raises(StaleVersion):
            actions.issue_letter(ctx, letter_id=letter.pk, read=read)


def test_a_letter_without_a_basis_is_not_issued(clinic: Any, ended: Programme, ctx_of: Any) -> None:
    with ctx_of(clinic.psychologist) as ctx:
        letter = actions.begin_letter(ctx, programme_id=ended.pk, to="gp")
        with pytest.raises(ReasonMissing):
            issued(ctx, letter)


def test_follow_up_is_chased_until_it_is_done_or_declined(
    clinic: Any, ended: Programme, ctx_of: Any
) -> None:
    with ctx_of(clinic.psychologist) as ctx:
        first, second = FollowUp.visible_to(ctx).order_by("due_on")
        assert first.due_on == clock.today() + timedelta(days=90)
        tried = actions.try_again(ctx, follow_up_id=first.pk, version=first.version, how="phone")
        assert tried.again_on == clock.today() + timedelta(days=7)
        owed = Due.visible_to(ctx).get(subject_id=first.pk, status="open")
        assert owed.due_at == rules.morning(tried.again_on)
        done = actions.end_follow_up(
            ctx,
            follow_up_id=first.pk,
            version=first.version + 1,
            result="done",
            said="Well",
            answers=answered(phq_9=CALM),
        )
        assert done.status == "done"
        assert not Due.visible_to(ctx).filter(subject_id=first.pk, status="open").exists()
        actions.end_follow_up(
            ctx, follow_up_id=second.pk, version=second.version, result="declined"
        )
        assert Programme.visible_to(ctx).get(pk=ended.pk).closed
        assert "treatment.closed" in event_types(ctx)


def test_stopping_to_chase_needs_a_word_on_why(clinic: Any, ended: Programme, ctx_of: Any) -> None:
    with ctx_of(clinic.psychologist) as ctx:
        first = FollowUp.visible_to(ctx).order_by("due_on")[0]
        with pytest.raises(ReasonMissing):
            actions.end_follow_up(
                ctx, follow_up_id=first.pk, version=first.version, result="not_reached"
            )


def test_a_case_changes_hands_only_when_the_colleague_takes_it(
    clinic: Any, programme: Programme, ctx_of: Any
) -> None:
    with ctx_of(clinic.psychologist) as ctx:
        row = actions.offer_hand_over(
            ctx,
            programme_id=programme.pk,
            to_id=clinic.colleague.pk,
            why="Leave",
            to_know="Ring before 10",
        )
        assert ("treatment_hand_over", "planned") in open_dues(ctx)
        with pytest.raises(NotAllowed):
            actions.answer_hand_over(ctx, hand_over_id=row.pk, version=row.version, takes=True)
        assert Programme.visible_to(ctx).get().lead_id == clinic.psychologist.pk
    with ctx_of(clinic.colleague) as ctx:
        with pytest.raises(ReasonMissing):
            actions.answer_hand_over(ctx, hand_over_id=row.pk, version=row.version, takes=False)
        actions.answer_hand_over(ctx, hand_over_id=row.pk, version=row.version, takes=True)
        assert Programme.visible_to(ctx).get().lead_id == clinic.colleague.pk
        assert ("treatment_hand_over", "planned") not in open_dues(ctx)
        with pytest.raises(MoveNotAllowed):
            actions.answer_hand_over(ctx, hand_over_id=row.pk, version=row.version + 1, takes=True)


def test_supervision_comes_back_at_the_time_that_the_site_has_set(
    clinic: Any, programme: Programme, ctx_of: Any
) -> None:
    today = clock.today()
    with ctx_of(clinic.supervisor) as ctx:
        row = actions.supervise(
            ctx, programme_id=programme.pk, held_on=today, supervisor="Ruth Sandford"
        )
        assert row.next_on == today + timedelta(days=14)
        owed = Due.visible_to(ctx).get(kind="treatment_supervision", status="open")
        assert owed.due_at == rules.morning(today + timedelta(days=14))
        assert Supervision.visible_to(ctx).get().practitioner_id == clinic.psychologist.pk


def test_whoever_may_not_write_clinical_words_records_a_check_in_without_them(
    make: Any, clinic: Any, programme: Programme, ctx_of: Any
) -> None:
    make.link(clinic.person, clinic.link_worker.pk, Relationship.CASELOAD)
    with ctx_of(clinic.link_worker) as ctx:
        row = actions.check_in(ctx, programme_id=programme.pk, how="phone", result="spoke")
        assert row.by_name == "Jo Castell"
        with pytest.raises(NotAllowed), transaction.atomic():
            actions.check_in(
                ctx, programme_id=programme.pk, how="phone", result="spoke", said="Low"
            )


def test_ending_takes_back_a_hand_over_that_waits(
    clinic: Any, programme: Programme, ctx_of: Any
) -> None:
    with ctx_of(clinic.psychologist) as ctx:
        actions.offer_hand_over(
            ctx,
            programme_id=programme.pk,
            to_id=clinic.colleague.pk,
            why="Leave",
            to_know="Much",
        )
        actions.end(
            ctx,
            programme_id=programme.pk,
            version=programme.version,
            reason="mistake",
            on=clock.today(),
        )
        assert HandOver.visible_to(ctx).get().status == "withdrawn"
        assert not FollowUp.visible_to(ctx).exists()
        assert Programme.visible_to(ctx).get().closed


def test_no_session_and_no_place_in_a_group_outlives_treatment(
    clinic: Any, programme: Programme, ctx_of: Any
) -> None:
    with ctx_of(clinic.psychologist) as ctx:
        group = actions.make_group(ctx, pathway=programme.pathway, title="Coping", place="Hall")
        actions.join_group(ctx, group_id=group.pk, programme_id=programme.pk)
        actions.plan_meeting(ctx, group_id=group.pk, starts_at=clock.now() + timedelta(days=7))
        actions.end(
            ctx,
            programme_id=programme.pk,
            version=programme.version,
            reason="completed",
            on=clock.today(),
        )
        (booked,) = selectors.booked_of(ctx, [programme.person_id])
        assert booked.appointment is not None
        assert (booked.session.status, booked.appointment.status) == ("saved", "we_cancelled")
        assert selectors.in_group(ctx, group.pk) == []
