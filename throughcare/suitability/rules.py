"""What the words about suitability mean. No score is made anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from throughcare.core.clock import LONDON
from throughcare.pathways.definition import SELF_APPROVAL, Definition, Suitability
from throughcare.pathways.library import library
from throughcare.pathways.running import site_settings
from throughcare.sharing.words import REQUIREMENTS

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.suitability import models

#: What the person is told before they answer, in the order in which it is told.
EXPLAINED: Final[Mapping[str, object]] = {
    "what_it_is": _("Told what treatment is, and what probation would see"),
    "can_say_no": _("Told that they can say no"),
    "time_to_think": _("Had time to think, and to ask their solicitor"),
}
#: The requirement of an order by the willingness that it rests on.
RESTS_ON: Final[Mapping[str, str]] = {
    "mental_health_treatment": "mental_health",
    "drug_rehabilitation": "drug",
    "alcohol_treatment": "alcohol",
}
#: The hour of a day on which something that is due on it comes up.
MORNING: Final = 9


def offered() -> dict[str, tuple[Definition, Suitability]]:
    """The newest version of each pathway that settles suitability, by its id."""
    return {
        id: (each, each.suitability)
        for id, each in library().newest().items()
        if each.suitability is not None
    }


def not_offered() -> list[object]:
    """The requirements that rest on willingness and have no questions here (docs/questions.md)."""
    asked = {of.requirement for _definition, of in offered().values()}
    return [label for code, label in REQUIREMENTS.items() if code not in asked]


def pinned(row: models.Suitability) -> tuple[Definition, Suitability] | None:
    """The definition whose questions a row asks; None where that version is not shipped."""
    found = library().version(row.pathway, row.pathway_version)
    if found is None or found.suitability is None:
        return offered().get(row.pathway)
    return found, found.suitability


def may_approve_own(ctx: Context, definition: Definition, of: Suitability) -> bool:
    """May somebody sign what they put forward? Only where the site turned it on."""
    if not of.may_self_approve:
        return False
    return bool(settings_here(ctx, definition.id).get(SELF_APPROVAL))


def settings_here(ctx: Context, pathway: str) -> Mapping[str, int]:
    """What the asker's agency set for a pathway: asked once a page."""
    key = f"suitability_settings {pathway}"
    if key not in ctx.asked:
        ctx.asked[key] = site_settings(ctx.agency_id, pathway)
    found: Mapping[str, int] = ctx.asked[key]
    return found


def morning_of(on: date) -> datetime:
    """The moment at which a day's work comes up."""
    sane = min(max(on, date(1970, 1, 1)), date(9000, 1, 1))
    return datetime(sane.year, sane.month, sane.day, MORNING, tzinfo=LONDON)


def willingness_due(sentence_on: date) -> datetime:
    """When missing willingness comes on the list of work: some days before sentence."""
    return morning_of(sentence_on) - timedelta(days=settings.SUITABILITY_WILLINGNESS_NOTICE_DAYS)


def draft_of(suitability: UUID, criterion: str) -> UUID:
    """What the draft of an answer is about: one question of one suitability."""
    return uuid5(suitability, criterion)
