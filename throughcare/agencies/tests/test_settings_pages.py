"""The settings as an administrator uses them, and as nobody else can."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.database import as_owner
from throughcare.accounts import links
from throughcare.agencies.models import GrantRequest, Membership, Place, Team

PEOPLE, ADD = "/settings/people/", "/settings/people/add/"


def whole(office: Any, **changed: Any) -> dict[str, Any]:
    return {
        "name": "Rhys Morgan",
        "email": "rhys.morgan@example.org",
        "team": str(office.team.pk),
        "role": "clinician",
        "job_title": "Nurse",
        **changed,
    }


def the_request(client: Client) -> str:
    page = client.get(PEOPLE).content.decode()
    found = re.search(r"/settings/people/requests/[0-9a-f-]+/", page)
    assert found, "no request is shown"
    return found.group()


def test_a_person_is_added_by_two_people(office: Any) -> None:
    one, two = office.page_of(office.one), office.page_of(office.two)
    answer = one.post(ADD, whole(office))
    assert answer.headers["Location"] == PEOPLE
    url = the_request(one)
    assert "Take it back" in one.get(url).content.decode()
    page = two.get(url).content.decode()
    assert "Add Rhys Morgan to" in page
    assert "rhys.morgan@example.org" in page
    done = two.post(url, {"answer": "yes"})
    assert done.status_code == 200
    code = re.search(r"<code>([0-9A-Z-]{19})</code>", done.content.decode())
    assert code is not None
    assert links.owner_of(code.group(1)) is not None
    assert "Rhys Morgan" in one.get(PEOPLE).content.decode()
    assert code.group(1) not in two.get(url).content.decode()


def test_who_asked_cannot_confirm_on_the_page(office: Any) -> None:
    one = office.page_of(office.one)
    one.post(ADD, whole(office))
    url = the_request(one)
    one.post(url, {"answer": "yes"})
    with as_owner():
        assert GrantRequest.rows.get().status == "withdrawn"
        assert not Membership.objects.filter(user__email="rhys.morgan@example.org").exists()


def test_not_confirming_needs_a_reason(office: Any) -> None:
    office.page_of(office.one).post(ADD, whole(office))
    two = office.page_of(office.two)
    url = the_request(two)
    assert two.post(url, {"answer": "no"}).status_code == 422
    assert two.post(url, {"answer": "no", "reason": "Not ours"}).status_code == 302
    assert "Not ours" in office.page_of(office.one).get(url).content.decode()


def test_a_grant_asks_for_the_password_again(
    office: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from django.utils import timezone

    office.page_of(office.one).post(ADD, whole(office))
    two = office.page_of(office.two)
    url = the_request(two)
    settings.DEMONSTRATION = False
    later = timezone.now() + timedelta(minutes=6)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert two.get(url).headers["Location"].startswith("/account/again/?next=")


@pytest.mark.parametrize("role", ["clinician", "supervisor", "privacy_officer", "manager"])
def test_others_get_no_settings(office: Any, make: Any, role: str) -> None:
    client = office.page_of(make.member(role, team=office.team))
    for path in (PEOPLE, ADD, "/settings/teams/", "/settings/places/", "/settings/"):
        assert client.get(path).status_code == 403
        assert client.post(path, {}).status_code in (403, 405)
    assert "/settings/" not in client.get("/account/").content.decode()


def test_the_settings_of_another_agency_are_absent(office: Any, make: Any) -> None:
    client = office.page_of(office.one)
    other = make.member()
    place = make.place(other.team.agency)
    absent = client.get("/settings/nothing/")
    for path in (
        f"/settings/people/{other.pk}/",
        f"/settings/people/{other.pk}/end/",
        f"/settings/teams/{other.team_id}/",
        f"/settings/places/{place.pk}/",
        f"/settings/people/requests/{other.pk}/",
    ):
        assert absent.status_code == client.get(path).status_code == 404
        assert client.post(path, {}).status_code == 404


def test_roles_of_the_agency_are_offered_and_no_others(office: Any) -> None:
    page = office.page_of(office.one).get(ADD).content.decode()
    assert 'value="clinician"' in page
    assert 'value="police_liaison"' not in page


def test_a_team_is_added_renamed_and_ended(office: Any) -> None:
    client = office.page_of(office.one)
    client.post("/settings/teams/add/", {"name": "Night line"})
    team = Team.objects.get(name="Night line")
    assert team.agency_id == office.team.agency_id
    url = f"/settings/teams/{team.pk}/"
    assert client.post(url, {"name": "Day line", "version": "1"}).status_code == 302
    stale = client.post(url, {"name": "Other line", "version": "1"})
    assert stale.status_code == 409
    assert "A colleague changed this" in stale.content.decode()
    assert client.post(f"{url}end/", {}).status_code == 302
    assert "Day line" not in client.get("/settings/teams/").content.decode()
    full = client.post(f"/settings/teams/{office.team.pk}/end/", {})
    assert full.status_code == 422
    assert "People work in this team" in full.content.decode()


def test_one_name_is_one_team(office: Any) -> None:
    answer = office.page_of(office.one).post("/settings/teams/add/", {"name": office.team.name})
    assert answer.status_code == 422
    assert "This name is used already" in answer.content.decode()


def test_a_place_is_added_changed_and_ended(office: Any) -> None:
    client = office.page_of(office.one)
    client.post("/settings/places/add/", {"name": "Northfield Clinic", "kind": "clinic"})
    place = Place.objects.get(slug="northfield-clinic")
    url = f"/settings/places/{place.pk}/"
    client.post(url, {"name": "Northfield House", "kind": "office", "version": "1"})
    place.refresh_from_db()
    assert (place.name, place.kind, place.slug) == (
        "Northfield House",
        "office",
        "northfield-clinic",
    )
    client.post(f"{url}end/", {})
    assert url not in client.get("/settings/places/").content.decode()


def test_a_place_of_others_stands_with_the_own_teams_that_cover_it(office: Any, make: Any) -> None:
    place = make.place(make.agency("court"), "court", "Northfield magistrates")
    others = make.team(covers=(place,))
    client = office.page_of(office.one)
    assert place.name not in client.get("/settings/places/").content.decode()
    with as_owner():
        office.team.covers.add(place)
    page = client.get("/settings/places/").content.decode()
    assert place.name in page and office.team.name in page
    assert others.name not in page and f"/settings/places/{place.pk}/" not in page


def test_a_place_that_a_team_covers_is_not_ended(office: Any, make: Any) -> None:
    place = make.place(office.team.agency)
    with as_owner():
        office.team.covers.add(place)
    client = office.page_of(office.one)
    assert client.post(f"/settings/places/{place.pk}/end/", {}).status_code == 422
    url = f"/settings/teams/{office.team.pk}/"
    assert place.name in client.get(url).content.decode()
    assert client.post(f"{url}places/{place.pk}/end/", {}).status_code == 302
    assert client.post(f"/settings/places/{place.pk}/end/", {}).status_code == 302


def test_posting_twice_asks_once(office: Any) -> None:
    import uuid

    client = office.page_of(office.one)
    data = {"name": "Night line", "idempotency_key": str(uuid.uuid4())}
    first = client.post("/settings/teams/add/", data)
    second = client.post("/settings/teams/add/", data)
    assert first.headers["Location"] == second.headers["Location"]
    assert Team.objects.filter(name="Night line").count() == 1


HOSTILE = [
    {},
    {"name": "\0", "email": "\0", "role": "\0", "team": "\0", "answer": "\0", "place": "\0"},
    {"name": "x" * 1_000_000, "email": "a@b.org", "version": "9" * 400},
    {"name": ["a", ""], "role": ["manager", "no such role"], "team": "not-a-uuid", "to": "1"},
    {"name": "<script>alert(1)</script>", "kind": "<b>", "email": "<a@b.org>"},
    {"idempotency_key": "not a key", "version": "-1", "ends_on-day": "99", "ends_on-month": "x"},
]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_a_hostile_post_is_answered_beside_the_field(office: Any, make: Any, number: int) -> None:
    place = make.place(office.team.agency)
    client = office.page_of(office.one)
    client.raise_request_exception = False
    office.page_of(office.two).post(ADD, whole(office))
    member = f"/settings/people/{office.clinician.pk}/"
    for path in (
        ADD,
        f"{member}role/",
        f"{member}work/",
        the_request(client),
        "/settings/teams/add/",
        f"/settings/teams/{office.team.pk}/",
        f"/settings/teams/{office.team.pk}/places/add/",
        "/settings/places/add/",
        f"/settings/places/{place.pk}/",
    ):
        answer = client.post(path, HOSTILE[number])
        expected = (302, 422) if path == "/settings/teams/add/" else (422,)
        assert answer.status_code in expected, (path, answer.status_code)
        assert b"<script>alert(1)" not in answer.content


def test_pages_stay_within_the_statements(
    office: Any, make: Any, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(30):
        make.member("clinician", team=office.team)
    client = office.page_of(office.one)
    office.page_of(office.two).post(ADD, whole(office))
    for path in (
        PEOPLE,
        ADD,
        f"/settings/people/{office.clinician.pk}/",
        the_request(client),
        "/settings/teams/",
        f"/settings/teams/{office.team.pk}/",
        "/settings/places/",
        "/account/",
        "/role/?change=yes",
    ):
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        asked = [
            q["sql"]
            for q in seen
            if not re.match(r"(BEGIN|COMMIT|SAVEPOINT|RELEASE|ROLLBACK)", q["sql"])
        ]
        assert len(asked) <= 12, (path, asked)
