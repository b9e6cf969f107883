"""Forms about hearings: what came of one, what was said aloud, what the court made of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.agencies.models import Place
from throughcare.core import clock
from throughcare.court import presenters, terms
from throughcare.court.actions import Clinical, HearingFacts, OutcomeFacts
from throughcare.court.models import (
    AdviceDetail,
    CourtFeedback,
    CourtFollowUp,
    Custody,
    Hearing,
    HearingOutcome,
)
from throughcare.design.fields import NearDateField, TimeField
from throughcare.design.forms import Form
from throughcare.screening.forms.custody import OFF

NOT_DECIDED = ("", gettext_lazy("Nothing said"))


def _radios(label: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, widget=forms.RadioSelect, **options)


def _offer(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]


#: A court that is none of the places known here.
ELSEWHERE = ("elsewhere", gettext_lazy("A court that is not in this list"))


def _court_name() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Name of the court, if it is not in this list"),
        help_text=gettext_lazy("The hearing stands on the record under this name."),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs=OFF),
    )


def _check_court_name(form: forms.Form, choice: str, name: str) -> None:
    """A court that is not in the list has a name; one that is in it needs none."""
    if name in form.errors:
        return
    elsewhere = form.cleaned_data.get(choice) == ELSEWHERE[0]
    named = bool((form.cleaned_data.get(name) or "").strip())
    if elsewhere and not named:
        form.add_error(name, _("Enter the name of the court"))
    if named and not elsewhere:
        words = _("Select “A court that is not in this list”, or take the name out")
        form.add_error(name, words)


class HearingForm(Form):
    """A hearing that no list has told us of."""

    place = forms.ChoiceField(label=gettext_lazy("Court"))
    elsewhere = _court_name()
    on = NearDateField(
        label=gettext_lazy("Day"), help_text=gettext_lazy("For example, 19/11 or tomorrow")
    )
    starts_at = TimeField(label=gettext_lazy("Time"), required=False)
    room = forms.CharField(
        label=gettext_lazy("Court room"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs=OFF),
    )
    case_number = forms.CharField(
        label=gettext_lazy("Case number"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs=OFF),
    )
    custody = forms.ChoiceField(
        label=gettext_lazy("In custody or on bail"),
        choices=Custody.choices,
        initial=Custody.NOT_SAID,
    )

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "place", [*((str(place.pk), place.name) for place in places), ELSEWHERE])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        _check_court_name(self, "place", "elsewhere")
        return cleaned

    def place_id(self) -> UUID | None:
        place: str = self.cleaned_data["place"]
        return None if place == ELSEWHERE[0] else UUID(place)

    def facts(self) -> HearingFacts:
        said = self.cleaned_data
        return HearingFacts(
            on=said["on"],
            starts_at=said["starts_at"],
            room=said["room"].strip(),
            case_number=said["case_number"].strip(),
            custody=said["custody"],
            elsewhere=said["elsewhere"].strip(),
        )


class OutcomeForm(Form):
    """What came of a hearing."""

    FIELDS = (
        "happened",
        "reason",
        "adjourned_to",
        "next_court",
        "next_court_name",
        "disposal",
        "remand",
        "used",
        "source",
    )
    HEARD, ADJOURNED, NOT_HEARD = "heard", "adjourned", "not_heard"
    happened = _radios(
        gettext_lazy("What happened?"),
        choices=[
            (HEARD, gettext_lazy("It was heard, and ended")),
            (ADJOURNED, gettext_lazy("It was adjourned")),
            (NOT_HEARD, gettext_lazy("It did not go ahead")),
        ],
        error_messages={"required": gettext_lazy("Select what happened")},
    )
    disposal = forms.ChoiceField(label=gettext_lazy("How did it end?"), required=False)
    reason = forms.ChoiceField(label=gettext_lazy("Why was it adjourned?"), required=False)
    adjourned_to = NearDateField(
        label=gettext_lazy("Day of the next hearing"),
        help_text=gettext_lazy(
            "For example, 3/12. Leave empty if it is not known: Today will ask for it."
        ),
        required=False,
    )
    next_court = forms.ChoiceField(label=gettext_lazy("At which court?"), required=False)
    next_court_name = _court_name()
    remand = _radios(gettext_lazy("Remand or bail"), required=False)
    used = _radios(
        gettext_lazy("Did the court use our information?"), choices=HearingOutcome.Used.choices
    )
    source = _radios(gettext_lazy("How do you know?"), choices=HearingOutcome.Source.choices)
    follow_ups = forms.MultipleChoiceField(
        label=gettext_lazy("What is to be done now?"),
        help_text=gettext_lazy("Each goes on your list of work."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    follow_up_on = NearDateField(
        label=gettext_lazy("By when?"),
        help_text=gettext_lazy("For example, tomorrow or friday. Leave empty for the next day."),
        must_be="future",
        required=False,
    )

    def __init__(
        self, *args: Any, hearing: Hearing, courts: Sequence[Place], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.hearing = hearing
        here = _("%(court)s, as now") % {"court": hearing.court}
        others = [(str(each.pk), each.name) for each in courts if each.pk != hearing.place_id]
        _offer(self, "next_court", [("", here), *others, ELSEWHERE])
        _offer(self, "disposal", [NOT_DECIDED, *terms.choices("disposal", hearing.on)])
        _offer(self, "reason", [NOT_DECIDED, *terms.choices("reason", hearing.on)])
        _offer(self, "remand", terms.choices("remand", hearing.on))
        _offer(self, "follow_ups", terms.choices("follow_up", clock.today()))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        happened = cleaned.get("happened")
        if happened == self.HEARD and not cleaned.get("disposal"):
            self.add_error("disposal", _("Select how it ended"))
        if happened == self.ADJOURNED and not cleaned.get("reason"):
            self.add_error("reason", _("Select why it was adjourned"))
        next_day = cleaned.get("adjourned_to")
        if happened == self.ADJOURNED and next_day and next_day <= self.hearing.on:
            self.add_error("adjourned_to", _("Enter a day after this hearing"))
        if happened == self.ADJOURNED:
            _check_court_name(self, "next_court", "next_court_name")
        return cleaned

    def facts(self) -> OutcomeFacts:
        """What the form says; what does not belong to the answer given first is left out."""
        said = self.cleaned_data
        adjourned = said["happened"] == self.ADJOURNED
        court = said["next_court"] if adjourned else ""
        elsewhere = court == ELSEWHERE[0]
        due_on = said["follow_up_on"] or clock.today() + timedelta(days=1)
        return OutcomeFacts(
            went_ahead=said["happened"] != self.NOT_HEARD,
            disposal=said["disposal"] if said["happened"] == self.HEARD else "",
            reason=said["reason"] if adjourned else "",
            adjourned_to=said["adjourned_to"] if adjourned else None,
            adjourned_place_id=UUID(court) if court and not elsewhere else None,
            adjourned_elsewhere=said["next_court_name"].strip() if elsewhere else "",
            remand=said["remand"],
            used=said["used"],
            source=said["source"],
            follow_ups=tuple((kind, due_on) for kind in said["follow_ups"]),
        )

    @staticmethod
    def initial_of(outcome: HearingOutcome, status: str) -> dict[str, Any]:
        """A recorded outcome as the form shows it."""
        happened = {
            Hearing.Status.ADJOURNED: OutcomeForm.ADJOURNED,
            Hearing.Status.NOT_HEARD: OutcomeForm.NOT_HEARD,
        }.get(Hearing.Status(status), OutcomeForm.HEARD)
        own = ("happened", "next_court", "next_court_name")
        kept = {name: getattr(outcome, name) for name in OutcomeForm.FIELDS if name not in own}
        elsewhere = outcome.adjourned_elsewhere
        return {
            **kept,
            "happened": happened,
            "next_court": ELSEWHERE[0] if elsewhere else str(outcome.adjourned_place_id or ""),
            "next_court_name": elsewhere,
        }


class ForHearing(Form):
    """A form that may be about one of the person's hearings."""

    hearing = forms.ChoiceField(label=gettext_lazy("Which hearing?"), required=False)

    def __init__(self, *args: Any, hearings: Sequence[Hearing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hearings = {str(each.pk): each for each in hearings}
        choices = [(str(pk), title) for pk, title in presenters.hearing_titles(hearings).items()]
        _offer(self, "hearing", [*choices, ("", _("None of these"))])

    @property
    def chosen(self) -> Hearing | None:
        return self.hearings.get(self.cleaned_data["hearing"])


class AdviceForm(ForHearing):
    """What was said aloud at court; under a minute, and no sentence is recommended."""

    place = forms.ChoiceField(label=gettext_lazy("At which court?"))
    to_whom = _radios(gettext_lazy("Who was told?"))
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
        _offer(self, "place", [(str(place.pk), place.name) for place in places])
        _offer(self, "to_whom", terms.choices("asked_by", today))
        _offer(self, "said", terms.choices("advice", today))
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
        _offer(self, "helped", terms.choices("helped", clock.today()))


class FollowUpForm(Form):
    """What came of something that was to be done after court."""

    how = _radios(
        gettext_lazy("What came of it?"),
        choices=[
            (CourtFollowUp.Status.DONE, gettext_lazy("Done")),
            (CourtFollowUp.Status.NOT_NEEDED, gettext_lazy("No longer needed")),
        ],
    )
    words = forms.CharField(
        label=gettext_lazy("In a few words"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs=OFF),
    )
