from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "throughcare.audit"
    label = "audit"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from throughcare.audit import writer
        from throughcare.audit.database import install
        from throughcare.core import registry
        from throughcare.core.menu import PersonTab, offer_tab

        registry.supply("audit", writer)
        registry.offer("database", "audit", install.functions)
        offer_tab(
            PersonTab("seen-by", _("Seen by"), "person_seen_by", 90, "read", "audit", lesser=True)
        )
