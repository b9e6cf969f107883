from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    name = "throughcare.support"
    label = "support"

    def ready(self) -> None:
        from throughcare.core.menu import MenuEntry, PersonTab, offer_menu, offer_tab
        from throughcare.support import dues, journey_words, selectors, worklist

        dues.register()
        journey_words.register()
        worklist.register()
        offer_menu(MenuEntry(_("Support"), "support", 46, selectors.has_caseload))
        offer_tab(
            PersonTab("support", _("Support"), "person_support", 65, "read", "health_summary")
        )
