from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PredictorsConfig(AppConfig):
    name = "throughcare.predictors"
    label = "predictors"

    def ready(self) -> None:
        from throughcare.core.menu import PersonTab, offer_tab
        from throughcare.core.worklist import offer_draft
        from throughcare.predictors import journey_words, rules

        journey_words.register()
        offer_draft("score", _("A criminogenic score not finished"), "scores")
        offer_tab(
            PersonTab(
                "scores",
                _("Scores"),
                "scores",
                57,
                "read",
                "justice",
                lesser=True,
                shown_to=rules.keeps_scores,
            )
        )
