"""The parts of a record that are rows of their own: what each is called, asks and leaves behind.

One description a part; the pages that add, change and end a row are made from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import registry
from throughcare.core.access import PersonRow
from throughcare.design.shell import NavItem
from throughcare.people import part_forms
from throughcare.people.models import (
    Address,
    Adjustment,
    ContactMethod,
    Identifier,
    KnowFirst,
    Person,
    PersonName,
)
from throughcare.people.standing import Standing


@dataclass(frozen=True)
class Part:
    """One kind of row of a record.

    ``event`` is recorded on each change with the payload ``{"what": …}`` and ``said(row)``;
    ``ends`` is the column with the day on which the row stopped holding.
    """

    slug: str
    noun: Any
    add: Any
    change: Any
    end: Any
    model: type[PersonRow]
    form: type[part_forms.PartForm]
    event: str
    said: Callable[[Any], dict[str, str]] = lambda _row: {}
    ends: str = "ends_on"

    @property
    def category(self) -> str:
        return self.model.access.category

    @property
    def what(self) -> str:
        """The row's name in the payload of an event."""
        return self.slug.replace("-", "_")

    def url(self, doing: str, reference: str, row_id: UUID | None = None) -> str:
        """The address of the page that adds, changes or ends a row of this part."""
        args = [reference] if row_id is None else [reference, row_id]
        return reverse(f"person_{self.what}_{doing}", args=args)


PARTS: dict[str, Part] = {
    part.slug: part
    for part in (
        Part(
            "name",
            gettext_lazy("Name"),
            gettext_lazy("Add a name"),
            gettext_lazy("Change a name"),
            gettext_lazy("This name is no longer used"),
            PersonName,
            part_forms.NameForm,
            "person.identity_changed",
        ),
        Part(
            "number",
            gettext_lazy("Number"),
            gettext_lazy("Add a number"),
            gettext_lazy("Change a number"),
            gettext_lazy("This number is wrong or no longer used"),
            Identifier,
            part_forms.NumberForm,
            "person.identity_changed",
        ),
        Part(
            "address",
            gettext_lazy("Address"),
            gettext_lazy("Add an address"),
            gettext_lazy("Change an address"),
            gettext_lazy("The person has left this address"),
            Address,
            part_forms.AddressForm,
            "person.contact_changed",
        ),
        Part(
            "contact",
            gettext_lazy("Contact"),
            gettext_lazy("Add a way to get in touch"),
            gettext_lazy("Change a way to get in touch"),
            gettext_lazy("This no longer reaches the person"),
            ContactMethod,
            part_forms.ContactForm,
            "person.contact_changed",
        ),
        Part(
            "know-first",
            gettext_lazy("Know first"),
            gettext_lazy("Add something to know first"),
            gettext_lazy("Review what to know first"),
            gettext_lazy("This no longer holds"),
            KnowFirst,
            part_forms.KnowFirstForm,
            "person.know_first_changed",
            said=lambda row: {"kind": str(row.kind)},
            ends="ended_on",
        ),
        Part(
            "adjustment",
            gettext_lazy("What helps the person take part"),
            gettext_lazy("Add what helps the person take part"),
            gettext_lazy("Change what helps the person take part"),
            gettext_lazy("This is no longer needed"),
            Adjustment,
            part_forms.AdjustmentForm,
            "person.adjustment_changed",
            said=lambda row: {"need": str(row.need)},
        ),
    )
}

_MENU_WORDS = {
    "name": gettext_lazy("Name"),
    "number": gettext_lazy("Number"),
    "address": gettext_lazy("Address"),
    "contact": gettext_lazy("Phone or e-mail"),
    "know-first": gettext_lazy("Something to know first"),
    "adjustment": gettext_lazy("What helps them take part"),
}


@dataclass(frozen=True)
class AddEntry:
    """An entry of "Add to record" that another folder offers under "add_to_record"."""

    label: object
    url_name: str
    order: int
    category: str


def add_menu(person: Person, standing: Standing) -> list[NavItem]:
    """What this reader may add to the record: the work of other folders first."""
    return list(_add_entries(person, standing))


def _add_entries(person: Person, standing: Standing) -> Iterator[NavItem]:
    offered = registry.offered("add_to_record").values()
    for entry in sorted(offered, key=lambda each: each.order):
        if standing.may("create", entry.category):
            yield NavItem(str(entry.label), reverse(entry.url_name, args=[person.reference]))
    for slug, words in _MENU_WORDS.items():
        if standing.may("create", PARTS[slug].category):
            yield NavItem(str(words), PARTS[slug].url("add", person.reference))
    if standing.may("create", "clinical_detail"):
        address = reverse("person_equality", args=[person.reference])
        yield NavItem(_("Answers to equality questions"), address)
