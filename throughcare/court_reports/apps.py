from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CourtReportsConfig(AppConfig):
    name = "throughcare.court_reports"
    label = "court_reports"

    def ready(self) -> None:
        from throughcare.agencies.frame import SettingsTab, offer_settings_tab
        from throughcare.core import registry
        from throughcare.core.menu import PersonTab, offer_tab
        from throughcare.court_reports import dues, journey_words, readers, worklist
        from throughcare.documents.after_issue import offer_correction

        offer_correction("court_report", readers.correction_url)
        dues.register()
        journey_words.register()
        worklist.register()
        offer_settings_tab(SettingsTab(_("Available locally"), "settings_provision", 55))
        offer_tab(
            PersonTab("reports", _("Reports"), "person_reports", 50, "read", "clinical_detail")
        )
        registry.offer(
            "add_to_record",
            "court_report",
            PersonTab(
                "report", _("Report to the court"), "report_new", 30, "create", "clinical_detail"
            ),
        )
