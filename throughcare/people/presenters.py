"""How a person is said on a page: names, birth date, address, what to know first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import clock, registry
from throughcare.design import words
from throughcare.design.parts import Identity, Tag
from throughcare.design.shell import NavItem
from throughcare.people.finding import Candidate
from throughcare.people.models import Address, Identifier, Person
from throughcare.people.standing import Standing
from throughcare.people.under_18 import is_under_18

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.core.menu import PersonTab

#: Who can see a line of each category, in words for staff.
SEEN_BY = {
    "identity": gettext_lazy("Seen by everyone who works with the person"),
    "contact_address": gettext_lazy("Those who hold the person on their caseload"),
    "justice": gettext_lazy("Health and justice teams"),
    "health_summary": gettext_lazy("Health teams; others where agreed"),
    "clinical_detail": gettext_lazy("Health team only"),
    "third_party_safeguarding": gettext_lazy("Named people only"),
    "disclosed": gettext_lazy("The author’s team and those it was sent to"),
}


def full_name(person: Person) -> str:
    """First name then family name; words where there is none."""
    return f"{person.given_name} {person.family_name}".strip() or _("Name not known")


def called(person: Person) -> str:
    """The name to use in a sentence about the person."""
    return person.likes_to_be_called or person.given_name or _("this person")


def born_words(person: Person, *, today: date | None = None) -> str:
    """``14 March 1991 (35)``, ``about 1991``, or words for not known."""
    if person.born_on is None:
        return _("Not known")
    if person.born_about:
        return _("about %(year)s") % {"year": person.born_on.year}
    return words.born(person.born_on, today=today or clock.today())


def identity_bar(
    ctx: Context, person: Person, facts: Sequence[tuple[str, str]] = (), *, note: str = ""
) -> Identity:
    """The identity bar of a page about this person; ``facts`` fit the task at hand."""
    exact = None if person.born_about else person.born_on
    return Identity(
        name=full_name(person),
        reference=person.reference,
        url=reverse("person", args=[person.reference]),
        likes=person.likes_to_be_called,
        born=exact,
        born_words="" if exact else born_words(person),
        nhs_number=person.nhs_number,
        facts=tuple(facts),
        tags=tuple(_tags(person)),
        note=note,
    )


def _tags(person: Person) -> list[Tag]:
    tags = []
    if person.died_on:
        tags.append(Tag(_("Died %(date)s") % {"date": words.full_date(person.died_on)}, "grey"))
    if not person.died_on and is_under_18(born_on=person.born_on, today=clock.today()):
        tags.append(Tag(_("Under 18"), "orange"))
    if person.provisional:
        tags.append(Tag(_("Identity not confirmed"), "white"))
    if person.guard == Person.Guard.LIMITED:
        tags.append(Tag(_("Limited record"), "white"))
    if person.guard == Person.Guard.RESTRICTED:
        tags.append(Tag(_("Restricted record"), "white"))
    return tags


#: More parts than this of one record: the lesser ones stand under *More*.
TABS_IN_A_ROW = 9


def tabs(ctx: Context, person: Person, standing: Standing, current: str) -> tuple[NavItem, ...]:
    """The parts of the record that this reader may open."""
    offered: list[PersonTab] = sorted(
        registry.offered("person_tab").values(), key=lambda tab: tab.order
    )
    mine = [tab for tab in offered if standing.may(tab.action, tab.category) and tab.shown_to(ctx)]
    return tuple(
        NavItem(
            str(tab.label),
            reverse(tab.url_name, args=[person.reference]),
            current=tab.slug == current,
            lesser=tab.lesser and len(mine) > TABS_IN_A_ROW,
        )
        for tab in mine
    )


def address_words(address: Address | None, *, may_see_withheld: bool = False) -> str:
    """The one way in which an address is written, on a page or in anything that leaves.

    A withheld address is written out only where the caller says that this reader, on this
    screen, keeps it; everything that leaves says that it is withheld.
    """
    if address is None:
        return _("Not known")
    if address.withheld and not may_see_withheld:
        return _("Address withheld")
    if address.kind == Address.Kind.NO_FIXED and not address.lines:
        return _("No fixed address")
    parts = [*address.lines.splitlines(), address.postcode]
    return ", ".join(part.strip() for part in parts if part.strip()) or _("Not known")


def number_words(row: Identifier) -> str:
    """A number as it is written; an NHS number in its three groups."""
    shown = row.canonical or row.given
    return words.nhs_number(shown) if row.kind == Identifier.Kind.NHS_NUMBER else shown


def seen_by(category: str) -> str:
    """Who can see a row of this category."""
    return str(SEEN_BY[category])


@dataclass(frozen=True)
class FoundWords:
    """One search result as a page shows it; a stub and a limited record say almost nothing."""

    kind: str
    heading: str
    url: str = ""
    mark: str = ""
    label: str = ""
    why: str = ""
    identity: Identity | None = None
    also: tuple[str, ...] = ()
    seen: str = ""
    reference: str = ""


def found_words(candidate: Candidate) -> FoundWords:
    """A candidate in words. No address, no health detail, no team for what cannot be opened."""
    if candidate.kind == "limited":
        return FoundWords("limited", _("A limited record may match"))
    if candidate.kind == "stub":
        year = str(candidate.born_year) if candidate.born_year else _("year of birth not known")
        heading = _("%(initials)s, born %(year)s") % {"initials": candidate.initials, "year": year}
        return FoundWords("stub", heading)
    person = candidate.person
    assert person is not None  # noqa: S101 - the other kinds have one
    exact = None if person.born_about else person.born_on
    identity = Identity(
        name=full_name(person),
        reference=person.reference,
        likes=person.likes_to_be_called,
        born=exact,
        born_words="" if exact else born_words(person),
        nhs_number=person.nhs_number,
    )
    seen = ""
    if candidate.last_seen_at:
        day = words.short_date(candidate.last_seen_at, today=clock.today())
        seen = _("Last seen by us %(day)s.") % {"day": day}
    return FoundWords(
        candidate.kind,
        full_name(person),
        url=reverse("person", args=[person.reference]),
        mark="yes" if candidate.kind == "exact" else "near",
        label=candidate.label,
        why=words.and_list(list(candidate.why)),
        identity=identity,
        also=candidate.also,
        seen=seen,
        reference=person.reference,
    )
