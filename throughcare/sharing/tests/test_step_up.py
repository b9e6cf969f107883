"""Pages that open a record by exception, join records or share with an agency ask for proof."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse


@pytest.mark.parametrize("hours", [0, 1])
def test_an_old_proof_is_asked_for_again_before_break_glass(
    make: Any, client_of: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    settings.DEMONSTRATION = False
    client = client_of(make.member())
    if hours:
        monkeypatch.setattr(
            "throughcare.accounts.step_up.seconds_since_proof", lambda _request: hours * 3600.0
        )
    answer = client.get(reverse("break_glass"))
    assert (answer.status_code == 302) == bool(hours)
    if hours:
        assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_every_page_that_must_asks_for_proof() -> None:
    from throughcare.people.compare import Compare
    from throughcare.sharing.contract_views import Contract
    from throughcare.sharing.emergency_views import BreakGlassPage

    assert all(page.recent_proof for page in (Compare, Contract, BreakGlassPage))
