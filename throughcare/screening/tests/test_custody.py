"""The custody list: an entry is not a person until somebody says which one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, StaleVersion
from throughcare.core.models import Due
from throughcare.people.models import Person
from throughcare.screening import actions
from throughcare.screening.models import CustodyEntry
from throughcare.screening.tests.conftest import event_types, open_dues
from throughcare.sharing.models import Reach


def test_an_entry_holds_nothing_about_the_alleged_offence() -> None:
    names = {field.name for field in CustodyEntry._meta.get_fields()}
    assert not names & {"offence", "offences", "charge", "charges", "allegation", "why_here"}


def test_somebody_on_the_list_is_owed_a_screening(suite: Any, arrive: Any, ctx_of: Any) -> None:
    arrive(given_name="Marcus")
    with ctx_of(suite.colleague) as ctx:
        assert open_dues(ctx) == [("screen_entry", "today")]


def test_a_worry_flagged_by_custody_comes_first(suite: Any, arrive: Any, ctx_of: Any) -> None:
    entry = arrive(given_name="Shanice")
    flagged = actions.EntryFacts(
        arrived_at=entry.arrived_at,
        given_name="Shanice",
        worry="self-harm",
        worry_source="sergeant",
    )
    with ctx_of(suite.nurse) as ctx:
        actions.change_entry(ctx, entry_id=entry.pk, version=1, facts=flagged)
        assert open_dues(ctx) == [("screen_entry", "act_now")]


def test_the_words_of_a_worry_stand_in_no_event_and_no_due(
    suite: Any, arrive: Any, ctx_of: Any
) -> None:
    arrive(given_name="Canaryname", worry="canaryworry", worry_source="nurse")
    with ctx_of(suite.nurse), connection.cursor() as cursor:
        cursor.execute(
            "SELECT payload::text FROM core_event UNION ALL SELECT detail::text FROM core_due"
        )
        kept = " ".join(row[0] for row in cursor.fetchall())
    assert kept
    assert "canary" not in kept.casefold()


def test_only_teams_that_cover_the_place_add_to_its_list(
    make: Any, suite: Any, ctx_of: Any
) -> None:
    facts = actions.EntryFacts(arrived_at=clock.now())
    with ctx_of(make.member("clinician")) as ctx, pytest.raises(NotAllowed):
        actions.add_entry(ctx, place_id=suite.place.pk, facts=facts)


SEES_AN_UNLINKED_ENTRY = """
nurse       | yes
colleague   | yes
lead        | yes
link_worker | yes
police      | no
stranger    | no
"""


def test_an_unlinked_entry_is_seen_by_its_team_only(
    make: Any, suite: Any, arrive: Any, ctx_of: Any
) -> None:
    entry = arrive(given_name="Marcus")
    suite.stranger = make.member("clinician")
    for line in SEES_AN_UNLINKED_ENTRY.strip().splitlines():
        who, expected = (part.strip() for part in line.split("|"))
        with ctx_of(getattr(suite, who)) as ctx, connection.cursor() as cursor:
            seen = CustodyEntry.visible_to(ctx).filter(pk=entry.pk).exists()
            cursor.execute("SELECT count(*) FROM screening_custodyentry")
            assert (who, seen) == (who, expected == "yes")
            assert (who, bool(cursor.fetchone()[0])) == (who, expected == "yes")


def test_linking_lets_the_team_and_the_place_work_with_the_person(
    make: Any, suite: Any, arrive: Any, ctx_of: Any
) -> None:
    person = make.person(suite.nurse)
    entry = arrive(given_name="Marcus")
    with ctx_of(suite.police) as ctx:
        assert not Person.visible_to(ctx).filter(pk=person.pk).exists()
    with ctx_of(suite.nurse) as ctx:
        actions.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)
        assert open_dues(ctx) == [("screen", "today")]
        assert event_types(ctx, subject_id=entry.pk) == [
            "custody.entry_added",
            "custody.entry_linked",
        ]
    with ctx_of(suite.police) as ctx:
        assert Person.visible_to(ctx).filter(pk=person.pk).exists()
        assert not CustodyEntry.visible_to(ctx).filter(pk=entry.pk).exists()


def test_somebody_whom_the_team_may_not_record_on_cannot_be_linked(
    make: Any, suite: Any, arrive: Any, ctx_of: Any
) -> None:
    hidden = make.person(make.member("clinician"))
    entry = arrive(given_name="Marcus")
    with ctx_of(suite.nurse) as ctx, pytest.raises(NotAllowed):
        actions.link_entry(ctx, entry_id=entry.pk, person_id=hidden.pk)


def test_two_colleagues_cannot_link_one_entry_twice(
    make: Any, suite: Any, arrive: Any, ctx_of: Any
) -> None:
    one, other = make.person(suite.nurse), make.person(suite.nurse)
    entry = arrive(given_name="Marcus")
    with ctx_of(suite.nurse) as ctx:
        actions.link_entry(ctx, entry_id=entry.pk, person_id=one.pk)
        with pytest.raises(MoveNotAllowed):
            actions.link_entry(ctx, entry_id=entry.pk, person_id=other.pk)


def test_the_custody_link_ends_some_days_after_leaving(
    make: Any, suite: Any, arrive: Any, ctx_of: Any, settings: Any
) -> None:
    person = make.person(suite.nurse)
    entry = arrive(given_name="Marcus")
    left = clock.now() + timedelta(hours=1)
    with ctx_of(suite.nurse) as ctx:
        actions.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)
        actions.record_left(ctx, entry_id=entry.pk, how="bailed", at=left)
        assert open_dues(ctx) == []
    with ctx_of(suite.police) as ctx:
        reach = Reach.visible_to(ctx).get(person_id=person.pk)
    assert reach.ends_at == left + timedelta(days=settings.CUSTODY_LINK_DAYS)


def test_whoever_left_unseen_counts_as_left_unseen(suite: Any, arrive: Any, ctx_of: Any) -> None:
    entry = arrive(given_name="Marcus")
    with ctx_of(suite.nurse) as ctx:
        actions.record_left(ctx, entry_id=entry.pk, how="court", at=clock.now())
        assert CustodyEntry.visible_to(ctx).get(pk=entry.pk).outcome == "left"
        assert open_dues(ctx) == []


def test_a_child_is_passed_on_and_never_linked(
    make: Any, suite: Any, arrive: Any, ctx_of: Any
) -> None:
    entry = arrive(given_name="Alfie", born_on=clock.today() - timedelta(days=16 * 365))
    assert entry.under_18
    person = make.person(suite.nurse)
    with ctx_of(suite.nurse) as ctx:
        with pytest.raises(MoveNotAllowed):
            actions.link_entry(ctx, entry_id=entry.pk, person_id=person.pk)
        actions.pass_to_youth_service(ctx, entry_id=entry.pk)
        assert open_dues(ctx) == []
        assert CustodyEntry.visible_to(ctx).get(pk=entry.pk).outcome == "under_18"


def test_an_adult_is_not_passed_to_the_youth_service(suite: Any, arrive: Any, ctx_of: Any) -> None:
    entry = arrive(given_name="Marcus", born_on=date(1999, 7, 8))
    with ctx_of(suite.nurse) as ctx, pytest.raises(MoveNotAllowed):
        actions.pass_to_youth_service(ctx, entry_id=entry.pk)


def test_the_second_of_two_changes_to_a_line_is_told(suite: Any, arrive: Any, ctx_of: Any) -> None:
    entry = arrive(given_name="Marcus", cell="7")
    moved = actions.EntryFacts(arrived_at=entry.arrived_at, given_name="Marcus", cell="9")
    with ctx_of(suite.colleague) as ctx:
        actions.change_entry(ctx, entry_id=entry.pk, version=1, facts=moved)
    spelled = actions.EntryFacts(arrived_at=entry.arrived_at, given_name="Markus", cell="7")
    with ctx_of(suite.nurse) as ctx, pytest.raises(StaleVersion):
        actions.change_entry(ctx, entry_id=entry.pk, version=1, facts=spelled)


def test_asleep_is_tried_again_at_the_time_that_was_said(
    suite: Any, arrive: Any, ctx_of: Any
) -> None:
    entry = arrive(given_name="Marcus")
    again = clock.now() + timedelta(hours=3)
    with ctx_of(suite.nurse) as ctx:
        actions.record_not_seen(ctx, entry_id=entry.pk, why="asleep", try_again_at=again)
        due = Due.visible_to(ctx).get(status="open")
        assert (due.kind, due.due_at) == ("screen_entry", again)
        assert CustodyEntry.visible_to(ctx).get(pk=entry.pk).outcome == "asleep"


def test_a_status_without_its_event_is_refused(suite: Any, arrive: Any, ctx_of: Any) -> None:
    entry = arrive(given_name="Marcus")
    with (
        ctx_of(suite.nurse) as ctx,
        pytest.raises(Exception, match="no event names it"),
        transaction.atomic(),
    ):
        CustodyEntry.visible_to(ctx, "amend").filter(pk=entry.pk).update(
            status="left", left_at=clock.now(), left_how="court"
        )
        connection.check_constraints()
