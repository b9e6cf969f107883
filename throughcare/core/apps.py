from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "throughcare.core"
    label = "core"

    def ready(self) -> None:
        from django.db.backends.signals import connection_created

        from throughcare.core import lookups, registry
        from throughcare.core.database import install

        lookups.register()
        connection_created.connect(lookups.keep_more)
        registry.offer("database", "drafts", install.drafts)
