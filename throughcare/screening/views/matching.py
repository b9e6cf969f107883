"""Which record is this line of the list?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed
from throughcare.people import actions as people_actions
from throughcare.people import presenters as people_presenters
from throughcare.people import selectors as people_selectors
from throughcare.people.finding import Candidate
from throughcare.people.models import Identifier, Person, Source
from throughcare.screening import actions
from throughcare.screening.forms.custody import MatchForm
from throughcare.screening.models import CustodyEntry
from throughcare.screening.views.custody import EntryView

if TYPE_CHECKING:
    from django.forms import BaseForm


class MatchEntry(EntryView):
    """Which record is this? Search before create: the likeliest first, adding last."""

    category = "identity"
    action = "create"
    template_name = "screening/match.jinja"
    form_class = MatchForm
    found: list[Candidate] | None = None

    def candidates(self) -> list[Candidate]:
        """Asked once a request; under 18 nobody is looked for."""
        if self.found is None:
            self.found = (
                []
                if self.entry.under_18
                else people_selectors.candidates(
                    self.ctx,
                    given_name=self.entry.given_name,
                    family_name=self.entry.family_name,
                    born_on=self.entry.born_on,
                    identifiers=self.identifiers(),
                )
            )
        return self.found

    def identifiers(self) -> list[tuple[str, str]]:
        number = self.entry.custody_record
        return [(Identifier.Kind.CUSTODY, number)] if number else []

    def form_kwargs(self) -> dict[str, Any]:
        people = [c.person for c in self.candidates() if c.person]
        return {
            "choices": [
                *((str(p.pk), people_presenters.full_name(p)) for p in people),
                (
                    MatchForm.NEW,
                    _("None of these: add to our records") if people else _("Add to our records"),
                ),
            ],
            "initial": {} if people else {"who": MatchForm.NEW},
        }

    def page_context(self) -> dict[str, Any]:
        found = self.candidates()
        return {
            **super().page_context(),
            "people": [
                (c, people_presenters.identity_bar(self.ctx, c.person)) for c in found if c.person
            ],
            "stubs": [c for c in found if c.kind == "stub"],
            "limited": any(c.kind == "limited" for c in found),
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        who = form.cleaned_data["who"]
        try:
            person_id = self.add() if who == MatchForm.NEW else UUID(who)
            actions.link_entry(self.ctx, entry_id=self.entry.pk, person_id=person_id)
        except MoveNotAllowed:
            return self.already_dealt_with(form)
        person = Person.visible_to(self.ctx).get(pk=person_id)
        said = _("%(name)s is on the list as %(reference)s.") % {
            "name": people_presenters.full_name(person),
            "reference": person.reference,
        }
        if self.ctx.allows("create", "clinical_detail"):
            return self.done(said, reverse("screening_new", args=[person.reference]))
        return self.done(said, self.list_url())

    def add(self) -> UUID:
        """A new record from what the list said; its identity is not confirmed yet."""
        if self.entry.status != CustodyEntry.Status.WAITING or self.entry.under_18:
            raise MoveNotAllowed("a colleague has dealt with this entry")
        born_on, about = self.entry.born_on, False
        if born_on is None and self.entry.age_about is not None:
            born_on, about = date(clock.today().year - self.entry.age_about, 1, 1), True
        person = people_actions.add_person(
            self.ctx,
            given_name=self.entry.given_name,
            family_name=self.entry.family_name,
            born_on=born_on,
            born_about=about,
            identifiers=self.identifiers(),
            source=Source.CUSTODY,
            provisional=True,
        )
        return person.pk
