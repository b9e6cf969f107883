"""Today: the first page of everybody at work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.agencies.models import Place
from throughcare.core import banner, clock, registry
from throughcare.core.menu import entries_for
from throughcare.core.models import Due
from throughcare.core.views import FormView, StaffView
from throughcare.core.worklist import WorkFacts
from throughcare.design.shell import NavItem
from throughcare.people.models import Person
from throughcare.screening import presenters as custody_presenters
from throughcare.screening import selectors as custody
from throughcare.screening.panels import works_with_health
from throughcare.screening.typed import read_ids
from throughcare.today import actions, presenters, selectors
from throughcare.today.forms import FilterForm, PassOnForm
from throughcare.today.rules import PAGE, Listed, Section, section_of
from throughcare.today.selectors import Filters

if TYPE_CHECKING:
    from django.forms import BaseForm

#: Key of the session: the place that was looked at last.
LAST_PLACE = "today_place"
WORDS = {
    Listed.MINE: lambda: _("My work"),
    Listed.CUSTODY: lambda: _("Everyone in custody"),
    Listed.WAITING: lambda: _("Waiting for others"),
    Listed.NOT_PICKED_UP: lambda: _("Not picked up"),
    Listed.AHEAD: lambda: _("After 4 weeks"),
    Listed.DONE: lambda: _("Done today"),
}


def _page_number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 5 else 1


class Today(StaffView):
    """A worklist for those who work with people's health; panels for everybody else."""

    action = "read"
    template_name = "today/today.jinja"

    def page_context(self) -> dict[str, Any]:
        return {"now": clock.now()}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        panels = [
            panel.make(self.ctx, _page_number(request.GET.get("page", "")))
            for panel in sorted(registry.offered("today_panel").values(), key=lambda p: p.order)
            if panel.shown_to(self.ctx)
        ]
        if not works_with_health(self.ctx):
            next_page = _page_number(request.GET.get("page", "")) + 1
            return self.page(works=False, panels=panels, next_page=next_page)
        return self.page(works=True, panels=panels, **self.worklist())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """With ticked people: where it goes on. Nothing is written here."""
        ids = read_ids(request.POST.getlist("row"), most=PAGE)
        action = request.POST.get("action", "")
        chosen = urlencode([("row", str(each)) for each in ids])
        if not ids or action not in ("pass", "print"):
            messages.warning(request, _("Tick at least one line, and choose what to do with it."))
            return HttpResponseRedirect(request.get_full_path())
        name = "today_pass" if action == "pass" else "today_print"
        return HttpResponseRedirect(f"{reverse(name)}?{chosen}")

    # -- the worklist ---------------------------------------------------------------------
    @cached_property
    def places(self) -> list[tuple[Place, int]]:
        return custody.places_and_people_in(self.ctx)

    def filters(self) -> Filters:
        get = self.request.GET
        slug = get.get("place", self.request.session.get(LAST_PLACE, ""))
        place = next((p for p, _count in self.places if p.slug == slug), None)
        if "place" in get and self.request.session.get(LAST_PLACE, "") != slug:
            self.request.session[LAST_PLACE] = place.slug if place else ""
        listed = get.get("list", "")
        family = get.get("kind", "")
        known = {k.family for k in selectors.kinds().values()}
        return Filters(
            listed=Listed(listed) if listed in list(Listed) else Listed.MINE,
            place_id=place.pk if place else None,
            family=family if family in known else "",
            page=_page_number(get.get("page", "")),
        )

    def worklist(self) -> dict[str, Any]:
        filters = self.filters()
        counted = selectors.count(self.ctx, filters)
        place = next((p for p, _count in self.places if p.pk == filters.place_id), None)
        form = FilterForm(
            initial={"place": place.slug if place else "", "kind": filters.family},
            places=[p for p, _count in self.places],
            auto_id="filter-%s",
        )
        shared = {
            "listed": filters.listed.value,
            "lists": self.lists(filters, counted.lists),
            "list_words": WORDS[filters.listed](),
            "filters": form,
            "at": clock.now(),
            "filtered": bool(place or filters.family),
            "may_screen": self.ctx.allows("create", "clinical_detail"),
            "may_amend": self.ctx.allows("amend", "justice"),
            "may_print": self.ctx.allows("print", "identity"),
            "address": self.address(filters),
            "notices": presenters.notices(counted.notices),
        }
        if filters.listed == Listed.CUSTODY:
            inside = [p.pk for p, _count in self.places if place is None or p.pk == place.pk]
            entries = custody.in_custody(self.ctx, inside)
            return {**shared, "custody": custody_presenters.custody_groups(entries), "drafts": []}
        return {**shared, **self.work(filters, counted)}

    def work(self, filters: Filters, counted: selectors.Counted) -> dict[str, Any]:
        dues = selectors.lines(self.ctx, counted.page)
        drafts = selectors.old_drafts(self.ctx) if filters.listed == Listed.MINE else []
        people = selectors.people_of(self.ctx, [*dues, *drafts])
        facts = selectors.facts_of(self.ctx, dues)
        make = presenters.done_group if filters.listed == Listed.DONE else presenters.groups
        return {
            "groups": make(self.ctx, dues, people, facts),
            "page": Paginator(range(counted.shown), PAGE).get_page(filters.page),
            "drafts": presenters.draft_lines(drafts, people),
        }

    def lists(self, filters: Filters, counts: Mapping[str, int]) -> list[NavItem]:
        inside = sum(count for _place, count in self.places)
        numbers = {**counts, Listed.CUSTODY.value: inside}
        return [
            NavItem(
                WORDS[listed](),
                self.address(Filters(listed, filters.place_id, filters.family)),
                current=listed == filters.listed,
                count=numbers[listed.value],
            )
            for listed in Listed
            # Most teams have nothing so far ahead.
            if listed != Listed.AHEAD or numbers[listed.value] or listed == filters.listed
        ]

    def address(self, filters: Filters) -> str:
        """This list in an address that can be kept, without the page."""
        slug = next((p.slug for p, _count in self.places if p.pk == filters.place_id), "")
        asked = {"list": filters.listed.value, "place": slug, "kind": filters.family}
        return f"{reverse('today')}?{urlencode(asked)}"


class More(StaffView):
    """Every part of the product that the asker may open: the menu has room for the first ones."""

    action = "own_account"
    template_name = "today/more.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(
            entries=[NavItem(str(e.label), reverse(e.url_name)) for e in entries_for(self.ctx)]
        )


class ChosenView(StaffView):
    """A page about some lines of the team's work, named in its address."""

    category = "health_summary"
    dues: list[Due]

    def fetch(self) -> None:
        self.dues = selectors.chosen(self.ctx, read_ids(self.request.GET.getlist("row")))

    def rows(self) -> list[Any]:
        people = selectors.people_of(self.ctx, self.dues)
        facts = selectors.facts_of(self.ctx, self.dues)
        return [presenters.row(self.ctx, due, people, facts) for due in self.dues]


class PassOn(ChosenView, FormView):
    """Who takes these lines? The page lists them first."""

    action = "amend"
    template_name = "today/pass.jinja"
    form_class = PassOnForm

    def fetch(self) -> None:
        super().fetch()
        if not self.dues:
            raise Http404

    def form_kwargs(self) -> dict[str, Any]:
        return {"team": selectors.colleagues(self.ctx), "me": self.ctx.membership_id}

    def page_context(self) -> dict[str, Any]:
        return {"rows": self.rows()}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        to_id = UUID(form.cleaned_data["to"])
        batch, moved = actions.pass_on(self.ctx, due_ids=[due.pk for due in self.dues], to_id=to_id)
        said = ngettext("%(count)s line passed on.", "%(count)s lines passed on.", moved)
        banner.say(
            self.request,
            said % {"count": moved},
            undo_url=reverse("today_undo", args=[batch]) if moved else "",
        )
        return HttpResponseRedirect(reverse("today"))


class UndoPassOn(StaffView):
    """Give back what was passed on in one go."""

    action = "amend"
    category = "health_summary"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        moved = actions.undo_pass_on(self.ctx, batch=kwargs["batch"])
        said = ngettext("%(count)s line given back.", "%(count)s lines given back.", moved)
        messages.success(request, said % {"count": moved})
        return HttpResponseRedirect(reverse("today"))


def may_be_printed(
    due: Due, people: Mapping[UUID, Person], facts: Mapping[UUID, WorkFacts]
) -> bool:
    """Restricted entries and records stay on the screen: paper is left lying about."""
    person = people.get(due.person_id) if due.person_id else None
    guarded = person is not None and person.guard != Person.Guard.NONE
    return not guarded and not facts.get(due.pk, WorkFacts()).not_printed


class PrintToday(ChosenView):
    """On paper: time, initials, cell, do first. No name, number or reason.

    What is ticked, else what is due today: paper says nothing of other days.
    """

    action = "print"
    template_name = "today/print.jinja"

    def fetch(self) -> None:
        super().fetch()
        if not self.dues and "row" not in self.request.GET:
            mine = selectors.lines(self.ctx, selectors.count(self.ctx, Filters()).page)
            now = clock.now()
            self.dues = [due for due in mine if section_of(due, now) != Section.PLANNED]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        people = selectors.people_of(self.ctx, self.dues)
        facts = selectors.facts_of(self.ctx, self.dues)
        printed = [due for due in self.dues if may_be_printed(due, people, facts)]
        rows = [
            presenters.initials_row(
                due,
                people.get(due.person_id) if due.person_id else None,
                facts.get(due.pk, WorkFacts()),
            )
            for due in printed
        ]
        self.ctx.shown.action = "print:today"
        return self.page(rows=rows, left_out=len(self.dues) - len(printed), at=clock.now())
