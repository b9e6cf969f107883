"""An issued letter that was wrong: the same readers get the corrected one, the old one stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.documents import naming
from throughcare.documents import selectors as documents
from throughcare.documents.actions import To
from throughcare.documents.models import Delivery, Document
from throughcare.screening.tests.pages import at_most, hidden
from throughcare.treatment import actions
from throughcare.treatment.models import Letter, Programme
from throughcare.treatment.tests.test_after import AGREED, ended, issued

__all__ = ["ended"]


@pytest.fixture
def to_gp(clinic: Any, ended: Programme, ctx_of: Any) -> Letter:
    """The letter to the GP as it was issued; the solicitor was named later."""
    with ctx_of(clinic.psychologist) as ctx:
        letter = actions.begin_letter(ctx, programme_id=ended.pk, to="gp")
        letter = issued(ctx, letter, name="Dr Obi", how="secure_email", **AGREED)
        naming.name_reader(
            ctx,
            document_id=letter.document_id,
            to=To(
                name="Adam Price",
                how="hand",
                basis="agreed",
                basis_words="Agreed by phone",
                why="Asked for by the person",
                capacity="Solicitor",
            ),
        )
        return letter


def test_a_corrected_letter_replaces_the_old_one_and_goes_to_the_same_readers(
    clinic: Any, to_gp: Letter, ctx_of: Any, client_of: Any
) -> None:
    worker = client_of(clinic.psychologist)
    ref = clinic.person.reference
    shown = reverse("person_document", args=[ref, to_gp.document_id])
    correct = reverse("treatment_letter_correct", args=[ref, to_gp.pk])
    with at_most(12):
        assert correct in worker.get(shown).content.decode()
    assert worker.post(correct, hidden(worker.get(correct))).status_code == 422
    typed = {**hidden(worker.get(correct)), "what_changed": "The number of sessions"}
    edit = worker.post(correct, typed).headers["Location"]
    page = worker.get(edit).content.decode()
    assert "Adam Price, Solicitor" in page
    with ctx_of(clinic.psychologist) as ctx:
        draft = Letter.visible_to(ctx).get(replaces_id=to_gp.pk)
        assert (draft.body, draft.name, draft.edition) == (to_gp.body, "Dr Obi", 2)
        with pytest.raises(MoveNotAllowed), transaction.atomic():
            actions.correct_letter(ctx, letter_id=to_gp.pk, what_changed="Again")
        # Until it is issued the first one holds.
        assert Letter.visible_to(ctx).get(pk=to_gp.pk).status == "issued"
        second = issued(ctx, draft)
        old, new = (Document.visible_to(ctx).get(pk=each.document_id) for each in (to_gp, second))
        assert Letter.visible_to(ctx).get(pk=to_gp.pk).status == "replaced"
        assert (new.number, new.replaces_id, new.source_id) == (2, old.pk, old.source_id)
        assert new.reference == f"{old.reference}-R2"
        assert "Replaces R1. What changed: The number of sessions" in documents.html_of(ctx, new)
        assert "Replaces" not in documents.html_of(ctx, old)
        copies = Delivery.visible_to(ctx).select_related("recipient")
        assert {row.status for row in copies.filter(document_id=old.pk)} == {"replaced"}
        told = {row.recipient.name: row.status for row in copies.filter(document_id=new.pk)}
        assert told == {"Dr Obi": "waiting", "Adam Price": "waiting"}
    text = worker.get(shown).content.decode()
    assert "A corrected version took its place" in text
    assert correct not in text
    assert worker.post(correct, {**typed, **hidden(worker.get(correct))}).status_code == 409


def test_a_correction_that_is_dropped_leaves_the_letter_in_force(
    clinic: Any, to_gp: Letter, ctx_of: Any
) -> None:
    with ctx_of(clinic.psychologist) as ctx:
        draft = actions.correct_letter(ctx, letter_id=to_gp.pk, what_changed="A date")
        actions.save_letter(ctx, letter_id=draft.pk, version=draft.version, again=[])
        actions.drop_letter(ctx, letter_id=draft.pk, version=draft.version + 1)
        assert Letter.visible_to(ctx).get(pk=to_gp.pk).status == "issued"
        again = actions.correct_letter(ctx, letter_id=to_gp.pk, what_changed="A date")
        assert (again.edition, len(again.again)) == (2, 1)


def test_what_changed_to_the_officer_is_ticked_and_never_typed(
    clinic: Any, ended: Programme, ctx_of: Any, client_of: Any
) -> None:
    with ctx_of(clinic.psychologist) as ctx:
        letter = issued(
            ctx, actions.begin_letter(ctx, programme_id=ended.pk, to="officer"), **AGREED
        )
        with pytest.raises(ReasonMissing):
            actions.correct_letter(ctx, letter_id=letter.pk, what_changed="Numbatnote")
        draft = actions.correct_letter(ctx, letter_id=letter.pk, what_changed="sessions ended")
        with pytest.raises(IntegrityError), transaction.atomic():
            Letter.visible_to(ctx, "amend").filter(pk=draft.pk).update(what_changed="Numbatnote")
        second = issued(ctx, draft)
    officer = client_of(clinic.officer)
    new = officer.get(f"/documents/{second.document_id}/").content.decode()
    assert "When and how it ended" in new
    old = officer.get(f"/documents/{letter.document_id}/").content.decode()
    assert f"/documents/{second.document_id}/" in old
