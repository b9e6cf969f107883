"""The officer's own appointments: the same forms, kept with the order (category justice)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy

from throughcare.appointments.views.one import AboutAppointment, Book, Move, OneAppointment


class WithTheOrder:
    """Where the officer's own appointments are found again."""

    back_words: object = gettext_lazy("Back to the order")

    def back(self) -> str:
        person = self.person  # type: ignore[attr-defined]
        return reverse("person_order", args=[person.reference])


class BookProbation(WithTheOrder, Book):
    """Book an appointment with probation, or write down one that has been."""

    category = "justice"
    draft_name = "probation_appointment"

    def usual_part(self) -> str:
        """The newest order: an appointment with the officer is part of it."""
        return self.belongs[0].key if self.belongs else ""


class AboutProbation(WithTheOrder, AboutAppointment):
    """A form about one of the officer's own appointments."""

    category = "justice"
    move_name = "probation_appointment_move"


class OneProbationAppointment(AboutProbation, OneAppointment):
    """What came of an appointment with probation."""

    category = "justice"


class MoveProbation(AboutProbation, Move):
    """Another time for an appointment with probation."""

    category = "justice"
