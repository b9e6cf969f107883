"""Addresses of criminogenic scores. No name, number or score stands in one."""

from django.urls import path

from throughcare.predictors import views

OF_PERSON = "people/<str:ref>/scores/"
ONE = f"{OF_PERSON}<uuid:score>/"

urlpatterns = [
    path(OF_PERSON, views.Scores.as_view(), name="scores"),
    path(f"{OF_PERSON}new/", views.RecordScore.as_view(), name="score_new"),
    path(f"{OF_PERSON}ogrs3/", views.WorkOutOgrs3.as_view(), name="score_ogrs3"),
    path(f"{ONE}correct/", views.CorrectScore.as_view(), name="score_correct"),
    path(f"{ONE}take-back/", views.TakeBackScore.as_view(), name="score_take_back"),
]
