"""Addresses of treatment. No name, number or birth date of a person stands in one."""

from __future__ import annotations

from django.urls import path

from throughcare.treatment.views import programme, session

PERSON = "people/<str:ref>/treatment/"
ONE = f"{PERSON}<uuid:programme>/"

urlpatterns = [
    path(PERSON, programme.PersonTreatment.as_view(), name="treatment"),
    path(f"{PERSON}new/", programme.TakeOn.as_view(), name="treatment_new"),
    path(f"{ONE}begin/", programme.Begin.as_view(), name="treatment_begin"),
    path(f"{ONE}sessions/new/", programme.PlanSession.as_view(), name="treatment_session_new"),
    path(
        "people/<str:ref>/sessions/<int:number>/",
        session.SessionPage.as_view(),
        name="treatment_session",
    ),
]
