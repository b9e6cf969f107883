"""Addresses of plans. No name, number or birth date of a person stands in one."""

from __future__ import annotations

from django.urls import path

from throughcare.plans import views

PLAN = "people/<str:ref>/plan/"
ROADMAP = f"{PLAN}roadmap/"

urlpatterns = [
    path("plans/", views.PlansToSign.as_view(), name="plans_to_sign"),
    path(PLAN, views.PersonPlan.as_view(), name="person_plan"),
    path(f"{PLAN}new/", views.StartPlan.as_view(), name="plan_new"),
    path(f"{PLAN}words/", views.ChangeWords.as_view(), name="plan_words"),
    path(f"{PLAN}open/", views.BeginVersion.as_view(), name="plan_open"),
    path(f"{PLAN}send/", views.SendPlan.as_view(), name="plan_send"),
    path(f"{PLAN}end/", views.EndPlan.as_view(), name="plan_end"),
    path(f"{PLAN}print/", views.PrintPlan.as_view(), name="plan_print"),
    path(f"{PLAN}goals/new/", views.AddGoal.as_view(), name="plan_goal_new"),
    path(f"{PLAN}goals/<uuid:key>/", views.ChangeGoal.as_view(), name="plan_goal"),
    path(f"{PLAN}lines/new/", views.AddLine.as_view(), name="plan_line_new"),
    path(f"{PLAN}lines/<uuid:key>/", views.ChangeLine.as_view(), name="plan_line"),
    path(f"{PLAN}lines/<uuid:key>/progress/", views.NoteProgress.as_view(), name="plan_progress"),
    path(f"{PLAN}sign/<uuid:party>/", views.Sign.as_view(), name="plan_sign"),
    path(f"{PLAN}drivers/new/", views.AddDriver.as_view(), name="plan_driver_new"),
    path(f"{PLAN}drivers/<uuid:driver>/", views.ChangeDriver.as_view(), name="plan_driver"),
    path(f"{PLAN}helps/new/", views.AddResource.as_view(), name="plan_resource_new"),
    path(f"{PLAN}helps/<uuid:resource>/", views.ChangeResource.as_view(), name="plan_resource"),
    path(ROADMAP, views.ShowRoadmap.as_view(), name="roadmap"),
    path(f"{ROADMAP}new/", views.WriteStep.as_view(), name="roadmap_new"),
    path(f"{ROADMAP}give/", views.GiveRoadmap.as_view(), name="roadmap_give"),
    path(f"{ROADMAP}print/", views.PrintRoadmap.as_view(), name="roadmap_print"),
    path(f"{ROADMAP}pdf/", views.RoadmapPdf.as_view(), name="roadmap_pdf"),
    path(f"{ROADMAP}<uuid:step>/", views.ChangeStep.as_view(), name="roadmap_step"),
    path(f"{ROADMAP}<uuid:step>/say/", views.SayHowItGoes.as_view(), name="roadmap_say"),
]
