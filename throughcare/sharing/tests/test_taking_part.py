"""Taking part and willingness: recorded by hand, seen beside sharing, kept apart from it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.database import as_owner
from throughcare.core import clock
from throughcare.core.models import Event
from throughcare.core.views import new_key
from throughcare.sharing.models import Agreement, TakingPart, Willingness

TAKING = {"in_what": "assessment", "answer": "yes", "words_used": "Yes, that is fine."}
WILLING = {
    "requirement": "mental_health",
    "willing": "yes",
    "words_used": "It means seeing somebody each week. Leanne said: I will come.",
    "easy_read_copy_given": "on",
}


@pytest.fixture
def scene(make: Any, client_of: Any) -> Any:
    me = make.member("clinician")
    return me, make.person(me), client_of(me)


def post(client: Any, name: str, person: Any, typed: dict[str, Any], **more: Any) -> Any:
    local = clock.now().astimezone(clock.LONDON)
    moment = {"said_on": f"{local:%d/%m/%Y}", "said_at": "00:00"}
    url = reverse(name, args=[person.reference])
    return client.post(url, {**moment, **typed, **more, "idempotency_key": new_key()})


def sharing(client: Any, person: Any) -> str:
    page: str = client.get(reverse("person_sharing", args=[person.reference])).content.decode()
    return page


def test_taking_part_is_kept_with_the_words_and_shown(scene: Any) -> None:
    _me, person, client = scene
    assert "Not asked yet." in sharing(client, person)
    assert post(client, "person_taking_part", person, TAKING).status_code == 302
    with as_owner():
        row = TakingPart.rows.get()
        assert Event.rows.filter(type="taking_part.asked", subject_id=row.pk).count() == 1
    assert (row.in_what, row.answer, row.words_used) == tuple(TAKING.values())
    page = sharing(client, person)
    assert "An assessment" in page
    assert "Yes, that is fine." in page
    assert "Not asked yet." not in page


def test_willingness_is_kept_with_who_took_it_when_and_the_words(scene: Any) -> None:
    me, person, client = scene
    assert post(client, "person_willingness", person, WILLING).status_code == 302
    with as_owner():
        row = Willingness.rows.get()
        assert Event.rows.filter(type="willingness.recorded", subject_id=row.pk).count() == 1
    assert (row.willing, row.taken_by_id, row.easy_read_copy_given) == (True, me.pk, True)
    assert row.at.astimezone(clock.LONDON).strftime("%H:%M") == "00:00"
    page = sharing(client, person)
    for words in ("Mental health treatment requirement", "Willing to comply", "I will come"):
        assert words in page


def test_a_new_answer_takes_the_place_of_the_earlier_one(scene: Any) -> None:
    _me, person, client = scene
    post(client, "person_willingness", person, WILLING, said_on="01/01/2026")
    post(client, "person_willingness", person, WILLING, willing="no", words_used="Not now.")
    page = sharing(client, person)
    assert "Not willing to comply" in page
    assert "I will come" not in page
    with as_owner():
        assert Willingness.rows.count() == 2


def test_neither_is_an_agreement_to_share(scene: Any) -> None:
    _me, person, client = scene
    post(client, "person_taking_part", person, TAKING)
    post(client, "person_willingness", person, WILLING)
    with as_owner():
        assert not Agreement.rows.exists()


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("person_taking_part", {"in_what": ""}, "Select what the person was asked"),
        ("person_taking_part", {"answer": "perhaps"}, "Select what they said"),
        ("person_taking_part", {"said_on": "31/02/2026"}, "Enter a date, such as"),
        ("person_taking_part", {"said_at": "late"}, "Enter a time, such as"),
        ("person_willingness", {"words_used": "  "}, "Enter the words that were used"),
        ("person_willingness", {"requirement": ""}, "Select the requirement"),
        ("person_willingness", {"willing": ""}, "Select whether they are willing"),
        ("person_willingness", {"words_used": "x" * 2001}, "2000 characters or"),
    ],
)
def test_what_is_missing_is_said_beside_the_field_and_nothing_is_lost(
    scene: Any, name: str, typed: dict[str, str], words: str
) -> None:
    _me, person, client = scene
    base = {**(TAKING if name == "person_taking_part" else WILLING)}
    base.setdefault("words_used", "kept")
    answer = post(client, name, person, base, **typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    if "words_used" not in typed:
        assert base["words_used"] in page
    with as_owner():
        assert not TakingPart.rows.exists()
        assert not Willingness.rows.exists()


def test_what_has_not_been_said_yet_is_not_recorded(scene: Any) -> None:
    _me, person, client = scene
    later = clock.now().astimezone(clock.LONDON) + timedelta(days=1)
    answer = post(client, "person_taking_part", person, TAKING, said_on=f"{later:%d/%m/%Y}")
    assert answer.status_code == 422
    assert "today or earlier" in answer.content.decode()


def test_probation_reads_willingness_on_a_ground_and_not_taking_part(
    scene: Any, make: Any, client_of: Any, ctx_of: Any
) -> None:
    me, person, client = scene
    post(client, "person_taking_part", person, TAKING)
    post(client, "person_willingness", person, WILLING)
    officer = make.member("probation_practitioner", team=make.team(make.agency("probation")))
    make.link(person, officer.pk, 7)
    make.sharing(me.team.agency, officer.team.agency, purpose="supervision")
    from throughcare.sharing import actions

    with ctx_of(me) as ctx:
        actions.record_basis(
            ctx,
            person_id=person.pk,
            recipient_agency_id=officer.team.agency_id,
            kind=2,
            text="Test power",
            categories=["health_summary"],
        )
    page = sharing(client_of(officer, "supervision"), person)
    assert "Willing to comply" in page
    assert "An assessment" not in page
    assert "that is fine" not in page
