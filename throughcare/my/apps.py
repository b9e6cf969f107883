from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MyConfig(AppConfig):
    name = "throughcare.my"
    label = "my"

    def ready(self) -> None:
        from django.core import checks

        from throughcare.agencies.frame import SettingsTab, offer_settings_tab
        from throughcare.core import registry
        from throughcare.core.menu import PersonTab, offer_tab
        from throughcare.my import dues, journey_words, own_session, welsh, worklist
        from throughcare.my.database import install

        registry.offer("database", "my", install.functions)
        registry.offer("own_context", "my", own_session.working_as)
        checks.register(welsh.check_welsh)
        dues.register()
        journey_words.register()
        worklist.register()
        offer_settings_tab(SettingsTab(_("Tablet safety"), "settings_tablet", 65))
        tablet = PersonTab(
            "tablet", _("Hand over tablet"), "tablet_hand_over", 24, "create", "clinical_detail"
        )
        registry.offer("add_to_record", "tablet", tablet)
        registry.offer("ways_to_answer", "tablet", tablet)
        offer_tab(
            PersonTab(
                "own-pages",
                _("Own pages"),
                "own_pages",
                85,
                "create",
                "health_summary",
                lesser=True,
            )
        )
