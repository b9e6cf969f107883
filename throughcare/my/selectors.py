"""What the pages of tablets and own pages read; each function is one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.instruments import library
from throughcare.instruments.approval import QUESTIONNAIRES
from throughcare.instruments.library import Questionnaire
from throughcare.my import rules
from throughcare.my.models import Charge, Handover, OwnAccess, SafetyArrangement, Said

if TYPE_CHECKING:
    from throughcare.core.context import Context

MOST = 20


def questionnaires_to_offer(ctx: Context) -> list[Questionnaire]:
    """What a person can answer themselves, in its exact words, and may be used here."""
    there = library.library().questionnaires.values()
    return QUESTIONNAIRES.usable(ctx, [each for each in there if rules.suits_tablet(each)])


def live_charges(ctx: Context, group: Sequence[UUID]) -> list[Charge]:
    """Colleagues who have charge of this person's answers now."""
    rows = Charge.visible_to(ctx).filter(
        person_id__in=list(group), ended_at=None, until__gt=clock.now()
    )
    return list(rows.order_by("until")[:MOST])


def handovers(ctx: Context, group: Sequence[UUID]) -> list[Handover]:
    """Tablets that were handed to this person, the newest first."""
    rows = list(
        Handover.visible_to(ctx).filter(person_id__in=list(group)).order_by("-recorded_at")[:MOST]
    )
    ctx.shown.objects(*(row.pk for row in rows))
    return rows


def access_of(ctx: Context, group: Sequence[UUID]) -> OwnAccess | None:
    """The own pages that the asker's agency gave this person."""
    rows = OwnAccess.visible_to(ctx).filter(person_id__in=list(group), agency_id=ctx.agency_id)
    found: OwnAccess | None = rows.order_by("recorded_at").first()
    return found


def has_own_pages(ctx: Context, group: Sequence[UUID]) -> bool:
    found = access_of(ctx, group)
    return found is not None and found.status == OwnAccess.Status.OPEN


def arrangements(ctx: Context) -> list[SafetyArrangement]:
    rows = SafetyArrangement.visible_to(ctx).select_related("team", "duty_holder__user")
    return list(rows.order_by("team__name"))


def said_to(ctx: Context, group: Sequence[UUID]) -> list[Said]:
    """What the person said to the asker's agency, the newest first."""
    rows = list(
        Said.visible_to(ctx).filter(person_id__in=list(group)).order_by("-recorded_at")[:MOST]
    )
    ctx.shown.objects(*(row.pk for row in rows))
    return rows
