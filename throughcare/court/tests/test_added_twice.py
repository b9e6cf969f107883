"""A hearing added by hand under a typed name that a list has too: asked about, then there once."""

from __future__ import annotations

from typing import Any

import pytest

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed
from throughcare.court import actions
from throughcare.court.models import Hearing
from throughcare.court.tests.conftest import open_dues, told
from throughcare.court.tests.pages import send

ASKS = "Is it there twice?"


def added(ctx: Any, person: Any, name: str, **facts: Any) -> Hearing:
    said = actions.HearingFacts(on=clock.today(), elsewhere=name, **facts)
    return actions.add_hearing(ctx, person_id=person.pk, place_id=None, facts=said)


def outcome_page(person: Any, hearing: Hearing) -> str:
    return f"/people/{person.reference}/court/hearings/{hearing.pk}/outcome/"


def test_a_hearing_added_by_hand_and_met_by_no_list_is_asked_about_and_taken_off(
    house: Any, linked: Any, nurse: Any, ctx_of: Any
) -> None:
    page = f"/people/{linked.reference}/court/"
    with ctx_of(house.nurse) as ctx:
        second = added(ctx, linked, "Northfield Magistrates' Court")
    own = outcome_page(linked, second)
    shown = nurse.get(page).content.decode()
    assert "Custody or bail not known" in shown and "The list does not say" not in shown
    assert shown.count(ASKS) == 1 and own in shown.split(ASKS, 1)[1][:300]
    assert "same day at Northfield magistrates" in nurse.get(own).content.decode()
    assert "only a hearing" not in nurse.get(own).content.decode()
    assert send(nurse, own, happened="same").status_code == 302
    shown = nurse.get(page).content.decode()
    assert ASKS not in shown and "Northfield Magistrates" not in shown
    with ctx_of(house.nurse) as ctx:
        assert Hearing.visible_to(ctx).get(pk=second.pk).status == "void"
        assert told(ctx, second) == ["hearing.listed", "hearing.voided"]
        assert [kind for kind, _urgency in open_dues(ctx)].count("hearing_outcome") == 1


@pytest.mark.parametrize(
    ("name", "case_number", "asked"),
    [
        ("Northfield Magistrates' Court", "", True),
        ("Northfield Magistrates' Court", "another", False),
        ("Nthfld Mags", "2300001", True),
        ("Nthfld Mags", "", False),
        ("Court", "", False),
    ],
)
def test_another_hearing_of_that_day_is_not_taken_for_the_one_on_the_list(
    house: Any, linked: Any, nurse: Any, ctx_of: Any, name: str, case_number: str, asked: bool
) -> None:
    with ctx_of(house.nurse) as ctx:
        other = added(ctx, linked, name, case_number=case_number)
    page = nurse.get(f"/people/{linked.reference}/court/").content.decode()
    assert (ASKS in page) is asked
    status = send(nurse, outcome_page(linked, other), happened="same").status_code
    assert status == (302 if asked else 422)


def test_a_hearing_of_a_list_or_of_an_outcome_is_never_taken_off_as_the_second(
    house: Any, linked: Any, nurse: Any, ctx_of: Any
) -> None:
    listed = linked.hearing
    with ctx_of(house.nurse) as ctx:
        second = added(ctx, linked, "Northfield Magistrates' Court")
        for hearing, other in ((listed, second), (second, second), (listed, listed)):
            with pytest.raises(MoveNotAllowed):
                actions.take_off_second(ctx, hearing_id=hearing.pk, listed_id=other.pk)
    own = outcome_page(linked, listed)
    assert "keep one" not in nurse.get(own).content.decode()
    assert send(nurse, own, happened="same").status_code == 422


def test_a_court_that_is_offered_is_not_typed_as_another(
    house: Any, linked: Any, nurse: Any
) -> None:
    url = f"/people/{linked.reference}/court/hearings/new/"
    said = {"place": "elsewhere", "on": "tomorrow", "custody": "not_said"}
    page = send(nurse, url, **said, elsewhere="The Northfield Magistrates' Court")
    assert page.status_code == 422
    assert "Northfield magistrates is in the list" in page.content.decode()
    assert "The Northfield Magistrates" in page.content.decode()
