"""What was said aloud at court, and what the court made of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.agencies.models import Place
from throughcare.core import clock
from throughcare.court import presenters, terms
from throughcare.court.actions import Clinical
from throughcare.court.forms.fields import offer, radios
from throughcare.court.models import AdviceDetail, CourtFeedback, Hearing
from throughcare.design.forms import Form
from throughcare.screening.forms.custody import OFF


class ForHearing(Form):
    """A form that may be about one of the person's hearings."""

    hearing = forms.ChoiceField(label=gettext_lazy("Which hearing?"), required=False)

    def __init__(self, *args: Any, hearings: Sequence[Hearing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hearings = {str(each.pk): each for each in hearings}
        choices = [(str(pk), title) for pk, title in presenters.hearing_titles(hearings).items()]
        offer(self, "hearing", [*choices, ("", _("None of these"))])

    @property
    def chosen(self) -> Hearing | None:
        return self.hearings.get(self.cleaned_data["hearing"])


class AdviceForm(ForHearing):
    """What was said aloud at court; under a minute, and no sentence is recommended."""

    place = forms.ChoiceField(label=gettext_lazy("At which court?"))
    to_whom = radios(gettext_lazy("Who was told?"))
    to_name = forms.CharField(
        label=gettext_lazy("Their name"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs=OFF),
    )
    said = forms.MultipleChoiceField(
        label=gettext_lazy("What did you speak about?"),
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        label=gettext_lazy("In a few words"),
        help_text=gettext_lazy(
            "What is available and what helps. No diagnosis, score or medicine, and no sentence."
        ),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    clinical = forms.CharField(
        label=gettext_lazy("Clinical words that you had to say"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    clinical_why = forms.CharField(
        label=gettext_lazy("Why did the court need this?"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs=OFF),
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("On what ground?"),
        required=False,
        choices=[("", gettext_lazy("Not said")), *AdviceDetail.Ground.choices],
    )

    def __init__(
        self, *args: Any, places: Sequence[Place], may_be_clinical: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        offer(self, "place", [(str(place.pk), place.name) for place in places])
        offer(self, "to_whom", terms.choices("asked_by", today))
        offer(self, "said", terms.choices("advice", today))
        if not may_be_clinical:
            for name in ("clinical", "clinical_why", "ground"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("clinical", "").strip():
            if not cleaned.get("clinical_why", "").strip():
                self.add_error("clinical_why", _("Say why the court needed this"))
            if not cleaned.get("ground"):
                self.add_error("ground", _("Select the ground on which you said it"))
        return cleaned

    def clinical_part(self) -> Clinical | None:
        text = self.cleaned_data.get("clinical", "").strip()
        if not text:
            return None
        return Clinical(
            text=text,
            why=self.cleaned_data["clinical_why"].strip(),
            ground=self.cleaned_data["ground"],
        )


class FeedbackForm(ForHearing):
    """One press says whether it was used; the rest may stay empty."""

    used = forms.ChoiceField(
        label=gettext_lazy("Did you use what the health team told you?"),
        choices=CourtFeedback.Used.choices,
    )
    said_by = forms.ChoiceField(
        label=gettext_lazy("Who says so?"), choices=CourtFeedback.SaidBy.choices
    )
    helped = forms.MultipleChoiceField(
        label=gettext_lazy("What helped?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=gettext_lazy("What would have helped more?"),
        help_text=gettext_lazy("About the information, not about the person."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs=OFF),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "helped", terms.choices("helped", clock.today()))
