"""Addresses of support. No name, number or birth date of a person stands in one."""

from __future__ import annotations

from django.urls import path

from throughcare.support import views

PERSON = "people/<str:ref>/support/"

urlpatterns = [
    path("support/", views.Caseload.as_view(), name="support"),
    path("support/<uuid:task>/", views.MoveOnCaseload.as_view(), name="support_task"),
    path(PERSON, views.PersonSupport.as_view(), name="person_support"),
    path(f"{PERSON}needs/", views.CheckNeeds.as_view(), name="needs_check"),
    path(f"{PERSON}new/", views.AddTask.as_view(), name="support_new"),
    path(f"{PERSON}<uuid:task>/", views.MoveOnPerson.as_view(), name="person_support_task"),
    path(f"{PERSON}<uuid:task>/reopen/", views.Reopen.as_view(), name="support_reopen"),
    path(f"{PERSON}taking-part/new/", views.AddActivity.as_view(), name="support_activity_new"),
    path(
        f"{PERSON}taking-part/<uuid:activity>/",
        views.ChangeActivity.as_view(),
        name="support_activity",
    ),
]
