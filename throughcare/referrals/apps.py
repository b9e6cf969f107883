from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferralsConfig(AppConfig):
    name = "throughcare.referrals"
    label = "referrals"

    def ready(self) -> None:
        from throughcare.core import registry
        from throughcare.core.menu import MenuEntry, PersonTab, offer_menu, offer_tab
        from throughcare.referrals import (
            access,
            codes,
            database,
            dues,
            handlers,  # noqa: F401 - registers what it does on events
            journey_words,
            panels,
            worklist,
        )

        codes.all_codes()
        registry.offer("database", "referrals", database.functions)
        dues.register()
        journey_words.register()
        worklist.register()
        panels.register()
        offer_menu(MenuEntry(_("Referrals"), "referrals", 50, access.receives))
        offer_menu(MenuEntry(_("Services"), "services", 55, access.works_in_care))
        offer_tab(
            PersonTab("referrals", _("Referrals"), "person_referrals", 45, "read", "disclosed")
        )
        for name, words, url, order, right in (
            ("referral", _("Referral"), "referral_new", 55, ("create", "disclosed")),
            ("signpost", _("Told of a service"), "signpost_new", 57, ("create", "health_summary")),
        ):
            registry.offer("add_to_record", name, PersonTab(name, words, url, order, *right))
