"""The pages of the court as a browser sees them: what to do, what went wrong, what they cost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tests.database import as_owner
from throughcare.core import clock
from throughcare.court import actions
from throughcare.court.models import (
    Hearing,
    ListEntry,
    Outcome,
)
from throughcare.court.tests.conftest import case, document, listed, two_cases
from throughcare.court.tests.pages import day_of, entry_url, outcome_url, rows, send
from throughcare.people.models import Person
from throughcare.screening.tests.pages import at_most, hidden

# -- The day --------------------------------------------------------------------------------------


def test_one_court_is_opened_at_once(nurse: Any, house: Any) -> None:
    assert nurse.get(reverse("court_places")).headers["Location"] == day_of(house)
    page = nurse.get(reverse("court", args=[house.place.slug]))
    assert page.headers["Location"] == day_of(house)


def test_an_empty_day_says_what_to_do(nurse: Any, house: Any) -> None:
    page = nurse.get(day_of(house)).content.decode()
    assert "No one is listed for this day yet." in page


def test_a_day_that_is_none_is_absent(nurse: Any, house: Any) -> None:
    for on in ("2026-02-30", "0000-01-01", "2026-13-01", "today"):
        assert nurse.get(f"/court/{house.place.slug}/{on}/").status_code == 404, on
    assert nurse.get(f"/court/{house.place.slug}/9999-12-31/").status_code == 200
    assert nurse.get(f"/court/{house.place.slug}/0001-01-01/").status_code == 200


def test_the_day_is_read_in_the_order_of_the_work(
    nurse: Any, house: Any, line: Any, linked: Any, ctx_of: Any
) -> None:
    line(family_name="Onbail", custody="on_bail")
    line(family_name="Worried", worry="Crying")
    line(family_name="Asked", asked_by="defence")
    line(family_name="Child", age_about=15)
    declined = line(family_name="Refuser", custody="in_custody")
    gone = line(family_name="Vanished", custody="in_custody")
    with as_owner():
        ListEntry.rows.filter(pk=gone.pk).update(gone=True)
    with ctx_of(house.nurse) as ctx:
        actions.note_outcome(ctx, declined, outcome=Outcome.DECLINED)
    page = nurse.get(day_of(house)).content.decode()
    order = (
        "Under 18: pass", "Do first", "In custody, to see", "Asked for", "No longer on the list",
        "VANISHED", "Also listed", "ONBAIL", "Heard, declined or dealt with", "REFUSER",
    )  # fmt: skip
    places = [page.upper().index(words.upper()) for words in order]
    assert places == sorted(places)
    assert "6 people listed" in page
    assert reverse("screening_new", args=[linked.reference]) in page


@pytest.mark.parametrize("number", [1, 40])
def test_the_day_costs_at_most_12_statements(
    nurse: Any, house: Any, ctx_of: Any, make: Any, number: int
) -> None:
    with ctx_of(house.nurse) as ctx:
        people = [case(listed(n, custody="in_custody"), number=n) for n in range(number + 1)]
        actions.take_list_in(ctx, document(*people))
        for entry in ListEntry.visible_to(ctx)[:3]:
            person = make.person(house.nurse)
            actions.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)
    with at_most(12):
        assert nurse.get(day_of(house)).status_code == 200


def test_a_search_of_the_page_puts_no_name_in_an_address(nurse: Any, house: Any, line: Any) -> None:
    line(family_name="Zebedee")
    line(family_name="Okafor")
    page = nurse.post(day_of(house), {"q": "zebe"}).content.decode()
    assert "Zebedee" in page
    assert "Okafor" not in page
    assert "q=" not in page
    assert "0 people." in nurse.post(day_of(house), {"q": "nobody"}).content.decode()
    only = nurse.get(day_of(house) + "?show=custody").content.decode()
    assert "Okafor" not in only


def test_a_restriction_is_shown_and_kept_off_paper(nurse: Any, house: Any, ctx_of: Any) -> None:
    kept = case(
        listed(1, family="Hiddenson", custody="in_custody"),
        restricted=True,
        restriction="Section 45: no name or school",
    )
    with ctx_of(house.nurse) as ctx:
        actions.take_list_in(ctx, document(kept, case(listed(2, family="Openly"), number=2)))
    assert "Section 45" in nurse.get(day_of(house)).content.decode()
    paper = nurse.get(reverse("court_print", args=[house.place.slug, clock.today()]))
    text = paper.content.decode()
    assert "1 line is left out" in text
    assert "2300001" not in text
    assert "2300002" in text
    assert "Openly" not in text  # initials only
    today = nurse.get(reverse("today_print")).content.decode()
    assert "1 line is left out because it is restricted" in today
    assert "Northfield magistrates · " in text and "printed by Priya Nair, " in text
    assert "<table" not in today


def test_a_list_is_taken_back_from_its_page(nurse: Any, house: Any, ctx_of: Any) -> None:
    with ctx_of(house.nurse) as ctx:
        list_id = actions.take_list_in(ctx, two_cases()).days[0].list_id
    url = reverse("court_list_undo", args=[house.place.slug, clock.today(), list_id])
    assert url in nurse.get(day_of(house)).content.decode()
    assert send(nurse, url).headers["Location"] == day_of(house)
    assert "No one is listed" in nurse.get(day_of(house)).content.decode()
    assert send(nurse, url).status_code == 409


def test_the_courts_own_staff_have_requests_and_not_the_list(
    house: Any, client_of: Any, line: Any
) -> None:
    line(family_name="Okafor")
    adviser = client_of(house.adviser)
    assert adviser.get(day_of(house)).status_code == 403
    assert adviser.get(reverse("court_requests")).status_code == 200
    assert client_of(house.stranger).get(day_of(house)).status_code == 404


# -- A line ---------------------------------------------------------------------------------------


def test_adding_somebody_leads_to_their_record(nurse: Any, house: Any, ctx_of: Any) -> None:
    url = reverse("court_add", args=[house.place.slug, clock.today()])
    done = send(nurse, url, family_name="Okafor", born="about 30", custody="in_custody")
    (entry,) = rows(house.nurse, ctx_of, ListEntry)
    assert done.headers["Location"] == entry_url("court_entry_match", entry)
    assert (entry.age_about, entry.custody) == (30, "in_custody")


def test_nobody_is_said_to_be_in_custody_by_leaving_a_field_alone(
    nurse: Any, house: Any, linked: Any
) -> None:
    for url in (
        reverse("court_add", args=[house.place.slug, clock.today()]),
        reverse("court_request_new", args=[house.place.slug]),
        reverse("hearing_new", args=[linked.reference]),
    ):
        page = nurse.get(url).content.decode()
        assert '<option value="not_said" selected' in page, url


def test_a_line_about_nobody_is_shown_again_with_what_was_typed(nurse: Any, house: Any) -> None:
    url = reverse("court_add", args=[house.place.slug, clock.today()])
    page = send(nurse, url, room="Court 7", custody="in_custody", starts_at="25:99")
    assert page.status_code == 422
    text = page.content.decode()
    assert "Enter a time" in text
    assert "Court 7" in text


def test_matching_offers_the_record_and_links_every_case(
    nurse: Any, house: Any, line: Any, make: Any, ctx_of: Any
) -> None:
    same = {"given_name": "Marcus", "family_name": "Bright", "born_on": date(1999, 7, 8)}
    person = make.person(house.nurse, **same)
    one, two = line(**same, case_number="1"), line(**same, case_number="2")
    url = entry_url("court_entry_match", one)
    with at_most(12):
        text = nurse.get(url).content.decode()
    assert person.reference in text
    assert "1 more case of this name" in text
    done = send(nurse, url, who=str(person.pk))
    assert done.headers["Location"] == reverse("screening_new", args=[person.reference])
    found = rows(house.nurse, ctx_of, ListEntry, person=person)
    assert {row.pk for row in found} == {one.pk, two.pk}
    assert len(rows(house.nurse, ctx_of, Hearing, person=person)) == 2


def test_a_new_record_is_made_from_what_the_list_said(
    nurse: Any, house: Any, line: Any, ctx_of: Any
) -> None:
    entry = line(given_name="Ada", family_name="OKAFOR", born_on=date(1990, 2, 3))
    done = send(nurse, entry_url("court_entry_match", entry), who="new")
    (linked,) = rows(house.nurse, ctx_of, ListEntry)
    (person,) = rows(house.nurse, ctx_of, Person, pk=linked.person_id)
    assert (person.given_name, person.family_name) == ("Ada", "Okafor")
    assert "/screening/new/" in done.headers["Location"]


def test_a_child_is_passed_on_and_nobody_is_looked_for(
    nurse: Any, house: Any, line: Any, ctx_of: Any
) -> None:
    entry = line(given_name="Callum", family_name="Frost", age_about=16)
    assert send(nurse, entry_url("court_entry_match", entry), who="new").status_code == 409
    done = send(nurse, entry_url("court_entry_youth", entry))
    assert done.headers["Location"] == day_of(house)
    assert rows(house.nurse, ctx_of, ListEntry)[0].status == "passed_on"
    assert "Passed to the youth service" in nurse.get(day_of(house)).content.decode()


def test_declined_is_recorded_from_the_line(nurse: Any, house: Any, line: Any, ctx_of: Any) -> None:
    entry = line(family_name="Okafor", custody="in_custody")
    send(nurse, entry_url("court_entry_not_seen", entry), why="declined")
    assert "1 declined" in nurse.get(day_of(house)).content.decode()


def test_the_wrong_person_is_taken_off_with_a_reason(
    nurse: Any, house: Any, linked: Any, ctx_of: Any
) -> None:
    url = entry_url("court_entry_unlink", linked.entry)
    assert send(nurse, url, reason="").status_code == 422
    assert send(nurse, url, reason="Another birth date").status_code == 302
    assert rows(house.nurse, ctx_of, ListEntry)[0].person_id is None


def test_two_people_correcting_one_line_lose_nothing(
    nurse: Any, house: Any, line: Any, client_of: Any
) -> None:
    entry = line(family_name="Okafor", room="1")
    url = entry_url("court_entry", entry)
    fields = hidden(nurse.get(url))
    send(client_of(house.colleague), url, family_name="Okafor", room="2", custody="not_said")
    clash = nurse.post(url, {**fields, "family_name": "Okafor", "room": "3", "custody": "not_said"})
    assert clash.status_code == 409
    assert {"2", "3"} <= set(clash.content.decode().replace("<", " ").replace(">", " ").split())


def test_todays_work_leads_to_the_line_and_to_the_record(
    nurse: Any, house: Any, line: Any, linked: Any
) -> None:
    entry = line(family_name="Okafor", custody="in_custody", room="4")
    with at_most(12):
        page = nurse.get(reverse("today")).content.decode()
    assert entry_url("court_entry", entry) in page
    assert outcome_url(linked) in page
    assert "Northfield magistrates, court 4" in page


# -- Nothing that is sent breaks a page -----------------------------------------------------------

HOSTILE = ["\x00", "x" * 1_000_000, "{}[];--", "<script>alert(1)</script>", "\u202e\ud7ff"]


@pytest.mark.parametrize("text", HOSTILE, ids=["nul", "megabyte", "sql", "script", "rtl"])
def test_hostile_text_breaks_no_form(
    nurse: Any, house: Any, linked: Any, line: Any, text: str
) -> None:
    entry = line(family_name="Okafor")
    urls = (
        reverse("court_add", args=[house.place.slug, clock.today()]),
        entry_url("court_entry", entry),
        entry_url("court_entry_match", entry),
        entry_url("court_entry_not_seen", entry),
        entry_url("court_entry_unlink", linked.entry),
        reverse("court_request_new", args=[house.place.slug]),
        reverse("hearing_new", args=[linked.reference]),
        outcome_url(linked),
        reverse("court_advice_new", args=[linked.reference]),
        reverse("court_feedback_new", args=[linked.reference]),
        day_of(house),
    )
    names = (
        "family_name", "born", "starts_at", "who", "why", "again", "reason", "needed_by", "on",
        "happened", "adjourned_to", "follow_ups", "said", "clinical", "used", "hearing", "place",
        "custody", "q",
    )  # fmt: skip
    for url in urls:
        answer = nurse.post(url, dict.fromkeys(names, text))
        assert answer.status_code < 500, url
        assert b"<script>alert" not in answer.content
