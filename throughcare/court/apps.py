from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CourtConfig(AppConfig):
    name = "throughcare.court"
    label = "court"

    def ready(self) -> None:
        from throughcare.core import registry
        from throughcare.core.menu import MenuEntry, PersonTab, offer_menu, offer_tab
        from throughcare.court import (
            coming,
            dues,
            handlers,  # noqa: F401 - registers what it does on events
            journey_words,
            panels,
            retention,
            selectors,
            terms,
            worklist,
        )
        from throughcare.court.database import install
        from throughcare.screening.panels import works_with_health

        terms.all_terms()
        dues.register()
        journey_words.register()
        worklist.register()
        panels.register()
        coming.register()
        retention.register()
        registry.offer("database", "court", install.functions)
        registry.offer("seen_at", "court", selectors.where_today)
        registry.offer("heard_at", "court", selectors.next_heard_at)
        offer_menu(MenuEntry(_("Court"), "court_places", 40, works_with_health))
        offer_menu(MenuEntry(_("Requests"), "court_requests", 41, panels.asks_at_a_court))
        offer_menu(MenuEntry(_("Coverage"), "figures_coverage", 42, panels.counts_only))
        offer_tab(PersonTab("court", _("Court"), "person_court", 25, "read", "justice"))
