"""The pages of the custody list: who may open them, what they say, what they cost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Q
from django.urls import reverse

from tests.database import as_owner
from throughcare.core import clock
from throughcare.core.errors import ReasonMissing
from throughcare.core.models import Due
from throughcare.screening import actions
from throughcare.screening.models import CustodyEntry
from throughcare.screening.tests.pages import at_most, hidden, url_new
from throughcare.sharing.models import Link


def test_the_list_shows_who_is_in_with_the_worry_first(suite: Any, arrive: Any, nurse: Any) -> None:
    arrive(given_name="Tomasz", family_name="Zielinski", cell="11")
    arrive(given_name="Shanice", family_name="Campbell", cell="3", worry="self-harm")
    page = nurse.get(reverse("custody", args=[suite.place.slug]))
    text = page.content.decode()
    assert page.status_code == 200
    assert text.index("Do first") < text.index("Shanice Campbell") < text.index("Tomasz")
    assert "2 in custody" in text
    assert "2 still to see" in text


@pytest.mark.parametrize("number", [1, 12])
def test_the_list_costs_the_same_however_many_are_in(
    suite: Any, arrive: Any, nurse: Any, number: int
) -> None:
    for each in range(number):
        arrive(given_name=f"Person{each}")
    with at_most(12):
        nurse.get(reverse("custody", args=[suite.place.slug]))


def test_who_came_before_midnight_and_is_still_to_see_is_counted_after_it(
    suite: Any, arrive: Any, nurse: Any, ctx_of: Any
) -> None:
    yesterday = clock.now() - timedelta(days=1)
    arrive(given_name="Tomasz", arrived_at=yesterday)
    for how_long in (timedelta(days=3), timedelta(0)):
        entry = arrive(given_name="Shanice", arrived_at=yesterday - timedelta(days=4))
        with ctx_of(suite.nurse) as ctx:
            actions.record_left(ctx, entry_id=entry.pk, how="bailed", at=clock.now() - how_long)
    text = nurse.get(reverse("custody", args=[suite.place.slug])).content.decode()
    assert "2 in custody" in text
    assert "1 still to see" in text


def test_a_place_that_the_team_does_not_cover_is_absent(
    make: Any, suite: Any, client_of: Any
) -> None:
    stranger = client_of(make.member("clinician"))
    assert stranger.get(reverse("custody", args=[suite.place.slug])).status_code == 404
    assert stranger.get(reverse("custody", args=["no-such-place"])).status_code == 404


def test_several_people_are_added_at_once_and_empty_lines_are_none(
    suite: Any, nurse: Any, ctx_of: Any
) -> None:
    url = reverse("custody_add", args=[suite.place.slug])
    posted = {
        **hidden(nurse.get(url)),
        "given_name-0": "Marcus",
        "born-0": "8/7/1999",
        "given_name-1": "",
        "cell-2": "11",
        "arrived-2": "12:04am",
    }
    assert nurse.post(url, posted).status_code == 302
    assert nurse.post(url, posted).status_code == 302  # the same page again adds nobody
    with ctx_of(suite.nurse) as ctx:
        assert CustodyEntry.visible_to(ctx).count() == 2


def test_what_cannot_be_read_is_said_beside_the_field_and_kept(suite: Any, nurse: Any) -> None:
    url = reverse("custody_add", args=[suite.place.slug])
    page = nurse.post(url, {"given_name-0": "Marcus", "born-0": "soonish"})
    text = page.content.decode()
    assert page.status_code == 422
    assert "such as 8/7/1999 or 27" in text
    assert 'value="soonish"' in text
    assert 'href="#id_born-0"' in text


def test_an_entry_is_matched_to_a_record_and_goes_on_to_the_screening(
    make: Any, suite: Any, arrive: Any, nurse: Any, ctx_of: Any
) -> None:
    person = make.person(suite.nurse, given_name="Marcus", family_name="Bright")
    entry = arrive(given_name="Marcus", family_name="Bright", born_on=person.born_on)
    url = reverse("custody_entry_match", args=[suite.place.slug, entry.pk])
    page = nurse.get(url)
    assert person.reference in page.content.decode()
    answer = nurse.post(url, {**hidden(page), "who": str(person.pk)})
    assert (answer.status_code, answer.headers["Location"]) == (302, url_new(person))


def test_none_of_these_adds_one_record_however_often_it_is_sent(
    suite: Any, arrive: Any, nurse: Any, ctx_of: Any
) -> None:
    entry = arrive(given_name="Tomasz", family_name="Zielinski", age_about=45)
    url = reverse("custody_entry_match", args=[suite.place.slug, entry.pk])
    posted = {**hidden(nurse.get(url)), "who": "new"}
    first = nurse.post(url, posted)
    assert first.status_code == 302
    assert nurse.post(url, posted).headers["Location"] == first.headers["Location"]
    with ctx_of(suite.nurse) as ctx:
        linked = CustodyEntry.visible_to(ctx).get(pk=entry.pk)
        assert linked.person is not None
        assert linked.person.provisional
        assert linked.person.born_about


def test_a_person_who_was_not_offered_cannot_be_chosen(
    make: Any, suite: Any, arrive: Any, nurse: Any
) -> None:
    hidden_person = make.person(make.member("clinician"))
    entry = arrive(given_name="Marcus")
    url = reverse("custody_entry_match", args=[suite.place.slug, entry.pk])
    assert nurse.post(url, {"who": str(hidden_person.pk)}).status_code == 422


def test_a_child_is_not_looked_up(suite: Any, arrive: Any, nurse: Any) -> None:
    entry = arrive(given_name="Alfie", age_about=16)
    url = reverse("custody_entry_match", args=[suite.place.slug, entry.pk])
    assert nurse.post(url, {"who": "new"}).status_code == 409


def test_a_line_does_not_go_on_the_record_of_a_child(
    make: Any, suite: Any, arrive: Any, nurse: Any, ctx_of: Any
) -> None:
    born_on = clock.today() - timedelta(days=17 * 365)
    child = make.person(suite.nurse, given_name="Alfie", family_name="Bright", born_on=born_on)
    entry = arrive(given_name="Alfie", family_name="Bright")
    url = reverse("custody_entry_match", args=[suite.place.slug, entry.pk])
    answer = nurse.post(url, {**hidden(nurse.get(url)), "who": str(child.pk)})
    assert answer.status_code == 422
    assert "Put their age on the line" in answer.content.decode()
    with ctx_of(suite.nurse) as ctx:
        assert CustodyEntry.visible_to(ctx).get(pk=entry.pk).person_id is None


def test_a_line_on_the_wrong_record_is_taken_off_and_waits_to_be_seen(
    suite: Any, linked: Any, nurse: Any, ctx_of: Any
) -> None:
    url = reverse("custody_entry_unlink", args=[suite.place.slug, linked.entry.pk])
    assert (
        url
        in nurse.get(
            reverse("custody_entry", args=[suite.place.slug, linked.entry.pk])
        ).content.decode()
    )
    posted = hidden(nurse.get(url))
    assert nurse.post(url, posted).status_code == 422
    with ctx_of(suite.nurse) as ctx, pytest.raises(ReasonMissing):
        actions.unlink_entry(ctx, entry_id=linked.entry.pk, reason=" ")
    assert nurse.post(url, {**posted, "reason": "Another of this name"}).status_code == 302
    assert nurse.post(url, {**hidden(nurse.get(url)), "reason": "Again"}).status_code == 409
    with ctx_of(suite.nurse) as ctx:
        entry = CustodyEntry.visible_to(ctx).get(pk=linked.entry.pk)
        assert (entry.status, entry.person_id, entry.outcome) == ("waiting", None, "")
        open_now = Due.visible_to(ctx).filter(status="open", kind__in=("screen", "screen_entry"))
        assert [(due.kind, due.person_id) for due in open_now] == [("screen_entry", None)]
    with as_owner():
        links = Link.rows.filter(person_id=linked.pk, principal_id=suite.place.pk)
        assert not links.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now())).exists()


def test_a_waiting_line_that_turns_out_to_be_a_childs_is_passed_on(
    suite: Any, arrive: Any, ctx_of: Any
) -> None:
    entry = arrive(given_name="Alfie", age_about=19)
    facts = actions.EntryFacts(arrived_at=entry.arrived_at, given_name="Alfie", age_about=17)
    with ctx_of(suite.nurse) as ctx:
        actions.change_entry(ctx, entry_id=entry.pk, version=entry.version, facts=facts)
        (due,) = Due.visible_to(ctx).filter(status="open", kind="screen_entry")
        assert due.detail["under_18"] is True


WHAT_CAN_HAPPEN_TO_AN_ENTRY = """
custody_entry_not_seen | why=asleep again=9am | waiting | asleep
custody_entry_not_seen | why=declined         | waiting | declined
custody_entry_left     | how=bailed           | left    | left
"""


@pytest.mark.parametrize("line", WHAT_CAN_HAPPEN_TO_AN_ENTRY.strip().splitlines())
def test_what_happened_is_recorded_on_the_line(
    suite: Any, arrive: Any, nurse: Any, ctx_of: Any, line: str
) -> None:
    name, typed, status, outcome = (part.strip() for part in line.split("|"))
    entry = arrive(given_name="Marcus")
    url = reverse(name, args=[suite.place.slug, entry.pk])
    posted = {**hidden(nurse.get(url)), **dict(each.split("=") for each in typed.split())}
    assert nurse.post(url, posted).status_code == 302
    with ctx_of(suite.nurse) as ctx:
        now = CustodyEntry.visible_to(ctx).get(pk=entry.pk)
        assert (now.status, now.outcome) == (status, outcome)


def test_two_colleagues_who_correct_one_line_see_both(
    suite: Any, arrive: Any, client_of: Any, ctx_of: Any
) -> None:
    entry = arrive(given_name="Marcus", cell="7")
    url = reverse("custody_entry", args=[suite.place.slug, entry.pk])
    nurse, colleague = client_of(suite.nurse), client_of(suite.colleague)
    mine, theirs = nurse.get(url), colleague.get(url)
    kept = {"given_name": "Marcus", "arrived": "1am", "asked_by": "routine"}
    assert colleague.post(url, {**hidden(theirs), **kept, "cell": "9"}).status_code == 302
    clash = nurse.post(url, {**hidden(mine), **kept, "cell": "8"})
    assert clash.status_code == 409
    assert "8" in clash.content.decode()
    with ctx_of(suite.nurse) as ctx:
        assert CustodyEntry.visible_to(ctx).get(pk=entry.pk).cell == "9"


def test_a_late_try_again_stands_in_the_list(
    suite: Any, arrive: Any, nurse: Any, ctx_of: Any
) -> None:
    entry = arrive(given_name="Marcus", family_name="Bright")
    with ctx_of(suite.nurse) as ctx:
        actions.record_not_seen(
            ctx, entry_id=entry.pk, why="asleep", try_again_at=clock.now() + timedelta(hours=1)
        )
    text = nurse.get(reverse("custody", args=[suite.place.slug])).content.decode()
    assert text.index("Try again") < text.index("Marcus Bright")
    assert "1 asleep" in text
