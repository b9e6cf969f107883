from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "throughcare.signatures"
    label = "signatures"

    def ready(self) -> None:
        from throughcare.core import registry
        from throughcare.signatures import database

        registry.offer("database_last", "signatures", database.last)
