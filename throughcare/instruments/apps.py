from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InstrumentsConfig(AppConfig):
    name = "throughcare.instruments"
    label = "instruments"

    def ready(self) -> None:
        from throughcare.agencies.frame import SettingsTab, offer_settings_tab
        from throughcare.core import registry
        from throughcare.core.menu import PersonTab, offer_tab
        from throughcare.instruments import dues, journey_words, worklist
        from throughcare.instruments.approval import QUESTIONNAIRES
        from throughcare.signatures import notices

        dues.register()
        journey_words.register()
        worklist.register()
        notices.register(QUESTIONNAIRES)
        offer_settings_tab(SettingsTab(_("Questionnaires"), "settings_instruments", 60))
        read = ("read", "clinical_detail")
        offer_tab(
            PersonTab(
                "questionnaires", _("Questionnaires"), "questionnaires", 26, *read, lesser=True
            )
        )
        add = PersonTab(
            "questionnaire", _("Questionnaire"), "questionnaires", 25, "create", "clinical_detail"
        )
        registry.offer("add_to_record", "questionnaire", add)
