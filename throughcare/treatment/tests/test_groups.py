"""One group, many people: a note for each, and nobody's words on another's record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, StaleVersion
from throughcare.core.models import Due
from throughcare.screening.tests.pages import at_most, hidden
from throughcare.treatment import actions, selectors
from throughcare.treatment.models import Group, GroupMeeting, GroupPlace, Session, SessionNote
from throughcare.treatment.tests.conftest import MK


@pytest.fixture
def group(clinic: Any, ctx_of: Any) -> Group:
    with ctx_of(clinic.psychologist) as ctx:
        return actions.make_group(ctx, pathway=MK, title="Coping group", place="Hall", places=2)


@pytest.fixture
def second(make: Any, clinic: Any, take_on: Any, programme: Any, ctx_of: Any) -> Any:
    """Another person in treatment."""
    person = make.person(clinic.psychologist, given_name="Marlon", family_name="Tasker")
    row = take_on(person, waits_since=clock.today())
    with ctx_of(clinic.psychologist) as ctx:
        begun = actions.begin(
            ctx, programme_id=row.pk, version=row.version, lead_id=clinic.psychologist.pk
        )
    begun.person = person
    return begun


@pytest.fixture
def meeting(clinic: Any, programme: Any, second: Any, group: Group, ctx_of: Any) -> GroupMeeting:
    with ctx_of(clinic.psychologist) as ctx:
        for row in (programme, second):
            actions.join_group(ctx, group_id=group.pk, programme_id=row.pk)
        at = clock.now() - timedelta(hours=2)
        return actions.plan_meeting(ctx, group_id=group.pk, starts_at=at)


def test_each_has_an_appointment_and_a_note_of_their_own(
    clinic: Any, meeting: GroupMeeting, second: Any, ctx_of: Any, client_of: Any
) -> None:
    worker = client_of(clinic.psychologist)
    url = reverse("sessions_meeting", args=[meeting.pk])
    with ctx_of(clinic.psychologist) as ctx:
        lea, marlon = selectors.sessions_of_meeting(ctx, meeting.pk)
    fields = {
        f"came_{lea.pk.hex}": "came",
        f"note_{lea.pk.hex}": "Spoke first",
        f"version_{lea.pk.hex}": lea.version,
        f"came_{marlon.pk.hex}": "did_not_come",
        f"version_{marlon.pk.hex}": marlon.version,
    }
    answer = worker.post(url, {**hidden(worker.get(url)), **fields})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    with ctx_of(clinic.psychologist) as ctx:
        assert Session.visible_to(ctx).get(pk=lea.pk).held is True
        assert Session.visible_to(ctx).get(pk=marlon.pk).held is False
        assert SessionNote.visible_to(ctx).get(session_id=lea.pk).note == "Spoke first"
        assert SessionNote.visible_to(ctx).get(session_id=marlon.pk).note == ""
    theirs = worker.get(reverse("treatment_session", args=[second.person.reference, 1]))
    assert "Spoke first" not in theirs.content.decode()


def exclude(clinic: Any, person_id: Any) -> None:
    """The colleague may not see this person."""
    from tests.database import as_owner
    from throughcare.sharing.models import Exclusion

    with as_owner():
        Exclusion(
            person_id=person_id,
            user=clinic.colleague.user,
            reason="Knows the person",
            by_membership_id=clinic.supervisor.pk,
            starts_at=clock.now() - timedelta(minutes=1),
        ).save(force_insert=True)


def test_who_may_not_see_a_person_sees_nothing_of_them_in_the_group(
    make: Any, clinic: Any, meeting: GroupMeeting, second: Any, group: Group, client_of: Any
) -> None:
    exclude(clinic, second.person_id)
    colleague = client_of(clinic.colleague)
    for page in ("sessions_group", "sessions_meeting"):
        row = group if page == "sessions_group" else meeting
        text = colleague.get(reverse(page, args=[row.pk])).content.decode()
        assert "Arkwright" in text, page
        assert "Tasker" not in text, page


def test_a_colleague_who_was_first_is_not_overwritten(
    clinic: Any, meeting: GroupMeeting, ctx_of: Any
) -> None:
    with ctx_of(clinic.psychologist) as ctx:
        rows = selectors.sessions_of_meeting(ctx, meeting.pk)
        people = {row.pk: actions.Attended(row.version, "came") for row in rows}
        assert actions.save_meeting(ctx, meeting_id=meeting.pk, people=people) == 2
        with pytest.raises(StaleVersion):
            actions.save_meeting(ctx, meeting_id=meeting.pk, people=people)


def test_a_full_group_takes_nobody(
    make: Any, clinic: Any, meeting: GroupMeeting, group: Group, take_on: Any, ctx_of: Any
) -> None:
    row = take_on(make.person(clinic.psychologist), waits_since=clock.today())
    with ctx_of(clinic.psychologist) as ctx:
        third = actions.begin(
            ctx, programme_id=row.pk, version=row.version, lead_id=clinic.psychologist.pk
        )
        with pytest.raises(MoveNotAllowed):
            actions.join_group(ctx, group_id=group.pk, programme_id=third.pk)
        first = GroupPlace.visible_to(ctx).order_by("recorded_at")[0]
        actions.leave_group(ctx, place_id=first.pk, version=first.version)
        stays = GroupPlace.visible_to(ctx).get(left_on=None)
        with pytest.raises(MoveNotAllowed, match="is in the group"):
            actions.join_group(ctx, group_id=group.pk, programme_id=stays.programme_id)
        actions.join_group(ctx, group_id=group.pk, programme_id=third.pk)


def test_a_group_meets_once_at_a_time(
    clinic: Any, meeting: GroupMeeting, group: Group, ctx_of: Any
) -> None:
    with ctx_of(clinic.psychologist) as ctx:
        with pytest.raises(MoveNotAllowed, match="at that time already"):
            actions.plan_meeting(ctx, group_id=group.pk, starts_at=meeting.starts_at)
        assert len(selectors.sessions_of_meeting(ctx, meeting.pk)) == 2


def test_another_team_runs_nothing_of_this_group(
    clinic: Any, group: Group, ctx_of: Any, client_of: Any
) -> None:
    with ctx_of(clinic.elsewhere) as ctx, pytest.raises(NotAllowed):
        actions.plan_meeting(ctx, group_id=group.pk, starts_at=clock.now())
    page = client_of(clinic.elsewhere).get(reverse("sessions_group", args=[group.pk]))
    assert page.status_code == 404


def test_the_pages_of_a_team_cost_at_most_12_statements(
    clinic: Any, meeting: GroupMeeting, group: Group, client_of: Any
) -> None:
    worker = client_of(clinic.psychologist)
    for name, args in (
        ("sessions", []),
        ("sessions_waiting", []),
        ("sessions_supervision", []),
        ("sessions_group", [group.pk]),
        ("sessions_meeting", [meeting.pk]),
    ):
        with at_most(12):
            assert worker.get(reverse(name, args=args)).status_code == 200


def test_a_full_team_begins_nobody_without_a_reason(
    make: Any, clinic: Any, programme: Any, take_on: Any, ctx_of: Any, client_of: Any
) -> None:
    team = clinic.psychologist.team
    administrator = client_of(make.member("support_engineer", team=team))
    url = reverse("settings_team_treats", args=[team.pk])
    fields = {"version": "0", "places": "1", "source": "Contract of 1 April 2026"}
    assert administrator.post(url, {**hidden(administrator.get(url)), **fields}).status_code == 302
    assert (
        "Contract of 1 April" in administrator.get(reverse("settings_treatment")).content.decode()
    )
    person = make.person(clinic.psychologist)
    row = take_on(person, waits_since=clock.today())
    worker = client_of(clinic.psychologist)
    begin = reverse("treatment_begin", args=[person.reference, row.pk])
    typed = {"lead": str(clinic.psychologist.pk)}
    answer = worker.post(begin, {**hidden(worker.get(begin)), **typed})
    assert answer.status_code == 422
    assert "1 of 1 places of the team are taken" in answer.content.decode()
    typed["out_of_turn"] = "The court asked for an early start"
    assert worker.post(begin, {**hidden(worker.get(begin)), **typed}).status_code == 302


@pytest.fixture
def texted(clinic: Any, second: Any) -> Any:
    """Both people have a number that may be texted."""
    from tests.database import as_owner
    from throughcare.people.models import ContactMethod

    def number(person_id: Any) -> None:
        ContactMethod(
            person_id=person_id,
            agency_id=clinic.psychologist.team.agency_id,
            recorded_by_id=clinic.psychologist.pk,
            recorded_at=clock.now(),
            kind="mobile",
            value="07700 900123",
            canonical="07700900123",
            may_text=True,
            source="person",
            starts_on=clock.today(),
        ).save(force_insert=True)

    with as_owner():
        number(clinic.person.pk)
        number(second.person.pk)


def texts_of(ctx: Any) -> list[tuple[str, str, str]]:
    """(family name, status, hour) of each text, by name and time."""
    from throughcare.messages.models import Message

    rows = Message.visible_to(ctx).select_related("person").order_by("person__sort_name", "pk")
    found = [(row.person.family_name, row.status, row.fields["time"]) for row in rows]
    return sorted(found)


def test_everybody_in_a_meeting_is_reminded_and_the_reminders_follow_it(
    clinic: Any, texted: None, programme: Any, second: Any, group: Group, ctx_of: Any
) -> None:
    at = (clock.now() + timedelta(days=7)).astimezone(clock.LONDON).replace(hour=10, minute=0)
    with ctx_of(clinic.psychologist) as ctx:
        actions.join_group(ctx, group_id=group.pk, programme_id=programme.pk)
        meeting = actions.plan_meeting(ctx, group_id=group.pk, starts_at=at)
        assert texts_of(ctx) == [("Arkwright", "waiting", "10:00")]
        # Who joins later comes to what is planned already, and is reminded of it.
        actions.join_group(ctx, group_id=group.pk, programme_id=second.pk)
        assert ("Tasker", "waiting", "10:00") in texts_of(ctx)
        actions.move_meeting(ctx, meeting_id=meeting.pk, starts_at=at.replace(hour=14))
        assert texts_of(ctx) == [
            ("Arkwright", "waiting", "14:00"),
            ("Arkwright", "withdrawn", "10:00"),
            ("Tasker", "waiting", "14:00"),
            ("Tasker", "withdrawn", "10:00"),
        ]
        place = GroupPlace.visible_to(ctx).get(programme_id=second.pk)
        actions.leave_group(ctx, place_id=place.pk, version=place.version)
        assert ("Tasker", "waiting", "14:00") not in texts_of(ctx)
        assert ("Arkwright", "waiting", "14:00") in texts_of(ctx)
        actions.call_off_meeting(ctx, meeting_id=meeting.pk)
        assert {status for _name, status, _hour in texts_of(ctx)} == {"withdrawn"}
        assert {row.held for row in selectors.sessions_of_meeting(ctx, meeting.pk)} == {False}
        with pytest.raises(MoveNotAllowed):
            actions.move_meeting(ctx, meeting_id=meeting.pk, starts_at=at)
        # The time is free again.
        actions.plan_meeting(ctx, group_id=group.pk, starts_at=at.replace(hour=14))


def test_the_page_of_a_meeting_says_whom_no_text_reaches(
    clinic: Any, programme: Any, second: Any, group: Group, ctx_of: Any, client_of: Any
) -> None:
    at = clock.now() + timedelta(days=7)
    with ctx_of(clinic.psychologist) as ctx:
        actions.join_group(ctx, group_id=group.pk, programme_id=programme.pk)
        meeting = actions.plan_meeting(ctx, group_id=group.pk, starts_at=at)
    worker = client_of(clinic.psychologist)
    page = worker.get(reverse("sessions_meeting", args=[meeting.pk])).content.decode()
    assert "No text goes: tell them another way" in page
    change = reverse("sessions_meeting_change", args=[meeting.pk])
    assert change in page
    with at_most(12):
        shown = worker.get(change)
    assert "No text goes to them: ring or see them" in shown.content.decode()
    missing = worker.post(change, {**hidden(shown), "what": "move"})
    assert missing.status_code == 422
    assert "Enter the day" in missing.content.decode()
    assert worker.post(change, {**hidden(shown), "what": "call_off"}).status_code == 302
    assert worker.post(change, {**hidden(shown), "what": "move"}).status_code in (302, 409, 422)
    gone = worker.post(change, {**hidden(worker.get(change)), "what": "call_off"})
    assert gone.status_code == 409
    assert client_of(clinic.elsewhere).get(change).status_code == 404


NOTICE = "1 person has not the times of their group yet"


def test_a_meeting_moved_by_who_may_not_see_a_member_leaves_no_wrong_time_in_silence(
    clinic: Any,
    texted: None,
    programme: Any,
    second: Any,
    group: Group,
    ctx_of: Any,
    client_of: Any,
) -> None:
    at = (clock.now() + timedelta(days=7)).astimezone(clock.LONDON).replace(hour=10, minute=0)
    with ctx_of(clinic.psychologist) as ctx:
        for row in (programme, second):
            actions.join_group(ctx, group_id=group.pk, programme_id=row.pk)
        meeting = actions.plan_meeting(ctx, group_id=group.pk, starts_at=at)
    exclude(clinic, second.person_id)
    with ctx_of(clinic.colleague) as ctx:
        actions.move_meeting(ctx, meeting_id=meeting.pk, starts_at=at.replace(hour=14))
        later = actions.plan_meeting(ctx, group_id=group.pk, starts_at=at + timedelta(days=7))
    with ctx_of(clinic.psychologist) as ctx:
        # No text tells the old time, and whoever booked it has a line of work.
        assert ("Tasker", "held_back", "10:00") in texts_of(ctx)
        assert Due.visible_to(ctx).get(kind="message_not_sent").person_id == second.person_id
    lead, colleague = client_of(clinic.psychologist), client_of(clinic.colleague)
    assert NOTICE in lead.get("/").content.decode()
    assert "times of their group" not in colleague.get("/").content.decode()
    shown, page = (reverse(f"sessions_group{end}", args=[group.pk]) for end in ("", "_follow"))
    for url in (shown, page, reverse("sessions_groups")):
        with at_most(12):
            text = lead.get(url).content.decode()
        assert ("has not its times" in text) or ("Tasker" in text), url
        assert "Tasker" not in colleague.get(url).content.decode(), url
    assert "Everybody whom you can see" in colleague.get(page).content.decode()
    done = lead.post(page, hidden(lead.get(page)))
    assert done.status_code == 302
    assert NOTICE not in lead.get("/").content.decode()
    with ctx_of(clinic.psychologist) as ctx:
        assert ("Tasker", "waiting", "14:00") in texts_of(ctx)
        assert len(selectors.sessions_of_meeting(ctx, later.pk)) == 2
    with ctx_of(clinic.colleague) as ctx:
        actions.call_off_meeting(ctx, meeting_id=later.pk)
    assert NOTICE in lead.get("/").content.decode()
    with ctx_of(clinic.psychologist) as ctx:
        assert actions.follow_meetings(ctx, group_id=group.pk) == 1
        assert {row.held for row in selectors.sessions_of_meeting(ctx, later.pk)} == {False}


def test_another_team_holds_back_no_reminder_of_a_meeting(
    clinic: Any, meeting: GroupMeeting, ctx_of: Any
) -> None:
    sql = "SELECT app.hold_back_reminders_of(%s, '')"
    with (
        ctx_of(clinic.elsewhere),
        pytest.raises(ProgrammingError, match="not allowed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, [meeting.pk])
