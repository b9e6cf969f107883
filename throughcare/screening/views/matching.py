"""Which record is this line of a list? The same for custody and, above it, for the court."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast
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
from throughcare.people.usual_case import usual_case
from throughcare.screening import actions
from throughcare.screening.forms.custody import MatchForm
from throughcare.screening.views.custody import EntryView

if TYPE_CHECKING:
    from django.forms import BaseForm

    from throughcare.core.context import Context


def under_18_by_record() -> str:
    """What to do where the record that was chosen is a child's."""
    return _(
        "By this record they are under 18, so the line is not linked. Put their age on the line,"
        " then pass them to the youth service"
    )


class MatchesLine:
    """Which record is this? Search before create: the likeliest first, adding last.

    Mixed into a form view that has the line as ``entry`` (a status, names, birth date or age, and
    whether it is a child's) and says the caption and the facts.
    """

    form_class: Any = MatchForm
    template_name = "screening/match.jinja"
    action = "create"
    category = "identity"
    source: str = Source.CUSTODY
    found: list[Candidate] | None = None
    ctx: Context
    entry: Any

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
        """Numbers that the list gave of the person."""
        return []

    def link(self, person_id: UUID) -> None:
        """Link the line to this record."""
        raise NotImplementedError

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
            **super().page_context(),  # type: ignore[misc]
            "people": [
                (c, people_presenters.identity_bar(self.ctx, c.person)) for c in found if c.person
            ],
            "stubs": [c for c in found if c.kind == "stub"],
            "limited": any(c.kind == "limited" for c in found),
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        who = form.cleaned_data["who"]
        view = cast("Any", self)
        try:
            person_id = self.add() if who == MatchForm.NEW else UUID(who)
            self.link(person_id)
        except actions.UnderEighteen:
            form.add_error("who", under_18_by_record())
            return cast("HttpResponse", view.page(form=form, status=422))
        except MoveNotAllowed:
            return cast("HttpResponse", view.already_dealt_with(form))
        person = Person.visible_to(self.ctx).get(pk=person_id)
        said = _("%(name)s is on the list as %(reference)s.") % {
            "name": people_presenters.full_name(person),
            "reference": person.reference,
        }
        return cast("HttpResponse", view.done(said, self.after(person)))

    def after(self, person: Person) -> str:
        """Whoever may screen goes on to it; others go back to the list."""
        if self.ctx.allows("create", "clinical_detail"):
            return reverse("screening_new", args=[person.reference])
        return str(cast("Any", self).list_url())

    def add(self) -> UUID:
        """A new record from what the list said, capitals aside; its identity is not confirmed."""
        if self.entry.status != "waiting" or self.entry.under_18:
            raise MoveNotAllowed("a colleague has dealt with this entry")
        born_on, about = self.entry.born_on, False
        if born_on is None and self.entry.age_about is not None:
            born_on, about = date(clock.today().year - self.entry.age_about, 1, 1), True
        person = people_actions.add_person(
            self.ctx,
            given_name=usual_case(self.entry.given_name),
            family_name=usual_case(self.entry.family_name),
            born_on=born_on,
            born_about=about,
            identifiers=self.identifiers(),
            source=self.source,
            provisional=True,
        )
        return person.pk


class MatchEntry(MatchesLine, EntryView):
    """Which record is this line of the custody list?"""

    def identifiers(self) -> list[tuple[str, str]]:
        number = self.entry.custody_record
        return [(Identifier.Kind.CUSTODY, number)] if number else []

    def link(self, person_id: UUID) -> None:
        actions.link_entry(self.ctx, entry_id=self.entry.pk, person_id=person_id)
