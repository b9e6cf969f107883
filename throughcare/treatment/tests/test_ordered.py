"""Whom a court ordered treatment for is not forgotten, nor what they answered that day."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from throughcare.agencies.models import Agency
from throughcare.core import clock
from throughcare.enforcement import selectors as enforcement
from throughcare.instruments import actions as questionnaires
from throughcare.instruments import library
from throughcare.instruments.rules import Answers, read_row
from throughcare.sharing.models import Relationship
from throughcare.treatment import ordered, selectors
from throughcare.treatment.models import Letter
from throughcare.treatment.tests.conftest import Clinic

WAITS = "1 person has a treatment requirement and nobody has taken them on"


def test_an_ordered_treatment_stands_on_today_until_somebody_takes_it_on(
    clinic: Clinic, order: Any, client_of: Any, take_on: Any
) -> None:
    lead = client_of(clinic.psychologist)
    assert WAITS in lead.get("/").content.decode()
    page = lead.get(reverse("sessions_waiting")).content.decode()
    assert reverse("treatment_new", args=[clinic.person.reference]) in page
    take_on(order_id=order.pk)
    assert WAITS not in lead.get("/").content.decode()
    page = lead.get(reverse("sessions_waiting")).content.decode()
    assert reverse("treatment_new", args=[clinic.person.reference]) not in page


def test_people_of_other_teams_are_not_counted(clinic: Clinic, order: Any, ctx_of: Any) -> None:
    with ctx_of(clinic.psychologist) as ctx:
        assert [row.order_id for row in ordered.waiting_to_be_taken_on(ctx)] == [order.pk]
    with ctx_of(clinic.elsewhere) as ctx:
        assert ordered.waiting_to_be_taken_on(ctx) == []


def test_what_was_answered_that_day_stands_in_the_session_before_it_is_saved(
    clinic: Clinic, book: Any, ctx_of: Any, client_of: Any
) -> None:
    this_hour = 1 / (7 * 24)
    today, next_week = book(weeks=this_hour), book(weeks=1)
    phq = library.find("phq-9")
    assert phq is not None
    with ctx_of(clinic.psychologist) as ctx:
        questionnaires.administer(
            ctx,
            person_id=clinic.person.pk,
            questionnaire=phq,
            answers=Answers(read_row(phq.instrument, "111111110")),
            how=questionnaires.How(mode="tablet", answered_on=clock.today()),
        )
    lead = client_of(clinic.psychologist)
    for row, stands in ((today, True), (next_week, False)):
        address = reverse("treatment_session", args=[clinic.person.reference, row.number])
        assert ("On a tablet</span>" in lead.get(address).content.decode()) == stands


def test_staff_of_a_supervising_team_are_offered_and_nobody_is_chosen_for_the_writer(
    make: Any, clinic: Clinic, ctx_of: Any
) -> None:
    office = make.team(make.agency("probation"))
    for name in ("Asha Blunt", "Cora Dean"):
        make.member("probation_practitioner", team=office, name=name)
    stranger = make.person(clinic.psychologist)
    make.link(stranger, office.pk, Relationship.ORDER_SUPERVISION)
    with ctx_of(clinic.psychologist) as ctx:
        offered = [each.name for each in enforcement.officers_of(ctx, [stranger.pk])]
        assert offered == ["Asha Blunt", "Cora Dean"]
        chosen = selectors.reader_of(ctx, stranger.pk, Letter.To.OFFICER)
        assert "reader_id" not in chosen
        named = selectors.reader_of(ctx, clinic.person.pk, Letter.To.OFFICER)
        assert named["reader_id"] == clinic.officer.pk
    assert office.agency.type == Agency.Type.PROBATION
