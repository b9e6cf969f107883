"""Where real people are, questions that no clinical lead has signed are refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from throughcare.core.errors import NotAllowed
from throughcare.screening import actions
from throughcare.screening.models import Screen
from throughcare.screening.question_sets import newest


def test_unsigned_questions_are_refused_in_live_use(
    make: Any, client_of: Any, ctx_of: Any, settings: Any
) -> None:
    settings.LIVE_USE_NEEDS_APPROVAL = True
    clinician = make.member()
    person = make.person(clinician)
    page = client_of(clinician).get(reverse("screening_new", args=[person.reference]))
    assert page.status_code == 403
    assert "clinical lead must first sign" in page.content.decode()
    with ctx_of(clinician) as ctx:
        with pytest.raises(NotAllowed):
            actions.open_screen(ctx, person_id=person.pk)
        assert not Screen.visible_to(ctx).exists()


def test_a_version_that_a_lead_signed_is_used(settings: Any) -> None:
    settings.LIVE_USE_NEEDS_APPROVAL = True
    actions.require_approved(replace(newest("custody"), approved_by="Dr A. Lead, 1 December 2026"))


def test_outside_live_use_unsigned_questions_may_be_tried(settings: Any) -> None:
    assert not newest("custody").is_approved
    settings.LIVE_USE_NEEDS_APPROVAL = False
    actions.require_approved(newest("custody"))
