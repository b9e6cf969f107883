from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TreatmentConfig(AppConfig):
    name = "throughcare.treatment"
    label = "treatment"

    def ready(self) -> None:
        from throughcare.agencies.frame import SettingsTab, offer_settings_tab
        from throughcare.core import registry
        from throughcare.core.menu import MenuEntry, PersonTab, offer_menu, offer_tab
        from throughcare.documents.after_issue import offer_correction
        from throughcare.treatment import (
            behind,
            corrections,
            dues,
            journey_words,
            ordered,
            panels,
            worklist,
        )
        from throughcare.treatment.database import install

        registry.offer("database", "treatment", install.functions)
        behind.register()
        offer_correction("letter", corrections.correction_url)
        dues.register()
        journey_words.register()
        worklist.register()
        ordered.register()
        offer_menu(MenuEntry(_("Sessions"), "sessions", 27, panels.treats))
        offer_settings_tab(SettingsTab(_("Treatment"), "settings_treatment", 65))
        read = ("read", "clinical_detail")
        offer_tab(PersonTab("treatment", _("Treatment"), "treatment", 52, *read))
