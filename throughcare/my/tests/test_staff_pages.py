"""What staff see of tablets and own pages: in words, changed on purpose, answered once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.database import as_owner
from throughcare.my import own_presenters
from throughcare.my.actions import access, saying
from throughcare.my.deputy import begin_own
from throughcare.my.models import Handover, SafetyArrangement
from throughcare.my.own_selectors import Look
from throughcare.screening.tests.conftest import Suite
from throughcare.screening.tests.pages import hidden

SETTINGS = "/settings/tablet/"


@pytest.fixture
def admin(make: Any, suite: Suite, client_of: Any) -> Any:
    return client_of(make.member("support_engineer", team=suite.nurse.team))


def test_nobody_becomes_duty_holder_because_they_stand_first_in_the_list(
    admin: Any, duty: Any, suite: Suite
) -> None:
    page = admin.get(SETTINGS)
    assert not re.search(r'value="[^"]+"\s+selected', page.content.decode())

    answer = admin.post(SETTINGS, {**hidden(page), "telephone": "01632 960 100", "minutes": "5"})

    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Select the duty holder" in said and 'value="01632 960 100"' in said


def test_an_arrangement_is_changed_from_its_line(
    admin: Any, duty: Any, suite: Suite, make: Any
) -> None:
    line = f"?team={suite.nurse.team_id}"
    assert line in admin.get(SETTINGS).content.decode()
    page = admin.get(SETTINGS + line)
    assert f'value="{duty.pk}" selected' in page.content.decode()

    typed = {"team": str(suite.nurse.team_id), "duty_holder": str(duty.pk), "minutes": "15"}
    answer = admin.post(SETTINGS, {**hidden(page), **typed, "telephone": "01632 960 999"})

    assert answer.status_code == 302
    with as_owner():
        row = SafetyArrangement.rows.get()
    assert (row.telephone, row.minutes) == ("01632 960 999", 15)
    assert admin.get(f"{SETTINGS}?team=x\x00").status_code == 200


def test_a_tablet_names_its_questions_and_not_their_keys(
    handed: Callable[..., tuple[Handover, str]],
    duty: Any,
    suite: Suite,
    person: Any,
    client_of: Any,
) -> None:
    row, _code = handed("PHQ-9")

    page = client_of(suite.nurse).get(f"/people/{person.reference}/tablet/{row.pk}/")

    assert "PHQ-9: " in page.content.decode()
    assert row.questionnaires[0] not in page.content.decode()


def test_what_was_read_is_not_answered_again_and_loses_no_word_of_a_colleague(
    suite: Suite, person: Any, ctx_of: Any, client_of: Any
) -> None:
    with ctx_of(suite.nurse) as ctx:
        given = access.open_pages(
            ctx, person.pk, phone="07700 900 123", question="First pet?", fact="Biscuit"
        )
    with ctx_of(suite.nurse):
        own = begin_own(member_id=given.member_id, session_ref="test")
        said = saying.say(own, person.pk, about="message", words="The bus is late", to="team")
    nurse = client_of(suite.nurse)
    address = f"/people/{person.reference}/said/{said.pk}/"
    before = nurse.get(address)
    with ctx_of(suite.nurse) as ctx:
        saying.mark_read(ctx, said_id=said.pk, answer="We wait for you.")

    clash = nurse.post(address, {**hidden(before), "answer": "Take your time"})

    assert clash.status_code == 422 and "Take your time" in clash.content.decode()
    after = nurse.get(address).content.decode()
    assert "We wait for you." in after and "Mark as read" not in after


@pytest.mark.parametrize(
    ("role", "purpose", "link", "why"),
    [
        ("probation_practitioner", "supervision", 1, "To supervise you"),
        ("supervisor", "supervision", 1, "To check the work"),
        ("clinician", "direct_care", 1, "To care for you"),
        ("clinician", "direct_care", own_presenters.EMERGENCY, "In an emergency"),
    ],
)
def test_why_somebody_looked_is_said_as_it_was(
    role: str, purpose: str, link: int, why: str
) -> None:
    look = Look(date(2026, 11, 19), role, purpose, link, "Agency", "Team", 1)

    [day] = own_presenters.looked([look])

    assert day.lines[0].why == why
