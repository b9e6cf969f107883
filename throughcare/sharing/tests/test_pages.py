"""The pages of sharing: who opens them, what they cost, and what a hostile post does."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.database import as_owner
from throughcare.core.models import Event
from throughcare.people.models import Person
from throughcare.sharing.models import (
    Agreement,
    Basis,
    BreakGlass,
    Ground,
    Link,
    SharingAgreement,
)
from throughcare.sharing.tests.scene import REASON, ask, key, request_of, url

MOST_STATEMENTS = 12


def text(response: Any) -> str:
    """The words of a page, without what is different each time by design."""
    page = response.content.decode()
    page = re.sub(r'name="(csrfmiddlewaretoken|idempotency_key)" value="[^"]*"', "", page)
    return re.sub(r'nonce="[^"]*"', "", page)


def test_what_was_asked_is_on_the_page_and_can_be_stopped(
    place: Any, client_of: Any, ctx_of: Any
) -> None:
    me = client_of(place.me)
    done = ask(me, place, answer_probation="yes", answer_gp="yes", name_gp="Meadow Lane Surgery")
    assert done.status_code == 302, done.content.decode()
    page = me.get(url("person_sharing", place)).content.decode()
    assert "Lea said yes" in page and "Meadow Lane Surgery" in page
    assert "You choose who else sees it." in page
    with ctx_of(place.me) as ctx:
        agreement = Agreement.visible_to(ctx).get(recipient="probation")
        assert Basis.visible_to(ctx).count() == 1
    stop = url("person_sharing_stop", place, agreement.pk)
    assert "What goes on" in me.get(stop).content.decode()
    assert me.post(stop, {"version": 1, **key()}).status_code == 302
    late = me.post(stop, {"version": 1, **key()})
    assert late.status_code == 422 and "A colleague has changed this" in late.content.decode()
    page = me.get(url("person_sharing", place)).content.decode()
    assert "Stopped at once" in page
    with ctx_of(place.me) as ctx:
        assert not Basis.visible_to(ctx).filter(ends_at=None).exists()


def test_who_is_none_of_the_usual_recipients_is_named(
    place: Any, client_of: Any, ctx_of: Any
) -> None:
    me = client_of(place.me)
    ask(me, place, answer_gp="yes", name_gp="Meadow Lane Surgery")
    with as_owner():
        Agreement.rows.filter(recipient="gp").update(
            recipient="other", recipient_name="Harbour debt desk"
        )
    with ctx_of(place.me) as ctx:
        agreement = Agreement.visible_to(ctx).get(recipient="other")
    page = me.get(url("person_sharing", place)).content.decode()
    assert page.count("Harbour debt desk") == 2, "the row, and what its link stops"
    assert "Somebody else" not in page
    stop = me.get(url("person_sharing_stop", place, agreement.pk)).content.decode()
    assert "Stop sharing with: Harbour debt desk" in stop


def test_what_the_team_will_see_is_shown_before_anything_is_saved(
    place: Any, client_of: Any, ctx_of: Any
) -> None:
    me = client_of(place.me)
    typed = {
        "team": str(place.probation.team_id),
        "way": "usual",
        "told": ["health_summary"],
        "ground": "agreed",
        "ground_text": "Yes, tell Sam how it goes",
        "until": "",
    }
    shown = me.post(url("person_share", place), {**typed, **key()})
    page = shown.content.decode()
    assert shown.status_code == 200, page
    assert "Probation practitioner" in page and "Health summary" in page
    assert "Clinical detail" not in page.split("Team</label>")[0]
    with ctx_of(place.me) as ctx:
        before = Link.visible_to(ctx).count()
        assert not Agreement.visible_to(ctx).exists()
    digest = re.search(r'name="shown" value="([0-9a-f]+)"', page)[1]  # type: ignore[index]
    # Another choice than the one that was shown is shown first.
    changed = {**typed, "told": ["health_summary", "contact_address"], "shown": digest}
    assert me.post(url("person_share", place), {**changed, **key()}).status_code == 200
    saved = me.post(url("person_share", place), {**typed, "shown": digest, **key()})
    assert saved.status_code == 302
    with ctx_of(place.me) as ctx:
        assert Link.visible_to(ctx).count() == before + 1
        assert Agreement.visible_to(ctx).get().recipient == "probation"
        assert Event.visible_to(ctx).filter(type="link.opened").count() == 1
    with ctx_of(place.probation) as ctx:
        assert Person.visible_to(ctx).count() == 1
        assert Ground.visible_to(ctx).count() == 1
        assert not Agreement.visible_to(ctx).exists(), "what was answered is told within care"


def test_a_colleague_without_the_caseload_shares_with_nobody(place: Any, client_of: Any) -> None:
    client = client_of(place.colleague)
    assert client.get(url("person_sharing", place)).status_code == 200
    for name in ("person_share", "person_limits"):
        assert client.get(url(name, place)).status_code == 403


def test_a_guard_is_set_and_a_colleague_excluded_by_name(
    place: Any, client_of: Any, ctx_of: Any
) -> None:
    me = client_of(place.me)
    limits = url("person_limits", place)
    excluded = {"what": "exclude", "who": place.colleague.user.email, "why": "Former partner"}
    assert me.post(limits, {**excluded, **key()}).status_code == 302
    assert "Former partner" in me.get(limits).content.decode()
    hidden = client_of(place.colleague).get(url("person_sharing", place))
    assert hidden.status_code == 404
    end = url("person_limits_end", place, "excluded", place.colleague.user_id)
    assert me.post(end, key()).status_code == 302
    assert client_of(place.colleague).get(url("person_sharing", place)).status_code == 200
    assert me.post(limits, {"guard": "restricted", "reason": "Staff member"}).status_code == 302
    assert me.get(limits).status_code == 200
    assert client_of(place.colleague).get(url("person_sharing", place)).status_code == 404
    last = me.post(url("person_limits_end", place, "permitted", place.me.user_id), key())
    assert last.status_code == 422
    with ctx_of(place.me) as ctx:
        assert not Event.visible_to(ctx).filter(payload__what="permission_ended").exists()


def test_hidden_and_absent_people_give_the_same_bytes(
    place: Any, make: Any, client_of: Any
) -> None:
    from throughcare.core.references import new_reference

    stranger = client_of(make.member("clinician"))
    for name in ("person_sharing", "person_share", "person_limits", "person_sharing_ask"):
        for method in ("get", "post"):
            pages = [
                text(getattr(stranger, method)(reverse(name, args=[reference])))
                for reference in (place.person.reference, new_reference())
            ]
            assert pages[0] == pages[1], name


# --- Emergency openings ------------------------------------------------------------------------


def test_the_answer_is_the_same_whoever_is_named(place: Any, make: Any, client_of: Any) -> None:
    restricted = make.person(place.me, family_name="Hidden", guard="restricted")
    answers = []
    for person in (place.person, restricted, None):
        client = client_of(make.member("clinician"))
        posted = client.post(reverse("break_glass"), request_of(person))
        assert posted.status_code == 302, posted.content.decode()
        headers = {k: v for k, v in posted.headers.items() if k != "Set-Cookie"}
        answer = client.get(posted.headers["Location"])
        page = re.sub(r"Staff \d+", "", text(answer))
        answers.append((posted.content, headers, page))
    assert re.sub("nonce-[^']*", "", str(answers[0])) == re.sub("nonce-[^']*", "", str(answers[1]))
    assert re.sub("nonce-[^']*", "", str(answers[0])) == re.sub("nonce-[^']*", "", str(answers[2]))
    assert "Request recorded" in answers[0][2]


def test_what_is_open_is_listed_with_its_end(place: Any, make: Any, client_of: Any) -> None:
    client = client_of(make.member("clinician"))
    assert "No record is open for you" in client.get(reverse("break_glass")).content.decode()
    client.post(reverse("break_glass"), request_of(place.person))
    page = client.get(reverse("break_glass")).content.decode()
    assert "Whitlock" in page and re.search(r"BG-[0-9A-Z]{5}", page) and "in 3 hours" in page
    assert client.get(reverse("person", args=[place.person.reference])).status_code == 200


def test_the_search_that_led_here_fills_the_form(place: Any, client_of: Any) -> None:
    from throughcare.people.search_words import keep_search

    client = client_of(place.me)
    session = client.session
    found = keep_search(session, "Tomasz Zielinski 3/11/1981")
    session.save()
    page = client.get(reverse("break_glass"), {"from": found}).content.decode()
    assert 'value="Tomasz"' in page and 'value="Zielinski"' in page and 'value="1981"' in page
    assert client.get(reverse("break_glass"), {"from": "x\x00" * 50}).status_code == 200


def test_the_privacy_officer_finds_the_code_and_reviews(
    place: Any, make: Any, client_of: Any, ctx_of: Any
) -> None:
    asker = make.member("clinician", team=make.team(place.me.team.agency))
    client_of(asker).post(reverse("break_glass"), request_of(place.person))
    officer = client_of(place.officer)
    page = officer.get(reverse("privacy")).content.decode()
    code = re.search(r"BG-[0-9A-Z]{5}", page)[0]  # type: ignore[index]
    assert "Whitlock" not in page, "the queue names no person"
    with ctx_of(place.officer) as ctx:
        opening = BreakGlass.visible_to(ctx).get(code=code)
    review = reverse("privacy_review", args=[opening.pk])
    assert REASON in officer.get(review).content.decode()
    assert officer.post(review, {"outcome": "justified", **key()}).status_code == 422
    good = {"outcome": "justified", "note": "Asked the line: it was right"}
    assert officer.post(review, {**good, **key()}).status_code == 302
    assert officer.post(review, {**good, **key()}).status_code == 422
    assert client_of(asker).get(review).status_code == 403
    elsewhere = make.member("privacy_officer")
    assert client_of(elsewhere).get(review).status_code == 404


def test_the_alert_on_today_carries_the_code_and_nothing_else(
    place: Any, make: Any, client_of: Any
) -> None:
    asker = make.member("clinician", team=make.team(place.me.team.agency))
    client_of(asker).post(reverse("break_glass"), request_of(place.person))
    page = client_of(place.officer).get("/").content.decode()
    assert re.search(r"BG-[0-9A-Z]{5}", page)
    for kept_back in ("Whitlock", place.person.reference, asker.user.name, REASON):
        assert kept_back not in page


def test_a_request_that_is_sent_twice_is_one_request(
    place: Any, make: Any, client_of: Any, ctx_of: Any
) -> None:
    asker = make.member("clinician", team=make.team(place.me.team.agency))
    client, posted = client_of(asker), request_of(place.person)
    for _ in range(3):
        answer = client.post(reverse("break_glass"), posted)
        assert answer.headers["Location"] == reverse("break_glass_recorded")
    with ctx_of(asker) as ctx:
        assert BreakGlass.visible_to(ctx).count() == 1


@pytest.mark.parametrize("role", ["probation_practitioner", "manager", "support_engineer", "admin"])
def test_roles_that_open_nothing_get_no_form(make: Any, client_of: Any, role: str) -> None:
    client = client_of(make.member(role))
    for name in ("break_glass", "break_glass_recorded", "privacy"):
        assert client.get(reverse(name)).status_code == 403


# --- Settings ----------------------------------------------------------------------------------


def proposal(other: Any, **change: Any) -> dict[str, Any]:
    return {
        "direction": "give",
        "other": str(other.pk),
        "purpose": "supervision",
        "categories": ["identity", "health_summary"],
        "starts_on": "today",
        "ends_on": "",
        "document": "Sharing agreement 3",
        "document_sha256": "ab" * 32,
        "signatories": "A. Hill, B. Dale",
        **change,
        **key(),
    }


def test_two_administrators_bring_an_agreement_into_force(
    place: Any, make: Any, client_of: Any
) -> None:
    other = make.agency("probation")
    first = client_of(place.admin)
    second = client_of(make.member("support_engineer", team=place.admin.team))
    made = first.post(reverse("settings_agreement_new"), proposal(other))
    assert made.status_code == 302, made.content.decode()
    page = made.headers["Location"]
    shown = first.get(page).content.decode()
    assert "A second person confirms it" in shown and "Probation practitioner" in shown
    own = first.post(page, {"do": "confirm", "version": 1, **key()})
    assert own.status_code == 422
    assert second.post(page, {"do": "confirm", "version": 1, **key()}).status_code == 302
    assert "In force" in second.get(reverse("settings_agreements")).content.decode()
    assert first.post(page, {"do": "end", "version": 1, **key()}).status_code == 422
    assert first.post(page, {"do": "end", "version": 2, **key()}).status_code == 302
    assert SharingAgreement.objects.get(to_agency=other).status == "ended"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"categories": ["identity", "clinical_detail"]}, "can never read"),
        ({"purpose": "court_report", "categories": ["contact_address"]}, "can never read"),
        ({"purpose": "direct_care"}, "Nobody in the receiving agency"),
        ({"grants_find": "on"}, "Only care agencies"),
        ({"ends_on": "1 January 2020"}, "before the first"),
        ({"document_sha256": "zz"}, "letters a to f"),
        ({"direction": "steal"}, "Select one of the choices"),
    ],
)
def test_terms_that_cannot_be_are_refused_beside_the_field(
    place: Any, make: Any, client_of: Any, change: dict[str, Any], words: str
) -> None:
    response = client_of(place.admin).post(
        reverse("settings_agreement_new"), proposal(make.agency("probation"), **change)
    )
    assert response.status_code == 422 and words in response.content.decode()
    assert "Sharing agreement 3" in response.content.decode(), "what was typed is kept"


def test_only_administrators_open_agreements(place: Any, client_of: Any) -> None:
    for who in (place.me, place.officer, place.probation):
        for name in ("settings_agreements", "settings_agreement_new"):
            assert client_of(who).get(reverse(name)).status_code == 403


def test_an_agreement_of_two_other_agencies_is_absent(
    place: Any, make: Any, client_of: Any
) -> None:
    theirs = make.sharing(make.agency(), make.agency("probation"), purpose="supervision")
    for pk in (theirs.pk, uuid.uuid4()):
        assert (
            client_of(place.admin).get(reverse("settings_agreement", args=[pk])).status_code == 404
        )


# --- Every page --------------------------------------------------------------------------------


def test_the_copy_for_the_person_names_nobody_who_opened_it_in_an_emergency(
    pages: Any, client_of: Any
) -> None:
    who, address = pages["print"]
    asker = pages["break_glass"][0]
    printed = client_of(who).get(address).content.decode()
    assert "You said yes" in printed and asker.user.name not in printed
    assert asker.user.name in client_of(who).get(pages["sharing"][1]).content.decode()


def test_every_page_opens_with_few_statements(pages: Any, client_of: Any) -> None:
    costs = {}
    for name, (who, address) in pages.items():
        client = client_of(who)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address)
        assert response.status_code == 200, name
        costs[name] = sum(
            not re.match(r"(SAVEPOINT|RELEASE|BEGIN|COMMIT|ROLLBACK)", query["sql"])
            for query in asked.captured_queries
        )
    assert {name: cost for name, cost in costs.items() if cost > MOST_STATEMENTS} == {}


HOSTILE = {
    "empty": {},
    "nul": {"*": "\x00\x00"},
    "list": {"*": ["a", "b", "'; DROP TABLE people_person --"]},
    "uuid": {"*": str(uuid.uuid4())},
    "markup": {"*": "<script>alert(1)</script>{{ 7*7 }}"},
    "surrogate": {"*": "\U0001f600 \u202e\ufeff"},
}
FORMS = (
    "ask",
    "share",
    "stop",
    "end_basis",
    "limits",
    "break_glass",
    "review",
    "propose",
    "contract",
    # Pages with a button and nothing to fill in: any post is a press of it.
    "limits_end",
    "end_link",
)
TEXT = re.compile(r'<(?:textarea|input[^>]*type="text")[^>]*\bname="([a-z0-9_-]+)"')
FIELD = re.compile(r'<(?:input|textarea|select|button)[^>]*\bname="([a-z0-9_-]+)"')


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_post_is_answered_beside_the_field(pages: Any, client_of: Any, kind: str) -> None:
    for name in FORMS:
        who, address = pages[name]
        client = client_of(who)
        page = client.get(address).content.decode()
        names = set(FIELD.findall(page)) - {"csrfmiddlewaretoken", "later", "q"}
        filling = HOSTILE[kind].get("*")
        posted = {} if filling is None else dict.fromkeys(names, filling)
        response = client.post(address, posted)
        assert response.status_code in (200, 302, 409, 422), (name, kind)
        assert b"<script>alert(1)" not in response.content
        if kind in ("nul", "list") and name not in ("end_link", "limits_end"):
            assert response.status_code == 422, (name, response.status_code)


def test_a_megabyte_in_one_field_is_answered_beside_it(pages: Any, client_of: Any) -> None:
    for name in FORMS[:-2]:
        who, address = pages[name]
        client = client_of(who)
        page = client.get(address).content.decode()
        for field in sorted(set(TEXT.findall(page)) - {"q"})[:2]:
            response = client.post(address, {field: "A" * 1_000_000})
            assert response.status_code == 422, (name, field, response.status_code)


def test_a_post_with_ten_thousand_fields_is_refused(pages: Any, client_of: Any) -> None:
    for name in FORMS:
        who, address = pages[name]
        many = {f"field{number}": "x" for number in range(10_000)}
        assert client_of(who).post(address, many).status_code == 400, name
