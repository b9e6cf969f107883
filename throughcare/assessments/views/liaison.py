"""Contacts made about the person, information about other people, and triage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.assessments import actions, presenters, selectors
from throughcare.assessments.actions.triage import CLOSED
from throughcare.assessments.forms.liaison import (
    ContactForm,
    ThirdPartyForm,
    TriageAskForm,
    TriageForm,
)
from throughcare.assessments.models import TriageDetail, TriageRequest
from throughcare.assessments.views.about import SmallForm
from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.design import words
from throughcare.design.conflicts import MergesConflicts
from throughcare.people.views import PersonView

if TYPE_CHECKING:
    from django.forms import BaseForm


class Contacts(PersonView):
    """Whom we asked about the person, and what was learned."""

    action = "read"
    category = "clinical_detail"
    tab = "assessments"
    template_name = "assessments/contacts.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = [
            {
                "title": presenters.contact_title(contact),
                "line": presenters.contact_line(contact),
                "basis": presenters.basis_line(contact),
                "asked": detail.asked if detail else "",
                "learned": (detail.learned or _("Nothing was learned.")) if detail else "",
            }
            for contact, detail in selectors.contacts_of(self.ctx, self.group)
        ]
        return self.page(rows=rows, may_write=self.standing.may("create", "clinical_detail"))


class MakeContact(SmallForm):
    """Record that somebody was asked about the person."""

    action = "create"
    category = "clinical_detail"
    form_class = ContactForm
    draft_name = "contact"
    heading = gettext_lazy("Contact made about the person")
    button = gettext_lazy("Save contact")

    def form_kwargs(self) -> dict[str, Any]:
        return {"grounds": presenters.ground_choices(*selectors.grounds_of(self.ctx, self.group))}

    def lines(self) -> list[str]:
        return [
            _(
                "Tell no more than they need in order to answer. Information about other people "
                "is kept apart, by named staff only."
            )
        ]

    def back_url(self) -> str:
        return reverse("contacts", args=[self.person.reference])

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, ContactForm)  # noqa: S101 - form_class
        try:
            actions.record_contact(self.ctx, person_id=self.person.pk, **form.values())
        except ReasonMissing:
            form.add_error("ground", _("This does not hold any more. Choose another basis."))
            return self.form_invalid(form)
        return self.done(_("Contact saved."), self.back_url())


class OtherPeople(PersonView):
    """What is known about other people: for named staff, for the purpose of safeguarding."""

    action = "read"
    category = "third_party_safeguarding"
    template_name = "assessments/others.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = [
            {
                "about": row.about,
                "text": row.text,
                "line": _("Told by %(who)s, %(day)s. Recorded by %(name)s.")
                % {
                    "who": row.told_by,
                    "day": words.full_date(row.told_on),
                    "name": row.by_name,
                },
                "basis": row.basis_text,
            }
            for row in selectors.third_parties_of(self.ctx, self.group)
        ]
        may_write = self.standing.may("create", "third_party_safeguarding")
        return self.page(rows=rows, may_write=may_write)


class AddOtherPerson(SmallForm):
    """Record what was learned about somebody else."""

    action = "create"
    category = "third_party_safeguarding"
    form_class = ThirdPartyForm
    heading = gettext_lazy("Information about somebody else")
    button = gettext_lazy("Save")

    def back_url(self) -> str:
        return reverse("other_people", args=[self.person.reference])

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.record_third_party(self.ctx, person_id=self.person.pk, **form.cleaned_data)
        return self.done(_("Saved, for named people only."), self.back_url())


class AskForTriage(SmallForm):
    """Ask the duty psychiatrist, or for a Mental Health Act assessment."""

    action = "create"
    category = "clinical_detail"
    form_class = TriageAskForm
    draft_name = "triage"
    heading = gettext_lazy("Ask for a psychiatrist or an MHA assessment")
    button = gettext_lazy("Save request")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        request = actions.ask_for_triage(self.ctx, person_id=self.person.pk, **form.cleaned_data)
        address = reverse("triage", args=[self.person.reference, request.pk])
        return self.done(_("Request saved."), address)


class TriagePage:
    """A page about one request to a psychiatrist or for a Mental Health Act assessment."""

    ctx: Any
    group: tuple[UUID, ...]
    person: Any
    kwargs: dict[str, Any]
    triage: TriageRequest
    detail: TriageDetail | None

    def fetch(self) -> None:
        super().fetch()  # type: ignore[misc]
        rows = selectors.triage_of(self.ctx, self.group)
        found = next((row for row in rows if row.pk == self.kwargs["triage"]), None)
        if found is None:
            raise Http404
        self.triage = found
        self.detail = selectors.triage_detail(self.ctx, found)

    @property
    def mine(self) -> bool:
        return bool(self.triage.agency_id == self.ctx.agency_id)

    @property
    def heading(self) -> str:
        return presenters.triage_title(self.triage)

    def address(self) -> str:
        return reverse("triage", args=[self.person.reference, self.triage.pk])


class ShowTriage(TriagePage, PersonView):
    """A request with every time that is known, and what came of it."""

    action = "read"
    category = "clinical_detail"
    tab = "assessments"
    template_name = "assessments/triage.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        writes = self.mine and self.standing.may("create", "clinical_detail")
        return self.page(
            terms=presenters.triage_terms(self.triage, self.detail),
            writes=writes and self.triage.status not in CLOSED,
            triage=self.triage,
        )


class FollowTriage(TriagePage, MergesConflicts, SmallForm):  # type: ignore[misc]
    """Answered, arrived, ended, and what came of it."""

    action = "create"
    category = "clinical_detail"
    template_name = "assessments/triage_follow.jinja"
    form_class = TriageForm
    draft_name = "triage_follow"
    button = gettext_lazy("Save what is known")
    merge_fields = tuple(TriageForm.base_fields)

    def fetch(self) -> None:
        super().fetch()
        if not self.mine:
            raise Http404

    def draft_subject(self) -> UUID:
        return self.triage.pk

    def current_version(self) -> int:
        return self.triage.version

    def current_values(self) -> dict[str, Any]:
        times = ("answered_at", "reply", "arrived_at", "ended_at")
        values = {name: getattr(self.triage, name) for name in times}
        if self.detail is not None:
            names = ("outcome", "outcome_text", "law", "law_words", "told_by")
            values |= {name: getattr(self.detail, name) for name in names}
        return values

    def current_author(self) -> tuple[str, str]:
        return self.triage.by_name.split(" ")[0], presenters.triage_line(self.triage)

    def form_kwargs(self) -> dict[str, Any]:
        return {"request": self.triage, "initial": self.current_values()}

    def back_url(self) -> str:
        return self.address()

    def later_url(self) -> str:
        return self.address()

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, TriageForm)  # noqa: S101 - form_class
        try:
            actions.update_triage(
                self.ctx,
                request_id=self.triage.pk,
                version=self.seen_version(),
                given=form.given(),
            )
        except MoveNotAllowed:
            return self.already_dealt_with(form)
        return self.done(_("Saved."), self.address())
