"""Addresses of the court. No name, number or birth date of a person stands in one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import path, register_converter

from throughcare.court.views import day, figures, lines, person, requests


class DayConverter:
    """A day as 2026-11-19."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: Any) -> str:
        return value.isoformat() if isinstance(value, date) else str(value)


register_converter(DayConverter, "day")

urlpatterns = [
    path("court/", day.CourtPlaces.as_view(), name="court_places"),
    path(
        "people/<str:ref>/ask-to-be-seen/",
        requests.AskAboutPerson.as_view(),
        name="person_court_request",
    ),
    path("court/requests/", requests.Requests.as_view(), name="court_requests"),
    path("court/<slug:slug>/", day.CourtToday.as_view(), name="court"),
    path("court/<slug:slug>/ask/", requests.AskToSee.as_view(), name="court_request_new"),
    path(
        "court/<slug:slug>/requests/<uuid:asked>/",
        requests.OneRequest.as_view(),
        name="court_request",
    ),
    path(
        "court/<slug:slug>/requests/<uuid:asked>/seen/",
        requests.Acknowledge.as_view(),
        name="court_request_seen",
    ),
    path(
        "court/<slug:slug>/requests/<uuid:asked>/withdraw/",
        requests.Withdraw.as_view(),
        name="court_request_withdraw",
    ),
    path("court/<slug:slug>/line/<uuid:entry>/", lines.ChangeLine.as_view(), name="court_entry"),
    path(
        "court/<slug:slug>/line/<uuid:entry>/match/",
        lines.MatchLine.as_view(),
        name="court_entry_match",
    ),
    path(
        "court/<slug:slug>/line/<uuid:entry>/not-seen/",
        lines.NotSeenAtCourt.as_view(),
        name="court_entry_not_seen",
    ),
    path(
        "court/<slug:slug>/line/<uuid:entry>/youth/",
        lines.PassLineOn.as_view(),
        name="court_entry_youth",
    ),
    path(
        "court/<slug:slug>/line/<uuid:entry>/not-this-person/",
        lines.UnlinkLine.as_view(),
        name="court_entry_unlink",
    ),
    path("court/<slug:slug>/<day:on>/", day.CourtDay.as_view(), name="court_day"),
    path("court/<slug:slug>/<day:on>/add/", day.AddLine.as_view(), name="court_add"),
    path("court/<slug:slug>/<day:on>/print/", day.PrintCourt.as_view(), name="court_print"),
    path(
        "court/<slug:slug>/<day:on>/lists/<uuid:list>/undo/",
        day.TakeListBack.as_view(),
        name="court_list_undo",
    ),
    path("people/<str:ref>/court/", person.PersonCourt.as_view(), name="person_court"),
    path("people/<str:ref>/court/hearings/new/", person.AddHearing.as_view(), name="hearing_new"),
    path(
        "people/<str:ref>/court/hearings/<uuid:hearing>/outcome/",
        person.RecordOutcome.as_view(),
        name="hearing_outcome",
    ),
    path(
        "people/<str:ref>/court/advice/new/", person.GiveAdvice.as_view(), name="court_advice_new"
    ),
    path(
        "people/<str:ref>/court/feedback/new/",
        person.GiveFeedback.as_view(),
        name="court_feedback_new",
    ),
    path(
        "people/<str:ref>/court/follow-ups/<uuid:follow_up>/",
        person.EndFollowUp.as_view(),
        name="court_follow_up",
    ),
    path("figures/coverage/", figures.Coverage.as_view(), name="figures_coverage"),
]
