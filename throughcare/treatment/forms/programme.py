"""Forms that take a person on, begin, and book the first session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.agencies.models import Membership
from throughcare.core import clock
from throughcare.design.fields import NearDateField, TimeField
from throughcare.design.forms import Form
from throughcare.pathways.definition import Criterion
from throughcare.pathways.forms import NO_DETAIL
from throughcare.people.part_forms import LineField
from throughcare.treatment import rules
from throughcare.treatment.forms.boxes import OFF
from throughcare.treatment.forms.session import FURTHEST

#: Radios draw no empty choice.
NO_ORDER = "none"
LONGEST_AGO = timedelta(days=3660)
MODES = [
    ("in_person", gettext_lazy("In person")),
    ("phone", gettext_lazy("Telephone")),
    ("video", gettext_lazy("Video")),
]


def day_field() -> NearDateField:
    return NearDateField(
        label=gettext_lazy("Day"),
        help_text=gettext_lazy("For example, tomorrow, friday or 27/11"),
        error_messages={"required": gettext_lazy("Enter the day")},
    )


def time_field() -> TimeField:
    return TimeField(
        label=gettext_lazy("Time"),
        help_text=gettext_lazy("For example, 2pm or 14:30"),
        error_messages={"required": gettext_lazy("Enter the time")},
    )


def planned_field(most: int | None = None) -> forms.IntegerField:
    """``most``: the limit of the pathway, where it sets one."""
    words = _("This programme has %(most)s sessions at the most.") % {"most": most}
    return forms.IntegerField(
        label=_("How many sessions are planned?"),
        required=False,
        min_value=1,
        max_value=most or 60,
        help_text=words if most else _("Leave empty if it is not known yet."),
        widget=forms.TextInput(attrs={**OFF, "inputmode": "numeric"}),
    )


def asked_as(pathway: str, criterion: Criterion) -> str:
    """The name of the field in which a criterion of a programme is answered."""
    return f"ask_{pathway}_{criterion.id}"


def why_as(pathway: str) -> str:
    return f"why_{pathway}"


def gate_field(criterion: Criterion) -> forms.ChoiceField:
    """Asked of the programme that is chosen, and of no other."""
    return forms.ChoiceField(
        label=criterion.question,
        required=False,
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes")), ("no", _("No")), ("not_known", _("Not known"))],
        help_text=criterion.source.words,
    )


def why_field() -> LineField:
    return LineField(
        label=_("If something is not met or not known, why take the person on all the same?"),
        required=False,
        max_length=300,
        help_text=NO_DETAIL,
        widget=forms.TextInput(attrs=OFF),
    )


class TakeOnForm(Form):
    """Which programme, under which order, since when they wait."""

    pathway = forms.ChoiceField(
        label=gettext_lazy("Which programme?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Select which programme")},
    )
    order = forms.ChoiceField(
        label=gettext_lazy("Under which order?"), required=False, widget=forms.RadioSelect
    )
    waits_since = NearDateField(
        label=gettext_lazy("Waiting since"),
        help_text=gettext_lazy(
            "The day of the sentence, or when the team was asked. First come, first served."
        ),
        must_be="past",
        error_messages={"required": gettext_lazy("Enter the day since when they wait")},
    )
    waits_for = LineField(
        label=gettext_lazy("What do they wait for?"),
        help_text=gettext_lazy("For example: a place, a woman to work with. Nothing clinical."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=OFF),
    )

    def __init__(
        self,
        *args: Any,
        orders: Sequence[tuple[str, str]],
        gates: Mapping[str, Sequence[Criterion]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.gates = gates
        for pathway, criteria in gates.items():
            for each in criteria:
                self.fields[asked_as(pathway, each)] = gate_field(each)
            self.fields[why_as(pathway)] = why_field()
        offered = [(id, each.title) for id, each in rules.pathways().items()]
        self.fields["pathway"].choices = offered  # type: ignore[attr-defined]
        none = (NO_ORDER, _("None: treatment outside an order"))
        self.fields["order"].choices = [*orders, none]  # type: ignore[attr-defined]

    def clean_order(self) -> str:
        """The order; "" outside one."""
        chosen: str = self.cleaned_data["order"]
        return "" if chosen == NO_ORDER else chosen

    def revealed(self) -> dict[str, SafeString]:
        """What each programme with a gate asks, under its own choice."""
        return {
            pathway: format_html_join("", "{}", self._asked_of(pathway)) for pathway in self.gates
        }

    def _asked_of(self, pathway: str) -> list[tuple[SafeString]]:
        names = [asked_as(pathway, each) for each in self.gates[pathway]]
        return [
            (self[name].as_field_group(small=True, label_size="s"),)
            for name in (*names, why_as(pathway))
        ]

    def answers(self) -> dict[str, str]:
        """What was answered of the programme that was chosen, by criterion."""
        chosen = self.cleaned_data["pathway"]
        return {
            each.id: self.cleaned_data[asked_as(chosen, each)]
            for each in self.gates.get(chosen, ())
        }

    def note(self) -> str:
        return str(self.cleaned_data.get(why_as(self.cleaned_data["pathway"]), ""))

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = found.get("pathway", "")
        for each in self.gates.get(chosen, ()):
            name = asked_as(chosen, each)
            if name not in self.errors and not found.get(name):
                self.add_error(name, _("Answer yes, no or not known"))
        return found

    def clean_waits_since(self) -> Any:
        on = self.cleaned_data["waits_since"]
        if on < clock.today() - LONGEST_AGO:
            raise forms.ValidationError(_("Enter a day in the last 10 years"))
        return on


class BeginForm(Form):
    """Who leads, how many sessions, when the first is; why out of turn."""

    lead = forms.ChoiceField(
        label=gettext_lazy("Who leads the treatment?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Select who leads the treatment")},
    )
    out_of_turn = LineField(
        label=gettext_lazy("Why does this person begin now?"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=OFF),
    )
    first_on = NearDateField(label=gettext_lazy("Day of the first session"), required=False)
    first_at = TimeField(label=gettext_lazy("Time"), required=False)
    first_place = LineField(
        label=gettext_lazy("Place"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=OFF),
    )

    def __init__(
        self,
        *args: Any,
        leads: Sequence[Membership],
        needs_reason: bool,
        most: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].choices = [  # type: ignore[attr-defined]
            (str(each.pk), f"{each.user.name}, {each.profession or each.job_title}".rstrip(", "))
            for each in leads
        ]
        self.fields["sessions_planned"] = planned_field(most)
        self.needs_reason = needs_reason
        if not needs_reason:
            del self.fields["out_of_turn"]
        self.order_fields(["lead", "out_of_turn", "sessions_planned"])

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if self.needs_reason and not found.get("out_of_turn"):
            self.add_error("out_of_turn", _("Say why this person begins before others or now"))
        check_time(self, "first_on", "first_at")
        return found


def check_time(form: Form, on: str, at: str) -> None:
    """A day needs a time, and lies within a year from a month ago."""
    day = form.cleaned_data.get(on)
    if day is None or at in form.errors:
        return
    if form.cleaned_data.get(at) is None:
        form.add_error(at, _("Enter a time, such as 2pm"))
    if not clock.today() - timedelta(days=31) <= day <= clock.today() + FURTHEST:
        form.add_error(on, _("Enter a day from a month ago to a year ahead"))


class PlanForm(Form):
    """One more session."""

    on = day_field()
    at = time_field()
    place = LineField(
        label=gettext_lazy("Place"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=OFF),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("How do you meet?"),
        choices=MODES,
        initial="in_person",
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        check_time(self, "on", "at")
        return found
