"""What an administrator types about an agreement between two agencies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from throughcare.agencies.models import Agency
from throughcare.core.access import CATEGORIES
from throughcare.core.clock import LONDON
from throughcare.design.fields import NearDateField
from throughcare.design.forms import Form
from throughcare.sharing import annex, words
from throughcare.sharing.contract_actions import Terms
from throughcare.sharing.forms import end_of_day
from throughcare.sharing.link_actions import mask_of
from throughcare.sharing.policy.vocabulary import CARE

#: Categories that may cross between agencies at all; the rest never leave one.
OFFERED = CATEGORIES[:7]


class ProposeForm(Form):
    """The terms of one agreement: who gives, who receives, for what, what, from when to when."""

    GIVE, RECEIVE = "give", "receive"

    direction = forms.ChoiceField(
        label=_l("Who gives?"),
        choices=[(GIVE, _l("We give, they receive")), (RECEIVE, _l("They give, we receive"))],
        widget=forms.RadioSelect,
        error_messages={"required": _l("Select who gives")},
    )
    other = forms.ChoiceField(label=_l("The other agency"))
    purpose = forms.ChoiceField(
        label=_l("For which purpose?"),
        help_text=_l("What staff of the receiving agency are doing when they read it."),
        choices=list(words.PURPOSES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _l("Select the purpose")},
    )
    categories = forms.MultipleChoiceField(
        label=_l("What may be told?"),
        choices=[(name, words.CATEGORY_WORDS[name]) for name in OFFERED],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _l("Select at least one thing that may be told")},
    )
    grants_find = forms.BooleanField(
        label=_l("Their search may answer that a person is known to another health team"),
        required=False,
    )
    starts_on = NearDateField(
        label=_l("From which day?"),
        error_messages={"required": _l("Enter the first day, such as 24/11")},
    )
    ends_on = NearDateField(
        label=_l("Until which day?"),
        help_text=_l("The last day on which it holds. Leave empty if it has no end yet."),
        required=False,
    )
    document = forms.CharField(
        label=_l("Name of the signed document"),
        help_text=_l("For example: Information sharing agreement, version 3, 4 September 2026."),
        max_length=200,
        error_messages={"required": _l("Enter the name of the signed document")},
    )
    document_sha256 = forms.CharField(
        label=_l("Its SHA-256 fingerprint"),
        help_text=_l("64 letters and digits that show that the document is the signed one."),
        max_length=64,
        required=False,
        validators=[RegexValidator(r"^[0-9a-fA-F]{64}$", _l("Enter 64 letters a to f and digits"))],
    )
    signatories = forms.CharField(
        label=_l("Who signed it?"),
        help_text=_l("Names and offices of both sides."),
        max_length=400,
        error_messages={"required": _l("Enter who signed it, for both sides")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, own: Agency, others: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        self.agencies = {str(agency.pk): agency for agency in others}
        self.fields["other"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose an agency")),
            *((key, agency.name) for key, agency in self.agencies.items()),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day is before the first"))
        other = self.agencies.get(data.get("other", ""))
        if other is None or "direction" not in data:
            return data
        giver, receiver = self._sides(data, other)
        if data.get("purpose") and data.get("categories"):
            self._clean_reach(data, receiver)
        if data.get("grants_find") and not (giver.type in CARE and receiver.type in CARE):
            self.add_error("grants_find", _("Only care agencies find people of one another"))
        return data

    def _sides(self, data: dict[str, Any], other: Agency) -> tuple[Agency, Agency]:
        return (self.own, other) if data["direction"] == self.GIVE else (other, self.own)

    def _clean_reach(self, data: dict[str, Any], receiver: Agency) -> None:
        """Refuse what no role of the receiving agency could ever read for the purpose."""
        possible = annex.possible_mask(receiver.type, data["purpose"])
        if not possible:
            self.add_error("purpose", _("Nobody in the receiving agency works for this purpose"))
            return
        if beyond := mask_of(data["categories"]) & ~possible:
            self.add_error(
                "categories",
                _("The receiving agency can never read: %(what)s")
                % {"what": "; ".join(words.categories(beyond))},
            )

    def terms(self) -> Terms:
        data = self.cleaned_data
        giver, receiver = self._sides(data, self.agencies[data["other"]])
        return Terms(
            from_agency_id=giver.pk,
            to_agency_id=receiver.pk,
            purpose=data["purpose"],
            categories=tuple(data["categories"]),
            grants_find=data["grants_find"],
            starts_at=datetime.combine(data["starts_on"], time(0), LONDON),
            ends_at=end_of_day(data["ends_on"]),
            document=data["document"],
            document_sha256=data["document_sha256"].lower(),
            signatories=data["signatories"],
        )


class ContractForm(Form):
    """Confirm or end, as the page showed it."""

    CONFIRM, END = "confirm", "end"

    do = forms.ChoiceField(choices=[(CONFIRM, ""), (END, "")], required=True)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
