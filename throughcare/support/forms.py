"""What is typed about support."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.design.fields import NearDateField
from throughcare.design.forms import Form
from throughcare.people.part_forms import LineField, TextField
from throughcare.support import presenters, rules
from throughcare.support.actions import ActivityFacts, Step
from throughcare.support.models import Activity, Answer, Need, SupportTask

OFF = {"autocomplete": "off"}
Status = SupportTask.Status
SEEN_BY = (("care", presenters.CARE_WORDS), ("all", presenters.ALL_WORDS))
NO_DETAIL = gettext_lazy("No diagnosis, score or medicine: many people read this line.")


def _line(label: Any, longest: int = 200, *, required: bool = False, **options: Any) -> LineField:
    widget = forms.TextInput(attrs=OFF)
    return LineField(label=label, required=required, max_length=longest, widget=widget, **options)


def seen_by_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("Who can see this line"),
        choices=SEEN_BY,
        widget=forms.RadioSelect,
        initial="care",
        help_text=gettext_lazy("Everyone on the plan may be probation too. Ask the person."),
    )


class MoveForm(Form):
    """Three fields: status, next step, day. Where it is now can be said too."""

    FIELDS = ("status", "next_step", "next_on", "where_now")

    status = forms.ChoiceField(label=gettext_lazy("Status now"), choices=Status.choices)
    next_step = _line(gettext_lazy("Next step"))
    next_on = NearDateField(label=gettext_lazy("When (or “tomorrow”)"), required=False)
    where_now = _line(gettext_lazy("Where it is now"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not rules.needs_next_step(cleaned.get("status", "")):
            return cleaned
        if not cleaned.get("next_step") and "next_step" not in self.errors:
            self.add_error("next_step", _("Enter the next step, or select done"))
        if not cleaned.get("next_on") and "next_on" not in self.errors:
            self.add_error("next_on", _("Enter the day of the next step, such as 24/11"))
        return cleaned

    def step(self) -> Step:
        typed = self.cleaned_data
        return Step(**{name: typed[name] for name in self.FIELDS})

    @classmethod
    def initial_of(cls, task: SupportTask) -> dict[str, Any]:
        return {name: getattr(task, name) for name in cls.FIELDS}


class TaskForm(MoveForm):
    """Something new to do."""

    need = forms.ChoiceField(label=gettext_lazy("What is it about?"), choices=Need.choices)
    seen_by = seen_by_field()
    field_order = ("need", "where_now", "next_step", "next_on", "status", "seen_by")

    def care_only(self) -> bool:
        return bool(self.cleaned_data["seen_by"] != "all")


class ActivityForm(Form):
    """Peer support, a group, or something of the person's own choice."""

    FIELDS = ("kind", "what", "own_words", "status", "with_whom", "next_on")

    kind = forms.ChoiceField(
        label=gettext_lazy("What kind?"),
        choices=Activity.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Select what kind it is")},
    )
    what = _line(
        gettext_lazy("What is it?"),
        required=True,
        help_text=gettext_lazy("For example: Tuesday walking group, Quay Street. No diagnosis."),
        error_messages={"required": gettext_lazy("Enter what the person takes part in")},
    )
    own_words = _line(gettext_lazy("Why it matters, in the person’s own words"), 300)
    status = forms.ChoiceField(
        label=gettext_lazy("How it is going"),
        choices=Activity.Status.choices,
        widget=forms.RadioSelect,
    )
    with_whom = _line(gettext_lazy("Who goes along"))
    next_on = NearDateField(label=gettext_lazy("Next time"), required=False)
    seen_by = seen_by_field()

    def facts(self) -> ActivityFacts:
        typed = self.cleaned_data
        values = {name: typed[name] for name in self.FIELDS}
        return ActivityFacts(**values, care_only=typed["seen_by"] != "all")

    @classmethod
    def initial_of(cls, row: Activity) -> dict[str, Any]:
        seen = "care" if row.care_only else "all"
        return {**{name: getattr(row, name) for name in cls.FIELDS}, "seen_by": seen}


class NeedsForm(Form):
    """Ten rows, then the first three that the person chose. ``with_said``: may write what was said.

    A row that nobody touched was not asked.
    """

    first_1 = forms.ChoiceField(label=gettext_lazy("First"), required=False)
    first_2 = forms.ChoiceField(label=gettext_lazy("Second"), required=False)
    first_3 = forms.ChoiceField(label=gettext_lazy("Third"), required=False)
    said = TextField(
        label=gettext_lazy("What the person said"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Read by the health team only."),
    )

    def __init__(self, *args: Any, with_said: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = [("", _("Nothing chosen"))]
        for number in (1, 2, 3):
            self.fields[f"first_{number}"].choices = [*nothing, *Need.choices]  # type: ignore[attr-defined]
        for need in Need:
            self.fields[f"need_{need.value}"] = forms.ChoiceField(
                label=need.label,
                choices=Answer.choices,
                required=False,
                initial=Answer.NOT_ASKED,
                widget=forms.RadioSelect,
            )
        if not with_said:
            del self.fields["said"]

    def rows(self) -> list[Any]:
        """The ten rows, for the template."""
        return [self[f"need_{need.value}"] for need in Need]

    def answers(self) -> dict[str, str]:
        typed = self.cleaned_data
        return {need.value: typed[f"need_{need.value}"] or Answer.NOT_ASKED for need in Need}

    def first(self) -> list[str]:
        chosen = [self.cleaned_data.get(f"first_{number}") for number in (1, 2, 3)]
        return [need for need in chosen if need]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seen: set[str] = set()
        for number in (1, 2, 3):
            name = f"first_{number}"
            need = cleaned.get(name)
            if not need:
                continue
            if need in seen:
                self.add_error(name, _("Choose each need once"))
            elif cleaned.get(f"need_{need}") not in (Answer.HELP, Answer.URGENT):
                self.add_error(name, _("Choose something that needs help"))
            seen.add(need)
        asked = [name for name in cleaned if name.startswith("need_")]
        if all(cleaned[name] in ("", Answer.NOT_ASKED) for name in asked):
            # Else it would stand as the last check, and hide what was said before.
            self.add_error(asked[0] if asked else None, _("Ask about at least one need"))
        return cleaned
