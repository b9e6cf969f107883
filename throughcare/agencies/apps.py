from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "throughcare.agencies"
    label = "agencies"

    def ready(self) -> None:
        from throughcare.agencies import frame, selectors
        from throughcare.agencies.database import install
        from throughcare.core import registry

        registry.offer("database", "agencies", install.functions)
        registry.offer("database_last", "agencies", install.narrow)
        registry.supply("personas", selectors.personas)
        frame.offer()
