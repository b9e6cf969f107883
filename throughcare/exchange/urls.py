"""The addresses of imports."""

from django.urls import path

from throughcare.exchange import views

urlpatterns = [
    path("import/", views.ChooseList.as_view(), name="import"),
    path("import/check/", views.CheckList.as_view(), name="import_check"),
]
