from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TodayConfig(AppConfig):
    name = "throughcare.today"
    label = "today"

    def ready(self) -> None:
        from throughcare.core.menu import MenuEntry, offer_menu
        from throughcare.today import panels

        panels.register()
        offer_menu(MenuEntry(_("Today"), "today", 0, lambda _ctx: True))
