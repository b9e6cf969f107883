"""Drivers rated by the person, and what helps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from throughcare.design.forms import Form
from throughcare.plans.forms.fields import line, off_field, radios, who_sees
from throughcare.plans.models import Resource
from throughcare.plans.models.found import HIGHEST, LOWEST

SCALE = gettext_lazy("The person’s own rating, from 0 (no problem) to 10.")


def rating(label: Any, *, required: bool) -> forms.IntegerField:
    wrong = gettext_lazy("Enter a whole number from 0 to 10")
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=LOWEST,
        max_value=HIGHEST,
        help_text=SCALE,
        error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class DriverForm(Form):
    what = line(
        gettext_lazy("What is behind it, in the person’s words?"),
        100,
        required=True,
        help_text=gettext_lazy("For example: nowhere settled to live. Read by care teams only."),
        error_messages={"required": gettext_lazy("Write what is behind it")},
    )
    rating = rating(gettext_lazy("Rating now, before the work"), required=False)


class RateForm(Form):
    rating = rating(gettext_lazy("Rating now"), required=False)
    off = off_field(gettext_lazy("This is no longer worked on"))


class ResourceForm(Form):
    FIELDS = ("side", "what", "strengthened", "seen_by")

    side = radios(
        gettext_lazy("Where does it help from?"),
        Resource.Side.choices,
        error_messages={"required": gettext_lazy("Select where it helps from")},
    )
    what = line(
        gettext_lazy("What helps?"),
        required=True,
        help_text=gettext_lazy("For example: rings her sister, or keeps her temper at work."),
        error_messages={"required": gettext_lazy("Enter what helps")},
    )
    strengthened = line(gettext_lazy("How it was made stronger"), 300)
    seen_by = who_sees()
    off = off_field(gettext_lazy("This no longer helps"))

    def __init__(self, *args: Any, changing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not changing:
            del self.fields["off"]

    def values(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return {
            "side": typed["side"],
            "what": typed["what"],
            "strengthened": typed["strengthened"],
            "care_only": typed["seen_by"] != "all",
        }

    @staticmethod
    def initial_of(row: Resource) -> dict[str, Any]:
        seen = "care" if row.care_only else "all"
        return {
            "side": row.side,
            "what": row.what,
            "strengthened": row.strengthened,
            "seen_by": seen,
        }
