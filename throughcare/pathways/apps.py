from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PathwaysConfig(AppConfig):
    name = "throughcare.pathways"
    label = "pathways"

    def ready(self) -> None:
        from throughcare.agencies.frame import SettingsTab, offer_settings_tab
        from throughcare.core import registry
        from throughcare.core.menu import PersonTab
        from throughcare.pathways import dues, engine, frame, journey_words, worklist
        from throughcare.pathways.approval import PATHWAYS
        from throughcare.pathways.database import install
        from throughcare.signatures import notices

        dues.register()
        journey_words.register()
        worklist.register()
        engine.register()
        frame.register()
        notices.register(PATHWAYS)
        registry.offer("database", "pathways", install.functions)
        registry.offer("database_last", "pathways", install.last)
        registry.offer("episode_of", "pathways", engine.episode_of)
        offer_settings_tab(SettingsTab(_("Pathways"), "settings_pathways", 50))
        registry.offer(
            "add_to_record",
            "pathway",
            PersonTab("pathway", _("Pathway"), "episode_new", 40, "create", "health_summary"),
        )
