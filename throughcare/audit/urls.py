"""Addresses of the log."""

from django.urls import path

from throughcare.audit.views import SeenBy

urlpatterns = [
    path("people/<str:ref>/seen-by/", SeenBy.as_view(), name="person_seen_by"),
]
