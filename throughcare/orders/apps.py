from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "throughcare.orders"
    label = "orders"

    def ready(self) -> None:
        from throughcare.core.menu import MenuEntry, PersonTab, offer_menu, offer_tab
        from throughcare.core.worklist import offer_draft
        from throughcare.orders import dues, journey_words, rules, terms, worklist

        terms.all_terms()
        dues.register()
        journey_words.register()
        worklist.register()
        offer_menu(MenuEntry(_("Orders"), "orders", 45, rules.lists_orders))
        offer_tab(PersonTab("order", _("Order"), "person_order", 55, "read", "justice"))
        offer_draft("order", _("An order not finished"), "person_order")
        offer_draft("order_requirement", _("A requirement not finished"), "person_order")
