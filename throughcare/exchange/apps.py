from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "throughcare.exchange"
    label = "exchange"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from throughcare.core import registry
        from throughcare.core.worklist import offer_draft
        from throughcare.exchange import panels, previews, results_waiting
        from throughcare.exchange.database import install

        panels.register()
        registry.offer("database", "exchange", install.functions)
        registry.offer("orders_action", "import_results", _("Take in a court’s results"))
        offer_draft(
            results_waiting.DRAFT, _("Results that are not taken in yet"), "import_results_check"
        )
        offer_draft(previews.DRAFT, _("A court list that is not imported yet"), "import_check")
