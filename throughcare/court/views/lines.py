"""One line of a court list: correct it, find its record, say that the person was not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from throughcare.core.errors import MoveNotAllowed
from throughcare.core.views import FormView, get_or_404
from throughcare.court import actions, presenters, rules, selectors
from throughcare.court.doubts import doubt_words
from throughcare.court.forms.lines import LineForm
from throughcare.court.models import ListEntry
from throughcare.court.views.day import CourtView, day_url
from throughcare.design.conflicts import MergesConflicts
from throughcare.people.models import Identifier, Source
from throughcare.screening.actions import UnderEighteen
from throughcare.screening.forms.custody import EmptyForm, NotSeenForm, UnlinkForm
from throughcare.screening.views.custody import adult_record
from throughcare.screening.views.matching import MatchesLine

if TYPE_CHECKING:
    from django.forms import BaseForm

OPEN = (ListEntry.Status.WAITING, ListEntry.Status.LINKED)


class LineView(CourtView, FormView):
    """A form about one line of the list."""

    action = "amend"
    template_name = "court/line_small.jinja"
    entry: ListEntry
    #: For the small pages: what they do, in words (lazy), and their button.
    heading: ClassVar[object] = ""
    button: ClassVar[object] = gettext_lazy("Save")

    def fetch(self) -> None:
        super().fetch()
        rows = ListEntry.visible_to(self.ctx).filter(
            place_id=self.place.pk, kind=ListEntry.Kind.PERSON
        )
        self.entry = get_or_404(rows.select_related("person", "place"), pk=self.kwargs["entry"])
        self.ctx.shown.people(self.entry.person_id)
        self.ctx.shown.objects(self.entry.pk)

    def list_url(self) -> str:
        return day_url(self.place, self.entry.on)

    def page_context(self) -> dict[str, Any]:
        entry = self.entry
        return {
            **super().page_context(),
            "entry": entry,
            "name": presenters.line_name(entry),
            "about": presenters.line_age(entry),
            "where": rules.room_words(entry.room),
            "since": presenters.time_words(entry.starts_at),
            "worry": entry.worry,
            "custody": presenters.custody_tag(entry.custody),
            "is_open": entry.status in OPEN,
        }

    def already_dealt_with(self, form: BaseForm) -> HttpResponse:
        form.add_error(None, _("A colleague has already dealt with this."))
        return self.page(form=form, status=409)


class ChangeLine(MergesConflicts, LineView):
    """Correct a line, and see what else can be done about it."""

    template_name = "court/line.jinja"
    form_class = LineForm
    draft_name = "court_line"
    merge_fields = LineForm.FIELDS

    def draft_subject(self) -> UUID | None:
        return self.entry.pk

    def later_url(self) -> str:
        return self.list_url()

    def current_version(self) -> int:
        return self.entry.version

    def current_values(self) -> dict[str, Any]:
        return LineForm.initial_of(self.entry)

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": LineForm.initial_of(self.entry)}

    def page_context(self) -> dict[str, Any]:
        return {
            **super().page_context(),
            "changed": presenters.changed_words(self.entry),
            "doubt": doubt_words(self.entry),
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            actions.change_entry(
                self.ctx,
                entry_id=self.entry.pk,
                version=self.seen_version(),
                facts=form.facts(),  # type: ignore[attr-defined]
            )
        except UnderEighteen:
            form.add_error("born", adult_record())
            return self.page(form=form, status=422)
        except MoveNotAllowed:
            return self.already_dealt_with(form)
        return self.done(_("Saved."), self.list_url())


class MatchLine(MatchesLine, LineView):
    """Which record is this line? All of the person's cases of that day are matched at once."""

    source = Source.COURT

    @cached_property
    def also(self) -> list[ListEntry]:
        return selectors.same_line(self.ctx, self.entry)

    def identifiers(self) -> list[tuple[str, str]]:
        found = ((Identifier.Kind.PNC, self.entry.pnc), (Identifier.Kind.CRO, self.entry.cro))
        return [(kind, number) for kind, number in found if number]

    def page_context(self) -> dict[str, Any]:
        also = ""
        if self.also:
            phrase = ngettext(
                "%(count)s more case of this name and birth date is linked too.",
                "%(count)s more cases of this name and birth date are linked too.",
                len(self.also),
            )
            also = phrase % {"count": len(self.also)}
        return {**super().page_context(), "also": also}

    def link(self, person_id: UUID) -> None:
        actions.link_entry(self.ctx, entry_id=self.entry.pk, person_id=person_id)
        for entry in self.also:
            actions.link_entry(self.ctx, entry_id=entry.pk, person_id=person_id)


class NotSeenAtCourt(LineView):
    """Declined, asleep, no interpreter: so that coverage counts."""

    form_class = NotSeenForm
    heading = gettext_lazy("Declined or could not be seen")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            actions.note_not_seen(
                self.ctx,
                entry_id=self.entry.pk,
                why=form.cleaned_data["why"],
                try_again_at=form.cleaned_data["again"],
            )
        except MoveNotAllowed:
            return self.already_dealt_with(form)
        return self.done(_("Recorded. It counts in who was offered screening."), self.list_url())


class PassLineOn(LineView):
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


class UnlinkLine(LineView):
    """Not the right person: the line waits again, and the hearing leaves that record."""

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
            form.add_error(
                None, _("This line is on no record, or its outcome is recorded already.")
            )
            return self.page(form=form, status=409)
        return self.done(_("Taken off. Find the right record now."), self.list_url())
