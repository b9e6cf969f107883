from django.apps import AppConfig


class CourtConfig(AppConfig):
    name = "throughcare.court"
    label = "court"
