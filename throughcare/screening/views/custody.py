"""Who is in custody: the list of a place, adding to it by hand, and each line of it."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from throughcare.agencies.models import Place
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed
from throughcare.core.views import FormView, StaffView, get_or_404
from throughcare.design.conflicts import MergesConflicts
from throughcare.screening import actions, presenters, selectors
from throughcare.screening.forms.custody import (
    MOST_ROWS,
    ROWS,
    EmptyForm,
    EntriesForm,
    EntryForm,
    LeftForm,
    NotSeenForm,
    UnlinkForm,
    facts_from,
)
from throughcare.screening.models import CustodyEntry

if TYPE_CHECKING:
    from django.forms import BaseForm


class CustodyPlaces(StaffView):
    """The custody suites of the asker's team; straight to the list where there is only one."""

    action = "read"
    category = "justice"
    template_name = "screening/places.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        places = selectors.custody_places(self.ctx)
        if len(places) == 1:
            return HttpResponseRedirect(reverse("custody", args=[places[0].slug]))
        return self.page(places=places)


def adult_record() -> str:
    """What to do where a line that is on a record would be a child's."""
    return _(
        "This makes them under 18. First take the line off the record, with “Not the right"
        " person?”. Then enter it here and pass them to the youth service"
    )


class PlaceView(StaffView):
    """A page about one custody suite that the asker's team covers."""

    category = "justice"
    place: Place

    def fetch(self) -> None:
        self.place = selectors.custody_place(self.ctx, self.kwargs["slug"])

    def page_context(self) -> dict[str, Any]:
        return {"place": self.place, "list_url": self.list_url()}

    def list_url(self) -> str:
        return reverse("custody", args=[self.place.slug])


class CustodyList(PlaceView):
    """Who is in now, what to do about each, and how many were seen of those who came."""

    action = "read"
    template_name = "screening/custody.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        entries = selectors.in_custody(self.ctx, [self.place.pk])
        midnight = datetime.combine(clock.today(), time(0), tzinfo=clock.LONDON)
        covered = selectors.coverage(self.ctx, self.place.pk, since=midnight)
        return self.page(
            groups=presenters.custody_groups(entries),
            entries=entries,
            coverage=presenters.coverage_words(covered),
            may_add=self.ctx.allows("create", "justice"),
            may_amend=self.ctx.allows("amend", "justice"),
            at=clock.now(),
        )


class AddEntries(PlaceView, FormView):
    """Take the names of a custody list, several at once."""

    action = "create"
    template_name = "screening/custody_add.jinja"
    form_class = EntriesForm
    draft_name = "custody_add"

    def draft_subject(self) -> UUID | None:
        return self.place.pk

    def later_url(self) -> str:
        return self.list_url()

    def form_kwargs(self) -> dict[str, Any]:
        asked = self.request.GET.get("rows", "")
        rows = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else ROWS
        return {"rows": max(1, rows)}

    def page_context(self) -> dict[str, Any]:
        more = min(self.form_kwargs()["rows"] + ROWS, MOST_ROWS)
        return {**super().page_context(), "more_rows": more}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        facts = form.facts  # type: ignore[attr-defined]
        for each in facts:
            actions.add_entry(self.ctx, place_id=self.place.pk, facts=each)
        said = ngettext(
            "%(count)s person added to the list.", "%(count)s people added to the list.", len(facts)
        )
        return self.done(said % {"count": len(facts)}, self.list_url())


class EntryView(PlaceView, FormView):
    """A form about one line of the list."""

    action = "amend"
    template_name = "screening/entry_small.jinja"
    entry: CustodyEntry
    #: For the small pages: what they do, in words (lazy), and their button.
    heading: ClassVar[object] = ""
    button: ClassVar[object] = gettext_lazy("Save")

    def fetch(self) -> None:
        super().fetch()
        rows = CustodyEntry.visible_to(self.ctx).filter(place_id=self.place.pk)
        self.entry = get_or_404(rows.select_related("person", "place"), pk=self.kwargs["entry"])
        self.ctx.shown.people(self.entry.person_id)
        self.ctx.shown.objects(self.entry.pk)

    def page_context(self) -> dict[str, Any]:
        return {
            **super().page_context(),
            "entry": self.entry,
            "name": presenters.entry_name(self.entry),
            "about": presenters.entry_age(self.entry),
            "cell": presenters.cell_words(self.entry),
            "where": presenters.cell_words(self.entry),
            "since": presenters.since_words(self.entry.arrived_at),
            "worry": presenters.worry_words(self.entry),
            "is_in": self.entry.status in selectors.IN_CUSTODY,
        }

    def already_dealt_with(self, form: BaseForm) -> HttpResponse:
        form.add_error(None, _("A colleague has already dealt with this."))
        return self.page(form=form, status=409)


class ChangeEntry(MergesConflicts, EntryView):
    """Correct a line: a new cell, a name spelled out, a worry flagged."""

    template_name = "screening/entry.jinja"
    form_class = EntryForm
    draft_name = "custody_entry"
    merge_fields = EntryForm.FIELDS

    def draft_subject(self) -> UUID | None:
        return self.entry.pk

    def later_url(self) -> str:
        return self.list_url()

    def current_version(self) -> int:
        return self.entry.version

    def current_values(self) -> dict[str, Any]:
        return EntryForm.initial_of(self.entry)

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": EntryForm.initial_of(self.entry)}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            actions.change_entry(
                self.ctx,
                entry_id=self.entry.pk,
                version=self.seen_version(),
                facts=facts_from(form.cleaned_data),
            )
        except actions.UnderEighteen:
            form.add_error("born", adult_record())
            return self.page(form=form, status=422)
        except MoveNotAllowed:
            return self.already_dealt_with(form)
        return self.done(_("Saved."), self.list_url())


class UnlinkEntry(EntryView):
    """Not the right person: the line waits again, to be matched and seen."""

    form_class = UnlinkForm
    heading = gettext_lazy("Not the right person")
    button = gettext_lazy("Take it off that record")
    button_variant = "warning"

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            actions.unlink_entry(
                self.ctx, entry_id=self.entry.pk, reason=form.cleaned_data["reason"]
            )
        except MoveNotAllowed:
            return self.already_dealt_with(form)
        return self.done(_("Taken off. Find the right record now."), self.list_url())


class NotSeen(EntryView):
    """Declined, asleep, no interpreter: so that coverage counts."""

    form_class = NotSeenForm
    heading = gettext_lazy("Declined or could not be seen")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if self.entry.status not in selectors.IN_CUSTODY:
            return self.already_dealt_with(form)
        actions.record_not_seen(
            self.ctx,
            entry_id=self.entry.pk,
            why=form.cleaned_data["why"],
            try_again_at=form.cleaned_data["again"],
        )
        return self.done(_("Recorded. It counts in who was offered screening."), self.list_url())


class LeftCustody(EntryView):
    """The person has left."""

    form_class = LeftForm
    heading = gettext_lazy("Left custody")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            actions.record_left(
                self.ctx,
                entry_id=self.entry.pk,
                how=form.cleaned_data["how"],
                at=form.cleaned_data["at"],
            )
        except MoveNotAllowed:
            return self.already_dealt_with(form)
        return self.done(_("Recorded as left."), self.list_url())


class PassToYouthService(EntryView):
    """Somebody under 18: nothing is kept here but that they were passed on."""

    form_class = EmptyForm
    heading = gettext_lazy("Pass to the youth service")
    button = gettext_lazy("I have passed this on")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            actions.pass_to_youth_service(self.ctx, entry_id=self.entry.pk)
        except MoveNotAllowed:
            return self.already_dealt_with(form)
        return self.done(_("Passed to the youth service."), self.list_url())
