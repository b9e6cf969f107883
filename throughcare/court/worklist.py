"""The kinds of work that the court puts on Today, and what is known of each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core.models import Due
from throughcare.core.worklist import WorkFacts, WorklistKind, offer_draft, offer_facts, offer_kind
from throughcare.court import presenters, rules, selectors, terms
from throughcare.court.models import ListEntry
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
        "hearing_next_day",
        lambda _due: _("Find out the day of the next hearing"),
        _outcome_url,
        COURT,
        FAMILY,
        lambda _due: _("Adjourned without a day"),
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


def facts(ctx: Context, dues: Sequence[Due]) -> Mapping[UUID, WorkFacts]:
    """Where it is, and of a line without a record who a list says it is.

    One statement at most, the same as the panel of new requests has asked already.
    """
    kinds = {kind.kind for kind in KINDS}
    own = [due for due in dues if due.kind in kinds]
    unknown = {due.subject_id for due in own if due.person_id is None}
    rows = selectors.without_record(ctx, unknown) if unknown else {}
    return {due.pk: _facts_of(due, rows.get(due.subject_id)) for due in own}


def _facts_of(due: Due, row: selectors.WithoutRecord | None) -> WorkFacts:
    if row is None:
        kept = bool(due.detail.get("kept"))
        return WorkFacts(place=due.detail.get("where", ""), not_printed=kept)
    page = "court_entry" if row.part == "entry" else "court_request"
    said = ListEntry(born_on=row.born, age_about=row.age)
    return WorkFacts(
        name=row.name or _("Name not known"),
        about=presenters.line_age(said),
        url=reverse(page, args=[row.slug, row.pk]),
        place=f"{row.court}, {rules.room_words(row.room)}" if row.room else row.court,
        not_printed=row.kept,
    )


def register() -> None:
    for kind in KINDS:
        offer_kind(kind)
    offer_facts("court", facts)
    offer_draft(
        "hearing_outcome", gettext_lazy("Outcome of a hearing not finished"), "person_court"
    )
