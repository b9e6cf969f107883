"""What is asked of whoever moves a pathway by hand, or sets a figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.design.forms import Form
from throughcare.pathways.definition import Criterion, Definition
from throughcare.pathways.models import Clock, Episode
from throughcare.pathways.names import COMES_FROM
from throughcare.people.part_forms import LineField

NO_DETAIL = gettext_lazy("A few words. No clinical detail: others on the pathway can read this.")


class StartForm(Form):
    """Where the person came from, the questions that somebody must answer, and why all the same."""

    whole_form_target = "note"

    def __init__(
        self, *args: Any, definition: Definition, asks: Sequence[Criterion], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asks = asks
        self.fields["referred_from"] = forms.ChoiceField(
            label=_("Where did this come from?"),
            widget=forms.RadioSelect,
            choices=[(name, COMES_FROM[name]) for name in definition.entry.comes_from],
            error_messages={"required": _("Choose where this came from")},
        )
        for criterion in asks:
            self.fields[f"ask_{criterion.id}"] = forms.ChoiceField(
                label=criterion.question,
                widget=forms.RadioSelect,
                choices=[("yes", _("Yes")), ("no", _("No")), ("not_known", _("Not known"))],
                error_messages={"required": _("Answer yes, no or not known")},
            )
        self.fields["note"] = LineField(
            label=_("If something is not met, why begin all the same?"),
            required=False,
            max_length=300,
            help_text=NO_DETAIL,
        )

    def answers(self) -> dict[str, str]:
        return {each.id: self.cleaned_data[f"ask_{each.id}"] for each in self.asks}


class MoveForm(Form):
    """To which stage, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, stages: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"] = forms.ChoiceField(
            label=_("Move to"),
            widget=forms.RadioSelect,
            choices=list(stages),
            error_messages={"required": _("Choose a stage")},
        )
        self.fields["reason"] = LineField(
            label=_("Why?"),
            max_length=300,
            help_text=NO_DETAIL,
            error_messages={"required": _("Say why you move it by hand")},
        )


class EndForm(Form):
    """How it ended."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    how = forms.ChoiceField(
        label=gettext_lazy("How did it end?"),
        widget=forms.RadioSelect,
        choices=[c for c in Episode.Reason.choices if c[0] != Episode.Reason.AGAIN],
        error_messages={"required": gettext_lazy("Choose how it ended")},
    )
    note = LineField(
        label=gettext_lazy("Anything to add?"), required=False, max_length=300, help_text=NO_DETAIL
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        other = data.get("how") == Episode.Reason.OTHER
        if other and not data.get("note") and "note" not in self.errors:
            self.add_error("note", _("Say which other reason"))
        return data


class VersionForm(Form):
    """To which version, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, versions: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = forms.ChoiceField(
            label=_("Go on by version"),
            widget=forms.RadioSelect,
            choices=[(each, each) for each in versions],
            error_messages={"required": _("Choose a version")},
        )
        self.fields["reason"] = LineField(
            label=_("Why?"),
            max_length=300,
            help_text=NO_DETAIL,
            error_messages={"required": _("Say why it goes on by another version")},
        )


#: What may come of each kind of clock, said by hand.
ANSWERS = {
    Clock.Kind.STANDARD: (Clock.How.DONE, Clock.How.DECLINED, Clock.How.MOVED_ON),
    Clock.Kind.FOLLOW_UP: (Clock.How.REACHED, Clock.How.NOT_REACHED, Clock.How.DECLINED),
}


class ClockForm(Form):
    """What came of something that was owed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["how"] = forms.ChoiceField(
            label=_("What came of it?"),
            widget=forms.RadioSelect,
            choices=[(each.value, each.label) for each in ANSWERS.get(Clock.Kind(kind), ())],
            error_messages={"required": _("Choose what came of it")},
        )


class SignOffForm(Form):
    """Nothing to type: the version of what is signed off."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class FigureForm(Form):
    """A figure of the site, and who says so. Empty takes it back."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    source = LineField(
        label=gettext_lazy("Who decided this, and when?"),
        max_length=300,
        help_text=gettext_lazy("Such as: clinical governance group, 3 December 2026."),
        error_messages={"required": gettext_lazy("Say who decided this, and when")},
    )

    def __init__(self, *args: Any, unit: str, words: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        value: forms.Field
        if unit:
            value = forms.IntegerField(
                label=words,
                required=False,
                min_value=1,
                max_value=100_000,
                help_text=_("In %(unit)s. Leave empty for no clock.") % {"unit": UNIT_WORDS[unit]},
            )
        else:
            value = forms.TypedChoiceField(
                label=words,
                widget=forms.RadioSelect,
                choices=[("1", _("Ask this here")), ("0", _("Do not ask this here"))],
                coerce=int,
                empty_value=None,
                error_messages={"required": _("Choose whether this is asked here")},
            )
        self.fields["value"] = value
        self.order_fields(["value", "source", "version"])


UNIT_WORDS = {
    "minutes": gettext_lazy("minutes"),
    "hours": gettext_lazy("hours"),
    "days": gettext_lazy("days"),
}
