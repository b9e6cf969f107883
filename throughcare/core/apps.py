from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "throughcare.core"
    label = "core"

    def ready(self) -> None:
        from throughcare.core import registry
        from throughcare.core.database import install

        registry.offer("database", "drafts", install.drafts)
