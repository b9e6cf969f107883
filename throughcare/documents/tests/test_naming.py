"""A reader named after issue: who, why, on what agreement; and what they are never given."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from throughcare.core.errors import NotAllowed, ReasonMissing
from throughcare.core.models import Event
from throughcare.documents import naming
from throughcare.documents.actions import To
from throughcare.documents.models import Delivery, Document, NamedRecipient
from throughcare.documents.paper import Section, blocks_of
from throughcare.documents.tests.conftest import SOLICITOR, to_account
from throughcare.screening.tests.pages import at_most, hidden
from throughcare.sharing.actions import record_agreement

WHY = {"why": "Takes over the order", "capacity": "The new officer"}
LIMITED = Section(
    "clinical", "Clinical detail", blocks_of("- A score: PHQ-9, 14\n- A diagnosis: X")
)
LETTER = Section("letter", "Letter", blocks_of("Dear Daniel, you did well."))
TYPED = {
    "who": "outside",
    "name": "Ana Ruiz",
    "organisation": "Ruiz Law",
    "how": "hand",
    "capacity": "Duty solicitor",
    "why": "The first solicitor is ill",
    "basis": "agreed",
    "basis_words": "Agreed by phone today",
}


def test_a_reader_named_after_issue_has_it_in_their_account(
    scene: Any, issue: Any, ctx_of: Any, client_of: Any
) -> None:
    document = issue(SOLICITOR)
    nurse, ref = client_of(scene.nurse), scene.person.reference
    page = reverse("document_reader_new", args=[ref, document.pk])
    with at_most(12):
        assert (
            page in nurse.get(reverse("person_document", args=[ref, document.pk])).content.decode()
        )
    with at_most(12):
        shown = nurse.get(page)
    typed = {**TYPED, "who": "account", "member": str(scene.second_adviser.pk)}
    posted = {**hidden(shown), **typed}
    assert nurse.post(page, posted).status_code == 302
    assert nurse.post(page, posted).status_code == 302
    reader = client_of(scene.second_adviser)
    assert document.reference in reader.get("/").content.decode()
    assert reader.get(reverse("read_document", args=[document.pk])).status_code == 200
    with ctx_of(scene.nurse) as ctx:
        named = NamedRecipient.visible_to(ctx).get(principal_id=scene.second_adviser.pk)
        assert (named.why, named.capacity) == (TYPED["why"], TYPED["capacity"])
        assert named.deliveries.get().status == "received"
        events = Event.visible_to(ctx).filter(type="document.reader_named")
        assert [each.payload["basis"] for each in events] == ["agreed"]
    said = nurse.get(reverse("person_document", args=[ref, document.pk])).content.decode()
    assert "Why they have it: The first solicitor is ill" in said


def test_somebody_outside_is_named_with_a_copy_to_hand_over(
    scene: Any, issue: Any, ctx_of: Any, client_of: Any
) -> None:
    document = issue(to_account(scene.adviser))
    nurse = client_of(scene.nurse)
    page = reverse("document_reader_new", args=[scene.person.reference, document.pk])
    missing = nurse.post(page, {**hidden(nurse.get(page)), "who": "outside"})
    assert missing.status_code == 422
    for words in ("Write their name", "Say why they need it now", "Select the basis"):
        assert words in missing.content.decode(), words
    assert nurse.post(page, {**hidden(nurse.get(page)), **TYPED}).status_code == 302
    again = nurse.post(page, {**hidden(nurse.get(page)), **TYPED})
    assert again.status_code == 409
    assert "They have it already" in again.content.decode()
    with ctx_of(scene.nurse) as ctx:
        copy = Delivery.visible_to(ctx).get(how="hand")
        assert (copy.status, copy.recipient.name) == ("waiting", "Ana Ruiz")


def test_nobody_is_named_on_a_version_that_was_replaced(
    scene: Any, issue: Any, ctx_of: Any, client_of: Any
) -> None:
    old = issue(SOLICITOR)
    new = issue(SOLICITOR, number=2, replaces=old, source_id=old.source_id, what_changed="A date")
    nurse = client_of(scene.nurse)
    page = reverse("document_reader_new", args=[scene.person.reference, old.pk])
    shown = nurse.get(page)
    current = reverse("document_reader_new", args=[scene.person.reference, new.pk])
    assert current in shown.content.decode()
    assert nurse.post(page, {**hidden(nurse.get(current)), **TYPED}).status_code == 409
    with ctx_of(scene.nurse) as ctx:
        with pytest.raises(naming.Superseded):
            naming.name_reader(ctx, document_id=old.pk, to=to_account(scene.officer, **WHY))
        assert not NamedRecipient.visible_to(ctx).exclude(why="").exists()


def test_lines_agreed_for_others_are_given_only_where_the_basis_covers_each(
    scene: Any, issue: Any, ctx_of: Any, client_of: Any
) -> None:
    document = issue(SOLICITOR, sections=(LIMITED,))
    nurse = client_of(scene.nurse)
    page = reverse("document_reader_new", args=[scene.person.reference, document.pk])
    shown = nurse.get(page)
    assert "A score: PHQ-9, 14" in shown.content.decode()
    half = nurse.post(page, {**hidden(shown), **TYPED, "line_1": "on"})
    assert half.status_code == 422
    assert "The basis must cover this line too" in half.content.decode()
    with ctx_of(scene.nurse) as ctx:
        for covers in ((), (1,), (1, 2, 3)):
            to = to_account(scene.officer, covers=covers, **WHY)
            with pytest.raises(naming.LineNotCovered), transaction.atomic():
                naming.name_reader(ctx, document_id=document.pk, to=to)
        to = to_account(scene.officer, covers=(1, 2), **WHY)
        naming.name_reader(ctx, document_id=document.pk, to=to)
        assert NamedRecipient.visible_to(ctx).get(principal_id=scene.officer.pk).covers == [1, 2]


def test_a_letter_to_the_person_goes_to_no_account_outside_care(
    scene: Any, issue: Any, ctx_of: Any, client_of: Any
) -> None:
    document = issue(SOLICITOR, sections=(LETTER,))
    page = reverse("document_reader_new", args=[scene.person.reference, document.pk])
    shown = client_of(scene.nurse).get(page).content.decode()
    assert 'name="member"' not in shown
    assert "goes to no account at court" in shown
    with ctx_of(scene.nurse) as ctx, pytest.raises(NotAllowed):
        naming.name_reader(ctx, document_id=document.pk, to=to_account(scene.officer, **WHY))
    with ctx_of(scene.officer, "court_report") as ctx:
        assert not Document.visible_to(ctx).exists()


@pytest.mark.parametrize("last", ["no", "taken back"])
def test_a_yes_that_was_taken_back_is_no_basis(
    scene: Any, issue: Any, ctx_of: Any, last: str
) -> None:
    from throughcare.sharing.actions import withdraw_agreement

    document = issue(SOLICITOR)
    with ctx_of(scene.nurse) as ctx:
        kept = record_agreement(
            ctx,
            person_id=scene.person.pk,
            recipient="probation",
            answer="no" if last == "no" else "yes",
        )
        if last == "taken back":
            withdraw_agreement(ctx, agreement_id=kept.pk, version=kept.version)
        with pytest.raises(naming.SaidNo), transaction.atomic():
            naming.name_reader(ctx, document_id=document.pk, to=to_account(scene.officer, **WHY))
        other = To(
            name=scene.officer.user.name,
            how="account",
            basis="court_order",
            basis_words="Order of 2 March",
            kind="member",
            principal_id=scene.officer.pk,
            why="The court ordered it",
        )
        naming.name_reader(ctx, document_id=document.pk, to=other)


def test_only_the_author_names_and_only_those_whom_the_policy_lets_read(
    scene: Any, issue: Any, make: Any, ctx_of: Any, client_of: Any
) -> None:
    document = issue(to_account(scene.adviser))
    page = reverse("document_reader_new", args=[scene.person.reference, document.pk])
    assert client_of(scene.elsewhere).get(page).status_code == 404
    manager = make.member("manager", team=scene.officer.team)
    with ctx_of(scene.nurse) as ctx:
        for member in (scene.elsewhere, manager):
            with pytest.raises(NotAllowed), transaction.atomic():
                naming.name_reader(ctx, document_id=document.pk, to=to_account(member, **WHY))
        with pytest.raises(ReasonMissing):
            naming.name_reader(ctx, document_id=document.pk, to=to_account(scene.officer))
    with ctx_of(scene.adviser) as ctx, pytest.raises(Document.DoesNotExist):
        naming.name_reader(ctx, document_id=document.pk, to=to_account(scene.officer, **WHY))
