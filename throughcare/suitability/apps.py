from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SuitabilityConfig(AppConfig):
    name = "throughcare.suitability"
    label = "suitability"

    def ready(self) -> None:
        from throughcare.core.menu import PersonTab, offer_tab
        from throughcare.suitability import dues, journey_words, reacting, worklist

        assert reacting  # noqa: S101 - its handlers listen from now on
        dues.register()
        journey_words.register()
        worklist.register()
        read = ("read", "health_summary")
        offer_tab(PersonTab("suitability", _("Suitability"), "suitability", 52, *read, lesser=True))
