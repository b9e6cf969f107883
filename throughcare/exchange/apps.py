from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "throughcare.exchange"
    label = "exchange"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from throughcare.core import registry
        from throughcare.core.worklist import offer_draft
        from throughcare.exchange import previews
        from throughcare.exchange.database import install

        registry.offer("database", "exchange", install.functions)
        offer_draft(previews.DRAFT, _("A court list that is not imported yet"), "import_check")
