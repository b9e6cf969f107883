"""Addresses of Today and of the search in the header."""

from __future__ import annotations

from django.urls import URLPattern, path

from throughcare.today import find_urls, views

urlpatterns: list[URLPattern] = [
    path("", views.Today.as_view(), name="today"),
    path("more/", views.More.as_view(), name="more"),
    path("today/pass/", views.PassOn.as_view(), name="today_pass"),
    path("today/undo/<uuid:batch>/", views.UndoPassOn.as_view(), name="today_undo"),
    path("today/print/", views.PrintToday.as_view(), name="today_print"),
    *find_urls.urlpatterns,
]
