from django.apps import AppConfig


class PathwaysConfig(AppConfig):
    name = "throughcare.pathways"
    label = "pathways"
