"""The rows of a record: added, changed, ended, by whom, and what a wrong post is told."""

from __future__ import annotations

import html
import re
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.database import as_owner
from throughcare.core import clock
from throughcare.core.models import Event
from throughcare.core.views import new_key
from throughcare.people import part_actions
from throughcare.people.models import Address, EqualityData, Identifier, KnowFirst, Person
from throughcare.people.parts import PARTS
from throughcare.sharing.models import Basis

SLUGS = sorted(PARTS)


def post(client: Any, url: str, fields: dict[str, str]) -> Any:
    return client.post(url, {"idempotency_key": new_key(), **fields})


def only_row(slug: str, kind: str = "") -> Any:
    with as_owner():
        rows = PARTS[slug].model.rows.order_by("-recorded_at")
        return (rows.exclude(kind="used") if slug == "name" else rows).get()


def hidden(client: Any, url: str) -> dict[str, str]:
    """What the form carries so that two editors are noticed."""
    page = client.get(url).content.decode()
    found = re.findall(r'name="(seen_version|before)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def add_part(client: Any, person: Person, slug: str, fields: dict[str, str]) -> Any:
    response = post(client, PARTS[slug].url("add", person.reference), fields)
    assert response.status_code == 302, response.content.decode()[-3000:]
    return only_row(slug)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_row_is_added_changed_and_ended_and_each_leaves_an_event(
    make: Any, client_of: Any, add: Any, part_form: Any, slug: str
) -> None:
    me = make.member()
    person, client, part = add(me), client_of(me), PARTS[slug]
    row = add_part(client, person, slug, part_form[slug])
    change = part.url("change", person.reference, row.pk)
    fields = {**part_form[slug], "source": "family", **hidden(client, change)}
    assert post(client, change, fields).status_code == 302
    assert only_row(slug).source == "family"
    end = part.url("end", person.reference, row.pk)
    assert post(client, end, {"reason": "Moved on", "version": "2"}).status_code == 302
    assert getattr(only_row(slug), part.ends) == clock.today()
    with as_owner():
        told = list(
            Event.rows.filter(type=part.event)
            .order_by("recorded_at")
            .values_list("payload__what", flat=True)
        )
    assert told == [f"{part.what}_{how}" for how in ("added", "changed", "ended")]


@pytest.mark.parametrize("slug", SLUGS)
def test_two_colleagues_who_change_one_row_are_both_asked(
    make: Any, client_of: Any, add: Any, part_form: Any, slug: str
) -> None:
    me = make.member()
    person, client, part = add(me), client_of(me), PARTS[slug]
    row = add_part(client, person, slug, part_form[slug])
    change = part.url("change", person.reference, row.pk)
    seen = hidden(client, change)
    first = {**part_form[slug], "source": "family", **seen}
    second = {**part_form[slug], "source": "nhs", **seen}
    assert post(client, change, first).status_code == 302
    clash = post(client, change, second)
    assert clash.status_code == 409
    said = " ".join(re.sub("<[^>]+>", "", clash.content.decode()).split())
    assert "Family or carer" in said
    assert "NHS record" in said
    assert only_row(slug).source == "family"
    stale = post(client, part.url("end", person.reference, row.pk), {"reason": "x", "version": "1"})
    assert stale.status_code == 409
    assert getattr(only_row(slug), part.ends) is None


@pytest.mark.parametrize("slug", SLUGS)
def test_a_row_of_another_record_is_a_page_that_is_absent(
    make: Any, client_of: Any, add: Any, part_form: Any, slug: str
) -> None:
    me, they = make.member(), make.member()
    mine, hidden = add(me), add(they, "Anna", "Okafor")
    row = add_part(client_of(they), hidden, slug, part_form[slug])
    client, part = client_of(me), PARTS[slug]
    for url in (
        part.url("add", hidden.reference),
        part.url("change", hidden.reference, row.pk),
        part.url("change", mine.reference, row.pk),
        part.url("end", mine.reference, row.pk),
        part.url("end", mine.reference, uuid.uuid4()),
    ):
        assert client.get(url).status_code == 404, url
        assert post(client, url, part_form[slug]).status_code == 404, url


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize(
    "value", ["", "\x00", "x" * 500_000, "\u202eevil", "<script>alert(1)</script>", "31/2/2026"]
)
def test_hostile_posts_are_answered_beside_the_field(
    make: Any, client_of: Any, add: Any, part_form: Any, slug: str, value: str
) -> None:
    me = make.member()
    person, client = add(me), client_of(me)
    for name in part_form[slug]:
        response = post(
            client, PARTS[slug].url("add", person.reference), {**part_form[slug], name: value}
        )
        assert response.status_code in (302, 422), (name, response.status_code)
        assert "<script>alert" not in response.content.decode()


def test_a_post_of_nothing_and_of_ten_thousand_fields(make: Any, client_of: Any, add: Any) -> None:
    me = make.member()
    person, client = add(me), client_of(me)
    for slug in SLUGS:
        url = PARTS[slug].url("add", person.reference)
        assert client.post(url, {}).status_code == 422
        assert client.post(url, {f"f{n}": "x" for n in range(10_000)}).status_code == 400


# role | part | may add
WHO = """
clinician    | name       | 302
clinician    | address    | 302
clinician    | know-first | 302
practitioner | address    | 302
colleague    | name       | 302
colleague    | address    | 403
colleague    | know-first | 302
supervisor   | name       | 302
supervisor   | address    | 403
admin        | name       | 403
admin        | address    | 403
"""


@pytest.mark.parametrize("line", WHO.strip().split("\n"))
def test_who_may_add_what(make: Any, client_of: Any, add: Any, part_form: Any, line: str) -> None:
    who, slug, status = (part.strip() for part in line.split("|"))
    holder = make.member("practitioner" if who == "practitioner" else "clinician")
    person = add(holder)
    role = "clinician" if who == "colleague" else who
    me = holder if who in ("clinician", "practitioner") else make.member(role, team=holder.team)
    url = PARTS[slug].url("add", person.reference)
    response = post(client_of(me), url, part_form[slug])
    assert response.status_code == int(status)
    assert client_of(me).get(url).status_code == (200 if status == "302" else 403)


def test_a_new_name_in_use_takes_the_place_of_the_one_before(
    make: Any, client_of: Any, add: Any
) -> None:
    me = make.member()
    person = add(me, "Leanne", "Whitlock")
    fields = {"kind": "used", "given_name": "Leanne", "family_name": "Bright", "source": "person"}
    post(client_of(me), PARTS["name"].url("add", person.reference), fields)
    fresh = make.fresh(person)
    assert (fresh.family_name, fresh.sort_name) == ("Bright", "BRIGHT LEANNE")
    page = client_of(me).get(reverse("person_details", args=[person.reference])).content.decode()
    assert "Leanne Whitlock" in page
    assert "Ended" in page


def test_a_number_that_fails_its_check_is_kept_with_a_warning(
    make: Any, client_of: Any, add: Any
) -> None:
    me = make.member()
    person, client = add(me), client_of(me)
    fields = {"kind": "nhs-number", "given": "999 491 3582", "source": "person"}
    url = PARTS["number"].url("add", person.reference)
    page = client.post(url, fields, follow=True).content.decode()
    assert "never matched on" in page
    assert "The check digit of this NHS number is wrong" in page
    assert make.fresh(person).nhs_number == ""
    post(client, url, {**fields, "given": "999 491 3581"})
    assert make.fresh(person).nhs_number == "9994913581"


@pytest.mark.parametrize("slug", ["know-first", "adjustment"])
def test_a_postcode_in_a_text_is_asked_about_once_and_nothing_is_lost(
    make: Any, client_of: Any, add: Any, part_form: Any, slug: str
) -> None:
    me = make.member()
    person, client = add(me), client_of(me)
    url = PARTS[slug].url("add", person.reference)
    fields = {**part_form[slug], "text": "Stays at PL4 8AA with his mother"}
    asked = post(client, url, fields)
    assert asked.status_code == 422
    page = asked.content.decode()
    assert "Keep it in this text" in page
    assert "Stays at PL4 8AA with his mother" in page
    assert post(client, url, {**fields, "keep_here": "on"}).status_code == 302


def test_a_staff_safety_note_needs_its_source_and_has_a_review(
    make: Any, client_of: Any, add: Any, part_form: Any
) -> None:
    me = make.member()
    person, client = add(me), client_of(me)
    url = PARTS["know-first"].url("add", person.reference)
    assert post(client, url, {**part_form["know-first"], "source_detail": ""}).status_code == 422
    row = add_part(client, person, "know-first", part_form["know-first"])
    assert row.review_on > clock.today()
    with as_owner():
        KnowFirst.rows.update(review_on=clock.today() - timedelta(days=1))
    assert (
        "review was due" in client.get(reverse("person", args=[person.reference])).content.decode()
    )
    details = client.get(reverse("person_details", args=[person.reference])).content.decode()
    assert "The review is overdue" in details


# -- Equality data ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "posted", "kept"),
    [
        ("ethnicity", {"asked": "said", "answer": "Black British"}, ("Black British", "")),
        ("ethnicity", {"asked": "declined", "answer": "typed before"}, ("", "")),
        (
            "autism",
            {"asked": "said", "answer": "2"},
            ("Suspected, waiting for or in diagnosis", "2"),
        ),
        ("learning_disability", {"asked": "declined"}, ("", "Z")),
        ("learning_disability", {"asked": "not_known"}, ("", "U")),
        ("learning_disability", {"asked": "not_asked"}, ("", "X")),
        ("veteran", {"asked": "said", "answer": "yes"}, ("yes", "")),
    ],
)
def test_asked_declined_not_asked_and_not_known_are_four_answers(
    make: Any, client_of: Any, add: Any, question: str, posted: Any, kept: Any
) -> None:
    me = make.member()
    person, client = add(me), client_of(me)
    url = reverse("person_equality_change", args=[person.reference, question])
    assert post(client, url, {"seen_version": "0", **posted}).status_code == 302
    with as_owner():
        row = EqualityData.rows.get()
    assert (row.answer, row.code) == kept
    assert row.asked == posted["asked"]
    assert post(client, url, {"seen_version": "0", **posted}).status_code == 409
    assert post(client, url, {"seen_version": "1", **posted}).status_code == 302


def test_equality_questions_stand_on_no_page_of_another_role(
    make: Any, client_of: Any, add: Any
) -> None:
    holder = make.member()
    person = add(holder)
    url = reverse("person_equality_change", args=[person.reference, "ethnicity"])
    post(client_of(holder), url, {"seen_version": "0", "asked": "said", "answer": "Canaryish"})
    probation = make.member("probation_practitioner")
    make.link(person, probation.pk, 7)
    for me in (make.member("practitioner", team=holder.team), probation):
        client = client_of(me)
        assert client.get(reverse("person_equality", args=[person.reference])).status_code == 403
        assert client.get(url).status_code == 403
        for name in ("person", "person_details"):
            page = client.get(reverse(name, args=[person.reference])).content.decode()
            assert "Canaryish" not in page
            assert "quality" not in page.split("<main", 1)[1].split("</main", 1)[0]
    page = client_of(holder).get(reverse("person", args=[person.reference])).content.decode()
    assert "Canaryish" not in page


# -- Withheld addresses (security.md §1.3 case 3) ----------------------------------------------

CANARY = "17 Canary Row"


@pytest.fixture
def withheld(make: Any, client_of: Any, add: Any) -> Any:
    """A person whose address is withheld, linked to a member of every other kind of agency."""
    holder = make.member()
    person = add(holder, "Leanne", "Whitlock", identifiers=[("nhs-number", "999 491 3581")])
    add_part(
        client_of(holder),
        person,
        "address",
        {
            "kind": "home",
            "lines": CANARY,
            "postcode": "ZZ9 9ZZ",
            "withheld": "on",
            "withheld_reason": "Domestic abuse",
            "source": "person",
        },
    )
    return holder, person


OTHERS = [
    ("clinician", "charity_provider", 0, "direct_care"),
    ("clinician", "nhs_provider", 10, "direct_care"),
    ("probation_practitioner", "probation", 7, "supervision"),
    ("police_liaison", "police", 6, "safeguarding"),
    ("court_officer", "court", 5, "court_report"),
    ("council_officer", "local_authority", 8, "safeguarding"),
]


@pytest.mark.parametrize(("role", "agency", "kind", "purpose"), OTHERS)
def test_a_withheld_address_leaves_its_agency_in_nothing(
    make: Any, client_of: Any, withheld: Any, role: str, agency: str, kind: int, purpose: str
) -> None:
    holder, person = withheld
    me = make.member(role, team=make.team(make.agency(agency)))
    make.link(person, me.pk, kind)
    make.sharing(
        holder.team.agency,
        me.team.agency,
        purpose=purpose,
        categories=("identity", "contact_address", "justice", "health_summary", "clinical_detail"),
        grants_find=True,
    )
    client = client_of(me, purpose)
    pages = [
        client.get(reverse(name, args=[person.reference]), follow=True)
        for name in ("person", "person_details", "person_equality", "note_new", "person_not_right")
    ]
    pages += [
        client.post(reverse("find"), {"q": typed}, follow=True)
        for typed in ("whitlock", "999 491 3581", "17 canary row", "leanne whitlock zz")
    ]
    assert pages[0].status_code == 200
    for page in pages:
        sent = page.content.decode() + str(page.headers)
        assert CANARY not in sent
        assert "ZZ9 9ZZ" not in sent and "ZZ99ZZ" not in sent


PARTNERS = [
    ("probation_practitioner", "probation", 7, "supervision"),
    ("council_officer", "local_authority", 8, "safeguarding"),
]


@pytest.mark.parametrize(("role", "agency", "kind", "purpose"), PARTNERS)
def test_a_partner_who_may_read_addresses_reads_no_row_of_a_withheld_one(
    make: Any,
    client_of: Any,
    ctx_of: Any,
    withheld: Any,
    role: str,
    agency: str,
    kind: int,
    purpose: str,
) -> None:
    """Neither by SQL nor by the filter nor on the page, which does not say that there is one."""
    holder, person = withheld
    me = make.member(role, team=make.team(make.agency(agency)))
    make.link(person, me.pk, kind)
    shared = ("identity", "contact_address")
    make.sharing(holder.team.agency, me.team.agency, purpose=purpose, categories=shared)
    with as_owner():
        Basis(
            person=person, agency=holder.team.agency, recorded_by=holder, recorded_at=clock.now(),
            recipient_agency=me.team.agency, kind=2, categories=511, purposes=[purpose],
            text="Test", decided_by=holder, starts_at=clock.now() - timedelta(days=1),
        ).save(force_insert=True)  # fmt: skip

    def seen() -> list[int]:
        with ctx_of(me, purpose) as ctx, connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM people_address")
            return [cursor.fetchone()[0], Address.visible_to(ctx).count()]

    assert seen() == [0, 0]
    page = client_of(me, purpose).get(reverse("person_details", args=[person.reference]))
    assert "No address that you may see." in page.content.decode()
    assert "withheld" not in page.content.decode()
    with as_owner():
        Address.rows.filter(person=person).update(withheld=False)
    assert seen() == [1, 1]


def test_another_care_agency_reads_that_an_address_is_withheld_and_not_which(
    make: Any, client_of: Any, withheld: Any
) -> None:
    holder, person = withheld
    me = make.member("clinician", team=make.team(make.agency("charity_provider")))
    make.link(person, me.pk, 0)
    make.sharing(
        holder.team.agency,
        me.team.agency,
        purpose="direct_care",
        categories=("identity", "contact_address"),
    )
    page = client_of(me).get(reverse("person_details", args=[person.reference])).content.decode()
    assert "Address withheld" in page
    assert CANARY not in page


def test_its_own_agency_sees_it_and_that_it_is_withheld(withheld: Any, client_of: Any) -> None:
    holder, person = withheld
    page = (
        client_of(holder).get(reverse("person_details", args=[person.reference])).content.decode()
    )
    assert CANARY in page
    assert "withheld: Domestic abuse" in page


def test_the_one_renderer_says_withheld_unless_told_otherwise() -> None:
    from throughcare.people.presenters import address_words

    row = Address(kind="home", lines=CANARY, postcode="ZZ9 9ZZ", withheld=True)
    assert address_words(row) == "Address withheld"
    assert CANARY in address_words(row, may_see_withheld=True)
    assert address_words(None) == "Not known"
    assert address_words(Address(kind="no_fixed")) == "No fixed address"


# -- Basics ------------------------------------------------------------------------------------


def test_birth_date_and_sex_are_changed_by_the_agency_that_keeps_the_record(
    make: Any, client_of: Any, add: Any
) -> None:
    me = make.member()
    person, client = add(me), client_of(me)
    url = reverse("person_basics", args=[person.reference])
    fields = {
        "born_on-day": "3",
        "born_on-month": "11",
        "born_on-year": "1981",
        "sex": "female",
        "seen_version": "1",
    }
    assert post(client, url, fields).status_code == 302
    assert make.fresh(person).born_on == date(1981, 11, 3)
    assert post(client, url, fields | {"sex": "other"}).status_code == 409
    assert (
        post(
            client,
            url,
            fields
            | {
                "died_on-day": "1",
                "died_on-month": "1",
                "died_on-year": "1970",
                "seen_version": "2",
            },
        ).status_code
        == 422
    )
    other = make.member()
    make.link(person, other.team_id, 1)
    assert client_of(other).get(url).status_code == 403


def test_details_cost_no_more_with_many_rows(
    make: Any, client_of: Any, add: Any, part_form: Any, ctx_of: Any
) -> None:
    me = make.member()
    person, client = add(me), client_of(me)
    url = reverse("person_details", args=[person.reference])

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        quiet = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
        return len([q for q in captured if not q["sql"].startswith(quiet)])

    for slug in SLUGS:
        add_part(client, person, slug, part_form[slug])
    client.get(url)
    few = cost()
    with ctx_of(me) as ctx:
        for number in range(5):
            values = {"kind": "other", "given": f"N{number}", "canonical": "", "source": "person"}
            part_actions.add_row(ctx, PARTS["number"], person=person, values=values)
    assert cost() == few <= 12
    with as_owner():
        assert Identifier.rows.count() == 6
