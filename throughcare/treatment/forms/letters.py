"""A letter: to whom, how, on what basis; its words, or for the officer its ticked facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.agencies.models import Membership
from throughcare.design.forms import Form
from throughcare.documents.models import Delivery, NamedRecipient
from throughcare.people.part_forms import LineField, TextField
from throughcare.treatment.forms.boxes import OFF
from throughcare.treatment.letters import OFFICER_CHANGES, OFFICER_FACTS
from throughcare.treatment.models import Letter

LONGEST = 20_000


class LetterForm(Form):
    """Edits a draft. The letter to the officer has no field for words at all."""

    FIELDS = (
        "name", "organisation", "how", "reader_id", "basis", "basis_words", "body", "facts",
        "again",
    )  # fmt: skip

    name = LineField(
        label=gettext_lazy("Who is it to?"),
        max_length=200,
        widget=forms.TextInput(attrs=OFF),
        error_messages={"required": gettext_lazy("Enter who it is to")},
    )
    organisation = LineField(
        label=gettext_lazy("Surgery or organisation"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=OFF),
    )
    how = forms.ChoiceField(
        label=gettext_lazy("How does it get there?"),
        choices=Delivery.How.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Select how it gets there")},
    )
    reader_id = forms.ChoiceField(
        label=gettext_lazy("Whose account?"), required=False, widget=forms.RadioSelect
    )
    basis = forms.ChoiceField(
        label=gettext_lazy("Why may they have it?"),
        choices=NamedRecipient.Basis.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Select why they may have it")},
    )
    basis_words = LineField(
        label=gettext_lazy("Say more about why they may have it"),
        help_text=gettext_lazy("For example: agreed on 3 March, when the order was made"),
        max_length=500,
        widget=forms.TextInput(attrs=OFF),
        error_messages={"required": gettext_lazy("Say more about why they may have it")},
    )
    body = TextField(
        label=gettext_lazy("The letter"),
        help_text=gettext_lazy("A line that begins with a dash is one of a list."),
        max_length=LONGEST,
        error_messages={"required": gettext_lazy("Write the letter")},
        widget=forms.Textarea(attrs={"rows": 18}),
    )
    facts = forms.MultipleChoiceField(
        label=gettext_lazy("What it says"),
        choices=list(OFFICER_FACTS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one fact")},
    )

    again = forms.MultipleChoiceField(
        label=gettext_lazy("It also goes to those who were named later"),
        help_text=gettext_lazy("Take out only who must not have it."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        letter: Letter,
        officers: Sequence[Membership],
        later: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["again"].choices = later  # type: ignore[attr-defined]
        if not later:
            del self.fields["again"]
        del self.fields["body" if letter.to == Letter.To.OFFICER else "facts"]
        accounts = [(str(row.pk), f"{row.user.name}, {row.team.agency.name}") for row in officers]
        if accounts:
            self.fields["reader_id"].choices = accounts  # type: ignore[attr-defined]
            return
        del self.fields["reader_id"]
        ways = [each for each in Delivery.How.choices if each[0] != Delivery.How.ACCOUNT]
        self.fields["how"].choices = ways  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("how") == Delivery.How.ACCOUNT and not found.get("reader_id"):
            self.add_error("reader_id", _("Select whose account it goes to"))
        return found

    def values(self) -> dict[str, Any]:
        """The columns of Letter."""
        typed = {name: self.cleaned_data[name] for name in self.FIELDS if name in self.fields}
        by_account = typed["how"] == Delivery.How.ACCOUNT
        reader = typed.pop("reader_id", "")
        if "again" in typed:
            typed["again"] = [UUID(each) for each in typed["again"]]
        return {**typed, "reader_id": UUID(reader) if by_account and reader else None}


class CorrectForm(Form):
    """What was wrong: in words, or to the officer as ticks."""

    what_changed = LineField(
        label=gettext_lazy("What changed?"),
        help_text=gettext_lazy("Stands on the first page, and its readers are told."),
        max_length=500,
        widget=forms.TextInput(attrs=OFF),
        error_messages={"required": gettext_lazy("Say what changed")},
    )
    changed = forms.MultipleChoiceField(
        label=gettext_lazy("What changed?"),
        help_text=gettext_lazy("Stands on the first page, and its readers are told."),
        choices=list(OFFICER_CHANGES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick what changed")},
    )

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["what_changed" if letter.to == Letter.To.OFFICER else "changed"]

    def words(self) -> str:
        """For ``actions.correct_letter``."""
        if "changed" in self.fields:
            return " ".join(self.cleaned_data["changed"])
        return str(self.cleaned_data["what_changed"])


class IssueForm(Form):
    """Asks once more: a letter that was issued is not taken back."""

    read = forms.CharField(widget=forms.HiddenInput, max_length=64)
