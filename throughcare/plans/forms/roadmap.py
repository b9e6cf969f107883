"""The roadmap: a step in the person's words, and how they say it goes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from throughcare.design.fields import NearDateField
from throughcare.design.forms import Form
from throughcare.plans.actions import StepFacts
from throughcare.plans.forms.fields import line, off_field, radios
from throughcare.plans.models import Progress, RoadmapStep
from throughcare.plans.selectors import MOST_STEPS

PLACES = [(str(number), str(number)) for number in range(1, MOST_STEPS + 1)]


class StepForm(Form):
    FIELDS = ("place", "title", "first_thing", "who_helps", "by_on")

    place = forms.ChoiceField(label=gettext_lazy("Which step is it?"), choices=PLACES)
    title = line(
        gettext_lazy("The step, in the person’s own words"),
        100,
        required=True,
        help_text=gettext_lazy("It is printed large and kept by the person. Short is best."),
        error_messages={"required": gettext_lazy("Write the step")},
    )
    first_thing = line(gettext_lazy("The first thing to do"))
    who_helps = line(gettext_lazy("Who helps, and how to reach them"))
    by_on = NearDateField(label=gettext_lazy("By when?"), required=False)
    off = off_field(gettext_lazy("Take this step off the roadmap"))

    def __init__(self, *args: Any, changing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not changing:
            del self.fields["off"]

    def facts(self) -> StepFacts:
        typed = {name: self.cleaned_data[name] for name in self.FIELDS}
        return StepFacts(**{**typed, "place": int(typed["place"])})

    @classmethod
    def initial_of(cls, row: RoadmapStep) -> dict[str, Any]:
        return {**{name: getattr(row, name) for name in cls.FIELDS}, "place": str(row.place)}


class SayForm(Form):
    how = radios(gettext_lazy("How is it going?"), Progress.choices)
    words = line(gettext_lazy("In the person’s own words"), 300)
