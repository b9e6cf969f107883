"""Addresses of suitability. No name, number or birth date of a person stands in one."""

from __future__ import annotations

from django.urls import path

from throughcare.suitability import views

PERSON = "people/<str:ref>/suitability/"
ONE = f"{PERSON}<uuid:suitability>/"

urlpatterns = [
    path("suitability/decided/", views.Decided.as_view(), name="suitability_decided"),
    path(PERSON, views.PersonSuitability.as_view(), name="suitability"),
    path(f"{PERSON}new/", views.Consider.as_view(), name="suitability_new"),
    path(f"{ONE}dates/", views.ChangeDates.as_view(), name="suitability_dates"),
    path(
        f"{ONE}points/<slug:criterion>/",
        views.AnswerCriterion.as_view(),
        name="suitability_answer",
    ),
    path(f"{ONE}sequence/", views.PutInSequence.as_view(), name="suitability_sequence"),
    path(f"{ONE}willing/", views.AskWilling.as_view(), name="suitability_willing"),
    path(f"{ONE}send/", views.Send.as_view(), name="suitability_send"),
    path(f"{ONE}take-back/", views.TakeBack.as_view(), name="suitability_take_back"),
    path(f"{ONE}sign/", views.SignOff.as_view(), name="suitability_sign"),
    path(f"{ONE}close/", views.Close.as_view(), name="suitability_close"),
    path(f"{ONE}easy-read/", views.EasyRead.as_view(), name="suitability_easy_read"),
]
