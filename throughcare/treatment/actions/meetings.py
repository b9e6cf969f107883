"""A meeting of a group moves, is called off, or is followed by those who stayed behind.

Whoever moves it may not see everybody in it, and learns of nobody by moving it: the reminder of
whoever stays behind is held back, and those who may see them are told (``treatment.behind``).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from throughcare.appointments import actions as appointments
from throughcare.appointments.models import Status as Came
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed
from throughcare.treatment import behind, selectors
from throughcare.treatment.actions.called_off import call_off
from throughcare.treatment.actions.groups import audit, book, group_of_mine
from throughcare.treatment.models import Group, GroupMeeting, Programme, Session

if TYPE_CHECKING:
    from throughcare.core.context import Context


def move_meeting(ctx: Context, *, meeting_id: UUID, starts_at: datetime) -> GroupMeeting:
    """Another time for everybody: each appointment moves, and its reminder with it."""
    row = _coming(ctx, meeting_id)
    if starts_at <= clock.now():
        raise MoveNotAllowed("a meeting is moved to a time that has not come")
    try:
        with transaction.atomic():
            _change(row, starts_at=starts_at)
    except IntegrityError as taken:
        raise MoveNotAllowed("the group meets at that time already") from taken
    for session in _planned(ctx, row):
        _move(ctx, session, row)
    _hold_back(row)
    audit(ctx, "treatment.meeting_moved", row.pk)
    return row


def call_off_meeting(ctx: Context, *, meeting_id: UUID) -> GroupMeeting:
    """It does not take place: cancelled by us for everybody, and no reminder goes."""
    row = _coming(ctx, meeting_id)
    _change(row, called_off_at=clock.now())
    for session in _planned(ctx, row):
        _call_off(ctx, session)
    _hold_back(row)
    audit(ctx, "treatment.meeting_called_off", row.pk)
    return row


def follow_meetings(ctx: Context, *, group_id: UUID) -> int:
    """Give those of a group who are behind, as far as the asker sees them, its times; how many.

    An appointment is moved, called off or booked as its meeting was.
    """
    group = group_of_mine(ctx, group_id)
    done = 0
    for each in behind.of_group(ctx, group.pk):
        programme: Programme = Programme.visible_to(ctx).lock().get(pk=each.place.programme_id)
        if each.session is None:
            if selectors.has_sessions_left(ctx, programme):
                book(ctx, programme.pk, group, each.meeting)
        elif each.meeting.called_off_at is not None:
            _call_off(ctx, each.session)
        elif each.meeting.starts_at > clock.now():
            _move(ctx, each.session, each.meeting)
        else:
            continue
        done += 1
    return done


def _change(row: GroupMeeting, **values: datetime) -> None:
    values["changed_at"] = clock.now()
    GroupMeeting.objects.filter(pk=row.pk).update(**values)
    for name, value in values.items():
        setattr(row, name, value)


def _move(ctx: Context, session: Session, meeting: GroupMeeting) -> None:
    at = selectors.appointment_of(ctx, session)
    if at is not None and at.status == Came.PLANNED:
        appointments.move_appointment(ctx, at, starts_at=meeting.starts_at)


def _call_off(ctx: Context, session: Session) -> None:
    programme: Programme = Programme.visible_to(ctx).get(pk=session.programme_id)
    call_off(ctx, programme, pk=session.pk)


def _hold_back(row: GroupMeeting) -> None:
    """No text tells an old time: also not to those whom the asker may not see."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT app.hold_back_reminders_of(%s, %s)", [row.pk, str(settings.SERVICE_NAME)]
        )


def _coming(ctx: Context, meeting_id: UUID) -> GroupMeeting:
    """The meeting, locked, if it has not begun and was not called off."""
    rows = GroupMeeting.objects.select_for_update().filter(pk=meeting_id)
    row = rows.filter(group__in=Group.objects.filter(team_id=ctx.team_id)).first()
    if row is None:
        raise NotAllowed("amend", "the meeting is not of this team")
    group_of_mine(ctx, row.group_id)
    if row.called_off_at is not None or row.starts_at <= clock.now():
        raise MoveNotAllowed("the meeting has begun or was called off")
    return row


def _planned(ctx: Context, meeting: GroupMeeting) -> list[Session]:
    rows = Session.visible_to(ctx, "amend").filter(meeting_id=meeting.pk)
    return list(rows.filter(status=Session.Status.PLANNED))
