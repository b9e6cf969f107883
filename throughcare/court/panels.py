"""What Today shows of the court: requests to the health team, and to court staff what became of
theirs and who is before them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.core import clock
from throughcare.core.worklist import (
    PanelContent,
    PanelLine,
    PanelLink,
    TodayPanel,
    offer_panel,
)
from throughcare.court import presenters, rules, selectors, terms
from throughcare.court.models import CourtFeedback, CourtRequest, Hearing
from throughcare.documents import selectors as documents
from throughcare.documents.after_issue import offer_next
from throughcare.documents.models import Document
from throughcare.people.presenters import full_name
from throughcare.screening.panels import works_with_health

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.people.models import Person

#: Whose staff ask the health team to see somebody through an account of their own.
ASKING_TYPES = ("court", "probation")
#: For how long an answered request stays in sight.
SEEN_FOR = timedelta(days=2)


def asks_health(ctx: Context) -> bool:
    """Court staff, and probation at court: who may ask and is told what became of it."""
    return ctx.agency_type in ASKING_TYPES and ctx.allows("create", "justice")


def asks_at_a_court(ctx: Context) -> bool:
    """Whoever asks and covers a place to ask at: an officer of an office alone rings instead."""
    return asks_health(ctx) and bool(set(ctx.principals) - {ctx.membership_id, ctx.team_id})


def sees_requests(ctx: Context) -> bool:
    return asks_health(ctx) or works_with_health(ctx)


def gives_feedback(ctx: Context) -> bool:
    return ctx.agency_type == "court" and ctx.allows("create", "justice")


def counts_only(ctx: Context) -> bool:
    """Whoever sees counts of the whole county and nobody's record."""
    return ctx.agency_type == "commissioner" and ctx.purpose == "service_management"


def new_requests(ctx: Context, _page: int) -> PanelContent:
    """Requests that nobody of the health team has seen: shown until somebody has."""
    waiting = [
        row
        for row in selectors.without_record(ctx).values()
        if row.part == "request"
        and row.status == CourtRequest.Status.SENT
        and row.agency_id != ctx.agency_id
    ]
    return PanelContent(
        heading=_("Asked for by the court"),
        lines=tuple(
            PanelLine(
                text=row.name,
                url=reverse("court_request", args=[row.slug, row.pk]),
                note=f"{terms.label('why', row.why)} · {row.asker} · {row.court}",
            )
            for row in sorted(waiting, key=_pressing)
        ),
        first=True,
    )


def _pressing(row: selectors.WithoutRecord) -> tuple[bool, datetime]:
    """What asks for something now first, then by the time of asking."""
    return not terms.is_urgent("why", row.why), row.at


def my_requests(ctx: Context, _page: int) -> PanelContent:
    """What became of the requests of the last days, for who asked."""
    rows = [
        row
        for row in selectors.requests_at(ctx, ctx.principals, since=clock.now() - SEEN_FOR)
        if row.agency_id == ctx.agency_id
    ]
    return PanelContent(
        heading=_("Asked of the health team"),
        lines=(
            PanelLine(_("Ask the health team to see somebody"), f"{reverse('court_requests')}?ask"),
            *(_line(row) for row in rows),
        ),
    )


def _line(row: CourtRequest) -> PanelLine:
    shown = presenters.request_row(row)
    return PanelLine(text=shown.name, url=shown.url, note=shown.answer)


def before_the_court(ctx: Context, _page: int) -> PanelContent:
    """Who is before the court today and known to the health team: what it told the court, and
    the feedback, are one press away."""
    rows = selectors.before_me_now(ctx, ctx.principals)
    reports = documents.in_force_for_me(
        ctx, Document.Kind.COURT_REPORT, {row.person_id for row in rows}
    )
    said = selectors.said_of(ctx, [row.pk for row in rows])
    return PanelContent(
        heading=_("Before the court today"),
        intro=_("People whom the health team works with. Say whether you used what it told you."),
        lines=tuple(_before(row, reports.get(row.person_id, []), said) for row in rows),
        empty=_("Nobody that you may see."),
    )


def _before(row: Hearing, reports: list[Document], said: Mapping[UUID, str]) -> PanelLine:
    where = reverse("court_feedback_new", args=[row.person.reference])
    note = f"{presenters.time_words(row.starts_at)}, {rules.room_words(row.room)}"
    also = [
        PanelLink(
            _("Read the report %(label)s") % {"label": each.label},
            reverse("read_document", args=[each.pk]),
        )
        for each in reports
    ]
    if row.pk in said:
        note = f"{note} · {CourtFeedback.Used(said[row.pk]).label}"
    else:
        also.append(PanelLink(_("Say whether it helped"), f"{where}?hearing={row.pk}"))
    return PanelLine(
        text=full_name(row.person),
        url=reverse("person_court", args=[row.person.reference]),
        note=note,
        also=tuple(also),
    )


def coverage(_ctx: Context, _page: int) -> PanelContent:
    """The counts of today, by court, for a commissioner; small ones are hidden."""
    today = clock.today()
    rows = [presenters.count_row(each) for each in selectors.county_coverage(today, today)]
    return PanelContent(
        heading=_("Courts today"),
        intro=_("How many people were listed and seen. Counts of 1 to 4 show as [c]."),
        lines=(
            *(PanelLine(text=row.place, note=_count_words(row)) for row in rows),
            PanelLine(_("More counts"), reverse("figures_coverage")),
        ),
    )


def _count_words(row: presenters.CountRow) -> str:
    said = _("%(listed)s listed · %(seen)s seen · %(declined)s declined · %(not_seen)s not seen")
    return said % {
        "listed": row.listed,
        "seen": row.seen,
        "declined": row.declined,
        "not_seen": row.not_seen,
    }


def after_reading(ctx: Context, document: Document, person: Person) -> tuple[str, str] | None:
    """Court staff who read a report say whether it helped."""
    if not gives_feedback(ctx) or document.kind != Document.Kind.COURT_REPORT:
        return None
    return _("Say whether it helped"), reverse("court_feedback_new", args=[person.reference])


def register() -> None:
    offer_next("court_feedback", after_reading)
    offer_panel(TodayPanel("court_requests", 5, works_with_health, new_requests))
    offer_panel(TodayPanel("my_court_requests", 5, asks_at_a_court, my_requests))
    offer_panel(TodayPanel("before_the_court", 6, gives_feedback, before_the_court))
    offer_panel(TodayPanel("court_coverage", 5, counts_only, coverage))
