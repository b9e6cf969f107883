"""Addresses of the search. ``key`` is random and of one session."""

from django.urls import path

from throughcare.today import find

urlpatterns = [
    path("find/", find.Find.as_view(), name="find"),
    path("find/<str:key>/", find.Results.as_view(), name="find_results"),
]
