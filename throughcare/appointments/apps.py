from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppointmentsConfig(AppConfig):
    name = "throughcare.appointments"
    label = "appointments"

    def ready(self) -> None:
        from throughcare.appointments import (
            dues,
            journey_words,
            panels,
            reminders,  # noqa: F401 - registers what it does on events
            worklist,
        )
        from throughcare.core.menu import MenuEntry, PersonTab, offer_menu, offer_tab
        from throughcare.core.worklist import offer_draft

        dues.register()
        journey_words.register()
        panels.register()
        worklist.register()
        offer_menu(MenuEntry(_("Appointments"), "appointments", 25, panels.sees_appointments))
        offer_tab(
            PersonTab(
                "appointments",
                _("Appointments"),
                "person_appointments",
                50,
                "read",
                "health_summary",
                lesser=True,
            )
        )
        offer_draft("appointment", _("An appointment not finished"), "appointment_new")
        offer_draft(
            "probation_appointment", _("An appointment not finished"), "probation_appointment_new"
        )
