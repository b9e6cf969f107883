from django.apps import AppConfig


class CourtReportsConfig(AppConfig):
    name = "throughcare.court_reports"
    label = "court_reports"
