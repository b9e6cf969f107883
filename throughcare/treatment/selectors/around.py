"""What stands around the sessions: words, check-ins, follow-ups, hand-overs, supervision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import OuterRef, Subquery

from throughcare.treatment.attached import attached, made
from throughcare.treatment.models import (
    CheckIn,
    FollowUp,
    FollowUpTry,
    HandOver,
    Programme,
    Supervision,
    Words,
)
from throughcare.treatment.selectors.sessions import MOST

if TYPE_CHECKING:
    from throughcare.core.context import Context


def words_of(ctx: Context, subjects: Sequence[UUID]) -> dict[UUID, Words]:
    """What was said about these rows, the newest of each."""
    rows = Words.visible_to(ctx).filter(subject_id__in=list(subjects)).order_by("recorded_at")
    found = {row.subject_id: row for row in rows}
    ctx.shown.objects(*(row.pk for row in found.values()))
    return found


def check_ins_of(ctx: Context, programmes: Sequence[UUID]) -> list[CheckIn]:
    """Check-ins, the newest first, each with what was said (``said``) where it may be read."""
    rows = CheckIn.visible_to(ctx).filter(programme_id__in=list(programmes))
    return list(rows.annotate(said=_said(ctx)).order_by("-at")[:MOST])


def follow_ups_of(ctx: Context, programmes: Sequence[UUID]) -> list[FollowUp]:
    """Follow-ups with their tries (``tried``) and what was said (``said``): one statement."""
    tries = FollowUpTry.visible_to(ctx).filter(follow_up_id=OuterRef("pk"))
    rows = FollowUp.visible_to(ctx).filter(programme_id__in=list(programmes))
    found = list(rows.annotate(tried=attached(tries), said=_said(ctx)).order_by("due_on"))
    for row in found:
        row.tried = sorted(made(FollowUpTry, row.tried), key=lambda each: each.on)
    return found


def _said(ctx: Context) -> Subquery:
    """What was said about the row, the newest; None where the reader may not know it."""
    rows = Words.visible_to(ctx).filter(subject_id=OuterRef("pk")).order_by("-recorded_at")
    return Subquery(rows.values("text")[:1])


def hand_overs_of(ctx: Context, programmes: Sequence[UUID]) -> list[HandOver]:
    rows = HandOver.visible_to(ctx).filter(programme_id__in=list(programmes))
    rows = rows.select_related("from_member__user", "to_member__user")
    return list(rows.order_by("-recorded_at"))


def latest_supervision(ctx: Context, programmes: Sequence[UUID]) -> dict[UUID, Supervision]:
    """The last time that each case was talked through."""
    rows = Supervision.visible_to(ctx).filter(programme_id__in=list(programmes))
    return {row.programme_id: row for row in rows.order_by("held_on", "recorded_at")}


def supervision_of(ctx: Context, programme: Programme) -> list[Supervision]:
    """Each time that a case was talked through, the newest first."""
    rows = Supervision.visible_to(ctx).filter(programme_id=programme.pk)
    rows = rows.select_related("practitioner__user")
    return list(rows.order_by("-held_on", "-recorded_at")[:MOST])
