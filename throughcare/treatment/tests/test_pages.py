"""The small pages of treatment: what is offered, what comes next, what cannot be done now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.database import as_owner
from throughcare.agencies.models import Membership
from throughcare.core import clock
from throughcare.screening.tests.pages import hidden
from throughcare.treatment.models import Programme
from throughcare.treatment.tests.conftest import MK


@pytest.fixture
def worker(clinic: Any, client_of: Any) -> Any:
    return client_of(clinic.psychologist)


def test_somebody_with_an_order_is_taken_on_outside_it(
    worker: Any, clinic: Any, order: Any, ctx_of: Any
) -> None:
    page = reverse("treatment_new", args=[clinic.person.reference])
    found = worker.get(page)
    assert "None: treatment outside an order" in found.text
    typed = {"pathway": MK, "order": "none", "waits_since": "yesterday"}
    assert worker.post(page, {**hidden(found), **typed}).status_code == 302
    with ctx_of(clinic.psychologist) as ctx:
        assert Programme.visible_to(ctx).get().order_id is None


def test_the_page_leads_with_what_is_done_next(
    worker: Any, clinic: Any, programme: Programme, book: Any
) -> None:
    page = reverse("treatment", args=[clinic.person.reference])
    booking = reverse("treatment_session_new", args=[clinic.person.reference, programme.pk])
    main = 'class="nhsuk-button nhsuk-button--small" href="{}"'
    assert main.format(booking) in worker.get(page).text
    row = book()
    session = reverse("treatment_session", args=[clinic.person.reference, row.number])
    found = worker.get(page).text
    assert main.format(session) in found
    assert main.format(booking) not in found


def test_a_record_without_treatment_offers_it(worker: Any, clinic: Any) -> None:
    page = worker.get(reverse("treatment", args=[clinic.person.reference]))
    assert page.status_code == 200
    assert "No treatment yet" in page.text
    assert page.text.count("Take on for treatment") == 2


def test_a_case_is_not_handed_over_to_nobody(
    worker: Any, clinic: Any, programme: Programme
) -> None:
    page = reverse("treatment_hand_over_new", args=[clinic.person.reference, programme.pk])
    assert "Who do you ask" in worker.get(page).text
    with as_owner():
        yesterday = clock.today() - timedelta(days=1)
        Membership.objects.filter(pk=clinic.colleague.pk).update(ends_on=yesterday)
    found = worker.get(page).text
    assert "Nobody else of the team can lead treatment" in found
    assert "Ask the colleague" not in found
    assert reverse("treatment", args=[clinic.person.reference]) in found
