"""Groups: made, joined, met. What is written of a meeting is written of each person apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction

from throughcare.core import clock, registry
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.people.actions import recorded
from throughcare.treatment import panels, rules, selectors
from throughcare.treatment.actions.called_off import call_off
from throughcare.treatment.actions.rows import create, locked, programme_of, save
from throughcare.treatment.actions.sessions import Facts, plan_session, save_session
from throughcare.treatment.models import (
    Group,
    GroupMeeting,
    GroupPlace,
    Programme,
    Session,
    SessionNote,
)

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class Attended:
    """What is typed of one person at a meeting. ``version`` is that of their session."""

    version: int
    came: str
    note: str = ""
    to_try: str = ""


def make_group(
    ctx: Context, *, pathway: str, title: str, place: str, places: int | None = None
) -> Group:
    """A group that the asker's team runs. Nobody is in it yet."""
    _require_treats(ctx)
    if pathway not in rules.pathways() or not title.strip():
        raise ReasonMissing("a group has a title, and belongs to a pathway with a programme")
    row = Group(
        agency_id=ctx.agency_id,
        team_id=ctx.team_id,
        pathway=pathway,
        title=title.strip(),
        place=place.strip(),
        places=places,
    )
    row.save(force_insert=True)
    audit(ctx, "treatment.group_made", row.pk)
    return row


def join_group(ctx: Context, *, group_id: UUID, programme_id: UUID) -> GroupPlace:
    """A person in treatment gets a place, with an appointment for each meeting yet to come.

    Raises MoveNotAllowed when the group is full or over, or the person is in it.
    """
    group = group_of_mine(ctx, group_id)
    programme = programme_of(ctx, programme_id, Programme.Status.UNDER_WAY)
    there = GroupPlace.visible_to(ctx).filter(group_id=group.pk, left_on=None)
    if group.places is not None and there.count() >= group.places:
        raise MoveNotAllowed("the group is full")
    if there.filter(person_id=programme.person_id).exists():
        raise MoveNotAllowed("the person is in the group")
    row = GroupPlace(
        **recorded(ctx, programme.person_id),
        programme=programme,
        group=group,
        joined_on=clock.today(),
    )
    create(ctx, row)
    coming = GroupMeeting.objects.filter(group=group, starts_at__gt=clock.now())
    for meeting in coming.filter(called_off_at=None).order_by("starts_at"):
        if not selectors.has_sessions_left(ctx, programme):
            break
        book(ctx, programme.pk, group, meeting)
    return row


def book(ctx: Context, programme_id: UUID, group: Group, meeting: GroupMeeting) -> None:
    """A session of the programme at the meeting, with its appointment."""
    plan_session(
        ctx,
        programme_id=programme_id,
        starts_at=meeting.starts_at,
        place=group.place,
        minutes=meeting.minutes,
        kind=Session.Kind.GROUP,
        meeting_id=meeting.pk,
    )


def leave_group(ctx: Context, *, place_id: UUID, version: int) -> GroupPlace:
    """They do not come any more: meetings to come are called off for them; the rest stays."""
    row: GroupPlace = locked(ctx, GroupPlace, place_id)
    if row.left_on is not None:
        raise MoveNotAllowed("they have left the group")
    save(ctx, row, version, left_on=clock.today())
    programme: Programme = Programme.visible_to(ctx).get(pk=row.programme_id)
    call_off(ctx, programme, meeting__group_id=row.group_id)
    return row


def plan_meeting(
    ctx: Context, *, group_id: UUID, starts_at: datetime, minutes: int = 90
) -> GroupMeeting:
    """A meeting, with a session and an appointment for each who has a place and a session left.

    Whom the asker may not see stays behind (``treatment.behind``).
    """
    group = group_of_mine(ctx, group_id)
    row = GroupMeeting(agency_id=ctx.agency_id, group=group, starts_at=starts_at, minutes=minutes)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as taken:
        raise MoveNotAllowed("the group meets at that time already") from taken
    for place in selectors.in_group(ctx, group.pk):
        under_way = place.programme.status == Programme.Status.UNDER_WAY
        if not (under_way and selectors.has_sessions_left(ctx, place.programme)):
            continue
        book(ctx, place.programme_id, group, row)
    audit(ctx, "treatment.meeting_planned", row.pk)
    return row


def save_meeting(ctx: Context, *, meeting_id: UUID, people: Mapping[UUID, Attended]) -> int:
    """Keep who came and a note for each, by session; all of them or none. How many were saved.

    Raises StaleVersion when a colleague saved one of them in between.
    """
    known = {row.pk: row for row in selectors.sessions_of_meeting(ctx, meeting_id)}
    if unknown := people.keys() - known.keys():
        raise NotAllowed("amend", f"{len(unknown)} are not of this meeting")
    notes = {
        note.session_id: note
        for note in SessionNote.visible_to(ctx).filter(session_id__in=list(people))
    }
    for session_id, typed in people.items():
        # What was written of the session on its own page stays.
        before = notes.get(session_id) or SessionNote()
        facts = Facts(
            came=typed.came,
            note=typed.note,
            to_try=typed.to_try,
            modules=before.modules,
            tried=before.tried,
            safety=before.safety,
        )
        save_session(ctx, session_id=session_id, version=typed.version, facts=facts)
    return len(people)


def group_of_mine(ctx: Context, group_id: UUID) -> Group:
    """The group, if the asker's team runs it and it is not over."""
    _require_treats(ctx)
    found = Group.objects.filter(pk=group_id, team_id=ctx.team_id, ends_on=None).first()
    if found is None:
        raise NotAllowed("create", "the group is not of this team, or is over")
    return found


def _require_treats(ctx: Context) -> None:
    if not panels.treats(ctx) or not ctx.allows("create", "clinical_detail"):
        raise NotAllowed("create", "groups are run by those who treat")


def audit(ctx: Context, action: str, row_id: UUID) -> None:
    """Keep in the log what was done with a group: it is about nobody."""
    registry.supplied("audit").write(ctx, action=action, outcome="allowed", object_ids=[row_id])
