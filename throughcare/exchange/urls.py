"""The addresses of imports."""

from django.urls import path

from throughcare.exchange import results_views, views

urlpatterns = [
    path("import/", views.ChooseList.as_view(), name="import"),
    path("import/results/", results_views.ChooseResults.as_view(), name="import_results"),
    path(
        "import/results/check/", results_views.CheckResults.as_view(), name="import_results_check"
    ),
    path(
        "import/results/check/<int:place>/",
        results_views.MatchDefendant.as_view(),
        name="import_results_match",
    ),
    path(
        "import/results/check/problems.csv",
        results_views.ResultsProblems.as_view(),
        name="import_results_problems",
    ),
    path("import/check/problems.csv", views.ListProblems.as_view(), name="import_problems"),
    path("import/check/", views.CheckList.as_view(), name="import_check"),
]
