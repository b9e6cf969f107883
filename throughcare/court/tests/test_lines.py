"""A line of the list: linked once, followed by the screening, and nobody lost from the counts."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest

from tests.database import as_owner
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.models import Due
from throughcare.court import actions, rules, selectors
from throughcare.court.models import Hearing, ListEntry
from throughcare.court.tests.conftest import open_dues, told
from throughcare.people import same_as
from throughcare.screening import actions as screening
from throughcare.screening.actions import UnderEighteen
from throughcare.screening.models import Screen
from throughcare.screening.tests.pages import url_new
from throughcare.sharing.models import Link, Relationship


def court_links(person: Any) -> list[Link]:
    with as_owner():
        rows = Link.rows.filter(person=person, kind=Relationship.COURT_HEARING)
        return list(rows.order_by("starts_at"))


def screened(ctx: Any, person: Any, decision: str = "none") -> Screen:
    screen = screening.open_screen(ctx, person_id=person.pk)
    given = screening.Given(
        answers={q.id: "no" for q in screening_questions(screen)}, decision=decision
    )
    return screening.save_screen(ctx, screen_id=screen.pk, version=screen.version, given=given)


def screening_questions(screen: Screen) -> Any:
    from throughcare.screening.presenters import questions_of

    return questions_of(screen).questions


def test_a_line_in_custody_is_work_and_one_on_bail_is_not(
    house: Any, line: Any, ctx_of: Any
) -> None:
    line(given_name="One", custody="in_custody")
    line(given_name="Two", custody="on_bail")
    with ctx_of(house.nurse) as ctx:
        assert open_dues(ctx) == [("court_screen", "today")]


def test_a_service_may_choose_to_offer_it_to_everybody(
    house: Any, line: Any, ctx_of: Any, settings: Any
) -> None:
    settings.COURT_SCREEN_EVERYBODY = True
    line(given_name="Two", custody="on_bail")
    with ctx_of(house.nurse) as ctx:
        assert open_dues(ctx) == [("court_screen", "today")]


def test_a_worry_comes_first(house: Any, line: Any, ctx_of: Any) -> None:
    line(given_name="One", worry="Crying in the cell")
    with ctx_of(house.nurse) as ctx:
        assert open_dues(ctx) == [("court_screen", "act_now")]


def test_linking_puts_the_hearing_on_the_record_and_lets_the_court_see_who_it_is(
    house: Any, linked: Any, ctx_of: Any
) -> None:
    with ctx_of(house.nurse) as ctx:
        assert (linked.entry.status, linked.hearing.case_number) == ("linked", "2300001")
        assert told(ctx, linked.hearing) == ["hearing.listed"]
        work = [("court_screen", "today"), ("hearing_outcome", "today")]
        assert open_dues(ctx) == work
        assert set(
            Due.visible_to(ctx).filter(status="open").values_list("person_id", flat=True)
        ) == {linked.pk}
    (link,) = court_links(linked)
    assert link.principal_id == house.place.pk
    assert link.ends_at is not None


def test_the_court_sees_who_is_before_it_from_two_days_before(
    house: Any, line: Any, make: Any, ctx_of: Any
) -> None:
    person = make.person(house.nurse)
    on = clock.today() + timedelta(days=6)
    entry = line(family_name="Bright", on=on)
    with ctx_of(house.nurse) as ctx:
        actions.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)
    (link,) = court_links(person)
    assert (link.starts_at.date() - clock.today()).days in (3, 4)
    with ctx_of(house.adviser) as ctx:
        assert not Hearing.visible_to(ctx).filter(person=person).exists()


def test_a_line_is_linked_once(house: Any, linked: Any, ctx_of: Any) -> None:
    with ctx_of(house.colleague) as ctx, pytest.raises(MoveNotAllowed):
        actions.link_entry(ctx, entry_id=linked.entry.pk, person_id=linked.pk)


def test_no_line_goes_on_the_record_of_a_child(
    house: Any, line: Any, make: Any, ctx_of: Any
) -> None:
    child = make.person(house.nurse, born_on=clock.today() - timedelta(days=17 * 365))
    entry = line(family_name="Bright")
    with ctx_of(house.nurse) as ctx, pytest.raises(UnderEighteen):
        actions.link_entry(ctx, entry_id=entry.pk, person_id=child.pk)


def test_who_has_nothing_to_do_with_the_person_cannot_link(
    house: Any, line: Any, make: Any, ctx_of: Any
) -> None:
    theirs = make.person(house.stranger)
    entry = line(family_name="Bright")
    with ctx_of(house.nurse) as ctx, pytest.raises(NotAllowed, match="no relationship"):
        actions.link_entry(ctx, entry_id=entry.pk, person_id=theirs.pk)


def test_a_list_is_never_searched_as_people(house: Any, line: Any, ctx_of: Any) -> None:
    from throughcare.people import selectors as people

    line(given_name="Zebedee", family_name="Unmatched", born_on=date(1990, 1, 1))
    with ctx_of(house.nurse) as ctx:
        found = people.candidates(
            ctx, given_name="Zebedee", family_name="Unmatched", born_on=date(1990, 1, 1)
        )
    assert found == []


def test_another_team_sees_no_line(house: Any, line: Any, ctx_of: Any) -> None:
    line(family_name="Bright")
    for member in (house.stranger, house.adviser, house.probation):
        with ctx_of(member) as ctx:
            assert not ListEntry.visible_to(ctx).exists()


def test_screened_at_court_the_line_is_seen_and_leaves_the_work(
    house: Any, linked: Any, ctx_of: Any
) -> None:
    with ctx_of(house.nurse) as ctx:
        screen = screened(ctx, linked)
        entry = ListEntry.visible_to(ctx).get(pk=linked.entry.pk)
        assert entry.outcome == "seen"
        assert screen.place_id == house.place.pk
        assert open_dues(ctx) == [("hearing_outcome", "today")]


def test_the_journey_says_where_somebody_was_screened(house: Any, linked: Any, ctx_of: Any) -> None:
    from throughcare.core.journey import journey

    with ctx_of(house.nurse) as ctx:
        screened(ctx, linked)
        lines, _more = journey(ctx, [linked.pk])
    titles = [each.title for each in lines]
    assert "Screened at court" in titles
    assert "Hearing listed" in titles


def test_somebody_screened_last_night_in_custody_counts_as_seen_when_matched(
    house: Any, line: Any, make: Any, ctx_of: Any
) -> None:
    person = make.person(house.nurse)
    with ctx_of(house.nurse) as ctx:
        screened(ctx, person)
    entry = line(family_name="Bright", custody="in_custody")
    with ctx_of(house.nurse) as ctx:
        entry = actions.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)
        assert entry.outcome == "seen"
        assert open_dues(ctx) == [("hearing_outcome", "today")]


def test_one_record_of_two_of_the_same_human_counts_for_both(
    house: Any, linked: Any, line: Any, make: Any, ctx_of: Any
) -> None:
    """The screening stands on the other record of the same person (architecture decision 12)."""
    twin = make.person(house.nurse, given_name="Marcus", family_name="Bright")
    with ctx_of(house.nurse) as ctx:
        same_as.propose_same_as(ctx, a=linked, b=twin, reason="The same birth date")
    with ctx_of(house.colleague) as ctx:
        same_as.confirm_same_as(ctx, a=linked, b=twin, reason="Asked them")
    with ctx_of(house.nurse) as ctx:
        screened(ctx, twin)
        assert ListEntry.visible_to(ctx).get(pk=linked.entry.pk).outcome == "seen"
        found = selectors.at_court(ctx, [twin.pk, linked.pk], clinical=True, summary=True)
        assert [each.pk for each in found.hearings] == [linked.hearing.pk]
    later = line(family_name="Bright", case_number="2300077")
    with ctx_of(house.nurse) as ctx:
        assert actions.link_entry(ctx, entry_id=later.pk, person_id=linked.pk).outcome == "seen"


@pytest.mark.parametrize(
    ("why", "again", "outcome", "work"),
    [
        ("declined", False, "declined", []),
        ("asleep", True, "asleep", [("court_screen", "today")]),
        ("not_seen", False, "not_seen", []),
    ],
)
def test_not_seen_counts_whether_or_not_we_know_them(
    house: Any, linked: Any, line: Any, ctx_of: Any, why: str, again: bool, outcome: str, work: Any
) -> None:
    at = clock.now() + timedelta(hours=1) if again else None
    unknown = line(given_name="Somebody", custody="in_custody")
    with ctx_of(house.nurse) as ctx:
        for entry in (linked.entry, unknown):
            actions.note_not_seen(ctx, entry_id=entry.pk, why=why, try_again_at=at)
        outcomes = ListEntry.visible_to(ctx).values_list("outcome", flat=True)
        assert list(outcomes) == [outcome, outcome]
        left = [due for due in open_dues(ctx) if due[0] == "court_screen"]
        assert left == work * 2
        ended = "declined" if why == "declined" else "not_seen"
        assert Screen.visible_to(ctx).filter(person=linked, status=ended).count() == 1


def test_a_line_on_the_wrong_record_is_taken_off_it(house: Any, linked: Any, ctx_of: Any) -> None:
    with ctx_of(house.nurse) as ctx:
        with pytest.raises(ReasonMissing):
            actions.unlink_entry(ctx, entry_id=linked.entry.pk, reason=" ")
        entry = actions.unlink_entry(ctx, entry_id=linked.entry.pk, reason="Another person")
        assert (entry.status, entry.person_id) == ("waiting", None)
        hearing = Hearing.visible_to(ctx).get(pk=linked.hearing.pk)
        assert (hearing.status, hearing.entry_id) == ("void", None)
        assert open_dues(ctx) == [("court_screen", "today")]
    (link,) = court_links(linked)
    assert link.ends_at <= clock.now() + timedelta(seconds=1)


def test_an_outcome_keeps_the_line_where_it_is(house: Any, linked: Any, ctx_of: Any) -> None:
    with ctx_of(house.nurse) as ctx:
        facts = actions.OutcomeFacts(used="no", source="court", disposal="ended")
        actions.record_outcome(ctx, hearing_id=linked.hearing.pk, facts=facts)
        with pytest.raises(MoveNotAllowed, match="outcome"):
            actions.unlink_entry(ctx, entry_id=linked.entry.pk, reason="Another person")


def test_two_people_correcting_one_line(house: Any, line: Any, ctx_of: Any) -> None:
    entry = line(family_name="Bright")
    facts = actions.EntryFacts(family_name="Bright", room="3")
    with ctx_of(house.nurse) as ctx:
        actions.change_entry(ctx, entry_id=entry.pk, version=1, facts=facts)
        with pytest.raises(StaleVersion):
            actions.change_entry(
                ctx, entry_id=entry.pk, version=1, facts=actions.EntryFacts(family_name="Blight")
            )


def test_a_correction_that_says_a_child_puts_the_youth_service_on_the_list(
    house: Any, line: Any, ctx_of: Any
) -> None:
    entry = line(family_name="Bright")
    with ctx_of(house.nurse) as ctx:
        with pytest.raises(MoveNotAllowed):
            actions.pass_to_youth_service(ctx, entry_id=entry.pk)
        facts = actions.EntryFacts(family_name="Bright", age_about=15)
        entry = actions.change_entry(ctx, entry_id=entry.pk, version=1, facts=facts)
        assert entry.under_18
        assert open_dues(ctx) == [("court_screen", "today")]
        actions.pass_to_youth_service(ctx, entry_id=entry.pk)
        assert open_dues(ctx) == []


def test_further_cases_of_one_person_are_found(house: Any, line: Any, ctx_of: Any) -> None:
    same = {"given_name": "Marcus", "family_name": "Bright", "born_on": date(1999, 7, 8)}
    one, two = line(**same), line(**{**same, "given_name": "MARCUS"})
    line(**{**same, "born_on": date(1998, 7, 8)})
    with ctx_of(house.nurse) as ctx:
        assert [row.pk for row in selectors.same_line(ctx, one)] == [two.pk]


def test_the_list_page_counts_everybody(house: Any, line: Any, linked: Any, ctx_of: Any) -> None:
    line(given_name="Two", custody="on_bail")
    with ctx_of(house.nurse) as ctx:
        actions.note_not_seen(ctx, entry_id=linked.entry.pk, why="declined")
        found = selectors.court_day(ctx, house.place, clock.today())
        counted = selectors.coverage_of(found.entries)
        assert (counted.listed, counted.in_custody) == (2, 1)
        assert (counted.count("declined"), counted.count("")) == (1, 1)


def test_who_is_screened_at_court_is_assessed_before_the_hearing_of_that_day(
    make: Any, house: Any, line: Any, nurse: Any, ctx_of: Any
) -> None:
    person = make.person(house.nurse, given_name="Marcus", family_name="Bright")
    entry = line(family_name="Bright", starts_at=time(23, 59))
    assert "<h1" in (page := nurse.get(url_new(person)).content.decode())
    assert "Custody screening" not in page
    with ctx_of(house.nurse) as ctx:
        actions.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)
        screened(ctx, person, "assess_court")
        due = Due.visible_to(ctx).get(kind="assess", status="open")
        assert due.due_at == rules.begins(clock.today(), time(23, 59))
