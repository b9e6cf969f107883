"""Find a person: the search is posted, its words stay in the session, the address says nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughcare.core import clock
from throughcare.core.views import StaffView
from throughcare.design import words
from throughcare.design.shell import NavItem
from throughcare.people import finding, presenters
from throughcare.people.finding import Candidate, Found
from throughcare.people.models import Identifier
from throughcare.people.search_words import (
    KINDS_OF_NUMBER,
    Search,
    keep_search,
    read_search,
    searches,
)
from throughcare.screening.models import CustodyEntry

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from throughcare.core.context import Context


class Find(StaffView):
    """The search itself; an exact number or reference leads straight to the record."""

    action: ClassVar[str] = "find"
    category: ClassVar[str] = "identity"
    template_name = "today/find.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(**nothing_yet(self.ctx))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if finding.count_search() > settings.SEARCHES_PER_MINUTE:
            return self.page(**nothing_yet(self.ctx), too_many=True, status=429)
        typed = request.POST.get("q", "")
        search = read_search(typed, today=clock.today())
        if search.by_number:
            found = finding.find(self.ctx, search)
            people = [each.person for each in found.people if each.person]
            if len(people) == 1 and not found.stubs and not found.limited:
                return HttpResponseRedirect(reverse("person", args=[people[0].reference]))
        key = keep_search(request.session, search.text or typed)
        return HttpResponseRedirect(reverse("find_results", args=[key]))

    def page_context(self) -> dict[str, Any]:
        return {"too_many": False}


class Results(StaffView):
    """What one search found. The key is of this session; another's is a page that is absent."""

    action: ClassVar[str] = "find"
    category: ClassVar[str] = "identity"
    template_name = "today/find.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typed = searches(request.session).get(kwargs["key"])
        if typed is None:
            raise Http404
        search = read_search(typed, today=clock.today())
        found = finding.find(self.ctx, search)
        people = finding.with_last_seen(self.ctx, found.people)
        where = in_custody(self.ctx, people)
        results = [presenters.found_words(each) for each in people]
        return self.page(
            typed=typed,
            searched=True,
            asked=asked_words(search),
            count=count_words(found),
            results=results,
            where=[where.get(each.person.pk, "") if each.person else "" for each in people],
            stubs=[presenters.found_words(each) for each in found.stubs],
            limited=found.limited,
            pair=[each.reference for each in results[:2]] if len(results) > 1 else [],
            meant=did_you_mean(search, found),
            other_ways=other_ways(search),
            elsewhere=elsewhere(self.ctx),
            may_add=self.ctx.allows("create", "identity"),
            add_url=f"{reverse('person_add')}?search={kwargs['key']}",
            starts_with=starts_with(search),
            total=len(found.people) + len(found.stubs),
        )

    def page_context(self) -> dict[str, Any]:
        return {"too_many": False}


def nothing_yet(ctx: Context) -> dict[str, Any]:
    """The page before anything is searched for."""
    return {"typed": "", "searched": False, "elsewhere": elsewhere(ctx)}


def asked_words(search: Search) -> str:
    """How the search was read, so that a slip can be seen."""
    parts = []
    if search.words:
        parts.append(_("name %(name)s") % {"name": " ".join(search.words)})
    if search.born_on:
        parts.append(_("born %(day)s") % {"day": words.full_date(search.born_on)})
    for kind, number in search.numbers:
        if kind in KINDS_OF_NUMBER:
            shown = words.nhs_number(number) if kind == Identifier.Kind.NHS_NUMBER else number
            parts.append(f"{Identifier.Kind(kind).label} {shown}")
    parts += [_("number %(number)s") % {"number": each} for each in search.unread]
    if search.phone:
        parts.append(_("phone %(number)s") % {"number": search.phone})
    if search.reference:
        parts.append(_("reference %(reference)s") % {"reference": search.reference})
    return ", ".join(parts)


def count_words(found: Found) -> str:
    """``2 people, and 1 limited record``; where there are more than a page holds, so it says."""
    if found.more:
        said = _("More than %(count)s people: the closest are shown") % {"count": finding.SHOWN}
    else:
        total = len(found.people)
        said = ngettext("%(count)s person", "%(count)s people", total) % {"count": total}
    if found.stubs:
        more = len(found.stubs)
        said += ngettext(
            ", and %(count)s known to another team", ", and %(count)s known to other teams", more
        ) % {"count": more}
    return said + (_(", and a limited record") if found.limited else "")


def did_you_mean(search: Search, found: Found) -> str:
    """Another spelling of the name, where nothing fits as typed and one record is close."""
    if not search.words or not found.people:
        return ""
    first = found.people[0]
    if first.kind == "exact" or first.person is None or not first.person.family_name:
        return ""
    held = first.person.family_name.casefold()
    if held in {word.casefold() for word in search.words}:
        return ""
    return first.person.family_name


def other_ways(search: Search) -> list[tuple[str, str]]:
    """Pairs of words and the search that they stand for; posted, so never in an address."""
    name = " ".join(search.words)
    ways = []
    if search.words and search.born_on:
        day = search.born_on.strftime("%d/%m/%Y")
        ways.append((_("Leave out the date of birth"), name))
        ways.append((_("Leave out the name"), day))
    if len(search.words) > 1:
        ways.append((_("Search for %(name)s alone") % {"name": search.words[-1]}, search.words[-1]))
    if search.swapped:
        day = search.swapped.strftime("%d/%m/%Y")
        turned = replace(search, born_on=search.swapped)
        ways.append((_("Swap day and month"), f"{' '.join(turned.words)} {day}".strip()))
    return ways


def elsewhere(ctx: Context) -> list[NavItem]:
    """Lists of people to look through instead, where the role reads them."""
    if not ctx.allows("read", "justice"):
        return []
    return [NavItem(_("Everyone in custody now"), reverse("custody_places"))]


def in_custody(ctx: Context, people: list[Candidate]) -> dict[UUID, str]:
    """Where those who are in custody now are, for those entries that the asker reads."""
    rows = (
        CustodyEntry.visible_to(ctx)
        .filter(
            person_id__in=[each.person.pk for each in people if each.person],
            status=CustodyEntry.Status.LINKED,
            left_at=None,
        )
        .select_related("place")
        .order_by("arrived_at")
    )
    return {row.person_id: _where(row) for row in rows}


def _where(row: CustodyEntry) -> str:
    since = words.in_a_sentence(words.moment(row.arrived_at, now=clock.now()))
    if not row.cell:
        return _("%(place)s, since %(since)s.") % {"place": row.place.name, "since": since}
    return _("%(place)s, cell %(cell)s, since %(since)s.") % {
        "place": row.place.name,
        "cell": row.cell,
        "since": since,
    }


def starts_with(search: Search) -> str:
    """What the page for adding somebody begins with."""
    parts = [" ".join(search.shown_words)]
    if search.born_on:
        parts.append(words.full_date(search.born_on))
    return ", ".join(part for part in parts if part)
