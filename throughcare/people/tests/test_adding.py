"""Adding a person: search first, ask again, and no oracle for a number that is known."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.database import as_owner
from throughcare.core.errors import NotAllowed
from throughcare.core.models import Event
from throughcare.core.views import new_key
from throughcare.people import actions
from throughcare.people.models import DataQuality, Identifier, Person, PersonName
from throughcare.sharing.models import Link

BORN = {"born_on-day": "3", "born_on-month": "11", "born_on-year": "1981"}
NAMED = {"given_name": "Tomasz", "family_name": "Zielinski", "sex": "male", "source": "person"}


def post(client: Any, **fields: str) -> Any:
    return client.post(reverse("person_add"), {**NAMED, "idempotency_key": new_key(), **fields})


def test_a_new_record_is_linked_named_told_and_held(make: Any, ctx_of: Any) -> None:
    me = make.member()
    with ctx_of(me) as ctx:
        person = actions.add_person(
            ctx,
            given_name="Tomasz",
            family_name="Zieliński",
            likes_to_be_called="Tomek",
            born_on=date(1981, 11, 3),
            identifiers=[("nhs-number", "999 491 3581"), ("pnc", "nonsense")],
        )
        assert Person.visible_to(ctx).get().sort_name == "ZIELINSKI TOMASZ"
        names = PersonName.visible_to(ctx).order_by("kind").values_list("kind", "search_name")
        assert list(names) == [("preferred", "ZIELINSKI TOMEK"), ("used", "ZIELINSKI TOMASZ")]
        kept = dict(Identifier.visible_to(ctx).values_list("kind", "canonical"))
        assert kept == {"nhs-number": "9994913581", "pnc": ""}
        assert person.nhs_number == "9994913581"
        assert [e.type for e in Event.visible_to(ctx)] == ["person.added"]
        assert set(Link.visible_to(ctx).values_list("principal_id", "kind")) == {
            (me.team_id, 1),
            (me.pk, 0),
        }


def test_a_supervisor_adds_for_the_team_alone(make: Any, ctx_of: Any) -> None:
    me = make.member("supervisor")
    with ctx_of(me) as ctx:
        actions.add_person(ctx, family_name="Okafor")
        assert list(Link.visible_to(ctx).values_list("principal_id", "kind")) == [(me.team_id, 1)]


@pytest.mark.parametrize("role", ["admin", "probation_practitioner", "police_liaison", "manager"])
def test_who_may_not_search_does_not_add(make: Any, ctx_of: Any, client_of: Any, role: str) -> None:
    me = make.member(role)
    assert post(client_of(me)).status_code == 403
    with as_owner():
        assert not Person.rows.exists()
    if role in ("admin", "manager"):
        with ctx_of(me) as ctx, pytest.raises(NotAllowed):
            actions.add_person(ctx, family_name="Okafor")


def test_a_first_link_is_opened_to_no_record_that_is_there(make: Any, ctx_of: Any) -> None:
    hidden = make.person(make.member())
    with (
        ctx_of(make.member()),
        connection.cursor() as cursor,
        pytest.raises(Exception, match="not a new record"),
        transaction.atomic(),
    ):
        cursor.execute("SELECT app.open_first_links(%s)", [hidden.pk])


def test_somebody_alike_is_asked_about_before_a_second_record_is_made(
    make: Any, client_of: Any, add: Any
) -> None:
    me = make.member()
    add(me, "Tomek", "Zieliński", born_on=date(1981, 3, 11))
    client = client_of(me)
    asked = post(client, **BORN)
    html = asked.content.decode()
    assert asked.status_code == 422
    assert "Is it this person?" in html
    assert 'value="Zielinski"' in html
    mark = re.search(r'name="none_of_these"[^>]*value="(\w+)"', html)[1]  # type: ignore[index]
    assert post(client, **BORN, none_of_these="of others").status_code == 422
    assert post(client, **BORN, none_of_these=mark).status_code == 302
    with as_owner():
        assert Person.rows.count() == 2


def test_the_page_begins_with_what_was_searched_for(make: Any, client_of: Any) -> None:
    client = client_of(make.member())
    location = client.post(reverse("find"), {"q": "tomasz zielinski 3/11/81"}).headers["Location"]
    key = location.rstrip("/").split("/")[-1]
    html = client.get(f"{reverse('person_add')}?search={key}").content.decode()
    assert 'value="Zielinski"' in html
    assert 'value="1981"' in html


# what is posted beside the usual | what the page says, or nothing when it is saved
POSTED = """
given_name= family_name=                 | Enter a name, or tick
given_name= family_name= not_known=on    |
given_name= not_known=on                 |
about_age=35                             |
about_age=-1                             | must be 0 or more
about_age=x                              | must be a whole number
about_age=500                            | must be 120 or less
born_on-day=31 born_on-month=2 born_on-year=1981 | must be a real date
born_on-day=1 born_on-month=1 born_on-year=2990  | must be in the past
number=123                               | Select which number it is
sex=elephant                             | Select one of the choices
source=                                  | Select who said so
"""


@pytest.mark.parametrize("line", POSTED.strip().split("\n"))
def test_what_is_wrong_stands_beside_the_field(make: Any, client_of: Any, line: str) -> None:
    posted, said = (part.strip() for part in line.split("|"))
    fields = dict(pair.split("=") for pair in posted.split())
    response = post(client_of(make.member()), **fields)
    assert response.status_code == (422 if said else 302)
    if said:
        html = response.content.decode()
        assert said in html
        assert "Zielinski" in html or "family_name" in fields


def test_an_age_is_kept_as_about_a_year(make: Any, client_of: Any) -> None:
    post(client_of(make.member()), about_age="35")
    with as_owner():
        person = Person.rows.get()
    assert person.born_about
    assert (person.born_on.month, person.born_on.day) == (1, 1)


def test_pressed_twice_it_is_added_once(make: Any, client_of: Any) -> None:
    client, key = client_of(make.member()), new_key()
    answers = {post(client, idempotency_key=key).headers["Location"] for _ in range(3)}
    assert len(answers) == 1
    with as_owner():
        assert Person.rows.count() == 1


def _typed(client: Any) -> tuple[str, list[str]]:
    with CaptureQueriesContext(connection) as captured:
        response = post(client, nhs_number="999 491 3581")
    assert response.status_code == 302
    page = client.get(response.headers["Location"]).content.decode()
    reference = response.headers["Location"].strip("/").split("/")[-1]
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.replace(reference, "TC"))
    cost = [re.sub(r"'[^']*'|[0-9a-f-]{36}|\d+", "", q["sql"])[:60] for q in captured]
    return re.sub(r"\d+:\d\d|\?before=[^\"]*", "", page), cost


def test_a_number_of_a_hidden_record_is_an_ordinary_success_for_the_typist(
    make: Any, client_of: Any, add: Any
) -> None:
    me, they = make.member(name="Helen Marsh"), make.member()
    absent = _typed(client_of(me))
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE people_identifier SET canonical = ''")
        cursor.execute("DELETE FROM sharing_reach")
    add(they, "Anna", "Okafor", identifiers=[("nhs-number", "999 491 3581")])
    hidden = _typed(client_of(me))
    assert hidden == absent


def test_the_privacy_officers_of_both_agencies_hear_of_it(
    make: Any, ctx_of: Any, client_of: Any, add: Any
) -> None:
    me, they = make.member(), make.member()
    hidden = add(they, "Anna", "Okafor", identifiers=[("nhs-number", "999 491 3581")])
    typed = add(me, "Tomasz", "Zielinski", identifiers=[("nhs-number", "999 491 3581")])
    with as_owner():
        row = DataQuality.rows.get()
    assert (row.new_reference, row.other_reference) == (typed.reference, hidden.reference)
    officers = [make.member("privacy_officer", team=m.team) for m in (me, they)]
    for member, sees in [(officers[0], 1), (officers[1], 1), (me, 0), (they, 0)]:
        with ctx_of(member) as ctx, connection.cursor() as cursor:
            assert DataQuality.visible_to(ctx).count() == sees
            cursor.execute("SELECT count(*) FROM people_dataquality")
            assert cursor.fetchone()[0] == sees
    with ctx_of(make.member("privacy_officer")) as ctx:
        assert not DataQuality.visible_to(ctx).exists()
    client = client_of(officers[0], "subject_rights")
    html = client.get(reverse("data_quality")).content.decode()
    assert hidden.reference in html
    assert "Okafor" not in html
    fields = {"row": str(row.pk), "note": "Asked both teams.", "idempotency_key": new_key()}
    assert client.post(reverse("data_quality"), fields).status_code == 302
    second = client_of(officers[1], "subject_rights")
    assert second.post(reverse("data_quality"), fields).status_code == 422


def test_of_a_restricted_record_only_its_own_privacy_officer_hears(
    make: Any, ctx_of: Any, add: Any
) -> None:
    me, they = make.member(), make.member()
    hidden = add(they, identifiers=[("nhs-number", "999 491 3581")])
    with as_owner():
        Person.rows.filter(pk=hidden.pk).update(guard="restricted")
    add(me, "Tomasz", "Zielinski", identifiers=[("nhs-number", "999 491 3581")])
    for member, sees in [(me, 0), (they, 1)]:
        with ctx_of(make.member("privacy_officer", team=member.team)) as ctx:
            assert DataQuality.visible_to(ctx).count() == sees


@pytest.mark.parametrize(
    "value",
    ["\x00", "a" * 1_000_000, "\u202eevil", "{{ 7*7 }}", "<script>alert(1)</script>", "\ud83d"],
)
@pytest.mark.parametrize(
    "name", ["given_name", "nhs_number", "number_kind", "born_on-year", "none_of_these"]
)
def test_hostile_posts_are_answered(make: Any, client_of: Any, name: str, value: str) -> None:
    value = value.encode("utf-8", "replace").decode()
    response = post(client_of(make.member()), **{name: value})
    assert response.status_code in (302, 422)
    assert "<script>alert" not in response.content.decode()
