"""What was answered for a session, with its score where the reader may know it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import OuterRef, Subquery

from throughcare.instruments.models import Administration, Score
from throughcare.treatment.models import (
    Measured,
    Session,
)

if TYPE_CHECKING:
    from throughcare.core.context import Context


def measured_of(ctx: Context, sessions: Sequence[UUID]) -> list[Measured]:
    """The questionnaires of these sessions that were not taken back, each with its score.

    ``score`` is None where there is none, or the reader may not know it.
    """
    score = Score.visible_to(ctx).filter(administration_id=OuterRef("administration_id"))
    rows = Measured.visible_to(ctx).filter(session_id__in=list(sessions))
    rows = rows.exclude(administration__status=Administration.Status.TAKEN_BACK)
    found = rows.select_related("administration").annotate(score=Subquery(score.values("score")))
    return list(found.order_by("administration__started_at"))


def measured_at(ctx: Context, session: Session) -> list[Measured]:
    return measured_of(ctx, [session.pk])


def answered_on(
    ctx: Context, person_id: UUID, on: date, *, unbound: bool = False
) -> list[Administration]:
    """What the person answered that day, as on a tablet before the session."""
    rows = Administration.visible_to(ctx).filter(
        person_id=person_id,
        agency_id=ctx.agency_id,
        answered_on=on,
        status=Administration.Status.COMPLETED,
    )
    if unbound:
        bound = Measured.visible_to(ctx).filter(person_id=person_id).values("administration_id")
        rows = rows.exclude(pk__in=bound)
    return list(rows.order_by("started_at"))


def answered_before(ctx: Context, session: Session, on: date) -> list[Measured]:
    """What was answered that day for a session that is still to be saved; saving binds it."""
    score = Score.visible_to(ctx).filter(administration_id=OuterRef("pk"))
    bound = Measured.visible_to(ctx).filter(person_id=session.person_id)
    rows = Administration.visible_to(ctx).filter(
        person_id=session.person_id,
        agency_id=ctx.agency_id,
        answered_on=on,
        status=Administration.Status.COMPLETED,
    )
    rows = rows.exclude(pk__in=bound.values("administration_id"))
    found = []
    for use in rows.annotate(score=Subquery(score.values("score"))).order_by("started_at"):
        found.append(Measured(session=session, administration=use))
        found[-1].score = use.score  # type: ignore[attr-defined]
    return found
