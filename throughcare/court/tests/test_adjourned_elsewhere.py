"""An adjournment to another court: foretold there, met by its list, never there twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.database import as_owner
from throughcare.core import clock
from throughcare.core.errors import ReasonMissing
from throughcare.core.models import Due
from throughcare.court import actions, selectors
from throughcare.court.actions import next_hearings
from throughcare.court.actions.next_hearings import same_case
from throughcare.court.models import Hearing, HearingOutcome, ListEntry
from throughcare.court.presenters import hearing_titles
from throughcare.court.tests.conftest import case, document, listed, open_dues
from throughcare.court.tests.pages import outcome_url, send
from throughcare.court.tests.test_hearings import adjourned
from throughcare.sharing.models import Link

LATER = timedelta(days=14)


@pytest.fixture
def crown(make: Any, house: Any) -> Any:
    """A Crown Court that the health team covers too."""
    place = make.place(make.agency("court"), "court", "Northfield Crown Court")
    with as_owner():
        house.nurse.team.covers.add(place)
    return place


def there(ctx: Any, place: Any) -> list[Hearing]:
    rows = Hearing.visible_to(ctx).filter(place=place, status="listed")
    return list(rows.order_by("on"))


def its_list(place: Any, **facts: Any) -> Any:
    """The list of the other court, on which the case has another number."""
    on = clock.today() + LATER
    return document(case(listed(1), number=9, court=place.name, on=on, room="5", **facts))


@pytest.mark.parametrize("first", ["outcome", "list"])
def test_the_hearing_at_another_court_is_there_once_whichever_comes_first(
    house: Any, crown: Any, linked: Any, ctx_of: Any, first: str
) -> None:
    def adjourn() -> None:
        with ctx_of(house.nurse) as ctx:
            facts = adjourned(adjourned_place_id=crown.pk)
            actions.record_outcome(ctx, hearing_id=linked.hearing.pk, facts=facts)

    def take_in() -> None:
        with ctx_of(house.nurse) as ctx:
            actions.take_list_in(ctx, its_list(crown), place_id=crown.pk)
            entry = ListEntry.visible_to(ctx).get(place_id=crown.pk)
            if entry.person_id is None:
                actions.link_entry(ctx, entry_id=entry.pk, person_id=linked.pk)

    for step in (adjourn, take_in) if first == "outcome" else (take_in, adjourn):
        step()
    take_in()
    with ctx_of(house.nurse) as ctx:
        (hearing,) = there(ctx, crown)
        assert (hearing.room, hearing.case_number) == ("5", "2300009")
        assert there(ctx, house.place) == []


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_namesakes_line_taken_off_the_record_leaves_the_persons_own_hearing(
    house: Any, crown: Any, linked: Any, ctx_of: Any, elsewhere: bool
) -> None:
    where = {"adjourned_elsewhere": crown.name} if elsewhere else {"adjourned_place_id": crown.pk}
    with ctx_of(house.nurse) as ctx:
        facts = adjourned(**where)
        actions.record_outcome(ctx, hearing_id=linked.hearing.pk, facts=facts)
        (own,) = there(ctx, None if elsewhere else crown)
        actions.take_list_in(ctx, its_list(crown), place_id=crown.pk)
        entry = ListEntry.visible_to(ctx).get(place_id=crown.pk)
        actions.link_entry(ctx, entry_id=entry.pk, person_id=linked.pk)
        assert [each.case_number for each in there(ctx, crown)] == ["2300009"]

        actions.unlink_entry(ctx, entry_id=entry.pk, reason="Another of this name")

        (kept,) = there(ctx, own.place)
        assert (kept.pk, kept.entry_id, kept.before) == (own.pk, None, {})
        for name in ("court", "room", "case_number", "urn", "starts_at", "custody"):
            assert getattr(kept, name) == getattr(own, name), name
        assert ("hearing_outcome", "today") in open_dues(ctx)


def test_a_court_of_others_is_named_without_a_link_for_it(
    make: Any, house: Any, linked: Any, ctx_of: Any
) -> None:
    far = make.place(make.agency("court"), "court", "Faraway Crown Court")
    with ctx_of(house.nurse) as ctx:
        facts = adjourned(adjourned_place_id=far.pk)
        kept = actions.record_outcome(ctx, hearing_id=linked.hearing.pk, facts=facts)
        (hearing,) = there(ctx, far)
        assert not Link.visible_to(ctx).filter(principal_id=far.pk).exists()
        again = adjourned(21, adjourned_place_id=far.pk)
        actions.correct_outcome(ctx, outcome_id=kept.pk, version=kept.version, facts=again)
        assert [each.on for each in there(ctx, far)] == [clock.today() + timedelta(days=21)]
        assert Hearing.visible_to(ctx).get(pk=hearing.pk).status == "void"
        latest = HearingOutcome.visible_to(ctx).get()
        named = adjourned(21, adjourned_elsewhere="Sheriff Court")
        actions.correct_outcome(ctx, outcome_id=kept.pk, version=latest.version, facts=named)
        assert there(ctx, far) == there(ctx, house.place) == []
        (hearing,) = there(ctx, None)
        assert (hearing.court, hearing.case_number) == ("Sheriff Court", "")


def test_a_court_that_is_no_place_here_keeps_its_hearing_and_its_work(
    house: Any, crown: Any, linked: Any, nurse: Any, ctx_of: Any
) -> None:
    with ctx_of(house.nurse) as ctx:
        facts = adjourned(adjourned_elsewhere="northfield  CROWN court")
        actions.record_outcome(ctx, hearing_id=linked.hearing.pk, facts=facts)
        (hearing,) = there(ctx, None)
        due = Due.visible_to(ctx).get(subject_id=hearing.pk, status="open")
        assert (due.kind, due.detail["where"]) == ("hearing_outcome", "northfield  CROWN court")
    for page in ("", "court/", f"court/hearings/{hearing.pk}/outcome/"):
        shown = nurse.get(f"/people/{linked.reference}/{page}").content.decode()
        assert "northfield  CROWN court" in shown, page
    with ctx_of(house.nurse) as ctx:
        actions.take_list_in(ctx, its_list(crown), place_id=crown.pk)
        entry = ListEntry.visible_to(ctx).get(place_id=crown.pk)
        actions.link_entry(ctx, entry_id=entry.pk, person_id=linked.pk)
        assert there(ctx, None) == []
        (met,) = there(ctx, crown)
        assert (met.pk, met.room, met.court) == (hearing.pk, "5", crown.name)


def test_a_court_written_in_two_ways_is_asked_about_and_never_joined_by_guessing(
    house: Any, crown: Any, linked: Any, nurse: Any, ctx_of: Any
) -> None:
    with ctx_of(house.nurse) as ctx:
        named = adjourned(adjourned_elsewhere="Northfield Crwn Ct")
        kept = actions.record_outcome(ctx, hearing_id=linked.hearing.pk, facts=named)
        (foretold,) = there(ctx, None)
    asks, page = "Is it there twice?", f"/people/{linked.reference}/court/"
    own = f"{page}hearings/{foretold.pk}/outcome/"
    assert asks not in nurse.get(page).content.decode()
    with ctx_of(house.nurse) as ctx:
        actions.take_list_in(ctx, its_list(crown), place_id=crown.pk)
        entry = ListEntry.visible_to(ctx).get(place_id=crown.pk)
        actions.link_entry(ctx, entry_id=entry.pk, person_id=linked.pk)
        assert [each.pk for each in there(ctx, None)] == [foretold.pk]
    shown = nurse.get(page).content.decode()
    assert shown.count(asks) == 1 and outcome_url(linked) in shown.split(asks, 1)[1]
    assert "same day at Northfield Crown Court" in nurse.get(own).content.decode()
    with ctx_of(house.nurse) as ctx:
        facts = adjourned(adjourned_place_id=crown.pk)
        actions.correct_outcome(ctx, outcome_id=kept.pk, version=kept.version, facts=facts)
        assert there(ctx, None) == []
        (hearing,) = there(ctx, crown)
        assert (hearing.case_number, hearing.entry_id) == ("2300009", entry.pk)
    assert asks not in nurse.get(page).content.decode()


def test_a_hearing_adjourned_without_a_day_is_asked_after_until_the_day_is_known(
    house: Any, linked: Any, nurse: Any, ctx_of: Any
) -> None:
    def asked(ctx: Any) -> bool:
        return ("hearing_next_day", "planned") in open_dues(ctx)

    with ctx_of(house.nurse) as ctx:
        nowhen = adjourned(adjourned_elsewhere="Sheriff Court")
        facts = replace(nowhen, adjourned_to=None)
        kept = actions.record_outcome(ctx, hearing_id=linked.hearing.pk, facts=facts)
        assert asked(ctx) and there(ctx, None) == []
        other = actions.HearingFacts(on=clock.today() + LATER, case_number="another case")
        actions.add_hearing(ctx, person_id=linked.pk, place_id=house.place.pk, facts=other)
        assert asked(ctx)
    assert "Find out the day of the next hearing" in nurse.get("/").content.decode()
    with ctx_of(house.nurse) as ctx:
        actions.correct_outcome(ctx, outcome_id=kept.pk, version=kept.version, facts=nowhen)
        assert not asked(ctx) and there(ctx, None) != []
        latest = HearingOutcome.visible_to(ctx).get()
        actions.correct_outcome(ctx, outcome_id=kept.pk, version=latest.version, facts=facts)
        assert asked(ctx) and there(ctx, None) == []
        same = replace(other, case_number=linked.hearing.case_number)
        actions.add_hearing(ctx, person_id=linked.pk, place_id=house.place.pk, facts=same)
        assert not asked(ctx)


def test_a_hearing_at_a_court_of_others_is_added_by_hand_under_its_name(
    house: Any, linked: Any, nurse: Any, ctx_of: Any
) -> None:
    url = f"/people/{linked.reference}/court/hearings/new/"
    said = {"place": "elsewhere", "on": "tomorrow", "custody": "not_said"}
    page = send(nurse, url, **said)
    assert page.status_code == 422 and "Enter the name of the court" in page.content.decode()
    assert send(nurse, url, **said, elsewhere="Sheriff Court").status_code == 302
    with ctx_of(house.nurse) as ctx:
        (hearing,) = there(ctx, None)
        assert hearing.court == "Sheriff Court"
        facts = actions.HearingFacts(on=hearing.on, elsewhere="Sheriff Court")
        for place_id, wrong in ((house.place.pk, facts), (None, replace(facts, elsewhere=""))):
            with pytest.raises(ReasonMissing):
                actions.add_hearing(ctx, person_id=linked.pk, place_id=place_id, facts=wrong)
    new = f"/people/{linked.reference}/reports/new/"
    assert "Sheriff Court" in nurse.get(new).content.decode()
    begun = send(nurse, new, hearing=str(hearing.pk))
    assert begun.status_code == 302
    assert nurse.get(begun["Location"]).content.decode().count("Sheriff Court") >= 2


def test_the_other_court_is_another_that_is_known(
    make: Any, house: Any, linked: Any, ctx_of: Any
) -> None:
    office = make.place(house.nurse.team.agency, "office", "Not a court")
    ended = {"adjourned_to": None, "reason": "", "disposal": "discharge_or_fine"}
    wrong = (
        ("one other court", {"adjourned_place_id": house.place.pk}),
        ("known here", {"adjourned_place_id": office.pk}),
        ("known here", {"adjourned_place_id": linked.pk}),
        ("goes with an adjournment", {"adjourned_elsewhere": "Far", **ended}),
    )
    with ctx_of(house.nurse) as ctx:
        for said, each in wrong:
            facts = actions.OutcomeFacts(**{**vars(adjourned()), **each})
            with pytest.raises(ReasonMissing, match=said):
                actions.record_outcome(ctx, hearing_id=linked.hearing.pk, facts=facts)


def test_the_page_offers_the_courts_and_says_which_was_named(
    house: Any, crown: Any, linked: Any, nurse: Any, ctx_of: Any
) -> None:
    url = outcome_url(linked)
    said = {
        "happened": "adjourned", "reason": "health_report", "used": "yes", "source": "court",
        "adjourned_to": (clock.today() + LATER).strftime("%d/%m/%Y"),
    }  # fmt: skip
    page = send(nurse, url, **said, next_court="elsewhere")
    assert page.status_code == 422 and "Enter the name of the court" in page.content.decode()
    assert send(nurse, url, **said, next_court=str(linked.pk)).status_code == 422
    named = send(nurse, url, **said, next_court_name="Sheriff Court")
    assert named.status_code == 422 and 'value="Sheriff Court"' in named.content.decode()
    assert send(nurse, url, **said, next_court=str(crown.pk)).status_code == 302
    assert f'value="{crown.pk}" selected' in nurse.get(url).content.decode()
    with ctx_of(house.nurse) as ctx:
        assert [place.pk for place in selectors.other_courts(ctx, None)][:2] == sorted(
            (house.place.pk, crown.pk), key=lambda pk: pk != crown.pk
        )
    shown = nurse.get(f"/people/{linked.reference}/court/").content.decode()
    assert "Northfield Crown Court" in shown.split("Next hearing", 1)[1][:200]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("1", ""), ("1", ""), True),
        (("", ""), ("1", ""), True),
        (("1", ""), ("2", ""), False),
        (("1", "01 AB"), ("2", "01ab"), True),
        (("", "01AB"), ("2", "02CD"), False),
        (("1", "01AB"), ("1", "02CD"), True),
    ],
)
def test_a_case_is_known_by_its_numbers(one: Any, other: Any, same: bool) -> None:
    rows = [Hearing(case_number=number, urn=urn) for number, urn in (one, other)]
    assert same_case(*rows) is same


def test_two_hearings_at_one_court_and_time_are_told_apart() -> None:
    def hearing(case_number: str) -> Hearing:
        on = clock.today()
        return Hearing(on=on, elsewhere="Sheriff Court", case_number=case_number)

    one, other, third, alone = (hearing(number) for number in ("1", "2", "2", "3"))
    titles = hearing_titles([one, other, third])
    assert len(set(titles.values())) == 3 and "case 1" in titles[one.pk]
    assert "case" not in hearing_titles([alone])[alone.pk]


def test_another_court_numbers_the_case_itself_and_is_told_the_rest() -> None:
    hearing = Hearing(case_number="23", urn="01AB", restricted=True, restriction="No name")
    on = clock.today() + LATER
    elsewhere = next_hearings.after(hearing, adjourned(adjourned_elsewhere="Far"), on)
    here = next_hearings.after(hearing, adjourned(), on)
    assert [(each.case_number, each.urn) for each in (elsewhere, here)] == [
        ("", "01AB"), ("23", "01AB"),
    ]  # fmt: skip
    assert elsewhere.restricted and elsewhere.restriction == "No name"
