"""What is typed about a result of a predictor, and how it was worked out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.predictors.named import predictors
from throughcare.core import clock
from throughcare.design.fields import NearDateField
from throughcare.design.forms import Form
from throughcare.predictors import rules
from throughcare.predictors.models import PredictorScore
from throughcare.predictors.rules import Facts

OFF = {"autocomplete": "off"}


class PercentField(forms.DecimalField):
    """``41``, ``41.5`` or ``41 %``: per cent, to two decimal places."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={**OFF, "inputmode": "decimal"}))
        wrong = gettext_lazy("Enter a percentage, such as 41 or 41.5")
        named = ("invalid", "max_digits", "max_decimal_places", "max_whole_digits")
        options["error_messages"] = dict.fromkeys(named, wrong)
        super().__init__(max_digits=5, decimal_places=2, **options)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.strip().removesuffix("%").strip()
        return super().to_python(value)


def _text(label: Any, longest: int, **options: Any) -> forms.CharField:
    widget = forms.TextInput(attrs=OFF)
    return forms.CharField(label=label, max_length=longest, widget=widget, **options)


class ScoreForm(Form):
    """One result as its source prints it. Nothing is worked out from it but its band."""

    FIELDS = (
        "predictor",
        "other_name",
        "predictor_version",
        "kind",
        "percent",
        "one_year",
        "result_words",
        "assessed_on",
        "assessed_by",
        "source",
        "source_words",
    )

    predictor = forms.ChoiceField(
        label=gettext_lazy("Which predictor?"),
        error_messages={
            "required": gettext_lazy("Select the predictor"),
            "invalid_choice": gettext_lazy("Select a predictor of the list"),
        },
    )
    other_name = _text(
        gettext_lazy("Its name, if it is not on the list"),
        120,
        required=False,
        help_text=gettext_lazy("No band is shown for it: we have read none in a source."),
    )
    predictor_version = _text(
        gettext_lazy("Version"),
        60,
        help_text=gettext_lazy(
            "As the source prints it. Results of different versions cannot be compared."
        ),
        error_messages={
            "required": gettext_lazy("Enter its version, or that the source does not say")
        },
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Static or dynamic?"),
        widget=forms.RadioSelect,
        choices=PredictorScore.Kind.choices,
        help_text=gettext_lazy(
            "Static: from age and record alone. Dynamic: also from what can change."
        ),
        error_messages={
            "required": gettext_lazy("Select static or dynamic"),
            "invalid_choice": gettext_lazy("Select static or dynamic"),
        },
    )
    percent = PercentField(
        label=gettext_lazy("Result, as a percentage"),
        required=False,
        help_text=gettext_lazy("Over two years, where the source gives one year and two."),
    )
    one_year = PercentField(
        label=gettext_lazy("Over one year, if the source gives it"), required=False
    )
    result_words = _text(
        gettext_lazy("Result in its own words"),
        120,
        required=False,
        help_text=gettext_lazy("Only for a predictor that gives no percentage."),
    )
    assessed_on = NearDateField(
        label=gettext_lazy("Assessed on"),
        must_be="past",
        help_text=gettext_lazy("For example, 11/9/2026 or yesterday"),
        error_messages={"required": gettext_lazy("Enter the day on which it was assessed")},
    )
    assessed_by = _text(
        gettext_lazy("Assessed by"),
        200,
        help_text=gettext_lazy("Name and team"),
        error_messages={"required": gettext_lazy("Enter who assessed it")},
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Where does the result come from?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Select where the result comes from"),
            "invalid_choice": gettext_lazy("Select where the result comes from"),
        },
    )
    source_words = _text(gettext_lazy("Somewhere else: where?"), 200, required=False)

    def __init__(
        self, *args: Any, born_on: date | None, correcting: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.born_on = born_on
        named = [(p.id, p.title) for p in predictors().values()]
        other = (PredictorScore.OTHER, _("Another predictor"))
        self.fields["predictor"].choices = [("", _("Select")), *named, other]  # type: ignore[attr-defined]
        worked_out = PredictorScore.Source.CALCULATED
        offered = [each for each in PredictorScore.Source.choices if each[0] != worked_out]
        self.fields["source"].choices = offered  # type: ignore[attr-defined]
        if correcting:
            self.fields["reason"] = _text(
                _("Why is it corrected?"), 300, error_messages={"required": _("Say why")}
            )
            self.fields["version"] = forms.IntegerField(
                widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not {"predictor", "kind", "assessed_on"} - set(cleaned):
            facts = self.facts()
            for field, words in rules.faults(facts, born_on=self.born_on, today=clock.today()):
                if field not in self.errors:
                    self.add_error(field, words)
        return cleaned

    def facts(self) -> Facts:
        """What was typed; a field that is in error counts as empty."""
        typed = self.cleaned_data
        return Facts(
            predictor=typed["predictor"],
            predictor_version=typed.get("predictor_version", "").strip(),
            kind=typed["kind"],
            assessed_on=typed["assessed_on"],
            assessed_by=typed.get("assessed_by", "").strip(),
            source=typed.get("source", ""),
            percent=typed.get("percent"),
            one_year=typed.get("one_year"),
            other_name=typed.get("other_name", "").strip(),
            result_words=typed.get("result_words", "").strip(),
            source_words=typed.get("source_words", "").strip(),
        )

    @classmethod
    def initial_of(cls, row: PredictorScore) -> dict[str, Any]:
        return {"version": row.version, **{name: getattr(row, name) for name in cls.FIELDS}}


class TakeBackForm(Form):
    """Why a result is taken back."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    reason = _text(
        gettext_lazy("Why is it taken back?"),
        300,
        error_messages={"required": gettext_lazy("Say why")},
    )
