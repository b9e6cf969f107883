"""What the court's pages of one person show, take and refuse."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from throughcare.core import clock
from throughcare.court import coming as coming_up
from throughcare.court import rules
from throughcare.court.models import (
    AdviceToCourt,
    CourtFeedback,
    Hearing,
    HearingOutcome,
)
from throughcare.court.tests.pages import outcome_url, rows, send
from throughcare.screening.tests.pages import at_most, hidden
from throughcare.sharing.models import Relationship


def test_the_court_page_shows_hearings_and_what_to_record(
    nurse: Any, house: Any, linked: Any
) -> None:
    with at_most(12):
        page = nurse.get(reverse("person_court", args=[linked.reference])).content.decode()
    assert "Northfield magistrates" in page
    assert reverse("hearing_outcome", args=[linked.reference, linked.hearing.pk]) in page
    assert linked.given_name not in page.split("</title>")[0]


def test_an_outcome_is_recorded_and_corrected_on_one_page(
    nurse: Any, house: Any, linked: Any, ctx_of: Any
) -> None:
    url = outcome_url(linked)
    said = {"happened": "heard", "disposal": "community_order", "used": "yes", "source": "court"}
    done = send(nurse, url, **said, follow_ups=["tell_gp"])
    assert done.headers["Location"] == reverse("person_court", args=[linked.reference])
    again = send(nurse, url, **{**said, "disposal": "ended"})
    assert again.status_code == 302
    (kept,) = rows(house.nurse, ctx_of, HearingOutcome)
    assert (kept.disposal, kept.version) == ("ended", 2)
    page = nurse.get(reverse("person_court", args=[linked.reference])).content.decode()
    assert "Write to the GP" in page


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"happened": "heard"}, "Select how it ended"),
        ({"happened": "adjourned"}, "Select why it was adjourned"),
        (
            {"happened": "adjourned", "reason": "trial", "adjourned_to": "1/1/2001"},
            "Enter a day after this hearing",
        ),
        ({}, "Select what happened"),
    ],
)
def test_what_is_missing_is_said_beside_the_field(
    nurse: Any, linked: Any, said: Any, words: str
) -> None:
    page = send(nurse, outcome_url(linked), **said, used="yes", source="court")
    assert page.status_code == 422
    assert words.casefold() in page.content.decode().casefold()


def test_two_people_recording_one_outcome_lose_nothing(
    nurse: Any, house: Any, linked: Any, client_of: Any
) -> None:
    url = outcome_url(linked)
    fields = hidden(nurse.get(url))
    said = {"happened": "heard", "disposal": "ended", "used": "yes", "source": "court"}
    send(client_of(house.colleague), url, **said)
    clash = nurse.post(url, {**fields, **said, "disposal": "other"})
    assert clash.status_code == 409


def test_spoken_advice_takes_one_page(nurse: Any, house: Any, linked: Any, ctx_of: Any) -> None:
    url = reverse("court_advice_new", args=[linked.reference])
    said = {"hearing": str(linked.hearing.pk), "place": str(house.place.pk)}
    done = send(nurse, url, **said, to_whom="legal_adviser", said=["adjustments"])
    assert done.status_code == 302
    assert rows(house.nurse, ctx_of, AdviceToCourt)[0].said == ["adjustments"]
    bare = send(
        nurse, url, **said, to_whom="legal_adviser", said=["safety"], clinical="Hears voices"
    )
    assert bare.status_code == 422
    assert "Say why the court needed this" in bare.content.decode()


def test_a_link_worker_is_not_asked_for_clinical_words(
    house: Any, linked: Any, client_of: Any
) -> None:
    url = reverse("court_advice_new", args=[linked.reference])
    page = client_of(house.link_worker).get(url).content.decode()
    assert 'name="clinical"' not in page


def test_a_hearing_is_added_by_hand(nurse: Any, house: Any, linked: Any, ctx_of: Any) -> None:
    url = reverse("hearing_new", args=[linked.reference])
    done = send(nurse, url, place=str(house.place.pk), on="tomorrow", custody="on_bail")
    assert done.status_code == 302
    assert rows(house.nurse, ctx_of, Hearing, source="hand")[0].on == clock.today() + timedelta(1)


def test_a_legal_adviser_gives_feedback_with_one_press(
    house: Any, linked: Any, client_of: Any, make: Any, ctx_of: Any
) -> None:
    trust, court = house.nurse.team.agency, house.adviser.team.agency
    make.sharing(trust, court, purpose="court_report", categories=("identity", "justice"))
    adviser = client_of(house.adviser)
    with at_most(12):
        today = adviser.get(reverse("today")).content.decode()
    url = reverse("court_feedback_new", args=[linked.reference])
    assert f"{url}?hearing={linked.hearing.pk}" in today
    page = adviser.get(f"{url}?hearing={linked.hearing.pk}")
    shown = {"hearing": str(linked.hearing.pk), "said_by": "legal_adviser"}
    done = adviser.post(url, {**hidden(page), **shown, "used": "yes"})
    assert done.status_code == 302
    (kept,) = rows(house.adviser, ctx_of, CourtFeedback)
    assert (kept.used, kept.hearing_id) == ("yes", linked.hearing.pk)
    assert adviser.post(url, {**shown}).status_code == 422
    assert "Used it" in adviser.get(done.headers["Location"]).content.decode()
    after = adviser.get(reverse("today")).content.decode()
    assert f'href="{reverse("person_court", args=[linked.reference])}"' in after
    assert "Used it" in after
    assert url not in after, "nobody is asked twice"
    asking = adviser.get(reverse("person_court_request", args=[linked.reference]), follow=True)
    assert 'value="2300001"' in asking.content.decode(), "what the list says is not asked again"


def test_a_record_shows_the_hearing_that_comes_and_invents_no_time(
    linked: Any, nurse: Any, ctx_of: Any, house: Any
) -> None:
    shown = nurse.get(reverse("person", args=[linked.reference])).content.decode()
    coming = shown.split('id="coming-up"')[1].split('id="helping"')[0]
    assert f"Hearing, {house.place.name}" in coming
    at = linked.hearing.starts_at
    assert ("time not known" in coming) == (at is None)
    with ctx_of(house.nurse) as ctx:
        (row,) = coming_up.listed_ahead(ctx, [linked.pk])
        assert row.at == rules.begins(row.on, row.starts_at)


def test_only_the_court_and_care_staff_say_whether_it_was_used(
    make: Any, house: Any, linked: Any, client_of: Any
) -> None:
    make.link(linked, house.probation.pk, Relationship.ORDER_SUPERVISION)
    officer = client_of(house.probation)
    url = reverse("court_feedback_new", args=[linked.reference])
    shown = officer.get(reverse("person_court", args=[linked.reference]))
    assert shown.status_code == 200
    assert url not in shown.content.decode()
    assert officer.get(url).status_code == 403
