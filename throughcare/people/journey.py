"""The opening part of a record: what to know first, the journey, what comes, who helps."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.agencies.models import Role
from throughcare.core import clock, registry
from throughcare.core.journey import SIDES, Line, journey
from throughcare.core.models import Due
from throughcare.core.worklist import ComingKind, PanelContent
from throughcare.design import words
from throughcare.design.parts import Entry, Term
from throughcare.design.shell import NavItem
from throughcare.people import presenters, selectors
from throughcare.people.models import KnowFirst
from throughcare.people.parts import add_menu
from throughcare.people.selectors import Coming, Helping
from throughcare.people.views import PersonView

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

CHIPS = {
    "": gettext_lazy("All"),
    "health": gettext_lazy("Health"),
    "court": gettext_lazy("Court and order"),
    "support": gettext_lazy("Support"),
    "contact": gettext_lazy("Contact"),
}


class Journey(PersonView):
    """The record opens here."""

    template_name = "people/journey.jinja"
    tab: ClassVar[str] = "journey"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        side = request.GET.get("show", "")
        side = side if side in SIDES else ""
        before = _read_moment(request.GET.get("before", ""))
        lines, more = journey(self.ctx, self.group, side=side, before=before)
        return self.page(
            entries=[entry(line) for line in lines],
            chips=_chips(side),
            earlier_url=_earlier(side, lines) if more and lines else "",
            is_earlier=before is not None,
            side=side,
            know=know_words(selectors.know_first(self.ctx, self.group)),
            coming=self.coming(),
            helping=helping_terms(selectors.people_helping(self.group)),
            strips=[
                strip
                for offered in registry.offered("journey_strips").values()
                for strip in offered(self.ctx, self.person, self.group)
            ],
            others=self.standing.others,
            panels=self.panels(),
            add_menu=add_menu(self.person, self.standing),
            called=presenters.called(self.person),
        )

    def coming(self) -> list[Term]:
        """What is owed, booked and listed, soonest first."""
        now = clock.now()
        return [
            Term(term=words.moment(row.at, now=now), value=coming_words(row))
            for row in selectors.coming_up(self.ctx, self.group)
        ]

    def panels(self) -> list[PanelContent]:
        """What other folders show beside the journey, as far as the reader may read it."""
        offered = sorted(registry.offered("record_panel").values(), key=lambda each: each.order)
        made = [
            panel.make(self.ctx, self.person.reference, self.group)
            for panel in offered
            if self.standing.may("read", panel.category)
        ]
        return [content for content in made if content is not None]


def entry(line: Line) -> Entry:
    """One line of the journey as the page shows it."""
    return Entry(
        when=when(line.happened_at),
        title=line.title,
        url=line.url,
        text=line.detail,
        by=line.by_name,
        seen_by=presenters.seen_by(line.category),
        state="quiet" if line.side == "contact" else "done",
    )


def when(at: datetime) -> str:
    """``Today, 2pm``; on other days the day alone."""
    now = words.local(clock.now())
    if words.local(at).date() == now.date():
        return _("Today, %(time)s") % {"time": words.clock(at)}
    return words.short_date(at, today=now.date())


def know_words(rows: list[dict[str, Any]]) -> list[str]:
    """The lines of "Know first"; a note that is past its review says so."""
    today = clock.today()
    said = []
    for row in rows:
        text = str(row["text"])
        if row["part"] == "know":
            kind = KnowFirst.Kind(row["kind"]).label
            text = _("%(kind)s: %(text)s") % {"kind": kind, "text": text}
            if row["review_on"] < today:
                day = words.short_date(row["review_on"], today=today)
                text = _("%(text)s (review was due %(day)s)") % {"text": text, "day": day}
        said.append(text)
    return said


def helping_terms(helping: list[Helping]) -> list[Term]:
    """Who helps: each team once, with the colleagues who hold the person by name."""
    teams: dict[tuple[str, str], list[str]] = {}
    for each in helping:
        names = teams.setdefault((each.team, each.agency), [])
        if each.member and (named := _member_words(each)) not in names:
            names.append(named)
    return [
        Term(term=team or agency, value=", ".join(names) or agency)
        for (team, agency), names in teams.items()
    ]


def _member_words(helping: Helping) -> str:
    role = Role(helping.role).label if helping.role in Role.values else ""
    return (
        _("%(name)s, %(role)s") % {"name": helping.member, "role": role} if role else helping.member
    )


def coming_words(row: Coming) -> str:
    if row.part == selectors.OWED:
        return due_words(Due(kind=row.what, detail=row.facts, due_at=row.at))
    kind: ComingKind = registry.offered("coming_up")[row.part]
    return kind.words(row.what, row.facts)


def due_words(due: Due) -> str:
    """What is owed, in the words of the folder that it belongs to."""
    kind = registry.offered("worklist_kind").get(due.kind)
    told = getattr(kind, "words", None) or due.kind.replace("_", " ").capitalize()
    return str(told(due) if callable(told) else told)


def _chips(side: str) -> list[NavItem]:
    return [
        NavItem(str(label), f"?{urlencode({'show': value})}" if value else "?", value == side)
        for value, label in CHIPS.items()
    ]


def _earlier(side: str, lines: list[Line]) -> str:
    asked = {"before": lines[-1].happened_at.isoformat()} | ({"show": side} if side else {})
    return f"?{urlencode(asked)}"


def _read_moment(text: str) -> datetime | None:
    try:
        at = parse_datetime(text[:40])
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None
