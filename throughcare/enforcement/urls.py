"""Addresses of attendance, decisions, reviews and updates. No name stands in one."""

from __future__ import annotations

from django.urls import path

from throughcare.enforcement.views import absence, attendance, review, statement, update

PERSON = "people/<str:ref>/order/"
ORDER = f"{PERSON}<uuid:order>/"
ABSENCE = f"{PERSON}absences/<uuid:absence>/"

urlpatterns = [
    path(f"{ORDER}attendance/", attendance.Attendance.as_view(), name="order_attendance"),
    path(f"{ORDER}statement/", statement.NewStatement.as_view(), name="statement_new"),
    path(
        f"{ORDER}absences/<uuid:appointment>/",
        absence.Decide.as_view(),
        name="absence_new",
    ),
    path(f"{ABSENCE}warning/", absence.GiveWarning.as_view(), name="absence_warn"),
    path(f"{ABSENCE}refer/", absence.Refer.as_view(), name="absence_refer"),
    path(f"{ABSENCE}again/", absence.Reconsider.as_view(), name="absence_reconsider"),
    path(f"{ORDER}working/", review.NewReview.as_view(), name="order_working_new"),
    path(f"{PERSON}working/<uuid:review>/", review.OneReview.as_view(), name="order_working"),
    path(f"{PERSON}update/", update.Ask.as_view(), name="update_new"),
    path(f"{PERSON}update/<uuid:update>/", update.OneUpdate.as_view(), name="update"),
    path(f"{PERSON}update/<uuid:update>/remind/", update.Remind.as_view(), name="update_remind"),
    path(f"{PERSON}update/<uuid:update>/close/", update.Close.as_view(), name="update_close"),
]
