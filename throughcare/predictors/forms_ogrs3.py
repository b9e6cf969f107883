"""OGRS3 worked out from what is typed: a superseded predictor, for comparison with earlier ones."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.predictors import ogrs3
from throughcare.core import clock
from throughcare.design.fields import NearDateField
from throughcare.design.forms import Form
from throughcare.predictors.models import PredictorScore
from throughcare.predictors.rules import Facts, age_on

SMALL = {"autocomplete": "off", "inputmode": "numeric"}
PLACES = Decimal("0.01")


def _number(label: Any, lowest: int, highest: int, wrong: Any) -> forms.IntegerField:
    named = ("required", "invalid", "min_value", "max_value")
    return forms.IntegerField(
        label=label,
        min_value=lowest,
        max_value=highest,
        widget=forms.TextInput(attrs=SMALL),
        error_messages=dict.fromkeys(named, wrong),
    )


class Ogrs3Form(Form):
    """What OGRS3 rests on. Ages are worked out from the date of birth on the record."""

    sex = forms.ChoiceField(
        label=gettext_lazy("Sex, as the published scale has it"),
        widget=forms.RadioSelect,
        choices=[("male", gettext_lazy("Male")), ("female", gettext_lazy("Female"))],
        error_messages={
            "required": gettext_lazy("Select male or female"),
            "invalid_choice": gettext_lazy("Select male or female"),
        },
    )
    starts_on = NearDateField(
        label=gettext_lazy("Start of the community sentence, or release"),
        error_messages={"required": gettext_lazy("Enter the day on which it started")},
    )
    convicted_on = NearDateField(
        label=gettext_lazy("Date of conviction"),
        must_be="past",
        error_messages={"required": gettext_lazy("Enter the date of conviction")},
    )
    first_age = _number(
        gettext_lazy("Age at the first sanction"), 10, 120, gettext_lazy("Enter an age from 10")
    )
    previous = _number(
        gettext_lazy("Previous sanctions"),
        0,
        999,
        gettext_lazy("Enter how many previous sanctions, 0 for none"),
    )
    offence = forms.ChoiceField(
        label=gettext_lazy("Offence group"),
        error_messages={
            "required": gettext_lazy("Select the offence group"),
            "invalid_choice": gettext_lazy("Select the offence group"),
        },
    )

    def __init__(self, *args: Any, born_on: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.born_on = born_on
        groups = [(name, name) for name in ogrs3.OFFENCE]
        self.fields["offence"].choices = [("", _("Select")), *groups]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.born_on is None:
            self.add_error(None, _("The date of birth is not on the record: it is needed."))
        if self.errors:
            return cleaned
        self._check(cleaned["starts_on"], cleaned["convicted_on"], cleaned["first_age"])
        if not self.errors:
            try:
                self.prediction = ogrs3.predict(**self.inputs())
            except ogrs3.Refused as refused:
                self.add_error(None, str(refused))
        return cleaned

    def _check(self, starts: date, convicted: date, first_age: int) -> None:
        if self._age(starts) < ogrs3.ADULT:
            said = _("On that day the person was under 18. OGRS3 is for adults only.")
            self.add_error("starts_on", said)
        if convicted > starts:
            self.add_error("convicted_on", _("The conviction must be on or before the start"))
        elif self._age(convicted) < ogrs3.ADULT:
            said = _("The person was under 18 when convicted. OGRS3 is for convicted adults only.")
            self.add_error("convicted_on", said)
        elif first_age > self._age(convicted):
            self.add_error("first_age", _("The first sanction cannot be after the conviction"))

    def _age(self, on: date) -> int:
        return age_on(self.born_on, on) or 0

    def inputs(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return {
            "sex": typed["sex"],
            "age_at_start": self._age(typed["starts_on"]),
            "age_at_conviction": self._age(typed["convicted_on"]),
            "age_at_first_sanction": typed["first_age"],
            "previous_sanctions": typed["previous"],
            "offence_group": typed["offence"],
        }

    def facts(self, *, by: str) -> Facts:
        """The result of today; never rounded up into the next band."""
        return Facts(
            predictor=ogrs3.MODEL,
            predictor_version=ogrs3.VERSION,
            kind=PredictorScore.Kind.STATIC,
            percent=_percent(self.prediction.two_year),
            one_year=_percent(self.prediction.one_year),
            assessed_on=clock.today(),
            assessed_by=by,
            source=PredictorScore.Source.CALCULATED,
        )


def _percent(probability: float) -> Decimal:
    return (Decimal(probability) * 100).quantize(PLACES, rounding=ROUND_FLOOR)
