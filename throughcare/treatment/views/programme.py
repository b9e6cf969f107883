"""Treatment of a person: the whole of it, taken on, begun, a session booked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import clock
from throughcare.core.access import CARE_TYPES
from throughcare.core.errors import NotAllowed, ReasonMissing
from throughcare.design.parts import Tag
from throughcare.orders import presenters as order_words
from throughcare.orders import selectors as orders
from throughcare.orders.models import Status as OrderStatus
from throughcare.orders.rules import TREATMENT
from throughcare.people.views import PersonSmallForm, PersonView
from throughcare.treatment import actions, rules, selectors
from throughcare.treatment.forms.programme import (
    NO_ORDER,
    BeginForm,
    PlanForm,
    TakeOnForm,
    why_as,
)
from throughcare.treatment.models import Programme
from throughcare.treatment.presenters import programme as presenters

if TYPE_CHECKING:
    from django.forms import BaseForm

    from throughcare.pathways.definition import Criterion


class PersonTreatment(PersonView):
    """Programmes of the person, the newest first: sessions, check-ins, what follows."""

    action, category, tab = "read", "clinical_detail", "treatment"
    template_name = "treatment/treatment.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        programmes = selectors.programmes_of(self.ctx, self.group)
        may_write = self.standing.may("create", "clinical_detail")
        shown = presenters.whole(self.ctx, self.group, programmes, may_write=may_write)
        goes_on = (each for each in shown if each.may_change and each.row.ended_on is None)
        return self.page(
            programmes=shown,
            now=next(goes_on, None),
            overdue=Tag(_("Overdue"), "orange"),
            may_write=may_write and self.ctx.agency_type in CARE_TYPES,
        )


class TreatmentForm(PersonSmallForm):
    """A form about treatment, under one heading. The view gives heading, button, lines."""

    action, category = "create", "clinical_detail"
    back_words = gettext_lazy("Back to treatment")

    def check_access(self) -> None:
        super().check_access()
        if self.ctx.agency_type not in CARE_TYPES:
            raise NotAllowed(self.action, "treatment is given by agencies of care")

    def back(self) -> str:
        return reverse("treatment", args=[self.person.reference])


class TakeOn(TreatmentForm):
    """The person waits for a programme of this team."""

    form_class = TakeOnForm
    template_name = "treatment/take_on.jinja"
    heading = gettext_lazy("Take on for treatment")
    button = gettext_lazy("Put on the waiting list")

    @cached_property
    def ordered(self) -> list[orders.Ordered]:
        """Orders in force that this reader may see, with what they require."""
        known = orders.orders_of(self.ctx, self.group)
        return [each for each in known if each.order.status == OrderStatus.ACTIVE]

    def requirement_of(self, order_id: UUID) -> UUID | None:
        """The treatment requirement in force of one of these orders: mental health first."""
        found = {
            row.kind: row.pk
            for each in self.ordered
            for row in each.requirements
            if row.order_id == order_id and row.status == OrderStatus.ACTIVE
        }
        return next((found[kind] for kind in TREATMENT if kind in found), None)

    def form_kwargs(self) -> dict[str, Any]:
        rows = [each.order for each in self.ordered]
        offered = [(str(row.pk), order_words.order_title(row)) for row in rows]
        first = rows[0] if rows else None
        return {
            "orders": offered,
            "gates": self.gates,
            "initial": {
                "order": str(first.pk) if first else NO_ORDER,
                "waits_since": first.made_on if first else clock.today(),
            },
        }

    def refused(self) -> str:
        return _("The person is on this programme already.")

    @cached_property
    def gates(self) -> dict[str, list[Criterion]]:
        """The criteria that somebody must answer, of each programme that has a gate."""
        return {
            id: [
                each
                for each in definition.active_criteria(rules.settings_of(self.ctx.agency_id, id))
                if each.condition.predicate == "asked"
            ]
            for id, definition in rules.pathways().items()
            if rules.has_gate(definition)
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, TakeOnForm)  # noqa: S101 - the form of this view
        typed = form.cleaned_data
        order_id = UUID(typed["order"]) if typed["order"] else None
        try:
            row = actions.take_on(
                self.ctx,
                person_id=self.person.pk,
                pathway=typed["pathway"],
                waits_since=typed["waits_since"],
                waits_for=typed["waits_for"],
                order_id=order_id,
                requirement_id=self.requirement_of(order_id) if order_id else None,
                answers=form.answers(),
                note=form.note(),
            )
        except actions.GateClosed:
            words = _("Something is not met or not known. Say why the person is taken on")
            form.add_error(why_as(typed["pathway"]), words)
            return self.form_invalid(form)
        except NotAllowed as refused:
            if not refused.words:
                raise
            form.add_error("pathway", refused.words)
            return self.form_invalid(form)
        begin = reverse("treatment_begin", args=[self.person.reference, row.pk])
        return self.done(_("On the waiting list. Begin when there is a place."), begin)


class AboutProgramme(TreatmentForm):
    """A form about one programme of the asker's agency."""

    programme: Programme

    def fetch(self) -> None:
        super().fetch()
        self.programme = self.find_row(Programme, "programme", action="amend", ours=True)

    def draft_subject(self) -> UUID | None:
        return self.programme.pk


class Begin(AboutProgramme):
    """Treatment begins: who leads it, and when the first session is."""

    form_class = BeginForm
    heading = gettext_lazy("Begin treatment")
    button = gettext_lazy("Begin treatment")

    @cached_property
    def queue(self) -> selectors.Queue:
        return selectors.queue(self.ctx, self.programme)

    def lines(self) -> list[str]:
        return presenters.queue_lines(self.programme, self.queue)

    def form_kwargs(self) -> dict[str, Any]:
        told = rules.says(self.programme)
        planned = self.programme.sessions_planned or (told.sessions if told else None)
        return {
            "leads": selectors.leads(self.programme.team_id),
            "needs_reason": self.queue.needs_reason,
            "most": told.sessions_at_most if told else None,
            "initial": {"lead": str(self.ctx.membership_id), "sessions_planned": planned},
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        typed = form.cleaned_data
        try:
            row = actions.begin(
                self.ctx,
                programme_id=self.programme.pk,
                version=self.programme.version,
                lead_id=UUID(typed["lead"]),
                sessions_planned=typed["sessions_planned"],
                out_of_turn=typed.get("out_of_turn", ""),
            )
        except ReasonMissing:
            # Somebody came before them since the page was opened.
            self.__dict__.pop("queue", None)
            again = self.make_form(self.request.POST)
            again.is_valid()
            return self.form_invalid(again)
        if typed["first_on"]:
            actions.plan_session(
                self.ctx,
                programme_id=row.pk,
                starts_at=rules.moment(typed["first_on"], typed["first_at"]),
                place=typed["first_place"],
            )
        return self.done(_("Treatment has begun."), self.back())


class PlanSession(AboutProgramme):
    """One more session is booked."""

    form_class = PlanForm
    heading = gettext_lazy("Book a session")
    button = gettext_lazy("Book the session")

    def refused(self) -> str:
        return _("Sessions are booked while treatment is under way.")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        typed = form.cleaned_data
        try:
            actions.plan_session(
                self.ctx,
                programme_id=self.programme.pk,
                starts_at=rules.moment(typed["on"], typed["at"]),
                place=typed["place"],
                mode=typed["mode"],
            )
        except actions.AllSessionsUsed:
            form.add_error(None, presenters.no_more(self.programme))
            return self.page(form=form, status=409)
        return self.done(_("Session booked."), self.back())
