"""Addresses of assessments. No name, number or birth date stands in one."""

from __future__ import annotations

from django.urls import path

from throughcare.assessments.views import assessing, ending, following, liaison, planning

PERSON = "people/<str:ref>/"
ONE = f"{PERSON}assessments/<uuid:assessment>/"

urlpatterns = [
    path("safety-prompts/", following.SafetyPrompts.as_view(), name="safety_prompts"),
    path(f"{PERSON}assessments/", assessing.Assessments.as_view(), name="assessments"),
    path(f"{PERSON}assessments/new/", assessing.StartAssessment.as_view(), name="assessment_new"),
    path(
        f"{PERSON}assessments/after/<uuid:screen>/",
        assessing.StartAfterScreen.as_view(),
        name="assessment_after",
    ),
    path(
        f"{PERSON}assessments/prompt/<uuid:due>/",
        following.AnswerPrompt.as_view(),
        name="assessment_prompt",
    ),
    path(ONE, assessing.ShowAssessment.as_view(), name="assessment"),
    path(f"{ONE}safety/", assessing.WriteSafety.as_view(), name="assessment_safety"),
    path(f"{ONE}area/<slug:area>/", assessing.WriteArea.as_view(), name="assessment_area"),
    path(f"{ONE}complete/", ending.CompleteAssessment.as_view(), name="assessment_complete"),
    path(f"{ONE}stop/", ending.StopAssessment.as_view(), name="assessment_stop"),
    path(f"{ONE}move/", ending.MoveAssessment.as_view(), name="assessment_move"),
    path(f"{ONE}look-again/", following.LookAgain.as_view(), name="assessment_look_again"),
    path(f"{PERSON}needs/<uuid:need>/", following.ChangeNeed.as_view(), name="need"),
    path(f"{PERSON}safety-plan/", planning.ShowPlan.as_view(), name="safety_plan"),
    path(f"{PERSON}safety-plan/write/", planning.WritePlan.as_view(), name="safety_plan_write"),
    path(
        f"{PERSON}safety-plan/<uuid:plan>/copy/",
        planning.GiveCopy.as_view(),
        name="safety_plan_copy",
    ),
    path(
        f"{PERSON}safety-plan/<uuid:plan>/print/",
        planning.PrintPlan.as_view(),
        name="safety_plan_print",
    ),
    path(f"{PERSON}contacts/", liaison.Contacts.as_view(), name="contacts"),
    path(f"{PERSON}contacts/new/", liaison.MakeContact.as_view(), name="contact_new"),
    path(f"{PERSON}other-people/", liaison.OtherPeople.as_view(), name="other_people"),
    path(f"{PERSON}other-people/new/", liaison.AddOtherPerson.as_view(), name="other_people_new"),
    path(f"{PERSON}triage/new/", liaison.AskForTriage.as_view(), name="triage_new"),
    path(f"{PERSON}triage/<uuid:triage>/", liaison.ShowTriage.as_view(), name="triage"),
    path(
        f"{PERSON}triage/<uuid:triage>/follow/",
        liaison.FollowTriage.as_view(),
        name="triage_follow",
    ),
]
