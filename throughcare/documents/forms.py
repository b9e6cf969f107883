"""What is asked when a copy is handed over, sent or received."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.agencies.models import Membership
from throughcare.design.forms import Form
from throughcare.documents import naming, rules
from throughcare.documents.actions import To
from throughcare.documents.models import NamedRecipient
from throughcare.people.part_forms import LineField, TextField

READER, SOMEBODY = "reader", "somebody"


class HandOverForm(Form):
    """Who took the paper: the reader, or somebody who passes it on."""

    taken_by = LineField(label=gettext_lazy("Who took it?"), max_length=150)
    whose = forms.ChoiceField(
        label=gettext_lazy("Is this who it is for?"),
        widget=forms.RadioSelect,
        choices=(
            (READER, gettext_lazy("Yes: they have it now")),
            (SOMEBODY, gettext_lazy("No: they will pass it on")),
        ),
        # Not chosen beforehand: a copy that was given is not a copy that was received.
        error_messages={"required": gettext_lazy("Select whether they have it now")},
    )

    def clean(self) -> dict[str, Any]:
        """Whoever passes it on is somebody else than the reader, whose name stands there first."""
        given: dict[str, Any] = super().clean() or {}
        reader = self.initial.get("taken_by")
        if given.get("whose") == SOMEBODY and given.get("taken_by") == reader:
            self.add_error("taken_by", _("Enter the name of whoever will pass it on"))
        return given


class SecureEmailForm(Form):
    """Where it goes by the site's secure email, and the words that go with it."""

    address = forms.EmailField(label=gettext_lazy("Address"), max_length=254)
    wording = TextField(
        label=gettext_lazy("Words of the message"),
        help_text=gettext_lazy("Kept with the copy. No name, date of birth or health detail here."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    secure = forms.BooleanField(
        label=gettext_lazy("I send this by our secure email, not by ordinary email"),
        error_messages={
            "required": gettext_lazy("Only secure email may carry this. Confirm, or hand it over.")
        },
    )

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        domains = settings.SECURE_EMAIL_DOMAINS
        if domains and not rules.is_secure_address(address, domains):
            raise forms.ValidationError(
                _("This is not a secure address here. Use one that ends in %(list)s.")
                % {"list": ", ".join(domains)}
            )
        return address


class ReceivedForm(Form):
    """Who has it now and how we know."""

    by = LineField(label=gettext_lazy("Who has it?"), max_length=150)
    how = LineField(
        label=gettext_lazy("How do we know?"),
        help_text=gettext_lazy("For example: they rang, they answered the message"),
        max_length=150,
    )

    def values(self) -> dict[str, Any]:
        return {"by": self.cleaned_data["by"], "how": self.cleaned_data["how"]}


ACCOUNT, OUTSIDE = "account", "outside"


class NameReaderForm(Form):
    """One more reader of a document that was issued: who, as what, why, on what agreement."""

    who = forms.ChoiceField(
        label=gettext_lazy("Who is it?"),
        widget=forms.RadioSelect,
        choices=(
            (ACCOUNT, gettext_lazy("A colleague at court, in probation or the police")),
            (OUTSIDE, gettext_lazy("Somebody without an account")),
        ),
        error_messages={"required": gettext_lazy("Select who it is")},
    )
    member = forms.ChoiceField(label=gettext_lazy("Whose account?"), required=False)
    name = LineField(label=gettext_lazy("Name"), max_length=200, required=False)
    organisation = LineField(
        label=gettext_lazy("Of which organisation"), max_length=200, required=False
    )
    how = forms.ChoiceField(
        label=gettext_lazy("How does it get to them?"),
        widget=forms.RadioSelect,
        required=False,
        choices=(
            (rules.HAND, gettext_lazy("Print and hand over")),
            (rules.EMAIL, gettext_lazy("Secure email")),
        ),
    )
    capacity = LineField(
        label=gettext_lazy("As what do they have it?"),
        help_text=gettext_lazy("For example: duty solicitor, the new officer, sentencing court"),
        max_length=120,
        error_messages={"required": gettext_lazy("Say as what they have it")},
    )
    why = LineField(
        label=gettext_lazy("Why do they need it now?"),
        help_text=gettext_lazy("No health detail here."),
        max_length=300,
        error_messages={"required": gettext_lazy("Say why they need it now")},
    )
    basis = forms.ChoiceField(
        label=gettext_lazy("On what agreement or other basis?"),
        widget=forms.RadioSelect,
        choices=NamedRecipient.Basis.choices,
        error_messages={"required": gettext_lazy("Select the basis")},
    )
    basis_words = LineField(
        label=gettext_lazy("What was agreed or decided, by whom and when"),
        max_length=500,
        error_messages={
            "required": gettext_lazy("Say what was agreed or decided, by whom and when")
        },
    )

    def __init__(
        self,
        *args: Any,
        members: Sequence[tuple[str, str]],
        limits: naming.Limits,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if limits.for_care or not members:
            del self.fields["who"], self.fields["member"]
        else:
            self.fields["member"].choices = [("", _("Choose")), *members]  # type: ignore[attr-defined]
        self.line_names = [f"line_{place}" for place in range(1, len(limits.lines) + 1)]
        for name, words in zip(self.line_names, limits.lines, strict=True):
            self.fields[name] = forms.BooleanField(
                label=words,
                error_messages={
                    "required": _(
                        "The basis must cover this line too. If it does not, issue a corrected"
                        " version without it"
                    )
                },
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_account:
            if not cleaned.get("member") and "member" not in self.errors:
                self.add_error("member", _("Choose whose account it is"))
        elif "who" not in self.errors:
            for name, words in (
                ("name", _("Write their name")),
                ("how", _("Select how it gets to them")),
            ):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return cleaned

    @property
    def is_account(self) -> bool:
        return self.cleaned_data.get("who") == ACCOUNT

    def to(self, members: Sequence[Membership]) -> To:
        """Who is named, for ``naming.name_reader``."""
        given = self.cleaned_data
        shared = {name: given[name] for name in ("basis", "basis_words", "capacity", "why")}
        shared["covers"] = tuple(range(1, len(self.line_names) + 1))
        if not self.is_account:
            return To(
                name=given["name"], organisation=given["organisation"], how=given["how"], **shared
            )
        member = next(each for each in members if str(each.pk) == given["member"])
        return To(
            name=member.user.name,
            organisation=member.team.agency.name,
            how=rules.ACCOUNT,
            kind=NamedRecipient.Kind.MEMBER,
            principal_id=member.pk,
            **shared,
        )
