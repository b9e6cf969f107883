from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "throughcare.plans"
    label = "plans"

    def ready(self) -> None:
        from throughcare.core.menu import PersonTab, offer_tab
        from throughcare.plans import dues, journey_words, worklist

        dues.register()
        journey_words.register()
        worklist.register()
        # Probation reaches it by its own category; what it reads there is what was agreed.
        offer_tab(PersonTab("plan", _("Plan"), "person_plan", 66, "read", "justice"))
