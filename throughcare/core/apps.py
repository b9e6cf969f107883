from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "throughcare.core"
    label = "core"

    def ready(self) -> None:
        from throughcare.core import lookups, registry
        from throughcare.core.database import install

        lookups.register()
        registry.offer("database", "drafts", install.drafts)
