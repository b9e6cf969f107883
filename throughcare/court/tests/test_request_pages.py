"""A request from the court to the health team, from page to page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from throughcare.court.models import (
    CourtRequest,
    ListEntry,
)
from throughcare.court.tests.pages import entry_url, rows, send
from throughcare.sharing.models import Relationship


def test_a_request_goes_from_the_court_to_an_answer(
    house: Any, nurse: Any, client_of: Any, ctx_of: Any
) -> None:
    adviser = client_of(house.adviser)
    new = reverse("court_request_new", args=[house.place.slug])
    asking = f"{reverse('court_requests')}?ask"
    assert f'href="{asking}"' in adviser.get(reverse("today")).content.decode()
    page = adviser.get(asking, follow=True)
    assert page.redirect_chain == [(new, 302)]
    assert 'value="Miriam Price"' in page.content.decode()
    said = {"family_name": "Okafor", "why": "take_part", "needed_by": "11:59pm"}
    sent = send(
        adviser, new, **said, asked_by="legal_adviser", asker_name="Miriam Price",
        custody="in_custody",
    )  # fmt: skip
    (request,) = rows(house.nurse, ctx_of, CourtRequest)
    url = reverse("court_request", args=[house.place.slug, request.pk])
    assert sent.headers["Location"] == url
    assert "Okafor" in nurse.get(reverse("today")).content.decode()
    assert send(nurse, reverse("court_request_seen", args=url_args(request))).status_code == 302
    assert "Seen by the health team" in adviser.get(url).content.decode()
    assert send(nurse, url, will="decline").status_code == 422
    done = send(nurse, url, will="accept", answer="Before 11")
    (entry,) = rows(house.nurse, ctx_of, ListEntry)
    assert done.headers["Location"] == entry_url("court_entry_match", entry)
    text = adviser.get(url).content.decode()
    assert "Accepted by" in text
    assert "Before 11" in text
    assert "court_entry" not in text
    assert send(nurse, url, will="accept").status_code in (409, 422)


def test_an_officer_asks_from_the_record_and_is_told_what_became_of_it(
    make: Any, house: Any, client_of: Any, ctx_of: Any
) -> None:
    person = make.person(house.nurse, given_name="Lea", family_name="Arkwright")
    officer, where = client_of(house.probation), reverse("person_court_request", args=["x"])
    ask = where.replace("/x/", f"/{person.reference}/")
    assert officer.get(ask).status_code == 404
    make.link(person, house.probation.pk, Relationship.ORDER_SUPERVISION)
    record = officer.get(reverse("person_court", args=[person.reference])).content.decode()
    assert ask in record
    form = officer.get(ask).headers["Location"]
    page = officer.get(form).content.decode()
    assert 'value="Arkwright"' in page
    asked = {"given_name": "Lea", "family_name": "Arkwright", "why": "take_part"}
    sent = send(
        officer, form, **asked, needed_by="11:59pm", asked_by="probation", asker_name="Sam",
        custody="not_said",
    )  # fmt: skip
    (request,) = rows(house.nurse, ctx_of, CourtRequest)
    nurse = client_of(house.nurse)
    url = reverse("court_request", args=url_args(request))
    assert sent.headers["Location"] == url
    assert (
        send(nurse, url, will="decline", answer="Known to the team at Eastmoor").status_code == 302
    )
    assert "Known to the team at Eastmoor" in officer.get(url).content.decode()
    # Nobody who may not know of the record learns of it by the address.
    other = client_of(house.adviser)
    new = reverse("court_request_new", args=[house.place.slug])
    assert other.get(f"{new}?about={person.reference}").status_code == 404
    assert nurse.get(ask).status_code == 403


def url_args(request: Any) -> list[Any]:
    return [request.place.slug, request.pk]


def test_the_court_cannot_answer_its_own_request(house: Any, client_of: Any, ctx_of: Any) -> None:
    adviser = client_of(house.adviser)
    new = reverse("court_request_new", args=[house.place.slug])
    send(
        adviser, new, family_name="Okafor", why="take_part", needed_by="11:59pm",
        asked_by="legal_adviser", asker_name="Miriam Price", custody="not_said",
    )  # fmt: skip
    (request,) = rows(house.adviser, ctx_of, CourtRequest)
    url = reverse("court_request", args=url_args(request))
    assert 'name="will"' not in adviser.get(url).content.decode()
    assert adviser.post(url, {"will": "accept"}).status_code == 422
    seen = reverse("court_request_seen", args=url_args(request))
    assert adviser.get(seen).status_code == 403
    taken = send(adviser, reverse("court_request_withdraw", args=url_args(request)))
    assert taken.status_code == 302
    assert rows(house.adviser, ctx_of, CourtRequest)[0].status == "withdrawn"
