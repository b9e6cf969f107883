"""Addresses of treatment. No name, number or birth date of a person stands in one."""

from __future__ import annotations

from django.urls import path

from throughcare.treatment.views import (
    around,
    follow_up,
    groups,
    letters,
    meetings,
    places,
    programme,
    session,
    team,
)

PERSON = "people/<str:ref>/treatment/"
ONE = f"{PERSON}<uuid:programme>/"
GROUP = "sessions/groups/<uuid:group>/"
LETTER = f"{PERSON}letters/<uuid:letter>/"

urlpatterns = [
    path(PERSON, programme.PersonTreatment.as_view(), name="treatment"),
    path(f"{PERSON}new/", programme.TakeOn.as_view(), name="treatment_new"),
    path(f"{ONE}begin/", programme.Begin.as_view(), name="treatment_begin"),
    path(f"{ONE}sessions/new/", programme.PlanSession.as_view(), name="treatment_session_new"),
    path(f"{ONE}check-ins/new/", around.CheckIn.as_view(), name="treatment_check_in"),
    path(f"{ONE}hand-over/", around.OfferHandOver.as_view(), name="treatment_hand_over_new"),
    path(f"{ONE}supervision/", around.LogSupervision.as_view(), name="treatment_supervision"),
    path(f"{ONE}end/", around.EndTreatment.as_view(), name="treatment_end"),
    path(
        f"{PERSON}hand-overs/<uuid:hand_over>/",
        around.AnswerHandOver.as_view(),
        name="treatment_hand_over",
    ),
    path(
        f"{PERSON}follow-ups/<uuid:follow_up>/",
        follow_up.DoFollowUp.as_view(),
        name="treatment_follow_up",
    ),
    path(f"{ONE}letters/<slug:to>/", letters.BeginLetter.as_view(), name="treatment_letter_new"),
    path(LETTER, letters.EditLetter.as_view(), name="treatment_letter"),
    path(f"{LETTER}issue/", letters.IssueLetter.as_view(), name="treatment_letter_issue"),
    path(f"{LETTER}correct/", letters.CorrectLetter.as_view(), name="treatment_letter_correct"),
    path(f"{LETTER}drop/", letters.DropLetter.as_view(), name="treatment_letter_drop"),
    path("settings/treatment/", places.TreatmentSettings.as_view(), name="settings_treatment"),
    path("settings/treatment/<uuid:id>/", places.SetPlaces.as_view(), name="settings_team_treats"),
    path("sessions/", team.Week.as_view(), name="sessions"),
    path("sessions/waiting/", team.Waiting.as_view(), name="sessions_waiting"),
    path("sessions/groups/", groups.Groups.as_view(), name="sessions_groups"),
    path("sessions/groups/new/", groups.NewGroup.as_view(), name="sessions_group_new"),
    path(GROUP, groups.ShowGroup.as_view(), name="sessions_group"),
    path(f"{GROUP}people/", groups.JoinGroup.as_view(), name="sessions_group_join"),
    path(f"{GROUP}follow/", meetings.FollowMeetings.as_view(), name="sessions_group_follow"),
    path(f"{GROUP}meetings/new/", groups.PlanMeeting.as_view(), name="sessions_meeting_new"),
    path(
        "sessions/groups/places/<uuid:place>/end/",
        groups.LeaveGroup.as_view(),
        name="sessions_group_leave",
    ),
    path(
        "sessions/groups/meetings/<uuid:meeting>/",
        groups.Meeting.as_view(),
        name="sessions_meeting",
    ),
    path(
        "sessions/groups/meetings/<uuid:meeting>/change/",
        meetings.ChangeMeeting.as_view(),
        name="sessions_meeting_change",
    ),
    path("sessions/supervision/", team.Supervision.as_view(), name="sessions_supervision"),
    path(
        "people/<str:ref>/sessions/<int:number>/",
        session.SessionPage.as_view(),
        name="treatment_session",
    ),
]
