"""The ground of every page about a person."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from throughcare.core.errors import NotAllowed
from throughcare.core.views import FormView, StaffView
from throughcare.people import presenters
from throughcare.people.models import Person
from throughcare.people.standing import Standing, person_by_reference


class PersonView(StaffView):
    """A page about the person whose reference is in the address.

    Whoever may not know that the record exists gets the page of an absent one; a 403 is only
    for an action on a record that they can read. ``tab`` is the part of the record it is.
    """

    action: ClassVar[str] = "read"
    category: ClassVar[str] = "identity"
    tab: ClassVar[str] = ""
    person: Person
    standing: Standing
    group: tuple[UUID, ...]

    def fetch(self) -> None:
        self.about(*person_by_reference(self.ctx, self.kwargs["ref"]))

    def about(self, person: Person, standing: Standing) -> None:
        """Settle whom the page is about, and note that it was shown."""
        self.person, self.standing, self.group = person, standing, standing.group
        self.ctx.shown.people(person.pk, *standing.group)

    def check_access(self) -> None:
        if not self.category:
            return
        if self.action in self.standing.masks:
            allowed = self.standing.may(self.action, self.category)
        else:
            allowed = self.ctx.allows(self.action, self.category, self.person.pk)
        if not allowed:
            raise NotAllowed(self.action, f"no cell for {self.category} of this person")

    def facts(self) -> tuple[tuple[str, str], ...]:
        """What fits this page's task, for the identity bar: cell, hearing."""
        return ()

    def page_context(self) -> dict[str, Any]:
        return {
            "person": self.person,
            "identity": presenters.identity_bar(self.ctx, self.person, self.facts()),
            "tabs": presenters.tabs(self.ctx, self.person, self.standing, self.tab),
        }


class PersonFormView(PersonView, FormView):
    """A form about the person; its draft, where it keeps one, is a draft about the person."""

    def draft_subject(self) -> UUID | None:
        return self.person.pk

    def draft_person(self) -> UUID | None:
        return self.person.pk
