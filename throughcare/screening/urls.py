"""Addresses of custody and screening. No name, number or birth date stands in one."""

from __future__ import annotations

from django.urls import path

from throughcare.screening.views import custody, followup, matching, screening, show

urlpatterns = [
    path("custody/", custody.CustodyPlaces.as_view(), name="custody_places"),
    path("custody/<slug:slug>/", custody.CustodyList.as_view(), name="custody"),
    path("custody/<slug:slug>/add/", custody.AddEntries.as_view(), name="custody_add"),
    path("custody/<slug:slug>/<uuid:entry>/", custody.ChangeEntry.as_view(), name="custody_entry"),
    path(
        "custody/<slug:slug>/<uuid:entry>/match/",
        matching.MatchEntry.as_view(),
        name="custody_entry_match",
    ),
    path(
        "custody/<slug:slug>/<uuid:entry>/not-seen/",
        custody.NotSeen.as_view(),
        name="custody_entry_not_seen",
    ),
    path(
        "custody/<slug:slug>/<uuid:entry>/not-this-person/",
        custody.UnlinkEntry.as_view(),
        name="custody_entry_unlink",
    ),
    path(
        "custody/<slug:slug>/<uuid:entry>/left/",
        custody.LeftCustody.as_view(),
        name="custody_entry_left",
    ),
    path(
        "custody/<slug:slug>/<uuid:entry>/youth/",
        custody.PassToYouthService.as_view(),
        name="custody_entry_youth",
    ),
    path("people/<str:ref>/screening/", show.Screens.as_view(), name="screens"),
    path("people/<str:ref>/screening/new/", screening.Screening.as_view(), name="screening_new"),
    path(
        "people/<str:ref>/screening/not-seen/",
        show.PersonNotSeen.as_view(),
        name="screening_not_seen",
    ),
    path(
        "people/<str:ref>/screening/safety/<uuid:due>/",
        followup.AnswerPrompt.as_view(),
        name="safety_prompt",
    ),
    path(
        "people/<str:ref>/screening/<uuid:screen>/",
        show.ShowScreen.as_view(),
        name="screening",
    ),
    path(
        "people/<str:ref>/screening/<uuid:screen>/correct/",
        screening.CorrectScreening.as_view(),
        name="screening_correct",
    ),
    path(
        "people/<str:ref>/screening/<uuid:screen>/advice/",
        followup.GiveAdvice.as_view(),
        name="custody_advice_give",
    ),
    path(
        "people/<str:ref>/screening/<uuid:screen>/step/<slug:step>/",
        followup.TakeStep.as_view(),
        name="screening_step",
    ),
    path(
        "people/<str:ref>/advice/<uuid:advice>/",
        followup.AnswerAdvice.as_view(),
        name="custody_advice",
    ),
    path(
        "people/<str:ref>/adult/<uuid:adult>/",
        followup.AnswerAdult.as_view(),
        name="appropriate_adult",
    ),
]
