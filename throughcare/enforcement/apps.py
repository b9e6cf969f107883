from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnforcementConfig(AppConfig):
    name = "throughcare.enforcement"
    label = "enforcement"

    def ready(self) -> None:
        from throughcare.core.worklist import offer_draft
        from throughcare.documents.after_issue import offer_correction
        from throughcare.enforcement import (
            belongs,
            dues,
            journey_words,
            law,
            page,
            panels,
            reading,
            reports,
            worklist,
        )

        law.all_rules()
        belongs.register()
        dues.register()
        journey_words.register()
        page.register()
        panels.register()
        reports.register()
        worklist.register()
        offer_correction("attendance", reading.correction_url)
        offer_draft("order_working", _("A review of an order not finished"), "person_order")
        offer_draft("update_new", _("A question to the officer not finished"), "person_order")
        offer_draft("update_reply", _("An answer to the court not finished"), "person_order")
