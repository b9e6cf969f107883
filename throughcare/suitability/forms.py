"""What is typed about suitability."""

from __future__ import annotations

from collections.abc import Sequence as Several
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.design.fields import NearDateField
from throughcare.design.forms import Form
from throughcare.sharing.taking_part_forms import WORDS_MAX, SaidForm
from throughcare.suitability import actions, rules
from throughcare.suitability.models import CriterionAnswer, Sequence, Suitability, View

DAY_HINT = gettext_lazy("For example, 10/12/2026 or friday")
OFF = {"autocomplete": "off"}


def _lines(label: Any, longest: int, rows: int = 3, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        **options,
    )


def _radios(label: Any, missing: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
        **options,
    )


class ConsiderForm(Form):
    """Which requirement, and when the court decides."""

    pathway = _radios(
        gettext_lazy("Which requirement is considered?"),
        gettext_lazy("Select which requirement is considered"),
    )
    sentence_on = NearDateField(
        label=gettext_lazy("Day of sentence"),
        help_text=gettext_lazy("If it is known. For example, 10/12/2026 or friday"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(id, definition.title) for id, (definition, _of) in rules.offered().items()]
        self.fields["pathway"].choices = offered  # type: ignore[attr-defined]
        if len(offered) == 1:
            self.fields["pathway"].initial = offered[0][0]


class DatesForm(Form):
    """The day of sentence, what the person was told, when they are asked again."""

    FIELDS = ("sentence_on", "explained", "ask_again_on")

    sentence_on = NearDateField(
        label=gettext_lazy("Day of sentence"), help_text=DAY_HINT, required=False
    )
    explained = forms.MultipleChoiceField(
        label=gettext_lazy("What was explained before they answer"),
        choices=list(rules.EXPLAINED.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    ask_again_on = NearDateField(
        label=gettext_lazy("Ask again on"), help_text=DAY_HINT, required=False
    )

    @classmethod
    def initial_of(cls, row: Suitability) -> dict[str, Any]:
        return {name: getattr(row, name) for name in cls.FIELDS}


class AnswerForm(Form):
    """One question of the pathway, answered by whoever knows."""

    FIELDS = ("said", "why", "told_by", "next_step", "next_on")

    said = _radios(
        gettext_lazy("Is this so?"),
        gettext_lazy("Select yes, no or not known yet"),
        choices=CriterionAnswer.Said.choices,
    )
    why = _lines(
        gettext_lazy("Why do you say so?"),
        500,
        error_messages={"required": gettext_lazy("Enter why you say so")},
    )
    told_by = forms.CharField(
        label=gettext_lazy("From whom or where"),
        help_text=gettext_lazy("For example, assessment on 19 November, or treatment team"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs=OFF),
    )
    next_step = forms.CharField(
        label=gettext_lazy("What is done next to settle it?"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=OFF),
    )
    next_on = NearDateField(label=gettext_lazy("By when"), help_text=DAY_HINT, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("next_on") and not cleaned.get("next_step", "").strip():
            self.add_error("next_step", _("Enter what is done on that day"))
        return cleaned

    def given(self) -> actions.Answered:
        typed = self.cleaned_data
        texts = {name: typed[name].strip() for name in ("why", "told_by", "next_step")}
        return actions.Answered(said=typed["said"], next_on=typed["next_on"], **texts)

    @classmethod
    def initial_of(cls, kept: CriterionAnswer | None) -> dict[str, Any]:
        if kept is None:
            return {}
        return {name: getattr(kept, name) for name in cls.FIELDS}


class SequenceForm(Form):
    """How psychological treatment stands to psychiatric treatment."""

    FIELDS = ("place", "why")

    place = _radios(
        gettext_lazy("How do the treatments follow each other?"),
        gettext_lazy("Select how the treatments follow each other"),
        choices=Sequence.Place.choices,
    )
    why = _lines(gettext_lazy("Why?"), 500, error_messages={"required": gettext_lazy("Enter why")})


class WillingForm(SaidForm):
    """Willingness to comply, in the words that were used; or the day to ask again."""

    field_order = (
        "answer",
        "words_used",
        "easy_read_copy_given",
        "ask_again_on",
        "said_on",
        "said_at",
    )

    ANSWERS = (
        ("yes", gettext_lazy("Willing to comply")),
        ("no", gettext_lazy("Not willing to comply")),
        ("later", gettext_lazy("Wants time to think")),
    )

    answer = _radios(
        gettext_lazy("What did they say?"),
        gettext_lazy("Select what they said"),
        choices=ANSWERS,
    )
    words_used = _lines(
        gettext_lazy("How it was explained, and what they said"),
        WORDS_MAX,
        5,
        help_text=gettext_lazy("In the words that were used."),
        required=False,
    )
    easy_read_copy_given = forms.BooleanField(
        label=gettext_lazy("They were given an easy-read copy"), required=False
    )
    ask_again_on = NearDateField(
        label=gettext_lazy("Ask again on"), help_text=DAY_HINT, required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        answer = cleaned.get("answer")
        if answer in ("yes", "no") and not cleaned.get("words_used", "").strip():
            self.add_error("words_used", _("Enter the words that were used"))
        missing = "ask_again_on" not in self.errors and not cleaned.get("ask_again_on")
        if answer == "later" and missing:
            self.add_error("ask_again_on", _("Enter the day on which you ask again"))
        return cleaned


class VersionForm(Form):
    """A press of a button about the row that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class CloseForm(Form):
    """What came of it, or why it is no longer considered; of a closed one also that it goes on."""

    AGAIN = "again"
    #: One question for the person who answers; two columns for those who count.
    ENDS = (
        *Suitability.CameOf.choices,
        *(each for each in Suitability.How.choices if each[0] != Suitability.How.SENTENCED),
    )

    end = _radios(
        gettext_lazy("What came of it?"),
        gettext_lazy("Select what came of it"),
        choices=ENDS,
    )

    def __init__(self, *args: Any, closed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if closed:
            again = (self.AGAIN, _("It was closed by mistake: look at it again"))
            self.fields["end"].choices = [*self.ENDS, again]  # type: ignore[attr-defined]

    def how(self) -> tuple[str, str]:
        """The end as the actions take it: how, and what the court decided."""
        end = str(self.cleaned_data["end"])
        if end in Suitability.CameOf.values:
            return Suitability.How.SENTENCED, end
        return end, ""


class SignForm(VersionForm):
    """The view of whoever signs. ``open_points`` are pairs of id and question."""

    view = _radios(gettext_lazy("Your view"), gettext_lazy("Select your view"))
    lacks = forms.MultipleChoiceField(
        label=gettext_lazy("What probation and the court are told is still open"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    look_again_on = NearDateField(
        label=gettext_lazy("It comes back to you on"), help_text=DAY_HINT, required=False
    )
    line = _lines(
        gettext_lazy("Your reason"),
        500,
        2,
        help_text=gettext_lazy("Probation and the court see this line. No clinical detail."),
        error_messages={"required": gettext_lazy("Enter your reason")},
    )
    available = forms.CharField(
        label=gettext_lazy("What is available, and from when"),
        help_text=gettext_lazy("Probation and the court see this line too."),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs=OFF),
    )

    def __init__(
        self, *args: Any, open_points: Several[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        views = View.choices
        if not open_points:
            views = [each for each in views if each[0] != View.NEARLY]
            del self.fields["lacks"]
        else:
            self.fields["lacks"].choices = open_points  # type: ignore[attr-defined]
        self.fields["view"].choices = views  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("view") == View.NEARLY and not cleaned.get("lacks"):
            self.add_error("lacks", _("Select what is still open"))
        return cleaned

    def given(self) -> actions.Signing:
        typed = self.cleaned_data
        return actions.Signing(
            view=typed["view"],
            line=typed["line"].strip(),
            available=typed["available"].strip(),
            lacks=tuple(typed.get("lacks", ())),
            look_again_on=typed["look_again_on"],
        )
