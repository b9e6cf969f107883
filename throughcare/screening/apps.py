from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScreeningConfig(AppConfig):
    name = "throughcare.screening"
    label = "screening"

    def ready(self) -> None:
        from throughcare.core import registry
        from throughcare.core.menu import MenuEntry, PersonTab, offer_menu, offer_tab
        from throughcare.screening import dues, journey_words, panels, retention, worklist

        dues.register()
        journey_words.register()
        worklist.register()
        panels.register()
        retention.register()
        offer_menu(MenuEntry(_("Custody"), "custody_places", 30, panels.works_with_health))
        offer_tab(
            PersonTab(
                "screens", _("Screenings"), "screens", 20, "read", "clinical_detail", lesser=True
            )
        )
        registry.offer(
            "add_to_record",
            "screening",
            PersonTab(
                "screening", _("Screening"), "screening_new", 10, "create", "clinical_detail"
            ),
        )
