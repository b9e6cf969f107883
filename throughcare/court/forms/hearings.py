"""A hearing that no list has told us of, and what came of one."""

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
from throughcare.court import terms
from throughcare.court.actions import HearingFacts, OutcomeFacts
from throughcare.court.forms.fields import (
    ELSEWHERE,
    NOT_DECIDED,
    check_court_name,
    court_name,
    offer,
    radios,
)
from throughcare.court.models import CourtFollowUp, Custody, Hearing, HearingOutcome
from throughcare.design.fields import NearDateField, TimeField
from throughcare.design.forms import Form
from throughcare.screening.forms.custody import OFF


class HearingForm(Form):
    """A hearing that no list has told us of."""

    place = forms.ChoiceField(label=gettext_lazy("Court"))
    elsewhere = court_name()
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
        choices=[
            (Custody.NOT_SAID, gettext_lazy("Not known")),
            (Custody.IN_CUSTODY, Custody.IN_CUSTODY.label),
            (Custody.ON_BAIL, Custody.ON_BAIL.label),
        ],
        initial=Custody.NOT_SAID,
    )

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "place", [*((str(place.pk), place.name) for place in places), ELSEWHERE])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        check_court_name(self, "place", "elsewhere")
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
    HEARD, ADJOURNED, NOT_HEARD, SAME = "heard", "adjourned", "not_heard", "same"
    happened = radios(
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
    next_court_name = court_name()
    remand = radios(gettext_lazy("Remand or bail"), required=False)
    used = radios(
        gettext_lazy("Did the court use our information?"), choices=HearingOutcome.Used.choices
    )
    source = radios(gettext_lazy("How do you know?"), choices=HearingOutcome.Source.choices)
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
        self,
        *args: Any,
        hearing: Hearing,
        courts: Sequence[Place],
        listed: Hearing | None = None,
        **kwargs: Any,
    ) -> None:
        """``listed``: the hearing on a list that this one, added by hand, may be."""
        super().__init__(*args, **kwargs)
        self.hearing = hearing
        if listed is not None:
            self._offer_same(listed)
        here = _("%(court)s, as now") % {"court": hearing.court}
        others = [(str(each.pk), each.name) for each in courts if each.pk != hearing.place_id]
        offer(self, "next_court", [("", here), *others, ELSEWHERE])
        offer(self, "disposal", [NOT_DECIDED, *terms.choices("disposal", hearing.on)])
        offer(self, "reason", [NOT_DECIDED, *terms.choices("reason", hearing.on)])
        offer(self, "remand", terms.choices("remand", hearing.on))
        offer(self, "follow_ups", terms.choices("follow_up", clock.today()))

    def _offer_same(self, listed: Hearing) -> None:
        """Nothing came of a hearing that is only there twice: nothing more is asked of it."""
        label = _("It is the hearing on the list, at %(court)s: keep one") % {"court": listed.court}
        said = self.fields["happened"].choices  # type: ignore[attr-defined]
        offer(self, "happened", [*said, (self.SAME, label)])
        if self.data.get("happened") == self.SAME:
            self.fields["used"].required = self.fields["source"].required = False

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
            check_court_name(self, "next_court", "next_court_name", self.hearing.court)
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


class FollowUpForm(Form):
    """What came of something that was to be done after court."""

    how = radios(
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
