"""The appointments of one person: listed, booked, recorded, moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.appointments import actions, presenters, rules, selectors
from throughcare.appointments.belongs import Belongs, all_belongs
from throughcare.appointments.forms import AttendanceForm, BookForm, MoveForm
from throughcare.appointments.models import Appointment, Status
from throughcare.core import clock
from throughcare.core.access import CARE_TYPES
from throughcare.core.errors import NotAllowed
from throughcare.core.views import get_or_404
from throughcare.design import words
from throughcare.design.parts import Term
from throughcare.messages.reminders import reminder_words
from throughcare.people.views import PersonSmallForm, PersonView

if TYPE_CHECKING:
    from django.forms import BaseForm

#: Appointments that have been, on one page.
A_PAGE = 25


class PersonAppointments(PersonView):
    """Every appointment of the person that the asker may see."""

    action = "read"
    category = "health_summary"
    tab = "appointments"
    template_name = "appointments/person.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = selectors.of_person(self.ctx, self.group)
        booked = [row for row in reversed(rows) if row.status == Status.PLANNED]
        been = [row for row in rows if row.status != Status.PLANNED]
        paged = Paginator(been, A_PAGE).get_page(request.GET.get("page"))
        names = selectors.who_with([*booked, *paged.object_list])
        may_book = self.standing.may("create", self.category)
        return self.page(
            booked=[presenters.row_of(row, names, self.person.reference) for row in booked],
            been=[presenters.row_of(row, names, self.person.reference) for row in paged],
            paged=paged,
            may_book=may_book and rules.category_of(self.ctx.agency_type) == self.category,
        )


class AppointmentPage(PersonSmallForm):
    """A form about appointments of the person, for those who keep them."""

    action = "amend"
    category = "health_summary"
    template_name = "appointments/form.jinja"
    back_words: object = gettext_lazy("Back to appointments")

    def check_access(self) -> None:
        super().check_access()
        if rules.category_of(self.ctx.agency_type) != self.category:
            raise NotAllowed("create", "probation and care providers each keep their own")

    def back(self) -> str:
        return reverse("person_appointments", args=[self.person.reference])

    @cached_property
    def belongs(self) -> list[Belongs]:
        return all_belongs(self.ctx, self.group)


class Book(AppointmentPage):
    """Book an appointment, or write down one that has been."""

    action = "create"
    template_name = "appointments/book.jinja"
    form_class = BookForm
    draft_name = "appointment"
    heading = gettext_lazy("Book or record an appointment")
    button = gettext_lazy("Save")

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "kinds": rules.kinds_of(self.ctx.agency_type),
            "colleagues": selectors.colleagues(self.ctx),
            "belongs": self.belongs,
            "initial": {"with_member": str(self.ctx.membership_id), "belongs": self.usual_part()},
        }

    def usual_part(self) -> str:
        """What it is part of unless somebody says otherwise."""
        return ""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        booking = form.booking()  # type: ignore[attr-defined]
        made = actions.book_appointment(self.ctx, self.person.pk, **booking)
        if outcome := form.cleaned_data["outcome"]:
            actions.record_attendance(self.ctx, made, status=outcome)
            return self.done(_("Appointment and what happened recorded."), self.back())
        said = _("Booked for %(when)s.") % {"when": presenters.when_words(made)}
        return self.done(said, self.back())


class AboutAppointment(AppointmentPage):
    """A form about one appointment, for the agency that keeps it."""

    appointment: Appointment
    move_name: ClassVar[str] = "appointment_move"

    def fetch(self) -> None:
        super().fetch()
        rows = Appointment.visible_to(self.ctx, self.action).filter(
            person_id__in=self.group, category=self.category
        )
        if self.action != "read":
            rows = rows.filter(agency_id=self.ctx.agency_id)
        self.appointment = get_or_404(rows.select_related("person"), pk=self.kwargs["appointment"])
        self.ctx.shown.objects(self.appointment.pk)

    def draft_subject(self) -> UUID | None:
        return self.appointment.pk

    def page_context(self) -> dict[str, Any]:
        names = selectors.who_with([self.appointment])
        terms = [
            *presenters.appointment_terms(self.appointment, names, self.part_words()),
            *self.reminder(),
        ]
        return {
            **super().page_context(),
            "appointment": self.appointment,
            "terms": terms,
            "move_url": reverse(self.move_name, args=[self.person.reference, self.appointment.pk]),
            "booked": self.appointment.status == Status.PLANNED,
        }

    @property
    def is_to_come(self) -> bool:
        row = self.appointment
        return row.status == Status.PLANNED and row.starts_at > clock.now()

    def part_words(self) -> str:
        """What it is part of; not asked beside the reminder of one to come."""
        row = self.appointment
        if row.order_id is None or self.is_to_come:
            return ""
        wanted = (row.order_id, row.requirement_id)
        parts = (each for each in self.belongs if (each.order_id, each.requirement_id) == wanted)
        return next((each.words for each in parts), "")

    def reminder(self) -> list[Term]:
        """The text before an appointment to come, for those who may send one."""
        row = self.appointment
        if not self.is_to_come or row.agency_id != self.ctx.agency_id:
            return []
        if self.ctx.agency_type not in CARE_TYPES or not self.standing.may("create", self.category):
            return []
        said = reminder_words(self.ctx, row.person_id, subject_id=row.pk)
        return [Term(_("Reminder"), said)]

    def refused(self) -> str:
        return _("A colleague has already dealt with this appointment.")


class OneAppointment(AboutAppointment):
    """What came of an appointment: came, late, told us first, did not come, we cancelled."""

    action = "read"
    template_name = "appointments/one.jinja"
    form_class = AttendanceForm

    @property
    def heading(self) -> str:  # type: ignore[override]
        day = words.day_date(rules.local_day(self.appointment.starts_at), today=clock.today())
        return f"{self.appointment.get_kind_display()}, {day}"

    @property
    def may_record(self) -> bool:
        row = self.appointment
        mine = row.agency_id == self.ctx.agency_id and row.status != Status.MOVED
        return mine and self.standing.may("amend", self.category)

    def check_access(self) -> None:
        super(AppointmentPage, self).check_access()

    def page_context(self) -> dict[str, Any]:
        return {**super().page_context(), "may_record": self.may_record}

    def form_kwargs(self) -> dict[str, Any]:
        initial = AttendanceForm.initial_of(self.appointment)
        return {"appointment": self.appointment, "initial": initial}

    def answer_post(self) -> HttpResponse:
        if self.may_record:
            return super().answer_post()
        form = self.make_form(self.request.POST)
        form.add_error(None, _("The team that booked the appointment records who came."))
        return self.page(form=form, status=422)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        typed = form.cleaned_data
        row = actions.record_attendance(
            self.ctx,
            self.appointment,
            status=typed["status"],
            next_step=typed["next_step"],
            offered_on=typed["offered_on"],
            came_minutes=typed["came_minutes"],
        )
        if (starts_at := form.next_starts_at()) is None:  # type: ignore[attr-defined]
            about = {"what": row.get_status_display(), "when": presenters.when_words(row)}
            return self.done(_("Recorded: %(when)s. %(what)s.") % about, self.back())
        following = actions.book_appointment(
            self.ctx,
            row.person_id,
            kind=row.kind,
            starts_at=starts_at,
            minutes=row.minutes,
            place=row.place,
            mode=row.mode,
            with_team_id=row.with_team_id,
            with_member_id=row.with_member_id,
            order_id=row.order_id,
            requirement_id=row.requirement_id,
        )
        said = _("Recorded. The next one is booked for %(when)s.")
        return self.done(said % {"when": presenters.when_words(following)}, self.back())


class Move(AboutAppointment):
    """Another time for an appointment that is booked."""

    form_class = MoveForm
    heading = gettext_lazy("Move the appointment")
    button = gettext_lazy("Move it")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"place": self.appointment.place}}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        typed = form.cleaned_data
        moved = actions.move_appointment(
            self.ctx,
            self.appointment,
            starts_at=form.starts_at(),  # type: ignore[attr-defined]
            place=typed["place"],
            by=typed["by"],
        )
        said = _("Moved to %(when)s.") % {"when": presenters.when_words(moved)}
        return self.done(said, self.back())
