from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    name = "throughcare.support"
    label = "support"

    def ready(self) -> None:
        from throughcare.core.menu import MenuEntry, PersonTab, offer_menu, offer_tab
        from throughcare.support import dues, journey_words, rules, selectors, worklist

        dues.register()
        journey_words.register()
        worklist.register()
        offer_menu(MenuEntry(_("Support"), "support", 46, selectors.has_caseload))
        read = ("read", "health_summary")
        shown_to = rules.reads_support
        offer_tab(
            PersonTab("support", _("Support"), "person_support", 58, *read, shown_to=shown_to)
        )
