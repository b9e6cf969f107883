"""The groups of a team: who has a place, its meetings and who could join."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import OuterRef

from throughcare.appointments.models import Appointment
from throughcare.appointments.models import Status as Came
from throughcare.messages import selectors as messages
from throughcare.messages.models import Message
from throughcare.treatment.attached import attached, made
from throughcare.treatment.models import (
    Group,
    GroupMeeting,
    GroupPlace,
    Programme,
    Session,
    SessionNote,
)
from throughcare.treatment.selectors.sessions import MOST

if TYPE_CHECKING:
    from throughcare.core.context import Context


def groups_of(ctx: Context) -> list[Group]:
    """The groups of the asker's team that are not over, by title."""
    rows = Group.objects.filter(team_id=ctx.team_id, ends_on=None)
    return list(rows.order_by("title"))


def group_of(ctx: Context, group_id: UUID) -> Group | None:
    return Group.objects.filter(pk=group_id, team_id=ctx.team_id).first()


def in_group(ctx: Context, group_id: UUID) -> list[GroupPlace]:
    """Those with a place now whom the asker may see, by name. Nobody else is counted or named."""
    rows = GroupPlace.visible_to(ctx).filter(group_id=group_id, left_on=None)
    found = list(rows.select_related("person", "programme").order_by("person__sort_name"))
    ctx.shown.people(*(row.person_id for row in found))
    return found


def meetings_of(group_id: UUID) -> list[GroupMeeting]:
    """The meetings of a group that were not called off, the newest first."""
    rows = GroupMeeting.objects.filter(group_id=group_id, called_off_at=None)
    return list(rows.order_by("-starts_at")[:MOST])


def meeting_of(ctx: Context, meeting_id: UUID) -> GroupMeeting | None:
    rows = GroupMeeting.objects.filter(pk=meeting_id, group__team_id=ctx.team_id)
    return rows.select_related("group").first()


def sessions_of_meeting(ctx: Context, meeting_id: UUID) -> list[Session]:
    """The sessions of one meeting of people whom the asker may see, by name.

    Of one who left the group and came back it is the later one.
    """
    notes = SessionNote.visible_to(ctx).filter(session_id=OuterRef("pk"))
    at = Appointment.visible_to(ctx).filter(subject_id=OuterRef("pk")).exclude(status=Came.MOVED)
    rows = Session.visible_to(ctx).filter(meeting_id=meeting_id, agency_id=ctx.agency_id)
    found = list(
        rows.select_related("person")
        .annotate(notes=attached(notes), at=attached(at))
        .order_by("person__sort_name", "number")
    )
    found = list({row.person_id: row for row in found}.values())
    ctx.shown.people(*(row.person_id for row in found))
    ctx.shown.objects(*(row.pk for row in found))
    return found


def reminders_of(ctx: Context, sessions: Sequence[Session]) -> dict[UUID, Message]:
    """The text about each session of ``sessions_of_meeting``, by session: one statement.

    A session that is missing here has none: nobody may text the person, or it is too late.
    """
    at = {
        appointment.pk: row.pk
        for row in sessions
        for appointment in made(Appointment, row.at)  # type: ignore[attr-defined]
        if appointment.status == Came.PLANNED
    }
    texts = messages.waiting_about(ctx, list(at))
    return {at[appointment]: message for appointment, message in texts.items()}


def who_could_join(ctx: Context, group: Group) -> list[Programme]:
    """Those in treatment on the group's pathway with the asker's team, and not in the group."""
    there = GroupPlace.visible_to(ctx).filter(group_id=group.pk, left_on=None)
    rows = Programme.visible_to(ctx).filter(
        team_id=group.team_id, pathway=group.pathway, status=Programme.Status.UNDER_WAY
    )
    rows = rows.exclude(person_id__in=there.values("person_id")).select_related("person")
    found = list(rows.order_by("person__sort_name"))
    ctx.shown.people(*(row.person_id for row in found))
    return found
