"""The kind of work that an appointment puts on Today."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.appointments.dues import CARE, PROBATION
from throughcare.appointments.models import Kind
from throughcare.core import clock
from throughcare.core.models import Due
from throughcare.core.worklist import WorklistKind, offer_kind
from throughcare.design import words


def _url(due: Due, reference: str) -> str:
    return reverse("appointment", args=[reference, due.subject_id])


def _note(due: Due) -> str:
    at = datetime.fromisoformat(due.detail["at"])
    when = words.in_a_sentence(words.moment(at, now=clock.now()))
    return f"{Kind(due.detail['kind']).label}, {when}"


def _officer_url(due: Due, reference: str) -> str:
    return reverse("probation_appointment", args=[reference, due.subject_id])


def register() -> None:
    for kind, url, category in (
        (CARE, _url, "health_summary"),
        (PROBATION, _officer_url, "justice"),
    ):
        offer_kind(
            WorklistKind(
                kind,
                lambda _due: _("Record who came"),
                url,
                "appointment",
                gettext_lazy("Appointments"),
                _note,
                done_by=("amend", category),
            )
        )
