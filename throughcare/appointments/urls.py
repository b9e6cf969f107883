"""Addresses of appointments. No name, number or birth date of a person stands in one."""

from __future__ import annotations

from django.urls import path

from throughcare.appointments.views import one, probation, week

PERSON = "people/<str:ref>/appointments/"
ONE = f"{PERSON}<uuid:appointment>/"
OFFICERS = "people/<str:ref>/order/appointments/"

urlpatterns = [
    path("appointments/", week.Week.as_view(), name="appointments"),
    path(PERSON, one.PersonAppointments.as_view(), name="person_appointments"),
    path(f"{PERSON}new/", one.Book.as_view(), name="appointment_new"),
    path(ONE, one.OneAppointment.as_view(), name="appointment"),
    path(f"{ONE}move/", one.Move.as_view(), name="appointment_move"),
    path(f"{OFFICERS}new/", probation.BookProbation.as_view(), name="probation_appointment_new"),
    path(
        f"{OFFICERS}<uuid:appointment>/",
        probation.OneProbationAppointment.as_view(),
        name="probation_appointment",
    ),
    path(
        f"{OFFICERS}<uuid:appointment>/move/",
        probation.MoveProbation.as_view(),
        name="probation_appointment_move",
    ),
]
