from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "throughcare.plans"
    label = "plans"

    def ready(self) -> None:
        from throughcare.core.menu import PersonTab, offer_tab
        from throughcare.plans import dues, journey_words, rules, worklist

        dues.register()
        journey_words.register()
        worklist.register()
        read = ("read", "health_summary")
        shown_to = rules.reads_plans
        offer_tab(PersonTab("plan", _("Plan"), "person_plan", 59, *read, shown_to=shown_to))
