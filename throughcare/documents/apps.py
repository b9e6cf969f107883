from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "throughcare.documents"
    label = "documents"

    def ready(self) -> None:
        from throughcare.core import registry
        from throughcare.core.menu import PersonTab, offer_tab
        from throughcare.documents import database, dues, journey_words, panels, worklist

        registry.offer("database", "documents", database.functions)
        dues.register()
        journey_words.register()
        worklist.register()
        panels.register()
        offer_tab(
            PersonTab(
                "documents",
                _("Documents"),
                "person_documents",
                60,
                "read",
                "disclosed",
                lesser=True,
            )
        )
