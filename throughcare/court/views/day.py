"""Who is before a court on a day: the list, adding to it, paper, and taking a list back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.agencies.models import Place
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed
from throughcare.core.views import FormView, StaffView, get_or_404
from throughcare.court import actions, presenters, selectors
from throughcare.court.actions.taking import may_take_back
from throughcare.court.forms.lines import LineForm
from throughcare.court.models import CourtList, ListEntry
from throughcare.design import words
from throughcare.design.shell import NavItem
from throughcare.screening.forms.custody import EmptyForm
from throughcare.screening.panels import works_with_health

if TYPE_CHECKING:
    from django.forms import BaseForm

QUERY_LETTERS = 60


class HealthTeamView(StaffView):
    """A page of the health team's own list; the court's staff have the page of requests."""

    action = "read"
    category = "justice"

    def check_access(self) -> None:
        super().check_access()
        if not works_with_health(self.ctx):
            raise NotAllowed(self.action, "the court list is the health team's")


class CourtPlaces(HealthTeamView):
    """The courts of the asker's team; straight to today's list where there is only one."""

    template_name = "court/places.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        places = selectors.court_places(self.ctx)
        if len(places) == 1:
            return HttpResponseRedirect(day_url(places[0], clock.today()))
        return self.page(places=places, today=clock.today())


def day_url(place: Place, on: date) -> str:
    return reverse("court_day", args=[place.slug, on])


class CourtView(HealthTeamView):
    """A page about one court that the asker's team covers."""

    place: Place

    def fetch(self) -> None:
        self.place = selectors.court_place(self.ctx, self.kwargs["slug"])

    def page_context(self) -> dict[str, Any]:
        return {"place": self.place, "list_url": self.list_url()}

    def list_url(self) -> str:
        return day_url(self.place, clock.today())


class CourtToday(CourtView):
    """Today's list of one court."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(self.list_url())


class DayView(CourtView):
    """A page about one day of one court."""

    @property
    def on(self) -> date:
        on: date = self.kwargs["on"]
        return on

    def list_url(self) -> str:
        return day_url(self.place, self.on)

    def page_context(self) -> dict[str, Any]:
        return {**super().page_context(), "on": self.on}


class CourtDay(DayView):
    """Who is listed, custody first, then by time; what to do about each."""

    template_name = "court/day.jinja"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Search within the page. Posted, so that no name stands in an address."""
        return self.get(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        query = request.POST.get("q", "").replace("\x00", "")[:QUERY_LETTERS].strip()
        show = request.GET.get("show", "")
        found = selectors.court_day(self.ctx, self.place, self.on)
        counted = selectors.coverage_of(found.entries)
        return self.page(
            groups=presenters.line_groups(found, query, show),
            chips=self.chips(show),
            entries=found.entries,
            more=found.more,
            coverage=presenters.coverage_words(counted, found.organisations),
            lists=self.lists(),
            query=query,
            days=self.days(),
            at=clock.now(),
            may_add=self.ctx.allows("create", "justice"),
            may_amend=self.ctx.allows("amend", "justice"),
            may_print=self.ctx.allows("print", "identity"),
        )

    def chips(self, show: str) -> list[NavItem]:
        """Part of the list at a time."""
        here = self.list_url()
        parts = [("", _("Everybody")), *presenters.PARTS]
        known = show if show in dict(presenters.PARTS) else ""
        return [
            NavItem(str(label), f"{here}?show={part}" if part else here, current=part == known)
            for part, label in parts
        ]

    def lists(self) -> list[tuple[CourtList, str, bool]]:
        """The lists taken in; the newest may be taken back for a time."""
        rows = selectors.lists_of(self.ctx, self.place, self.on)
        taken = [row for row in rows if row.status == CourtList.Status.TAKEN]
        newest = taken[0] if taken and self.ctx.allows("amend", "justice") else None
        return [
            (
                row,
                presenters.list_words(row),
                row is newest and may_take_back(self.ctx, row),
            )
            for row in rows
        ]

    def days(self) -> list[NavItem]:
        """The days around this one."""
        today = clock.today()
        near = {today, today + timedelta(days=1), self.on}
        if date.min < self.on < date.max:
            near |= {self.on - timedelta(days=1), self.on + timedelta(days=1)}
        around = sorted(near)
        return [
            NavItem(
                words.near_day(day, today=today),
                day_url(self.place, day),
                current=day == self.on,
            )
            for day in around
        ]


class PrintCourt(DayView):
    """The list on paper, without lines that a reporting restriction covers."""

    action = "print"
    category = "identity"
    template_name = "court/print.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = selectors.court_day(self.ctx, self.place, self.on)
        printed = [entry for entry in found.entries if not entry.restricted and not entry.gone]
        kept = sum(1 for entry in found.entries if entry.restricted)
        self.ctx.shown.action = "print:court_list"
        rows = [presenters.line_row(entry, found.hearings.get(entry.pk)) for entry in printed]
        return self.page(rows=rows, kept=kept, at=clock.now())


class AddLine(DayView, FormView):
    """Put somebody on the list by hand."""

    action = "create"
    template_name = "court/line_add.jinja"
    form_class = LineForm
    draft_name = "court_add"

    def draft_subject(self) -> UUID | None:
        return self.place.pk

    def later_url(self) -> str:
        return self.list_url()

    def form_valid(self, form: BaseForm) -> HttpResponse:
        entry = actions.add_entry(
            self.ctx,
            place_id=self.place.pk,
            on=self.on,
            facts=form.facts(),  # type: ignore[attr-defined]
        )
        if entry.under_18:
            to = reverse("court_entry_youth", args=[self.place.slug, entry.pk])
            return self.done(_("Added. Under 18: pass this on to the youth service."), to)
        to = reverse("court_entry_match", args=[self.place.slug, entry.pk])
        return self.done(_("Added to the list. Now find the record."), to)


class TakeListBack(DayView, FormView):
    """Undo a list that was taken in."""

    action = "amend"
    template_name = "court/list_undo.jinja"
    form_class = EmptyForm
    taken: CourtList

    def fetch(self) -> None:
        super().fetch()
        rows = CourtList.visible_to(self.ctx).filter(place_id=self.place.pk, on=self.on)
        self.taken = get_or_404(
            rows.select_related("recorded_by__user"), pk=self.kwargs["list"], by_hand=False
        )
        self.ctx.shown.objects(self.taken.pk)

    def page_context(self) -> dict[str, Any]:
        linked = ListEntry.visible_to(self.ctx).filter(first_list_id=self.taken.pk)
        return {
            **super().page_context(),
            "said": presenters.list_words(self.taken),
            "kept": linked.exclude(person=None).count(),
            "possible": may_take_back(self.ctx, self.taken),
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            counts = actions.take_back(self.ctx, list_id=self.taken.pk)
        except MoveNotAllowed:
            form.add_error(None, _("This list can no longer be taken back."))
            return self.page(form=form, status=409)
        said = ngettext(
            "The list was taken back: %(count)s line withdrawn.",
            "The list was taken back: %(count)s lines withdrawn.",
            counts["withdrawn"],
        )
        return self.done(said % {"count": counts["withdrawn"]}, self.list_url())
