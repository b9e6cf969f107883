"""What is typed to open a record in an emergency, and to review it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from scoring import identifiers
from throughcare.design.fields import DateField
from throughcare.design.forms import Form
from throughcare.people.folding import canonical_number, fold, search_name
from throughcare.sharing import rules, words
from throughcare.sharing.emergency_actions import WhoIsMeant
from throughcare.sharing.models import BreakGlass
from throughcare.sharing.policy.vocabulary import ROLE_PURPOSES

REASON_MAX = 2000


class BreakGlassForm(Form):
    """Whom, what for, why, and whom the asker tried first."""

    given_name = forms.CharField(label=_l("First name"), max_length=100, required=False)
    family_name = forms.CharField(label=_l("Family name"), max_length=100, required=False)
    born_on = DateField(label=_l("Date of birth"), must_be="past", required=False)
    number = forms.CharField(
        label=_l("Or a number"),
        help_text=_l("NHS number, PNC ID, CRO number, CRN or prison number."),
        max_length=40,
        required=False,
    )
    purpose = forms.ChoiceField(label=_l("What is it for?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_l("Why can this not wait?"),
        help_text=_l(
            "Write what happened, in your own words. The privacy officer reads it, and the"
            " person can ask to."
        ),
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    tried_whom = forms.CharField(
        label=_l("Whom did you try to ask first?"),
        help_text=_l("A name or a team, or why there was nobody to ask."),
        max_length=300,
    )

    def __init__(self, *args: Any, role: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [  # type: ignore[attr-defined]
            (code, words.PURPOSES[code]) for code in ROLE_PURPOSES[role]
        ]

    def clean_number(self) -> str:
        """The canonical form of the first kind of number that the text is a valid one of."""
        typed = self.cleaned_data["number"].strip()
        if not typed:
            return ""
        for kind in identifiers.KINDS:
            canonical, _warning = canonical_number(kind, typed)
            if canonical:
                return canonical
        raise forms.ValidationError(
            _("Check the number: it is not a valid NHS, PNC, CRO, CRN or prison number")
        )

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"].strip()
        if not rules.is_said_in_earnest(reason):
            raise forms.ValidationError(
                _("Write in your own words why this cannot wait, in 20 characters or more")
            )
        return str(reason)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("number") or "number" in self.errors:
            return data
        named = fold(data.get("given_name", "")) and fold(data.get("family_name", ""))
        if not named and "family_name" not in self.errors:
            self.add_error(
                "family_name", _("Enter first and family name with the date of birth, or a number")
            )
        if not data.get("born_on") and "born_on" not in self.errors:
            self.add_error("born_on", _("Enter the date of birth, or a number instead"))
        return data

    def who(self) -> WhoIsMeant:
        """Whom the valid form names; a number goes before a name."""
        data = self.cleaned_data
        if data["number"]:
            return WhoIsMeant(number=data["number"])
        return WhoIsMeant(
            search_name=search_name(data["given_name"], data["family_name"]),
            born_on=data["born_on"],
        )


class ReviewForm(Form):
    """Was it right to open the record?"""

    outcome = forms.ChoiceField(
        label=_l("Was it right to open the record?"),
        choices=[
            (BreakGlass.Outcome.JUSTIFIED, _l("Yes, it was right")),
            (BreakGlass.Outcome.NOT_JUSTIFIED, _l("No, it was not right")),
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_l("How do you know?"),
        help_text=_l("Whom you asked and what they said. The person can ask to read it."),
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
