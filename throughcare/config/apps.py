from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "throughcare.config"
    label = "config"
