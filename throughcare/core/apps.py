from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "throughcare.core"
    label = "core"

    def ready(self) -> None:
        from django.db.backends.signals import connection_created

        from throughcare.core import kept_plans, lookups, registry
        from throughcare.core.database import install

        lookups.register()
        connection_created.connect(kept_plans.keep_plans)
        registry.offer("database", "drafts", install.drafts)
