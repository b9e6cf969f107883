"""What is typed about an order of the court. No offence is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import clock
from throughcare.design.fields import NearDateField, TimeField
from throughcare.design.forms import Form
from throughcare.orders import rules, terms
from throughcare.orders.actions import OrderFacts, RequirementFacts, ReviewFacts
from throughcare.orders.actions.required import BY_COURT, RECORD
from throughcare.orders.models import Order, Requirement, Review
from throughcare.screening.forms.custody import OFF

EARLIEST = date(1990, 1, 1)
DAY_HINT = gettext_lazy("For example, 11/9/2026 or yesterday")
#: Radios draw no empty choice, so that what is not known has a value of its own.
NOT_SAID = "not_said"
YES_NO = [
    ("yes", gettext_lazy("Yes")),
    ("no", gettext_lazy("No")),
    (NOT_SAID, gettext_lazy("Not said")),
]
UNITS = [
    ("", gettext_lazy("Not said")),
    ("days", gettext_lazy("Days")),
    ("weeks", gettext_lazy("Weeks")),
    ("months", gettext_lazy("Months")),
    ("years", gettext_lazy("Years")),
]


def _text(label: Any, longest: int, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, widget=forms.TextInput(attrs=OFF), **options
    )


def _radios(label: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, widget=forms.RadioSelect, **options)


def _offer(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]


def said(answer: bool | None) -> str:
    """Yes, no, or not said, as the form has it."""
    return {True: "yes", False: "no", None: NOT_SAID}[answer]


def heard(answer: str) -> bool | None:
    return {"yes": True, "no": False}.get(answer)


class OrderForm(Form):
    """The order itself; what it requires is added after."""

    FIELDS = ("kind", "made_on", "court", "case_number", "ends_on")

    kind = _radios(
        gettext_lazy("What did the court make?"),
        error_messages={"required": gettext_lazy("Select what the court made")},
    )
    made_on = NearDateField(
        label=gettext_lazy("Made on"),
        help_text=DAY_HINT,
        must_be="past",
        error_messages={"required": gettext_lazy("Enter the day on which the court made it")},
    )
    court = _text(
        gettext_lazy("Court"),
        200,
        error_messages={"required": gettext_lazy("Enter which court made it")},
    )
    case_number = _text(gettext_lazy("Case number"), 60, required=False)
    ends_on = NearDateField(
        label=gettext_lazy("Ends on"),
        help_text=gettext_lazy("The last day of the order. Leave empty if the court did not say."),
        required=False,
    )

    def __init__(self, *args: Any, kept: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = terms.choices("order", clock.today())
        if kept and kept not in dict(offered):
            offered.append((kept, terms.label("order", kept)))
        _offer(self, "kind", offered)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        made, ends, kind = (cleaned.get(name) for name in ("made_on", "ends_on", "kind"))
        if made and made < EARLIEST:
            self.add_error("made_on", _("Enter a year from 1990"))
        elif made and kind and not terms.is_offered("order", kind, made):
            self.add_error("kind", _("Courts did not make this kind of order on that day"))
        if made and ends and ends < made:
            self.add_error("ends_on", _("The order must end after it was made"))
        return cleaned

    def facts(self) -> OrderFacts:
        typed = self.cleaned_data
        return OrderFacts(
            kind=typed["kind"],
            made_on=typed["made_on"],
            court=typed["court"].strip(),
            case_number=typed["case_number"].strip(),
            ends_on=typed["ends_on"],
        )

    @classmethod
    def initial_of(cls, order: Order) -> dict[str, Any]:
        return {name: getattr(order, name) for name in cls.FIELDS}


class SaysRequirement(Form):
    """What a requirement says, as the court said it."""

    FIELDS = (
        "director",
        "place",
        "period_value",
        "period_unit",
        "residential",
        "care",
        "also",
    )

    director = _text(
        gettext_lazy("Under the direction of"),
        500,
        required=False,
        help_text=gettext_lazy("The doctor, psychologist or service that the court named."),
    )
    place = _text(gettext_lazy("Where"), 500, required=False)
    period_value = _text(
        gettext_lazy("For how long"),
        100,
        required=False,
        help_text=gettext_lazy("A number; for activity, the most days."),
    )
    period_unit = forms.ChoiceField(label=gettext_lazy("Unit"), choices=UNITS, required=False)
    residential = _radios(gettext_lazy("As a resident?"), choices=YES_NO, required=False)
    care = _radios(
        gettext_lazy("Primary or secondary care"),
        choices=[*Requirement.Care.choices, (NOT_SAID, gettext_lazy("Not known yet"))],
        required=False,
        help_text=gettext_lazy("The court’s results do not say. For treatment only."),
    )
    also = _text(
        gettext_lazy("What else it says"),
        500,
        required=False,
        help_text=gettext_lazy("In the court’s words. No offence and nothing clinical."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        value, unit = cleaned.get("period_value", ""), cleaned.get("period_unit", "")
        number = value.isascii() and value.isdigit() and len(value) <= 4
        if unit in rules.UNITS and not number:
            self.add_error("period_value", _("Enter how many, as a number such as 12"))
        if number and not unit:
            self.add_error("period_unit", _("Select days, weeks, months or years"))
        return cleaned

    def requires(self) -> RequirementFacts:
        typed = self.cleaned_data
        texts = {
            name: typed[name].strip()
            for name in ("director", "place", "period_value", "period_unit", "care", "also")
        }
        texts["care"] = "" if texts["care"] == NOT_SAID else texts["care"]
        return RequirementFacts(residential=heard(typed["residential"]), **texts)

    @classmethod
    def initial_of(cls, row: Requirement) -> dict[str, Any]:
        kept = {name: getattr(row, name) for name in cls.FIELDS}
        return {**kept, "residential": said(row.residential), "care": row.care or NOT_SAID}


class RequirementForm(SaysRequirement):
    """One more requirement of an order."""

    field_order = ("kind", "label", *SaysRequirement.FIELDS)

    kind = _radios(
        gettext_lazy("What does the court require?"),
        error_messages={"required": gettext_lazy("Select what the court requires")},
    )
    label = _text(gettext_lazy("What is it called?"), 200, required=False)

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "kind", terms.choices("requirement", order.made_on))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") == "other" and not cleaned.get("label", "").strip():
            self.add_error("label", _("Enter what the requirement is called"))
        return cleaned


class AmendForm(SaysRequirement):
    """A requirement that the court changed, or that was not written down right."""

    WHY = [
        (BY_COURT, gettext_lazy("The court changed it")),
        (RECORD, gettext_lazy("I am correcting or completing what is written here")),
    ]
    MERGED = ("why", "changed_on", *SaysRequirement.FIELDS)
    field_order = MERGED

    why = _radios(
        gettext_lazy("Why does it change?"),
        choices=WHY,
        error_messages={"required": gettext_lazy("Select why it changes")},
    )
    changed_on = NearDateField(
        label=gettext_lazy("When did the court change it?"),
        help_text=DAY_HINT,
        required=False,
        must_be="past",
    )

    def __init__(self, *args: Any, kept: Requirement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept
        known = [code for code, _label in UNITS]
        if kept.period_unit not in known:
            _offer(self, "period_unit", [*UNITS, (kept.period_unit, kept.period_unit)])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        on = cleaned.get("changed_on")
        if cleaned.get("why") == BY_COURT and on is None and "changed_on" not in self.errors:
            self.add_error("changed_on", _("Enter the day on which the court changed it"))
        if cleaned.get("why") == BY_COURT and on and on < self.earliest():
            self.add_error("changed_on", _("The court changed it after it was made"))
        return cleaned

    def earliest(self) -> date:
        return self.kept.changed_on or self.kept.order.made_on


class EndForm(Form):
    """Why an order or a requirement is over, and since when.

    An early end is said with what the responsible officer said of it (``rules.EARLY_END``).
    """

    reason = _radios(
        gettext_lazy("Why did it end?"),
        error_messages={"required": gettext_lazy("Select why it ended")},
    )
    on = NearDateField(
        label=gettext_lazy("Ended on"),
        help_text=DAY_HINT,
        must_be="past",
        error_messages={"required": gettext_lazy("Enter the day on which it ended")},
    )

    officer_said = forms.MultipleChoiceField(
        label=gettext_lazy("What did the responsible officer say?"),
        choices=list(rules.EARLY_END.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, terms_of: str, made_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.made_on = made_on
        offered = terms.choices(terms_of, clock.today())
        _offer(self, "reason", offered)
        if terms.EARLY not in dict(offered):
            del self.fields["officer_said"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        missing = set(rules.EARLY_END) - set(cleaned.get("officer_said", ()))
        if cleaned.get("reason") == terms.EARLY and missing:
            self.add_error("officer_said", _("An order ends early only if all of these are so"))
        return cleaned

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on < self.made_on:
            raise forms.ValidationError(_("It ended after it was made"))
        return on


class ReviewForm(Form):
    """A review hearing that is to come."""

    on = NearDateField(
        label=gettext_lazy("Day"),
        help_text=gettext_lazy("For example, 11/12/2026"),
        error_messages={"required": gettext_lazy("Enter the day of the review")},
    )
    at = TimeField(label=gettext_lazy("Time"), required=False)
    court = _text(gettext_lazy("Court"), 200, required=False)
    attend = _radios(gettext_lazy("Must the person come?"), choices=YES_NO, required=False)

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = order

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on < self.order.made_on:
            raise forms.ValidationError(_("A review is held after the order was made"))
        return on

    def facts(self) -> ReviewFacts:
        typed = self.cleaned_data
        return ReviewFacts(
            on=typed["on"],
            at=typed["at"],
            court=typed["court"].strip(),
            attend=heard(typed["attend"]),
        )


class EndReviewForm(Form):
    """What came of a review hearing."""

    how = _radios(
        gettext_lazy("What came of it?"),
        choices=[
            (Review.Status.HELD, gettext_lazy("It was held")),
            (Review.Status.NOT_HELD, gettext_lazy("It did not go ahead")),
        ],
        error_messages={"required": gettext_lazy("Select what came of it")},
    )
