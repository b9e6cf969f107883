"""The ground of every page about a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from throughcare.core.errors import NotAllowed
from throughcare.core.small_forms import SmallForm
from throughcare.core.views import FormView, StaffView, get_or_404
from throughcare.people import presenters
from throughcare.people.models import Person
from throughcare.people.standing import Standing, person_by_reference

if TYPE_CHECKING:
    from throughcare.core.access import ProtectedModel


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

    def find_row(
        self,
        model: type[ProtectedModel],
        name: str,
        *related: str,
        action: str = "read",
        ours: bool = False,
    ) -> Any:
        """The row about this person whose id is ``name`` in the address, noted as shown.

        ours: only where the asker's own agency keeps it. Absent, hidden and foreign are one 404.
        """
        rows = model.visible_to(self.ctx, action).filter(person_id__in=self.group)
        if ours:
            rows = rows.filter(agency_id=self.ctx.agency_id)
        if related:
            rows = rows.select_related(*related)
        found = get_or_404(rows, pk=self.kwargs[name])
        self.ctx.shown.objects(found.pk)
        return found

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


class PersonSmallForm(SmallForm, PersonFormView):
    """One form about the person under one heading, without the parts of the record above it."""

    template_name: ClassVar[str] = "layouts/person_form.jinja"

    def page_context(self) -> dict[str, Any]:
        return {**super().page_context(), "tabs": ()}
