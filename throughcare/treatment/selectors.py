"""What the pages of treatment read; each knows who asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy

from throughcare.agencies.models import Membership
from throughcare.agencies.selectors import live
from throughcare.appointments import selectors as appointments
from throughcare.appointments.models import Appointment
from throughcare.appointments.models import Status as Came
from throughcare.documents.models import Delivery, NamedRecipient
from throughcare.instruments.models import Administration, Score
from throughcare.messages import selectors as messages
from throughcare.messages.models import Message
from throughcare.people.models import Person
from throughcare.people.presenters import called, full_name
from throughcare.sharing.selectors import supervising
from throughcare.treatment import rules
from throughcare.treatment.attached import attached, made
from throughcare.treatment.booked import Booked, of_programme
from throughcare.treatment.letters import Attended, Told
from throughcare.treatment.models import (
    CheckIn,
    FollowUp,
    FollowUpTry,
    Group,
    GroupMeeting,
    GroupPlace,
    HandOver,
    Letter,
    Measured,
    Programme,
    Session,
    SessionNote,
    Supervision,
    TeamPlaces,
    Words,
)
from throughcare.treatment.papers import Whole
from throughcare.treatment.presenters import session as session_words

if TYPE_CHECKING:
    from throughcare.core.context import Context

#: More than a programme ever books.
MOST = 120


def programmes_of(ctx: Context, group: Sequence[UUID]) -> list[Programme]:
    """Every programme of a human, open ones first, each with what was said when it ended."""
    rows = list(
        Programme.visible_to(ctx)
        .filter(person_id__in=list(group))
        .select_related("team__agency", "lead__user")
        .annotate(endings=attached(Words.visible_to(ctx).filter(subject_id=OuterRef("pk"))))
        .order_by("-waits_since", "-recorded_at")
    )
    ctx.shown.objects(*(row.pk for row in rows))
    return sorted(rows, key=lambda row: row.status == Programme.Status.ENDED)


def leads(team_id: UUID) -> list[Membership]:
    """The clinicians of a team who work there today, by name."""
    rows = Membership.objects.filter(live(), team_id=team_id, user__is_active=True)
    rows = rows.filter(role__in=roles_that_treat()).select_related("user")
    return list(rows.order_by("user__name"))


@cache
def roles_that_treat() -> tuple[str, ...]:
    """The roles that some cell of the policy lets write clinical detail in care."""
    from throughcare.sharing.policy import load
    from throughcare.sharing.policy.vocabulary import AGENCY_ROLES, CATEGORIES, ROLE_PURPOSES

    bit = 1 << CATEGORIES["clinical_detail"]
    return tuple(
        role
        for role in AGENCY_ROLES["nhs_provider"]
        if any(
            mask & bit
            for purpose in ROLE_PURPOSES[role]
            for mask in load().masks("nhs_provider", role, purpose, "create").values()
        )
    )


# --- Waiting and places --------------------------------------------------------------------


@dataclass(frozen=True)
class Queue:
    """How one person stands in the team's list: who has waited longer, and places free."""

    before: int
    places: int | None
    treated: int

    @property
    def is_full(self) -> bool:
        return self.places is not None and self.treated >= self.places

    @property
    def needs_reason(self) -> bool:
        return self.is_full or self.before > 0


def queue(ctx: Context, row: Programme) -> Queue:
    """First come, first served: by the day that each waits since, then by when it was written."""
    mine = Programme.visible_to(ctx).filter(team_id=row.team_id)
    waiting = mine.filter(status=Programme.Status.WAITING).exclude(pk=row.pk)
    before = [
        each
        for each in waiting.values_list("waits_since", "recorded_at")
        if each < (row.waits_since, row.recorded_at)
    ]
    treated = mine.filter(status=Programme.Status.UNDER_WAY).count()
    return Queue(len(before), places_of(row.team_id), treated)


def places_of(team_id: UUID) -> int | None:
    """How many people a team treats at a time; None where nobody has set it."""
    return TeamPlaces.objects.filter(team_id=team_id).values_list("places", flat=True).first()


def waiting_for(ctx: Context) -> list[Programme]:
    """Who waits for the asker's team, the longest first."""
    rows = list(
        Programme.visible_to(ctx)
        .filter(team_id=ctx.team_id, status=Programme.Status.WAITING)
        .select_related("person")
        .order_by("waits_since", "recorded_at")
    )
    ctx.shown.people(*(row.person_id for row in rows))
    ctx.shown.objects(*(row.pk for row in rows))
    return rows


def under_way(ctx: Context) -> list[Programme]:
    """Whom the asker's team treats now, by lead."""
    rows = list(
        Programme.visible_to(ctx)
        .filter(team_id=ctx.team_id, status=Programme.Status.UNDER_WAY)
        .select_related("person", "lead__user")
        .order_by("lead__user__name", "began_on")
    )
    ctx.shown.people(*(row.person_id for row in rows))
    ctx.shown.objects(*(row.pk for row in rows))
    return rows


# --- Sessions ------------------------------------------------------------------------------


def booked_of(ctx: Context, group: Sequence[UUID]) -> list[Booked]:
    """Every session of a human in the order of their time, with its note: one statement."""
    at = Appointment.visible_to(ctx).filter(subject_id=OuterRef("pk")).exclude(status=Came.MOVED)
    notes = SessionNote.visible_to(ctx).filter(session_id=OuterRef("pk"))
    rows = list(
        Session.visible_to(ctx)
        .filter(person_id__in=list(group))
        .select_related("programme__lead__user")
        .annotate(at=attached(at), notes=attached(notes))
        .order_by("number")[:MOST]
    )
    found = [
        Booked(row, _last(made(Appointment, row.at)), _last(made(SessionNote, row.notes)))
        for row in rows
    ]
    ctx.shown.objects(*(row.pk for row in rows))
    ctx.shown.objects(*(each.note.pk for each in found if each.note))
    return sorted(found, key=_when)


def _last(rows: Sequence[Any]) -> Any:
    return max(rows, key=lambda row: row.recorded_at) if rows else None


def _when(each: Booked) -> tuple[float, int]:
    at = each.appointment.starts_at.timestamp() if each.appointment else 0.0
    return at, each.session.number


def appointment_of(ctx: Context, row: Session) -> Appointment | None:
    """The appointment of a session that stands now."""
    rows = Appointment.visible_to(ctx).filter(subject_id=row.pk).exclude(status=Came.MOVED)
    found: Appointment | None = rows.order_by("-recorded_at").first()
    return found


def held_count(ctx: Context, programme: Programme) -> int:
    return Session.visible_to(ctx).filter(programme_id=programme.pk, held=True).count()


def used_count(ctx: Context, programme: Programme) -> int:
    """Sessions of a programme that are planned or were held: those that count to a limit."""
    rows = Session.visible_to(ctx).filter(programme_id=programme.pk)
    return rows.exclude(held=False).count()


def has_sessions_left(ctx: Context, programme: Programme) -> bool:
    """May one more be booked? Always, where the pathway sets no limit."""
    most = rules.most_sessions(programme)
    return most is None or used_count(ctx, programme) < most


# --- Questionnaires ------------------------------------------------------------------------


def measured_of(ctx: Context, sessions: Sequence[UUID]) -> list[Measured]:
    """The questionnaires of these sessions that were not taken back, each with its score.

    ``score`` is None where there is none, or the reader may not know it.
    """
    score = Score.visible_to(ctx).filter(administration_id=OuterRef("administration_id"))
    rows = Measured.visible_to(ctx).filter(session_id__in=list(sessions))
    rows = rows.exclude(administration__status=Administration.Status.TAKEN_BACK)
    found = rows.select_related("administration").annotate(score=Subquery(score.values("score")))
    return list(found.order_by("administration__started_at"))


def measured_at(ctx: Context, session: Session) -> list[Measured]:
    return measured_of(ctx, [session.pk])


def answered_on(
    ctx: Context, person_id: UUID, on: date, *, unbound: bool = False
) -> list[Administration]:
    """What the person answered that day, as on a tablet before the session."""
    rows = Administration.visible_to(ctx).filter(
        person_id=person_id,
        agency_id=ctx.agency_id,
        answered_on=on,
        status=Administration.Status.COMPLETED,
    )
    if unbound:
        bound = Measured.visible_to(ctx).filter(person_id=person_id).values("administration_id")
        rows = rows.exclude(pk__in=bound)
    return list(rows.order_by("started_at"))


def answered_before(ctx: Context, session: Session, on: date) -> list[Measured]:
    """What was answered that day for a session that is still to be saved; saving binds it."""
    score = Score.visible_to(ctx).filter(administration_id=OuterRef("pk"))
    bound = Measured.visible_to(ctx).filter(person_id=session.person_id)
    rows = Administration.visible_to(ctx).filter(
        person_id=session.person_id,
        agency_id=ctx.agency_id,
        answered_on=on,
        status=Administration.Status.COMPLETED,
    )
    rows = rows.exclude(pk__in=bound.values("administration_id"))
    found = []
    for use in rows.annotate(score=Subquery(score.values("score"))).order_by("started_at"):
        found.append(Measured(session=session, administration=use))
        found[-1].score = use.score  # type: ignore[attr-defined]
    return found


# --- Around --------------------------------------------------------------------------------


def words_of(ctx: Context, subjects: Sequence[UUID]) -> dict[UUID, Words]:
    """What was said about these rows, the newest of each."""
    rows = Words.visible_to(ctx).filter(subject_id__in=list(subjects)).order_by("recorded_at")
    found = {row.subject_id: row for row in rows}
    ctx.shown.objects(*(row.pk for row in found.values()))
    return found


def check_ins_of(ctx: Context, programmes: Sequence[UUID]) -> list[CheckIn]:
    """Check-ins, the newest first, each with what was said (``said``) where it may be read."""
    rows = CheckIn.visible_to(ctx).filter(programme_id__in=list(programmes))
    return list(rows.annotate(said=_said(ctx)).order_by("-at")[:MOST])


def follow_ups_of(ctx: Context, programmes: Sequence[UUID]) -> list[FollowUp]:
    """Follow-ups with their tries (``tried``) and what was said (``said``): one statement."""
    tries = FollowUpTry.visible_to(ctx).filter(follow_up_id=OuterRef("pk"))
    rows = FollowUp.visible_to(ctx).filter(programme_id__in=list(programmes))
    found = list(rows.annotate(tried=attached(tries), said=_said(ctx)).order_by("due_on"))
    for row in found:
        row.tried = sorted(made(FollowUpTry, row.tried), key=lambda each: each.on)
    return found


def _said(ctx: Context) -> Subquery:
    """What was said about the row, the newest; None where the reader may not know it."""
    rows = Words.visible_to(ctx).filter(subject_id=OuterRef("pk")).order_by("-recorded_at")
    return Subquery(rows.values("text")[:1])


def hand_overs_of(ctx: Context, programmes: Sequence[UUID]) -> list[HandOver]:
    rows = HandOver.visible_to(ctx).filter(programme_id__in=list(programmes))
    rows = rows.select_related("from_member__user", "to_member__user")
    return list(rows.order_by("-recorded_at"))


@dataclass(frozen=True)
class WeekLine:
    """One session of a week."""

    appointment: Appointment
    session: Session


def sessions_of_week(ctx: Context, monday: date) -> list[WeekLine]:
    """The sessions of the asker's team in a week, in the order of time: two statements."""
    kinds = [str(each) for each in Session.Kind]
    rows = [
        row
        for row in appointments.of_team(ctx, monday, monday + timedelta(days=6))
        if row.kind in kinds and row.subject_id
    ]
    found: Mapping[UUID, Session] = {
        each.pk: each
        for each in Session.visible_to(ctx)
        .filter(pk__in=[row.subject_id for row in rows])
        .select_related("programme__lead__user")
    }
    return [
        WeekLine(row, session)
        for row in rows
        if row.subject_id and (session := found.get(row.subject_id))
    ]


def latest_supervision(ctx: Context, programmes: Sequence[UUID]) -> dict[UUID, Supervision]:
    """The last time that each case was talked through."""
    rows = Supervision.visible_to(ctx).filter(programme_id__in=list(programmes))
    return {row.programme_id: row for row in rows.order_by("held_on", "recorded_at")}


def supervision_of(ctx: Context, programme: Programme) -> list[Supervision]:
    """Each time that a case was talked through, the newest first."""
    rows = Supervision.visible_to(ctx).filter(programme_id=programme.pk)
    rows = rows.select_related("practitioner__user")
    return list(rows.order_by("-held_on", "-recorded_at")[:MOST])


# --- Letters -------------------------------------------------------------------------------


def letters_of(ctx: Context, programmes: Sequence[UUID]) -> list[Letter]:
    """Letters that were not dropped, in the order of their numbers."""
    rows = Letter.visible_to(ctx).filter(programme_id__in=list(programmes))
    return list(rows.exclude(status=Letter.Status.DROPPED).order_by("number"))


def officers_of(ctx: Context, person_id: UUID) -> list[Membership]:
    """The probation staff with an account who supervise an order of the person."""
    return [each.member for each in supervising(ctx, [person_id])]


def reader_of(ctx: Context, person_id: UUID, to: str) -> dict[str, Any]:
    """Who a letter usually goes to, as the columns of Letter."""
    if to == Letter.To.PERSON:
        person: Person = Person.visible_to(ctx).get(pk=person_id)
        return {
            "name": full_name(person),
            "how": Delivery.How.HAND,
            "basis": NamedRecipient.Basis.AGREED,
            "basis_words": str(OWN_LETTER),
        }
    officers = supervising(ctx, [person_id]) if to == Letter.To.OFFICER else []
    # Of a whole team nobody is chosen for the writer: a letter to the wrong one is not taken back.
    for officer in [each.member for each in officers if each.by_name or len(officers) == 1][:1]:
        return {
            "name": officer.user.name,
            "organisation": officer.team.agency.name,
            "how": Delivery.How.ACCOUNT,
            "reader_id": officer.pk,
        }
    return {}


OWN_LETTER = gettext_lazy("It is the person’s own letter")


def told_of(ctx: Context, programme: Programme) -> Told:
    """What letters to the person and the GP draw on."""
    person: Person = Person.visible_to(ctx).get(pk=programme.person_id)
    booked = of_programme(booked_of(ctx, [programme.person_id]), programme.pk)
    points = session_words.points(measured_of(ctx, [each.session.pk for each in booked]))
    worked = [id for each in booked if each.note for id in each.note.modules]
    tried = [each.note.to_try for each in booked if each.note and each.note.to_try]
    definition = rules.definition_of(programme)
    return Told(
        called=called(person),
        programme=programme,
        pathway=definition.title if definition else programme.pathway,
        attended=Attended.of(programme, [each.appointment for each in booked if each.appointment]),
        modules=session_words.module_titles(programme, list(dict.fromkeys(worked))),
        scores=session_words.first_and_last(points),
        ending=words_of(ctx, [programme.pk]).get(programme.pk),
        last_to_try=tried[-1] if tried else "",
        follow_ups=[row.due_on for row in follow_ups_of(ctx, [programme.pk])],
    )


def whole_letter(ctx: Context, row: Letter) -> Whole:
    """A letter with what its paper is made from. No clinical row is read for the officer's."""
    programme: Programme = Programme.visible_to(ctx).get(pk=row.programme_id)
    sessions = Session.visible_to(ctx).filter(programme_id=programme.pk).values("pk")
    at = Appointment.visible_to(ctx).filter(subject_id__in=sessions).exclude(status=Came.MOVED)
    return Whole(
        letter=row,
        person=Person.visible_to(ctx).get(pk=row.person_id),
        author=Membership.objects.select_related("user").get(pk=ctx.membership_id),
        agency_name=ctx.agency_name,
        attended=Attended.of(programme, list(at)),
    )


# --- Groups --------------------------------------------------------------------------------


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
