"""The letters of a programme, who reads them and what they are written from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from throughcare.agencies.models import Membership
from throughcare.appointments.models import Appointment
from throughcare.appointments.models import Status as Came
from throughcare.documents.models import Delivery, NamedRecipient
from throughcare.people.models import Person
from throughcare.people.presenters import called, full_name
from throughcare.sharing.selectors import supervising
from throughcare.treatment import rules
from throughcare.treatment.booked import of_programme
from throughcare.treatment.letters import Attended, Told
from throughcare.treatment.models import (
    Letter,
    Programme,
    Session,
)
from throughcare.treatment.papers import Whole
from throughcare.treatment.presenters import session as session_words
from throughcare.treatment.selectors.around import follow_ups_of, words_of
from throughcare.treatment.selectors.questionnaires import measured_of
from throughcare.treatment.selectors.sessions import booked_of

if TYPE_CHECKING:
    from throughcare.core.context import Context


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
