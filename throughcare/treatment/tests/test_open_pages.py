"""A page that stands open while what it asks changes: nothing that was typed on it is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from throughcare.core import clock
from throughcare.core.models import Due
from throughcare.instruments import actions as questionnaires
from throughcare.instruments.approval import QUESTIONNAIRES
from throughcare.instruments.library import find
from throughcare.instruments.models import Administration, Score
from throughcare.instruments.tests.test_signing import RULE
from throughcare.screening.tests.pages import hidden
from throughcare.signatures import actions as signing
from throughcare.treatment import actions
from throughcare.treatment.models import FollowUp, Programme, SessionNote
from throughcare.treatment.tests.test_session_page import CALM, UNSAFE, address

TAKEN_BACK = "clinical approval was taken back after this page was opened"


@pytest.fixture
def page(clinic: Any, programme: Programme, client_of: Any, settings: Any) -> Any:
    """The psychologist's browser, in live use."""
    settings.LIVE_USE_NEEDS_APPROVAL = True
    return client_of(clinic.psychologist)


@pytest.fixture
def approved(clinic: Any, make: Any, ctx_of: Any) -> Callable[[], None]:
    """PHQ-9 is signed here; call it, and the lead takes the signature back."""
    admin = make.member("support_engineer", team=clinic.psychologist.team)
    phq = find("phq-9")
    assert phq is not None
    with ctx_of(admin) as ctx:
        asked = signing.ask_to_sign(ctx, QUESTIONNAIRES, words=phq, lead_id=clinic.supervisor.pk)
    with ctx_of(clinic.supervisor) as ctx:
        signed = signing.sign(
            ctx, QUESTIONNAIRES, asked=asked, registration="HCPC 1", reason="Read"
        )

    def take_back() -> None:
        with ctx_of(clinic.supervisor) as ctx:
            signing.withdraw(ctx, QUESTIONNAIRES, signed=signed, reason="A new review")

    return take_back


def test_a_session_opened_before_a_signature_is_taken_back_keeps_and_scores_its_answers(
    page: Any, approved: Any, clinic: Any, book: Any, ctx_of: Any
) -> None:
    url, later = address(clinic, book()), address(clinic, book())
    opened = hidden(page.get(url))
    approved()
    saved = page.post(url, {**opened, "came": "came", "m_phq_9": CALM, "note": "Kept"})
    assert saved.status_code == 302
    assert TAKEN_BACK in page.get(saved.headers["Location"]).content.decode()
    with ctx_of(clinic.psychologist) as ctx:
        assert Score.visible_to(ctx).get().score == 9
    assert "m_phq_9" not in page.get(later).content.decode()
    # What one page had offered opens no other.
    borrowed = {**hidden(page.get(later)), "offered": opened["offered"], "came": "came"}
    refused = page.post(later, {**borrowed, "m_phq_9": CALM, "note": "Mine"})
    assert refused.status_code == 422
    assert "Mine\nPHQ-9, as typed and not scored: 012301200" in refused.content.decode()
    kept = {**hidden(refused), "came": "came", "note": "Mine\nPHQ-9, as typed: 012301200"}
    assert page.post(later, kept).status_code == 302
    with ctx_of(clinic.psychologist) as ctx:
        assert SessionNote.visible_to(ctx).filter(note__contains="012301200").exists()
        assert Score.visible_to(ctx).count() == 1


def test_a_draft_begun_under_a_signature_is_shown_again_and_its_safety_answer_acts(
    page: Any, approved: Any, clinic: Any, book: Any, ctx_of: Any
) -> None:
    url = address(clinic, book())
    opened = hidden(page.get(url))
    approved()
    assert page.post(f"{url}?draft=1", {**opened, "m_phq_9": UNSAFE}).status_code == 200
    with ctx_of(clinic.psychologist) as ctx:
        assert Due.visible_to(ctx).get(kind=questionnaires.PROMPT).status == "open"
    again = page.get(url)
    assert 'value="012301201"' in again.content.decode()
    assert TAKEN_BACK in again.content.decode()
    fields = {**hidden(again), "came": "came", "m_phq_9": UNSAFE, "safety": "still_right"}
    assert page.post(url, fields).status_code == 302
    with ctx_of(clinic.psychologist) as ctx:
        assert Administration.visible_to(ctx).get().status == "completed"


def test_words_that_change_while_a_page_is_open_are_told_before_anything_is_scored(
    clinic: Any, book: Any, client_of: Any, settings: Any, tmp_path: Path
) -> None:
    settings.INSTRUMENTS_FOLDER = str(tmp_path)
    worker, url = client_of(clinic.psychologist), address(clinic, book())
    new = reverse("questionnaire_new", args=[clinic.person.reference, "phq-9"])
    session, single = hidden(worker.get(url)), hidden(worker.get(new))
    (tmp_path / "phq-9.toml").write_text(RULE.format(allowed=1))
    for at, fields in (
        (url, {**session, "came": "came", "m_phq_9": CALM}),
        (new, {**single, "row": CALM, "mode": "paper"}),
    ):
        told = worker.post(at, fields)
        assert told.status_code == 422
        assert "have changed since you opened" in told.content.decode()
        assert f'value="{CALM}"' in told.content.decode()
        # The draft of what was typed under the old words still says so.
        draft = worker.get(at)
        assert worker.post(at, {**fields, **hidden(draft)}).status_code == 422
        assert worker.post(at, {**fields, **hidden(told)}).status_code == 302


def test_a_follow_up_and_a_questionnaire_of_its_own_keep_what_was_answered_too(
    page: Any, approved: Any, clinic: Any, programme: Programme, ctx_of: Any
) -> None:
    with ctx_of(clinic.psychologist) as ctx:
        programme.refresh_from_db()
        actions.end(
            ctx,
            programme_id=programme.pk,
            version=programme.version,
            reason="completed",
            on=clock.today(),
            summary="",
            their_words="",
        )
        due = FollowUp.visible_to(ctx).order_by("due_on").first()
        assert due is not None
    ref = clinic.person.reference
    follow_up = reverse("treatment_follow_up", args=[ref, due.pk])
    single = reverse("questionnaire_new", args=[ref, "phq-9"])
    first, second = hidden(page.get(follow_up)), hidden(page.get(single))
    approved()
    assert page.get(single).status_code == 403
    done = {"version": due.version, "result": "done", "said": "Well"}
    for url, fields in (
        (single, {**second, "row": CALM, "mode": "paper"}),
        (follow_up, {**first, **done, "m_phq_9": UNSAFE}),
    ):
        saved = page.post(url, fields, follow=True)
        assert TAKEN_BACK in saved.content.decode()
    with ctx_of(clinic.psychologist) as ctx:
        assert {s.score for s in Score.visible_to(ctx)} == {9, 10}
        assert Due.visible_to(ctx).get(kind=questionnaires.PROMPT).status == "open"
