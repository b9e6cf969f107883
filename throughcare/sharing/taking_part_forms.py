"""What is typed when a person is asked to take part, or about a requirement of a sentence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from throughcare.core import clock
from throughcare.core.clock import LONDON
from throughcare.design import words as say
from throughcare.design.fields import NearDateField, TimeField
from throughcare.design.forms import Form
from throughcare.sharing import words
from throughcare.sharing.models import TakingPart

WORDS_MAX = 2000


class SaidForm(Form):
    """When it was said; now, unless it is written down later."""

    said_on = NearDateField(
        label=_l("Day on which it was said"),
        must_be="past",
        error_messages={"required": _l("Enter the day on which it was said")},
    )
    said_at = TimeField(
        label=_l("Time"), error_messages={"required": _l("Enter the time, such as 9:05am")}
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        on, at = data.get("said_on"), data.get("said_at")
        if on and at:
            data["moment"] = datetime.combine(on, at, LONDON)
            if data["moment"] > clock.now():
                self.add_error("said_at", _("Enter a time that has passed"))
        return data

    @classmethod
    def now(cls) -> dict[str, Any]:
        """What the boxes hold before anybody types."""
        local = say.local(clock.now())
        return {"said_on": local.date(), "said_at": local.time().replace(second=0, microsecond=0)}


class TakingPartForm(SaidForm):
    """Does the person agree to take part?"""

    field_order = ("in_what", "answer", "words_used", "said_on", "said_at")

    in_what = forms.ChoiceField(
        label=_l("In what?"),
        choices=words.TAKING_PART_IN.items(),
        widget=forms.RadioSelect,
        error_messages={
            "required": _l("Select what the person was asked to take part in"),
            "invalid_choice": _l("Select what the person was asked to take part in"),
        },
    )
    answer = forms.ChoiceField(
        label=_l("What did they say?"),
        choices=TakingPart.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _l("Select what they said"),
            "invalid_choice": _l("Select what they said"),
        },
    )
    words_used = forms.CharField(
        label=_l("In their words"),
        max_length=WORDS_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WillingnessForm(SaidForm):
    """Willingness to comply with a requirement, asked before sentence.

    Source of the three requirements: Sentencing Act 2020, Schedule 9, Parts 9 to 11.
    """

    field_order = (
        "requirement",
        "willing",
        "words_used",
        "easy_read_copy_given",
        "said_on",
        "said_at",
    )

    requirement = forms.ChoiceField(
        label=_l("Which requirement?"),
        choices=words.REQUIREMENTS.items(),
        widget=forms.RadioSelect,
        error_messages={
            "required": _l("Select the requirement that was explained"),
            "invalid_choice": _l("Select the requirement that was explained"),
        },
    )
    willing = forms.ChoiceField(
        label=_l("Are they willing to comply with it?"),
        choices=[("yes", _l("Yes, willing")), ("no", _l("No, not willing"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _l("Select whether they are willing"),
            "invalid_choice": _l("Select whether they are willing"),
        },
    )
    words_used = forms.CharField(
        label=_l("How it was explained, and what they said"),
        help_text=_l("In the words that were used."),
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _l("Enter the words that were used")},
    )
    easy_read_copy_given = forms.BooleanField(
        label=_l("They were given an easy-read copy"), required=False
    )
