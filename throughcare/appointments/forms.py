"""What is typed about an appointment. No note of what was said is asked for here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.appointments import rules
from throughcare.appointments.belongs import Belongs
from throughcare.appointments.models import Appointment, Kind, Mode, NextStep, Status
from throughcare.core import clock
from throughcare.design.fields import NearDateField, TimeField
from throughcare.design.forms import Form

OFF = {"autocomplete": "off", "spellcheck": "false"}
DAY_HINT = gettext_lazy("For example, tomorrow, friday or 27/11")
EARLIEST_YEARS, LATEST_YEARS = 3, 3
USUAL_MINUTES = 60


def _radios(label: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, widget=forms.RadioSelect, **options)


def _place(**options: Any) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Where"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=OFF),
        **options,
    )


def _minutes(label: Any, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=rules.LONGEST_MINUTES,
        widget=forms.TextInput(attrs={**OFF, "inputmode": "numeric"}),
        error_messages={
            "invalid": gettext_lazy("Enter minutes as a number, such as 50"),
            "min_value": gettext_lazy("Enter at least 1 minute"),
            "max_value": gettext_lazy("Enter 720 minutes or fewer"),
        },
        **options,
    )


def moment_of(on: date, at: Any) -> datetime:
    return datetime.combine(on, at, tzinfo=clock.LONDON)


def near_enough(on: date) -> bool:
    """No typing slip of a year: within three years either way."""
    return abs(on.year - clock.today().year) <= LATEST_YEARS


class TimedForm(Form):
    """A form with a day and a time."""

    on = NearDateField(
        label=gettext_lazy("Day"),
        help_text=DAY_HINT,
        error_messages={"required": gettext_lazy("Enter the day")},
    )
    at = TimeField(
        label=gettext_lazy("Time"),
        help_text=gettext_lazy("For example, 2pm or 14:30"),
        error_messages={"required": gettext_lazy("Enter the time")},
    )

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if not near_enough(on):
            raise forms.ValidationError(_("Enter a day within 3 years of today"))
        return on

    def starts_at(self) -> datetime:
        return moment_of(self.cleaned_data["on"], self.cleaned_data["at"])


class BookForm(TimedForm):
    """An appointment to come, or one that has been and was not booked."""

    kind = _radios(
        gettext_lazy("What kind of appointment?"),
        error_messages={"required": gettext_lazy("Select what kind of appointment it is")},
    )
    minutes = _minutes(gettext_lazy("How many minutes"), initial=USUAL_MINUTES)
    mode = _radios(gettext_lazy("How do they meet?"), choices=Mode.choices, initial=Mode.IN_PERSON)
    place = _place()
    with_member = forms.ChoiceField(label=gettext_lazy("With"), required=False)
    belongs = forms.ChoiceField(label=gettext_lazy("Part of"), required=False)
    outcome = forms.ChoiceField(
        label=gettext_lazy("If it has been: what happened?"),
        required=False,
        help_text=gettext_lazy("Leave this for an appointment that is still to come."),
    )

    field_order = (
        "kind", "on", "at", "minutes", "mode", "place", "with_member", "belongs", "outcome",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[Kind],
        colleagues: Sequence[tuple[UUID, str]],
        belongs: Sequence[Belongs],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known = {each.key: each for each in belongs}
        self._offer("kind", [(kind.value, kind.label) for kind in kinds])
        people = [(str(pk), name) for pk, name in colleagues]
        self._offer("with_member", [("", _("Anybody of my team")), *people])
        parts = [(key, each.words) for key, each in self.known.items()]
        self._offer("belongs", [("", _("No order")), *parts])
        if not parts:
            del self.fields["belongs"]
        said = [(each.value, each.label) for each in rules.OUTCOMES]
        self._offer("outcome", [("", _("It is still to come")), *said])

    def _offer(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        on, outcome = cleaned.get("on"), cleaned.get("outcome")
        if on and outcome and outcome not in rules.IN_ADVANCE and on > clock.today():
            self.add_error("outcome", _("Whether they came is known on the day"))
        return cleaned

    def booking(self) -> dict[str, Any]:
        """What ``book_appointment`` takes."""
        typed = self.cleaned_data
        part = self.known.get(typed.get("belongs") or "")
        return {
            "kind": typed["kind"],
            "starts_at": self.starts_at(),
            "minutes": typed["minutes"],
            "place": typed["place"],
            "mode": typed["mode"],
            "with_member_id": UUID(typed["with_member"]) if typed["with_member"] else None,
            "order_id": part.order_id if part else None,
            "requirement_id": part.requirement_id if part else None,
        }


class AttendanceForm(Form):
    """What happened, what next, and which day was offered: four answers."""

    status = _radios(
        gettext_lazy("What happened?"),
        choices=[(each.value, each.label) for each in rules.OUTCOMES],
        error_messages={"required": gettext_lazy("Select what happened")},
    )
    came_minutes = _minutes(gettext_lazy("Minutes they were there"), required=False)
    next_step = _radios(gettext_lazy("What next?"), choices=NextStep.choices, required=False)
    offered_on = NearDateField(
        label=gettext_lazy("Next day offered"), help_text=DAY_HINT, required=False
    )
    offered_at = TimeField(
        label=gettext_lazy("Time"),
        help_text=gettext_lazy("With a time, the next appointment is booked too."),
        required=False,
    )

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.appointment = appointment

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        status, offered = cleaned.get("status"), cleaned.get("offered_on")
        early = status and status not in rules.IN_ADVANCE
        if early and not rules.has_come(self.appointment.starts_at):
            self.add_error("status", _("Whether they came is known on the day"))
        if offered and not near_enough(offered):
            self.add_error("offered_on", _("Enter a day within 3 years of today"))
        elif offered and offered < rules.local_day(self.appointment.starts_at):
            self.add_error("offered_on", _("The next day comes after this appointment"))
        if cleaned.get("offered_at") and not offered and "offered_on" not in self.errors:
            self.add_error("offered_on", _("Enter the day that goes with this time"))
        return cleaned

    def next_starts_at(self) -> datetime | None:
        """When the next appointment is booked for, where a day and a time were given."""
        on, at = self.cleaned_data["offered_on"], self.cleaned_data["offered_at"]
        return moment_of(on, at) if on and at else None

    @classmethod
    def initial_of(cls, row: Appointment) -> dict[str, Any]:
        if row.status == Status.PLANNED:
            return {}
        return {
            "status": row.status,
            "came_minutes": row.came_minutes,
            "next_step": row.next_step,
            "offered_on": row.offered_on,
        }


class MoveForm(TimedForm):
    """Another time for an appointment that is booked."""

    place = _place()
    by = _radios(
        gettext_lazy("Who asked for another time?"),
        choices=[("us", gettext_lazy("We did")), ("person", gettext_lazy("The person did"))],
        error_messages={"required": gettext_lazy("Select who asked for another time")},
    )
