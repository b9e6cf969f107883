"""The forms of the parts of a record: what is asked, and how a wrong answer is said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import clock
from throughcare.design import words
from throughcare.design.fields import NearDateField
from throughcare.design.forms import Form
from throughcare.people.folding import canonical_number, clean_line, phone_digits, search_name
from throughcare.people.models import (
    Address,
    Adjustment,
    ContactMethod,
    Identifier,
    KnowFirst,
    PersonName,
    Source,
)
from throughcare.people.scanner import contact_details

#: A note about staff safety is looked at again after this many days unless a day is given.
REVIEW_AFTER_DAYS = 90
TIDIED = 50_000


class LineField(forms.CharField):
    """One line of text; what cannot be seen is left out rather than refused."""

    free_text = True

    def to_python(self, value: Any) -> str:
        if value in self.empty_values:
            return ""
        text = str(value)
        # Far too long to be kept: the message about its length needs no tidy text.
        return clean_line(text) if len(text) <= TIDIED else text


class TextField(forms.CharField):
    """Several lines; control characters other than line ends are left out."""

    free_text = True
    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        if value in self.empty_values:
            return ""
        if len(str(value)) > TIDIED:
            return str(value)
        lines = str(value).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return "\n".join(_visible(line) for line in lines).strip()


def _visible(line: str) -> str:
    return "".join(sign for sign in line if sign.isprintable() or sign == "\t")


def source_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=gettext_lazy("Who said so"), choices=Source.choices)


def near_day(label: Any) -> NearDateField:
    """A day up to today; left empty it is today."""
    return NearDateField(
        label=label,
        help_text=gettext_lazy("For example: yesterday, 3 March. Empty means today."),
        must_be="past",
        required=False,
    )


class PartForm(Form):
    """A form over one row. ``values()`` are the columns; ``asks`` names the fields in order."""

    asks: tuple[str, ...] = ()

    @classmethod
    def from_row(cls, row: Any) -> dict[str, Any]:
        """What the form shows of a row that is about to be changed."""
        return {name: getattr(row, name) for name in cls.asks if hasattr(row, name)}

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.asks}

    def warnings(self) -> list[str]:
        """What to say after saving, such as a number that fails its check."""
        return []


class NameForm(PartForm):
    asks = ("kind", "given_name", "family_name", "source", "starts_on")
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of name"), choices=PersonName.Kind.choices
    )
    given_name = LineField(label=gettext_lazy("First names"), max_length=100, required=False)
    family_name = LineField(label=gettext_lazy("Family name"), max_length=100, required=False)
    source = source_field()
    starts_on = near_day(gettext_lazy("Since"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("given_name") and not cleaned.get("family_name"):
            self.add_error("given_name", _("Enter first names, a family name or both"))
        return cleaned

    def values(self) -> dict[str, Any]:
        values = super().values()
        values["starts_on"] = values["starts_on"] or clock.today()
        values["search_name"] = search_name(values["given_name"], values["family_name"])
        return values


class NumberForm(PartForm):
    asks = ("kind", "given", "source")
    kind = forms.ChoiceField(label=gettext_lazy("Which number"), choices=Identifier.Kind.choices)
    given = LineField(label=gettext_lazy("Number"), max_length=60)
    source = source_field()

    def values(self) -> dict[str, Any]:
        values = super().values()
        canonical, self.warning = canonical_number(values["kind"], values["given"])
        return values | {"canonical": canonical}

    def warnings(self) -> list[str]:
        if not self.warning:
            return []
        return [
            _("Check the number: %(why)s It is kept, and never matched on.") % {"why": self.warning}
        ]


class AddressForm(PartForm):
    asks = ("kind", "lines", "postcode", "withheld", "withheld_reason", "source", "starts_on")
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of address"), choices=Address.Kind.choices
    )
    lines = TextField(
        label=gettext_lazy("Address"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    postcode = LineField(label=gettext_lazy("Postcode"), max_length=10, required=False)
    withheld = forms.BooleanField(
        label=gettext_lazy("Withhold this address"),
        help_text=gettext_lazy("It leaves our agency in nothing: no letter, list, export or page."),
        required=False,
    )
    withheld_reason = LineField(
        label=gettext_lazy("Why it is withheld"), max_length=200, required=False
    )
    source = source_field()
    starts_on = near_day(gettext_lazy("Since"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        somewhere = cleaned.get("kind") != Address.Kind.NO_FIXED
        if somewhere and not cleaned.get("lines") and not cleaned.get("postcode"):
            self.add_error("lines", _("Enter the address, or choose “No fixed address”"))
        if cleaned.get("withheld") and not cleaned.get("withheld_reason"):
            self.add_error("withheld_reason", _("Enter why it is withheld"))
        return cleaned

    def values(self) -> dict[str, Any]:
        values = super().values()
        return values | {"starts_on": values["starts_on"] or clock.today()}


class ContactForm(PartForm):
    asks = (
        "kind",
        "value",
        "may_text",
        "may_call",
        "may_leave_message",
        "may_write",
        "safe_times",
        "note",
        "source",
    )
    RULES = ("may_text", "may_call", "may_leave_message", "may_write")
    kind = forms.ChoiceField(label=gettext_lazy("How"), choices=ContactMethod.Kind.choices)
    value = LineField(label=gettext_lazy("Number, address or name"), max_length=200)
    may_text = forms.BooleanField(label=gettext_lazy("We may text"), required=False)
    may_call = forms.BooleanField(label=gettext_lazy("We may call"), required=False)
    may_leave_message = forms.BooleanField(
        label=gettext_lazy("We may leave a message"), required=False
    )
    may_write = forms.BooleanField(label=gettext_lazy("We may write"), required=False)
    safe_times = LineField(
        label=gettext_lazy("Safe times"),
        help_text=gettext_lazy("For example: weekdays after 6pm, when the partner is at work"),
        max_length=200,
        required=False,
    )
    note = LineField(label=gettext_lazy("Anything else"), max_length=200, required=False)
    source = source_field()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        phone = cleaned.get("kind") in (ContactMethod.Kind.MOBILE, ContactMethod.Kind.PHONE)
        if phone and cleaned.get("value") and not phone_digits(cleaned["value"]):
            self.add_error("value", _("Enter a phone number with 9 to 15 digits"))
        if cleaned.get("kind") == ContactMethod.Kind.EMAIL and "@" not in cleaned.get("value", "@"):
            self.add_error("value", _("Enter an e-mail address, such as name@example.org"))
        return cleaned

    def values(self) -> dict[str, Any]:
        values = super().values()
        if values["kind"] in (ContactMethod.Kind.MOBILE, ContactMethod.Kind.PHONE):
            return values | {"canonical": phone_digits(values["value"])}
        if values["kind"] == ContactMethod.Kind.EMAIL:
            return values | {"canonical": values["value"].casefold()}
        return values | {"canonical": ""}


class AsksAboutContactDetails:
    """Asks once whether a postcode or phone number belongs in the text it was typed in."""

    scanned = "text"

    def ask(self, cleaned: dict[str, Any]) -> None:
        """Add the question as an error beside the field, unless it has been answered."""
        form: Any = self
        form.found = contact_details(cleaned.get(self.scanned, ""))
        if form.found and not cleaned.get("keep_here"):
            found = words.and_list(form.found[:3])
            form.add_error(
                self.scanned,
                _(
                    "This holds what looks like a postcode or phone number: %(found)s. Move it to "
                    "the address or contact, or tick “Keep it in this text”"
                )
                % {"found": found},
            )


def keep_here_field() -> forms.BooleanField:
    return forms.BooleanField(
        label=gettext_lazy("Keep it in this text"),
        help_text=gettext_lazy("Everyone who reads this text will see it."),
        required=False,
    )


class KnowFirstForm(AsksAboutContactDetails, PartForm):
    asks = ("kind", "text", "source", "source_detail", "on", "review_on")
    kind = forms.ChoiceField(label=gettext_lazy("What is it about"), choices=KnowFirst.Kind.choices)
    text = LineField(
        label=gettext_lazy("What must staff know before they meet the person"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    keep_here = keep_here_field()
    source = source_field()
    source_detail = LineField(
        label=gettext_lazy("Where it was said or seen"), max_length=200, required=False
    )
    on = near_day(gettext_lazy("When"))
    review_on = NearDateField(
        label=gettext_lazy("Look at it again by"),
        help_text=gettext_lazy("For example: 1 March. Empty means in 90 days."),
        must_be="future",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        safety = cleaned.get("kind") == KnowFirst.Kind.STAFF_SAFETY
        if safety and not cleaned.get("source_detail"):
            self.add_error("source_detail", _("Enter where it was said or seen"))
        self.ask(cleaned)
        return cleaned

    def values(self) -> dict[str, Any]:
        values = super().values()
        values["on"] = values["on"] or clock.today()
        values["review_on"] = values["review_on"] or clock.today() + timedelta(REVIEW_AFTER_DAYS)
        return values


class AdjustmentForm(AsksAboutContactDetails, PartForm):
    asks = ("need", "text", "source")
    need = forms.ChoiceField(
        label=gettext_lazy("What is it about"), choices=Adjustment.Need.choices
    )
    text = LineField(
        label=gettext_lazy("What helps"),
        help_text=gettext_lazy(
            "Write it so that anybody can act on it: “Short sentences, and time.”"
        ),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    keep_here = keep_here_field()
    source = source_field()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.ask(cleaned)
        return cleaned


class EndForm(Form):
    """When something stopped holding, and why where the part asks it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    on = near_day(gettext_lazy("Since when"))
    reason = LineField(label=gettext_lazy("Why"), max_length=200)
