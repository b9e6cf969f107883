from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagesConfig(AppConfig):
    name = "throughcare.messages"
    # django.contrib.messages has the label "messages".
    label = "outbox"

    def ready(self) -> None:
        from throughcare.agencies.frame import SettingsTab, offer_settings_tab
        from throughcare.core import registry
        from throughcare.core.menu import PersonTab, offer_tab
        from throughcare.messages import database, dues, journey_words, notices, worklist

        registry.offer("database", "messages", database.functions)
        dues.register()
        journey_words.register()
        worklist.register()
        notices.register()
        create = ("create", "health_summary")
        offer_tab(PersonTab("messages", _("Texts"), "person_messages", 75, *create, lesser=True))
        offer_settings_tab(SettingsTab(_("Texts"), "settings_texts", 70))
