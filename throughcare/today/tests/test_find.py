"""Finding is not reading: who is found by whom, how it is said, and what stays absent."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.database import as_owner
from throughcare.people import actions, finding
from throughcare.people.models import ContactMethod, Identifier, Person
from throughcare.people.search_words import read_search

BORN = date(1981, 11, 3)
NHS = "9994913581"


@pytest.fixture
def add(ctx_of: Any) -> Any:
    """``add(member, given, family, **more)``: a person as the member adds one."""

    def added(by: Any, given: str, family: str, **more: Any) -> Person:
        with ctx_of(by) as ctx:
            return actions.add_person(ctx, given_name=given, family_name=family, **more)

    return added


def search(client: Client, typed: str) -> str:
    """The page that a search leads to, without what is random or changes by itself."""
    response = client.post(reverse("find"), {"q": typed}, follow=True)
    assert response.status_code == 200
    return steady(response.content.decode())


def steady(html: str) -> str:
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", html)
    html = re.sub(r'name="idempotency_key" value="[^"]*"', "", html)
    return re.sub(r"\?search=[\w-]+", "", html)


def found_names(ctx: Any, typed: str) -> list[str]:
    found = finding.find(ctx, read_search(typed, today=date(2026, 11, 19)))
    return [str(each.person.family_name) for each in found.people if each.person]


# What is recorded | what is typed | is it found?
TYPED = """
Tomasz Zielinski  | zielinski 3/11/81      | yes
Tomasz Zielinski  | tomasz zielinski       | yes
Tomasz Zielinski  | zielinski tomasz       | yes
Tomasz Zieliński  | zielinski              | yes
Tomasz Zielinski  | Zieliński              | yes
Tomasz Zielinski  | zielinksi              | yes
Tomasz Zielinski  | Tomek Zielinski        | yes
Tomasz Zielinski  | zielinski 11/3/81      | yes
Tomasz Zielinski  | zielinski 3/11/1982    | yes
Tomasz Zielinski  | 3/11/81                | yes
Tomasz Zielinski  | 999 491 3581           | yes
Tomasz Zielinski  | 9994913581             | yes
Tomasz Zielinski  | 2014/0386174R          | no
Tomasz Zielinski  | X123456                | yes
Tomasz Zielinski  | zielinski 4/12/85      | no
Tomasz Zielinski  | okafor                 | no
Sean O’Brien      | obrien                 | yes
Sean O’Brien      | o'brien                | yes
Anna Smith-Jones  | smith jones            | yes
Anna Smith-Jones  | jones                  | yes
Chidi Okafor      | okafar                 | yes
Bob Marsh         | robert marsh           | yes
"""


@pytest.mark.parametrize("line", TYPED.strip().split("\n"))
def test_a_person_of_my_team_is_found_as_people_type(
    make: Any, ctx_of: Any, add: Any, line: str
) -> None:
    recorded, typed, found = (part.strip() for part in line.split("|"))
    given, family = recorded.split()
    me = make.member()
    add(me, given, family, born_on=BORN, identifiers=[("nhs-number", NHS), ("crn", "X123456")])
    with ctx_of(me) as ctx:
        assert (found_names(ctx, typed) == [family]) == (found == "yes")


def test_a_close_match_says_why(make: Any, ctx_of: Any, add: Any) -> None:
    me = make.member()
    add(me, "Tomek", "Zieliński", born_on=date(1981, 3, 11))
    add(me, "Tomasz", "Zielinski", born_on=BORN)
    with ctx_of(me) as ctx:
        exact, close = finding.find(
            ctx, read_search("Tomasz Zielinski 3/11/81", today=date(2026, 11, 19))
        ).people
    assert exact.kind == "exact"
    assert exact.label == "Same name and birth date"
    assert close.why == (
        "Tomek is short for Tomasz",
        "the accent may be dropped",
        "day and month may be swapped",
    )


def test_an_exact_number_or_reference_leads_straight_to_the_record(
    make: Any, client_of: Any, add: Any
) -> None:
    me = make.member()
    person = add(me, "Leanne", "Whitlock", identifiers=[("nhs-number", NHS)])
    client = client_of(me)
    for typed in ("999 491 3581", person.reference, person.reference.lower()):
        response = client.post(reverse("find"), {"q": typed})
        assert response.headers["Location"] == reverse("person", args=[person.reference])


def test_no_address_or_title_says_who_was_searched_for(make: Any, client_of: Any, add: Any) -> None:
    me = make.member()
    add(me, "Leanne", "Whitlock", born_on=BORN)
    client = client_of(me)
    location = client.post(reverse("find"), {"q": "whitlock 3/11/81"}).headers["Location"]
    assert "hitlock" not in location
    html = client.get(location).content.decode()
    assert "hitlock" not in re.search(r"<title>.*?</title>", html, re.S)[0]  # type: ignore[index]
    assert not re.search(r'(?:href|action)="[^"]*(?:hitlock|1981)', html)


def test_the_words_of_a_search_are_of_one_session(make: Any, client_of: Any) -> None:
    me = make.member()
    location = client_of(me).post(reverse("find"), {"q": "whitlock"}).headers["Location"]
    assert client_of(me).get(location).status_code == 404


def test_an_earlier_name_and_an_alias_find_the_person(make: Any, ctx_of: Any, add: Any) -> None:
    from throughcare.people import part_actions
    from throughcare.people.parts import PARTS

    me = make.member()
    person = add(me, "Leanne", "Whitlock")
    with ctx_of(me) as ctx:
        part_actions.add_row(
            ctx,
            PARTS["name"],
            person=person,
            values={
                "kind": "alias",
                "given_name": "Lea",
                "family_name": "Brightwater",
                "search_name": "BRIGHTWATER LEA",
                "source": "custody",
                "starts_on": date(2020, 1, 1),
            },
        )
        found = finding.find(ctx, read_search("brightwater", today=date(2026, 11, 19)))
    assert [each.person.pk for each in found.people if each.person] == [person.pk]
    assert found.people[0].why == ("also recorded as Lea Brightwater",)


@pytest.fixture
def two_trusts(make: Any, add: Any) -> Any:
    """Another care agency's clinician has a person; mine may or may not find them."""

    class Trusts:
        me = make.member()
        they = make.member(team=make.team(make.agency("charity_provider")))
        person = None

        def have(
            self, *, grants_find: bool, guard: str = "none", agreed: str = "direct_care"
        ) -> Person:
            self.person = add(
                self.they, "Tomasz", "Zielinski", born_on=BORN, identifiers=[("nhs-number", NHS)]
            )
            if agreed:
                make.sharing(
                    self.they.team.agency,
                    self.me.team.agency,
                    purpose=agreed,
                    categories=("identity",),
                    grants_find=grants_find,
                )
            with as_owner():
                Person.rows.filter(pk=self.person.pk).update(guard=guard)
            return self.person

    return Trusts()


# agreement grants find | guard | typed | what is said
ANSWERS = """
yes | none       | tomasz zielinski 3/11/81 | stub
yes | none       | zielinski tomasz 3/11/81 | stub
yes | none       | 999 491 3581             | stub
yes | none       | zielinski 3/11/81        | nothing
yes | none       | tomasz zielinski         | nothing
yes | none       | tomasz zielinksi 3/11/81 | nothing
yes | none       | tomasz zielinski 11/3/81 | nothing
yes | none       | 3/11/81                  | nothing
yes | limited    | tomasz zielinski 3/11/81 | limited
yes | limited    | zielinski                | nothing
yes | restricted | tomasz zielinski 3/11/81 | nothing
yes | restricted | 999 491 3581             | nothing
no    | none     | tomasz zielinski 3/11/81 | nothing
no    | none     | 999 491 3581             | nothing
no    | limited  | tomasz zielinski 3/11/81 | nothing
none  | none     | tomasz zielinski 3/11/81 | nothing
none  | none     | 999 491 3581             | nothing
other | none     | tomasz zielinski 3/11/81 | nothing
"""
# The agreement with the other agency: its purpose, and whether it grants finding.
AGREED = {
    "yes": ("direct_care", True),
    "no": ("direct_care", False),
    "none": ("", False),
    "other": ("safeguarding", True),
}


@pytest.mark.parametrize("line", ANSWERS.strip().split("\n"))
def test_what_another_care_agency_is_told(two_trusts: Any, ctx_of: Any, line: str) -> None:
    grants, guard, typed, said = (part.strip() for part in line.split("|"))
    purpose, finds = AGREED[grants]
    two_trusts.have(grants_find=finds, guard=guard, agreed=purpose)
    with ctx_of(two_trusts.me) as ctx:
        found = finding.find(ctx, read_search(typed, today=date(2026, 11, 19)))
    assert found.people == []
    assert [(s.initials, s.born_year) for s in found.stubs] == (
        [("TZ", 1981)] if said == "stub" else []
    )
    assert found.limited == (said == "limited")


def test_a_stub_says_initials_and_year_and_nothing_else(two_trusts: Any, client_of: Any) -> None:
    person = two_trusts.have(grants_find=True)
    html = search(client_of(two_trusts.me), "tomasz zielinski 3/11/81")
    assert "TZ, born 1981" in html
    assert "Known to another health team here" in html
    for secret in (
        person.reference,
        str(person.pk),
        two_trusts.they.team.name,
        two_trusts.they.team.agency.name,
        NHS,
    ):
        assert secret not in html


def test_a_birth_date_that_is_only_about_right_gives_no_stub(two_trusts: Any, ctx_of: Any) -> None:
    person = two_trusts.have(grants_find=True)
    with as_owner():
        Person.rows.filter(pk=person.pk).update(born_on=date(1981, 1, 1), born_about=True)
    with ctx_of(two_trusts.me) as ctx:
        assert not finding.find(
            ctx, read_search("tomasz zielinski 1/1/81", today=date(2026, 11, 19))
        )


def test_an_excluded_colleague_gets_no_stub(two_trusts: Any, ctx_of: Any) -> None:
    from django.utils import timezone

    from throughcare.sharing.models import Exclusion

    person = two_trusts.have(grants_find=True)
    with as_owner():
        Exclusion(
            person=person,
            user=two_trusts.me.user,
            reason="A relative",
            by_membership_id=two_trusts.they.pk,
            starts_at=timezone.now() - timedelta(days=1),
        ).save(force_insert=True)
    with ctx_of(two_trusts.me) as ctx:
        assert not finding.find(
            ctx, read_search("tomasz zielinski 3/11/81", today=date(2026, 11, 19))
        )


@pytest.mark.parametrize("role", ["probation_practitioner", "police_liaison", "court_officer"])
def test_justice_agencies_do_not_search(make: Any, client_of: Any, role: str) -> None:
    client = client_of(make.member(role))
    assert client.post(reverse("find"), {"q": "zielinski"}).status_code == 403
    assert client.get(reverse("find")).status_code == 403


@pytest.mark.parametrize("role", ["probation_practitioner", "police_liaison", "manager"])
def test_the_function_itself_answers_justice_agencies_nothing(
    make: Any, ctx_of: Any, add: Any, role: str
) -> None:
    they, me = make.member(), make.member(role)
    add(they, "Tomasz", "Zielinski", born_on=BORN, identifiers=[("nhs-number", NHS)])
    make.sharing(they.team.agency, me.team.agency, purpose="supervision", grants_find=True)
    with ctx_of(me), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM app.find_people('ZIELINSKI TOMASZ', '{}',"
            " ARRAY['ZIELINSKI TOMASZ'], ARRAY[%s::date], ARRAY[%s], '', '')",
            [BORN, f"nhs-number:{NHS}"],
        )
        assert cursor.fetchone()[0] == 0


@pytest.mark.parametrize(
    "typed", ["tomasz zielinski 3/11/81", "zielinski", "999 491 3581", "reference"]
)
def test_a_hidden_record_and_an_absent_one_give_the_same_bytes(
    make: Any, client_of: Any, add: Any, typed: str
) -> None:
    me, they = make.member(), make.member()
    client = client_of(me)
    client.get(reverse("find"))
    from throughcare.core.references import new_reference

    absent_words = new_reference() if typed == "reference" else typed
    absent, absent_cost = _page_and_cost(client, absent_words)
    hidden_person = add(
        they, "Tomasz", "Zielinski", born_on=BORN, identifiers=[("nhs-number", NHS)]
    )
    hidden_words = hidden_person.reference if typed == "reference" else typed
    hidden, hidden_cost = _page_and_cost(client, hidden_words)
    assert hidden.replace(hidden_words, "") == absent.replace(absent_words, "")
    assert hidden_cost == absent_cost


def _page_and_cost(client: Client, typed: str) -> tuple[str, list[str]]:
    with CaptureQueriesContext(connection) as captured:
        html = search(client, typed)
    return html, [re.sub(r"'[^']*'|\d+", "", q["sql"])[:80] for q in captured]


def test_the_page_of_a_hidden_record_is_the_page_of_an_absent_one(
    make: Any, client_of: Any, add: Any
) -> None:
    from throughcare.core.references import new_reference

    me, they = make.member(), make.member()
    client = client_of(me)
    hidden = add(they, "Tomasz", "Zielinski")
    pages = [
        client.get(reverse(name, args=[ref]))
        for ref in (hidden.reference, new_reference())
        for name in ("person", "person_details")
    ]
    assert {page.status_code for page in pages} == {404}
    assert len({steady(page.content.decode()) for page in pages}) == 1


def test_a_phone_finds_only_who_i_hold_on_my_caseload(make: Any, ctx_of: Any, add: Any) -> None:
    me = make.member()
    colleague = make.member(team=me.team)
    person = add(me, "Leanne", "Whitlock")
    with as_owner():
        ContactMethod(
            person=person,
            agency_id=me.team.agency_id,
            recorded_by=me,
            recorded_at=person.recorded_at,
            kind="mobile",
            value="07700 900461",
            canonical="07700900461",
            source="person",
            starts_on=date(2026, 1, 1),
        ).save(force_insert=True)
    for who, names in ((me, ["Whitlock"]), (colleague, [])):
        with ctx_of(who) as ctx:
            assert found_names(ctx, "07700 900461") == names


def test_a_number_that_fails_its_check_finds_nobody(make: Any, ctx_of: Any, add: Any) -> None:
    me = make.member()
    person = add(me, "Leanne", "Whitlock", identifiers=[("nhs-number", "999 491 3582")])
    with ctx_of(me) as ctx:
        kept = Identifier.visible_to(ctx).get(person=person)
        assert (kept.given, kept.canonical) == ("999 491 3582", "")
        assert found_names(ctx, "999 491 3582") == []


def test_searching_too_often_is_answered_in_plain_words(
    make: Any, client_of: Any, settings: Any
) -> None:
    settings.SEARCHES_PER_MINUTE = 2
    client = client_of(make.member())
    answers = [client.post(reverse("find"), {"q": "okafor"}).status_code for _ in range(3)]
    assert answers == [302, 302, 429]
    html = client.post(reverse("find"), {"q": "okafor"}).content.decode()
    assert "Too many searches" in html


@pytest.mark.parametrize(
    "typed",
    [
        "%",
        "_",
        "%%%%",
        "\\",
        "'",
        "a" * 10_000,
        "((((((",
        "\u0301" * 300,
        "\x00x",
        "((a+)+)+$",
        "𝕫𝕚",
    ],
)
def test_hostile_words_find_nobody_and_break_nothing(
    make: Any, client_of: Any, add: Any, typed: str
) -> None:
    me = make.member()
    add(me, "Leanne", "Whitlock")
    html = search(client_of(me), typed)
    assert "Whitlock" not in html


def test_a_search_takes_no_more_statements_than_a_page_may(
    make: Any, client_of: Any, add: Any
) -> None:
    me = make.member()
    for number in range(12):
        add(me, "Leanne", f"Whitlock{'abcdefghijkl'[number]}")
    client = client_of(me)
    location = client.post(reverse("find"), {"q": "whitlock"}).headers["Location"]
    client.get(location)
    with CaptureQueriesContext(connection) as captured:
        html = client.get(location).content.decode()
    assert html.count("app-result") == 12
    quiet = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    assert len([q for q in captured if not q["sql"].startswith(quiet)]) <= 12


def test_a_result_says_who_is_in_custody_now_to_those_who_read_it(
    make: Any, client_of: Any, add: Any
) -> None:
    from throughcare.core import clock
    from throughcare.core.models import Event
    from throughcare.screening.models import CustodyEntry

    place = make.place(make.agency("police"), name="Northfield custody")
    me = make.member(team=make.team(covers=(place,)))
    person = add(me, "Tomasz", "Zielinski")
    with as_owner():
        entry = CustodyEntry(
            person=person,
            agency_id=me.team.agency_id,
            team_id=me.team_id,
            place=place,
            recorded_by=me,
            recorded_at=clock.now(),
            status="linked",
            cell="11",
            arrived_at=clock.now(),
        )
        entry.save(force_insert=True)
        Event(
            type="custody.entry_linked",
            category="justice",
            happened_at=clock.now(),
            recorded_at=clock.now(),
            person_id=person.pk,
            subject_table="screening_custodyentry",
            subject_id=entry.pk,
            status_to="linked",
            agency_id=me.team.agency_id,
            team_id=me.team_id,
            by_membership_id=me.pk,
            by_name="Test",
        ).save(force_insert=True)
    assert "Northfield custody, cell 11, since" in search(client_of(me), "zielinski")
    supervisor = make.member("supervisor", team=me.team)
    assert "Zielinski" in search(client_of(supervisor), "zielinski")
    assert "Everyone in custody now" in search(client_of(me), "qwxyz")
