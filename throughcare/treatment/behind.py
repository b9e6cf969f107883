"""Who of a group has not the times of its meetings, because a colleague might not see them.

Whoever plans, moves or calls off a meeting acts for those whom they may see, and learns of nobody
else. Everybody who may see the others is told on Today, until their appointments follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.appointments.models import Appointment
from throughcare.appointments.models import Status as Came
from throughcare.core import clock
from throughcare.core.worklist import Notice, offer_notice
from throughcare.design import words
from throughcare.people.presenters import full_name
from throughcare.treatment import panels, rules
from throughcare.treatment.attached import attached, made
from throughcare.treatment.models import GroupMeeting, GroupPlace, Programme, Session

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from throughcare.core.context import Context


@dataclass(frozen=True)
class Behind:
    """One person and one meeting: their own old appointment, or none at all."""

    place: GroupPlace
    meeting: GroupMeeting
    session: Session | None = None
    appointment: Appointment | None = None

    def line(self) -> str:
        """What will be done for them."""
        name, new = full_name(self.place.person), words.full_moment(self.meeting.starts_at)
        if self.appointment is None:
            return _("%(name)s: no appointment yet for %(new)s") % {"name": name, "new": new}
        said = {"name": name, "new": new, "old": words.full_moment(self.appointment.starts_at)}
        if self.meeting.called_off_at is not None:
            return _("%(name)s: %(old)s was called off") % said
        return _("%(name)s: %(old)s has moved to %(new)s") % said


def places(ctx: Context) -> QuerySet[GroupPlace]:
    """Places in groups of the asker's team, of people whom they may see, that are behind."""
    mine = GroupPlace.visible_to(ctx, "amend").filter(
        group__team_id=ctx.team_id, left_on=None, programme__status=Programme.Status.UNDER_WAY
    )
    return mine.filter(Exists(_old(ctx)) | Q(Exists(_unbooked(ctx)), ~Q(limited())))  # type: ignore[no-any-return]


def _old(ctx: Context) -> QuerySet[Session]:
    """Sessions of a place whose appointment is older than the last change of the meeting."""
    return _sessions(ctx).filter(
        programme_id=OuterRef("programme_id"), meeting__group_id=OuterRef("group_id")
    )


def _sessions(ctx: Context) -> QuerySet[Session]:
    stale = Appointment.visible_to(ctx).filter(
        subject_id=OuterRef("pk"),
        status=Came.PLANNED,
        starts_at__gt=clock.now(),
        recorded_at__lt=OuterRef("meeting__changed_at"),
    )
    rows = Session.visible_to(ctx, "amend").filter(status=Session.Status.PLANNED)
    return rows.filter(Exists(stale))  # type: ignore[no-any-return]


def _unbooked(ctx: Context) -> QuerySet[GroupMeeting]:
    """Meetings to come of the group of a place for which the programme has no session."""
    there = Session.visible_to(ctx).filter(
        meeting_id=OuterRef("pk"), programme_id=OuterRef(OuterRef("programme_id"))
    )
    coming = GroupMeeting.objects.filter(called_off_at=None, starts_at__gt=clock.now())
    return coming.filter(~Exists(there), group_id=OuterRef("group_id"))


def limited() -> Q:
    """Programmes whose pathway limits the sessions: there a meeting may rightly have none."""
    return Q(programme__pathway__in=_limited())


@cache
def _limited() -> tuple[str, ...]:
    told = {id: each.programme for id, each in rules.pathways().items()}
    return tuple(id for id, each in told.items() if each and each.sessions_at_most is not None)


def of_group(ctx: Context, group_id: UUID) -> list[Behind]:
    """Each person and meeting that is behind in a group, by name."""
    rows = places(ctx).filter(group_id=group_id).select_related("person", "programme")
    mine = list(rows.order_by("person__sort_name"))
    if not mine:
        return []
    ctx.shown.people(*(row.person_id for row in mine))
    programmes = {row.programme_id: row for row in mine}
    at = Appointment.visible_to(ctx).filter(subject_id=OuterRef("pk"), status=Came.PLANNED)
    stale = _sessions(ctx).filter(programme__in=programmes, meeting__group_id=group_id)
    found = [
        Behind(programmes[row.programme_id], row.meeting, row, made(Appointment, row.at)[0])
        for row in stale.select_related("meeting").annotate(at=attached(at))
    ]
    return sorted(
        found + _without(ctx, group_id, programmes),
        key=lambda each: (each.place.person.sort_name, each.meeting.starts_at),
    )


def _without(ctx: Context, group_id: UUID, mine: dict[UUID, GroupPlace]) -> list[Behind]:
    coming = GroupMeeting.objects.filter(
        group_id=group_id, called_off_at=None, starts_at__gt=clock.now()
    )
    booked = Session.visible_to(ctx).filter(meeting__in=coming, programme__in=mine)
    there = set(booked.values_list("meeting_id", "programme_id"))
    return [
        Behind(place, meeting)
        for meeting in coming
        for programme, place in mine.items()
        if (meeting.pk, programme) not in there and place.programme.pathway not in _limited()
    ]


def _words(count: int) -> str:
    return ngettext(
        "%(count)s person has not the times of their group yet",
        "%(count)s people have not the times of their group yet",
        count,
    ) % {"count": count}


def register() -> None:
    waiting: Any = places
    offer_notice(
        Notice("treatment_groups", panels.treats, waiting, _words, url_name="sessions_groups")
    )
