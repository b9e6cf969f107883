"""A list taken in: nothing twice, nothing dropped in silence, a newer issue says what changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from tests.database import as_owner
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed
from throughcare.court import actions, rules, selectors
from throughcare.court.listed import Problem
from throughcare.court.models import CourtList, Hearing, ListEntry
from throughcare.court.tests.conftest import (
    case,
    document,
    entries,
    listed,
    moved,
    open_dues,
    told,
    two_cases,
)


@pytest.fixture
def take(house: Any, ctx_of: Any) -> Any:
    def taken(of: Any, **options: Any) -> actions.Taken:
        with ctx_of(house.nurse) as ctx:
            return actions.take_list_in(ctx, of, **options)

    return taken


@pytest.fixture
def seen(house: Any, ctx_of: Any) -> Any:
    """The lines as the nurse sees them."""

    def lines() -> dict[str, ListEntry]:
        with ctx_of(house.nurse) as ctx:
            return entries(ctx)

    return lines


def test_a_list_brings_its_lines_and_work_for_those_in_custody(
    take: Any, house: Any, ctx_of: Any
) -> None:
    taken = take(two_cases())

    assert (taken.total("new"), taken.total("people"), taken.total("in_custody")) == (2, 2, 1)
    with ctx_of(house.nurse) as ctx:
        first = entries(ctx)["C1|D1"]
        assert (first.status, first.starts_at, first.room) == ("waiting", time(10, 0), "2")
        assert first.person_id is None
        assert open_dues(ctx) == [("court_screen", "today")]
        assert told(ctx, first) == ["court.entry_added"]


def test_the_same_file_again_changes_nothing(take: Any, seen: Any) -> None:
    take(two_cases(checksum="a" * 64))
    before = {key: row.version for key, row in seen().items()}

    again = take(two_cases(checksum="a" * 64))

    assert (again.days[0].repeated, again.total("same"), again.total("new")) == (True, 2, 0)
    assert {key: row.version for key, row in seen().items()} == before


def test_the_same_lines_in_another_file_are_the_same(take: Any, seen: Any) -> None:
    take(two_cases(checksum="a" * 64))
    again = take(two_cases(checksum="b" * 64))

    counts = [again.total(name) for name in ("new", "changed", "gone", "same")]
    assert counts == [0, 0, 0, 2]
    assert len(seen()) == 2


def test_a_dry_run_says_the_same_and_writes_nothing(take: Any, seen: Any, make: Any) -> None:
    dry = take(two_cases(), dry_run=True)

    assert (dry.dry_run, dry.total("new"), dry.days[0].list_id) == (True, 2, None)
    assert seen() == {}


def test_a_newer_list_says_what_changed_and_who_is_gone(take: Any, seen: Any) -> None:
    first = two_cases()
    take(first)
    newer = moved(first, 0, starts_at=time(14, 0))

    taken = take(document(newer.cases[0], case(listed(3), number=3)))

    day = taken.days[0]
    assert [change.after for change in day.changed] == [{"starts_at": time(14, 0)}]
    assert [entry.key for entry in day.gone] == ["C2|D2"]
    assert [entry.key for entry in day.new] == ["C3|D3"]
    rows = seen()
    assert rows["C1|D1"].before == {"starts_at": "10:00:00"}
    assert rows["C2|D2"].gone


def test_a_room_is_one_however_its_number_is_written(take: Any, seen: Any) -> None:
    first = two_cases()
    take(first)
    again = take(moved(first, 0, room="02"))
    assert (again.total("changed"), again.total("same")) == (0, 2)
    assert {each.room for each in seen().values()} == {"2"}
    assert take(moved(first, 0, room="20")).total("changed") == 1
    assert rules.room_words("02") == "court 02"


def test_lines_of_one_time_stand_by_the_number_of_their_room(
    house: Any, take: Any, ctx_of: Any
) -> None:
    rooms = ("10", "02", "Court 1", "2", "")
    take(document(*(case(listed(n), number=n, room=room) for n, room in enumerate(rooms, 1))))
    with ctx_of(house.nurse) as ctx:
        found = selectors.court_day(ctx, house.place, clock.today()).entries
    assert [each.room for each in found] == ["", "Court 1", "02", "2", "10"]


def test_a_line_that_comes_back_is_no_longer_gone(take: Any, seen: Any) -> None:
    first = two_cases(checksum="1" * 64)
    take(first)
    take(document(first.cases[0], case(listed(3), number=3), checksum="2" * 64))
    assert seen()["C2|D2"].gone

    take(two_cases(checksum="3" * 64))

    assert not seen()["C2|D2"].gone


def test_linked_lines_keep_their_person_and_the_hearing_moves(
    take: Any, make: Any, house: Any, ctx_of: Any
) -> None:
    first = two_cases()
    take(first)
    person = make.person(house.nurse)
    with ctx_of(house.nurse) as ctx:
        entry = entries(ctx)["C1|D1"]
        actions.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)

    take(moved(first, 0, starts_at=time(14, 0), room="5"))

    with ctx_of(house.nurse) as ctx:
        entry = entries(ctx)["C1|D1"]
        hearing = Hearing.visible_to(ctx).get(entry_id=entry.pk)
        assert (entry.person_id, entry.status) == (person.pk, "linked")
        assert (hearing.starts_at, hearing.room) == (time(14, 0), "5")


def test_a_linked_line_does_not_become_a_childs(
    take: Any, make: Any, house: Any, ctx_of: Any
) -> None:
    first = two_cases()
    take(first)
    person = make.person(house.nurse)
    with ctx_of(house.nurse) as ctx:
        actions.link_entry(ctx, entry_id=entries(ctx)["C1|D1"].pk, person_id=person.pk)

    take(two_cases(first=listed(1, custody="in_custody", age=16)))

    with ctx_of(house.nurse) as ctx:
        assert not entries(ctx)["C1|D1"].under_18


def test_a_message_about_one_case_makes_nobody_gone(take: Any, seen: Any) -> None:
    take(two_cases())

    one = case(listed(1, custody="in_custody"), number=1, room="7")
    taken = take(document(one, format="common-platform"))

    assert taken.total("gone") == 0
    assert not seen()["C2|D2"].gone


def test_lines_added_by_hand_stay_whatever_the_list_says(take: Any, line: Any, seen: Any) -> None:
    entry = line(given_name="Aaliyah", family_name="Begum")
    take(two_cases())
    take(document(case(listed(4)), case(listed(5))))
    assert not next(row for row in seen().values() if row.pk == entry.pk).gone


def test_a_child_is_listed_to_be_passed_on_and_nothing_more_is_kept(
    take: Any, house: Any, ctx_of: Any
) -> None:
    child = listed(1, under_18=True, pnc="2001/0000001A", custody="in_custody")
    taken = take(document(case(child), case(listed(2))))

    assert taken.total("under_18") == 1
    with ctx_of(house.nurse) as ctx:
        entry = entries(ctx)["C1|D1"]
        assert (entry.under_18, entry.pnc) == (True, "")
        assert open_dues(ctx) == [("court_screen", "today")]
        with pytest.raises(MoveNotAllowed):
            actions.link_entry(ctx, entry_id=entry.pk, person_id=house.nurse.pk)
        actions.pass_to_youth_service(ctx, entry_id=entry.pk)
        assert open_dues(ctx) == []


def test_an_organisation_is_counted_and_not_shown_as_a_person(take: Any, seen: Any) -> None:
    firm = listed(1, kind="organisation", name="Invented Skips Ltd", given="", family="")
    taken = take(document(case(firm), case(listed(2))))

    assert (taken.total("organisations"), taken.total("people")) == (1, 1)
    entry = seen()["C1|D1"]
    assert (entry.status, entry.name_given, entry.family_name) == ("counted", "", "")


def test_what_is_missing_is_counted(take: Any) -> None:
    one = case(listed(1), urn="", restricted=True, restriction="Names may not be given")
    two = case(listed(2, role="applicant"), number=2, urn="", kind="application")
    taken = take(document(one, two))

    assert (taken.total("without_urn"), taken.total("applications")) == (2, 1)
    assert taken.total("restricted") == 1


def test_a_court_that_the_team_does_not_cover_is_said_not_dropped(take: Any, seen: Any) -> None:
    elsewhere = case(listed(1), court="Elsewhere Crown Court", court_code="B99")
    taken = take(document(elsewhere, case(listed(2))))

    assert taken.unplaced == [actions.Unplaced("Elsewhere Crown Court", "B99", 1)]
    assert list(seen()) == ["C2|D2"]


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("NORTHFIELD MAGISTRATES' COURT", True),
        ("The Northfield Magistrates Court House", True),
        ("Northfield Crown Court", False),
        ("Northfield", False),
        ("Court", False),
    ],
)
def test_filling_words_part_no_court_from_itself_and_join_no_two(
    take: Any, house: Any, named: str, found: bool
) -> None:
    taken = take(document(case(listed(1), court=named)), dry_run=True)
    assert taken.unplaced is not found


def test_a_name_that_two_courts_would_have_is_neither(make: Any, take: Any, house: Any) -> None:
    second = make.place(house.place.agency, "court", "Northfield Magistrates Courts")
    with as_owner():
        house.nurse.team.covers.add(second)
    both = document(case(listed(1), court="Northfield Magistrates' Court House"))
    assert take(both, dry_run=True).unplaced


def test_a_court_is_found_again_where_an_earlier_list_was_placed(take: Any, house: Any) -> None:
    one = case(listed(1), court="Nthfld MC", court_code="B01")
    two = case(listed(2), court="Nthfld MC", court_code="B01")
    take(document(one, two), place_id=house.place.pk)

    again = take(document(one, two, case(listed(3), court="Nthfld MC", court_code="B01")))

    assert (again.unplaced, again.total("same"), again.total("new")) == ([], 2, 1)


def test_a_refused_document_writes_nothing(take: Any, seen: Any) -> None:
    problem = Problem("line 1", "json_schema", "error", "This is a schema, not a list.")
    with pytest.raises(actions.ListRefused, match="json_schema"):
        take(document(accepted=False, problems=(problem,)))
    assert seen() == {}


def test_a_court_of_another_team_takes_no_list(house: Any, ctx_of: Any) -> None:
    with ctx_of(house.stranger) as ctx, pytest.raises(NotAllowed):
        actions.take_list_in(ctx, two_cases(), place_id=house.place.pk)


def test_an_older_issue_does_not_undo_a_newer_one(take: Any, seen: Any) -> None:
    first = two_cases(published_at=datetime(2026, 11, 19, 8, tzinfo=UTC))
    take(first)
    older = two_cases(
        first=listed(1, custody="on_bail"),
        published_at=datetime(2026, 11, 19, 7, tzinfo=UTC),
        checksum="9" * 64,
    )

    taken = take(older)

    assert taken.days[0].older
    assert seen()["C1|D1"].custody == "in_custody"


def test_a_list_that_was_taken_in_before_the_newest_is_older_whatever_it_says(
    take: Any, seen: Any
) -> None:
    first = two_cases(checksum="1" * 64)
    newer = replace(moved(first, 0, room="9"), checksum="2" * 64)
    assert take(first).days[0].undated_after is None
    assert take(newer).days[0].undated_after is not None

    again = take(first)

    assert (again.days[0].older, again.total("changed")) == (True, 0)
    assert seen()["C1|D1"].room == "9"


def test_hostile_text_is_cut_to_fit(take: Any, seen: Any) -> None:
    long = listed(1, given="A" * 9000, family="B\x00C" * 400, name="N" * 9000, key="K" * 900)
    take(document(case(long, room="R" * 900, number="9" * 900), case(listed(2))))

    entry = next(row for row in seen().values() if row.key.startswith("K"))
    assert (len(entry.given_name), len(entry.family_name), len(entry.room)) == (100, 100, 60)
    assert "\x00" not in entry.family_name


# -- Taking a list back -------------------------------------------------------------------------


def test_a_list_taken_back_leaves_no_line_and_no_work(take: Any, house: Any, ctx_of: Any) -> None:
    taken = take(two_cases())
    with ctx_of(house.nurse) as ctx:
        counts = actions.take_back(ctx, list_id=taken.days[0].list_id)

        assert counts == {"withdrawn": 2, "put_back": 0, "kept": 0}
        assert {row.status for row in entries(ctx).values()} == {"withdrawn"}
        assert open_dues(ctx) == []


def test_a_list_can_be_taken_in_again_after_it_was_taken_back(
    take: Any, house: Any, ctx_of: Any
) -> None:
    taken = take(two_cases())
    with ctx_of(house.nurse) as ctx:
        actions.take_back(ctx, list_id=taken.days[0].list_id)
    assert take(two_cases()).total("new") == 2


def test_lines_that_somebody_works_with_are_kept(
    take: Any, make: Any, house: Any, ctx_of: Any
) -> None:
    taken = take(two_cases())
    person = make.person(house.nurse)
    with ctx_of(house.nurse) as ctx:
        entry = entries(ctx)["C1|D1"]
        actions.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)
        counts = actions.take_back(ctx, list_id=taken.days[0].list_id)

        assert (counts["kept"], counts["withdrawn"]) == (1, 1)
        assert entries(ctx)["C1|D1"].status == "linked"


def test_what_the_list_changed_is_put_back(take: Any, house: Any, ctx_of: Any) -> None:
    first = two_cases()
    take(first)
    second = take(document(moved(first, 0, room="9").cases[0], case(listed(3), number=3)))
    with ctx_of(house.nurse) as ctx:
        actions.take_back(ctx, list_id=second.days[0].list_id)
        rows = entries(ctx)
        assert (rows["C1|D1"].room, rows["C2|D2"].gone) == ("2", False)
        assert rows["C3|D3"].status == "withdrawn"


def test_only_the_newest_list_is_taken_back_and_only_for_a_time(
    take: Any, house: Any, ctx_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = take(two_cases()).days[0].list_id
    second = take(document(case(listed(7)), case(listed(8)))).days[0].list_id
    with ctx_of(house.nurse) as ctx, pytest.raises(MoveNotAllowed, match="newer"):
        actions.take_back(ctx, list_id=first)
    later = clock.now() + timedelta(hours=25)
    with ctx_of(house.nurse) as ctx:
        monkeypatch.setattr("django.utils.timezone.now", lambda: later)
        with pytest.raises(MoveNotAllowed, match="passed"):
            actions.take_back(ctx, list_id=second)


def test_a_list_of_another_team_is_not_read(take: Any, house: Any, ctx_of: Any) -> None:
    take(two_cases())
    with ctx_of(house.stranger) as ctx:
        assert not CourtList.visible_to(ctx).exists()
        assert not ListEntry.visible_to(ctx).exists()


def test_a_day_of_three_hundred_lines_is_taken_in_within_seconds(take: Any) -> None:
    people = [listed(n, custody="in_custody", born_on=date(1990, 1, 1)) for n in range(300)]
    started = datetime.now(UTC)
    taken = take(document(*(case(p, number=n) for n, p in enumerate(people))))

    assert taken.total("new") == 300
    assert (datetime.now(UTC) - started).total_seconds() < 20
