"""The kinds of work that the court puts on Today, and what is known of each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import CharField, F, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.models import Due
from throughcare.core.worklist import WorkFacts, WorklistKind, offer_draft, offer_facts, offer_kind
from throughcare.court import presenters, terms
from throughcare.court.models import CourtRequest, Hearing, ListEntry
from throughcare.screening.models import Screen

if TYPE_CHECKING:
    from throughcare.core.context import Context

COURT = "court"
FAMILY = gettext_lazy("Court")


def _screen_words(due: Due) -> str:
    if due.detail.get("under_18"):
        return _("Pass to the youth service")
    return _("Screen before the hearing")


def _why(due: Due) -> str:
    why = due.detail.get("why")
    return _("%(why)s, so try again") % {"why": Screen.Why(why).label} if why else ""


def _outcome_url(due: Due, reference: str) -> str:
    return reverse("hearing_outcome", args=[reference, due.subject_id])


def _follow_up_url(due: Due, reference: str) -> str:
    return reverse("court_follow_up", args=[reference, due.subject_id])


KINDS = (
    # Without a record yet: the line's own page is added from its facts (see ``facts``).
    WorklistKind(
        "court_screen",
        _screen_words,
        lambda _due, ref: reverse("screening_new", args=[ref]),
        COURT,
        FAMILY,
        _why,
        ("create", "clinical_detail"),
    ),
    WorklistKind(
        "hearing_outcome",
        lambda _due: _("Record what the court decided"),
        _outcome_url,
        COURT,
        FAMILY,
        done_by=("create", "justice"),
    ),
    WorklistKind(
        "court_follow_up",
        lambda due: terms.label("follow_up", due.detail.get("kind", "")),
        _follow_up_url,
        COURT,
        FAMILY,
        lambda _due: _("After court"),
    ),
    WorklistKind(
        "court_request",
        lambda _due: _("Answer a request from the court"),
        lambda _due, _ref: "",
        COURT,
        FAMILY,
    ),
)

#: What the three kinds of row have in common, in this order.
_COLUMNS = ("pk", "part", "given", "family", "born", "age", "court", "at", "hour", "slug", "kept")


def facts(ctx: Context, dues: Sequence[Due]) -> Mapping[UUID, WorkFacts]:
    """Who a list says it is, in which court room: one statement for all kinds."""
    kinds = {kind.kind for kind in KINDS}
    own = {due.subject_id: due for due in dues if due.kind in kinds}
    if not own:
        return {}
    entries = _columns(ListEntry.visible_to(ctx), "entry").filter(pk__in=list(own))
    hearings = (
        Hearing.visible_to(ctx)
        .filter(pk__in=list(own))
        .annotate(
            part=Value("hearing"),
            given=Value("", output_field=CharField()),
            family=Value("", output_field=CharField()),
            born=F("on"),
            age=Value(None, output_field=ListEntry._meta.get_field("age_about")),
            court=F("place__name"),
            at=F("room"),
            hour=F("starts_at"),
            slug=F("place__slug"),
            kept=F("restricted"),
        )
        .values_list(*_COLUMNS, named=True)
    )
    requests = _columns(CourtRequest.visible_to(ctx), "request").filter(pk__in=list(own))
    rows = list(entries.union(hearings, requests, all=True))
    return {own[row.pk].pk: _facts_of(own[row.pk], row) for row in rows}


def _columns(rows, part: str):  # type: ignore[no-untyped-def]
    """The common columns of a line of the list or a request."""
    is_entry = part == "entry"
    no_hour = Value(None, output_field=ListEntry._meta.get_field("starts_at"))
    return rows.annotate(
        part=Value(part),
        given=F("given_name"),
        family=F("family_name"),
        born=F("born_on"),
        age=F("age_about"),
        court=F("place__name"),
        at=F("room"),
        hour=F("starts_at") if is_entry else no_hour,
        slug=F("place__slug"),
        kept=F("restricted") if is_entry else Value(False),
    ).values_list(*_COLUMNS, named=True)


def _facts_of(due: Due, row) -> WorkFacts:  # type: ignore[no-untyped-def]
    place = f"{row.court}, {presenters.room_words(row.at)}" if row.at else str(row.court)
    if due.person_id is not None or row.part == "hearing":
        return WorkFacts(place=place, not_printed=row.kept)
    name = f"{row.given} {row.family}".strip()
    page = "court_entry" if row.part == "entry" else "court_request"
    entry = ListEntry(born_on=row.born, age_about=row.age)
    return WorkFacts(
        name=name or _("Name not known"),
        about=presenters.line_age(entry),
        url=reverse(page, args=[row.slug, row.pk]),
        place=place,
        not_printed=row.kept,
    )


def register() -> None:
    for kind in KINDS:
        offer_kind(kind)
    offer_facts("court", facts)
    offer_draft(
        "hearing_outcome", gettext_lazy("Outcome of a hearing not finished"), "person_court"
    )
