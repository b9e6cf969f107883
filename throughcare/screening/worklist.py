"""The kinds of work that custody and screening put on Today, and what is known of each line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughcare.core import registry
from throughcare.core.models import Due
from throughcare.core.worklist import WorkFacts, WorklistKind, offer_draft, offer_facts, offer_kind
from throughcare.screening import presenters, selectors
from throughcare.screening.models import CustodyEntry, Screen

if TYPE_CHECKING:
    from throughcare.core.context import Context

SCREENINGS = "screenings"
SAFETY = "safety"
AFTER = "after_screening"
FAMILIES = {
    SCREENINGS: gettext_lazy("Screenings"),
    SAFETY: gettext_lazy("Safety"),
    AFTER: gettext_lazy("After a screening"),
}


def _of_person(name: str, *, subject: bool = False) -> Callable[[Due, str], str]:
    """The address of a page about the person, with the row that the line is about."""

    def url(due: Due, reference: str) -> str:
        return reverse(name, args=[reference, due.subject_id] if subject else [reference])

    return url


def _step(step: str) -> Callable[[Due, str], str]:
    """Where the step begins, if a higher folder offers a place; else where it is recorded."""

    def url(due: Due, reference: str) -> str:
        begins = registry.offered("next_step").get(step)
        if begins:
            return reverse(begins, args=[reference, due.subject_id])
        return reverse("screening_step", args=[reference, due.subject_id, step])

    return url


def _why(due: Due) -> str:
    why = due.detail.get("why")
    return _("%(why)s, so try again") % {"why": Screen.Why(why).label} if why else ""


def _entry_task(due: Due) -> str:
    return _("Pass to the youth service") if due.detail.get("under_18") else _("Screen")


def _assess(due: Due) -> str:
    at_court = due.detail.get("decision") == Screen.Decision.ASSESS_COURT
    return _("Assess at court") if at_court else _("Assess here")


CLINICAL = ("create", "clinical_detail")

KINDS = (
    # Without a record yet: the entry's own page is added from its facts (see ``facts``).
    WorklistKind(
        "screen_entry", _entry_task, lambda _d, _r: "", SCREENINGS, FAMILIES[SCREENINGS], _why
    ),
    WorklistKind(
        "screen",
        lambda _d: _("Screen"),
        _of_person("screening_new"),
        SCREENINGS,
        FAMILIES[SCREENINGS],
        _why,
        CLINICAL,
    ),
    WorklistKind(
        "safety_prompt",
        lambda _d: _("Act on a safety answer"),
        lambda due, ref: reverse("safety_prompt", args=[ref, due.pk]),
        SAFETY,
        FAMILIES[SAFETY],
        lambda _d: _("Say what was done, and who was told"),
        reaches_lead=True,
    ),
    WorklistKind(
        "tell_custody",
        lambda _d: _("Tell the custody nurse and sergeant"),
        _of_person("custody_advice_give", subject=True),
        AFTER,
        FAMILIES[AFTER],
    ),
    WorklistKind(
        "advice_acted_on",
        lambda _d: _("Did custody act on what we told them?"),
        _of_person("custody_advice", subject=True),
        AFTER,
        FAMILIES[AFTER],
    ),
    WorklistKind(
        "adult_arrived",
        lambda _d: _("Has the appropriate adult come?"),
        _of_person("appropriate_adult", subject=True),
        AFTER,
        FAMILIES[AFTER],
    ),
    WorklistKind("assess", _assess, _step("assess"), AFTER, FAMILIES[AFTER]),
    WorklistKind(
        "refer",
        lambda _d: _("Refer or give information"),
        _step("refer"),
        AFTER,
        FAMILIES[AFTER],
    ),
)


def facts(ctx: Context, dues: Sequence[Due]) -> Mapping[UUID, WorkFacts]:
    """Who a list says it is, which cell, since when: one statement."""
    own = [due for due in dues if due.kind in {kind.kind for kind in KINDS}]
    people = {due.person_id for due in own if due.person_id}
    unlinked = {due.subject_id for due in own if due.person_id is None}
    if not own:
        return {}
    entries = selectors.entries_of(ctx, entry_ids=unlinked, people=people)
    by_id = {entry.pk: entry for entry in entries}
    by_person = {entry.person_id: entry for entry in entries if entry.person_id}
    found = {}
    for due in own:
        entry = by_person.get(due.person_id) if due.person_id else by_id.get(due.subject_id)
        found[due.pk] = _facts_of(due, entry)
    return found


def _facts_of(due: Due, entry: CustodyEntry | None) -> WorkFacts:
    if entry is None:
        return WorkFacts()
    screening = due.kind in ("screen", "screen_entry")
    return WorkFacts(
        name="" if due.person_id else presenters.entry_name(entry),
        about="" if due.person_id else presenters.entry_age(entry),
        url="" if due.person_id else presenters.entry_task(entry)[1],
        place=presenters.place_words(entry.place, entry),
        note=presenters.worry_words(entry) if screening else "",
        since=entry.arrived_at if screening else None,
        started=due.kind == "screen" and entry.started,  # type: ignore[attr-defined]
    )


def register() -> None:
    for kind in KINDS:
        offer_kind(kind)
    offer_facts("screening", facts)
    offer_draft("screening", gettext_lazy("Screening not finished"), "screening_new")
