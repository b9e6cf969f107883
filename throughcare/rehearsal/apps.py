from django.apps import AppConfig


class RehearsalConfig(AppConfig):
    name = "throughcare.rehearsal"
    label = "rehearsal"
