"""What was answered to a question of the pathway, and how the treatments follow each other."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.core.errors import MoveNotAllowed, ReasonMissing, StaleVersion
from throughcare.core.events import record
from throughcare.suitability import rules
from throughcare.suitability.actions.rows import Status, locked, recorded, save
from throughcare.suitability.models import CriterionAnswer, Sequence, Suitability

if TYPE_CHECKING:
    from throughcare.core.context import Context
    from throughcare.core.models import Event

ASKED = "asked"


@dataclass(frozen=True)
class Answered:
    """An answer, why it is so, who told us, and what is done next about it."""

    said: str
    why: str
    told_by: str = ""
    next_step: str = ""
    next_on: date | None = None


def answer(
    ctx: Context, *, suitability_id: UUID, criterion: str, version: int, given: Answered
) -> CriterionAnswer:
    """Keep an answer with its reason. ``version`` is 0 where nobody has answered yet.

    Only the questions that somebody must ask are answered; the others are looked up.
    """
    row = _working(ctx, suitability_id)
    _require_question(row, criterion)
    if given.said not in CriterionAnswer.Said.values:
        raise ReasonMissing("say yes, no or not known")
    if not given.why.strip():
        raise ReasonMissing("an answer has a reason")
    if given.next_on and not given.next_step.strip():
        raise ReasonMissing("a day has something to do on it")
    known = CriterionAnswer.visible_to(ctx, "amend").filter(
        suitability_id=row.pk, criterion=criterion
    )
    found = known.first()
    if found is None:
        found = CriterionAnswer(
            **recorded(ctx),
            **asdict(given),
            person_id=row.person_id,
            suitability=row,
            criterion=criterion,
        )
        ctx.require("create", found)
        if version:
            raise StaleVersion(row_id=row.pk, theirs=row)
        found.save(force_insert=True)
    else:
        who = {name: value for name, value in recorded(ctx).items() if name != "agency_id"}
        save(ctx, found, version, **asdict(given), **who)
    _tell(ctx, found)
    return found


def put_in_sequence(
    ctx: Context, *, suitability_id: UUID, version: int, place: str, why: str
) -> Sequence:
    """Psychological treatment before, after or beside psychiatric treatment, or alone."""
    row = _working(ctx, suitability_id)
    if place not in Sequence.Place.values or not why.strip():
        raise ReasonMissing("say how the treatments follow each other, and why")
    found: Sequence | None = Sequence.visible_to(ctx, "amend").filter(suitability_id=row.pk).first()
    if found is None:
        found = Sequence(
            **recorded(ctx), person_id=row.person_id, suitability=row, place=place, why=why
        )
        ctx.require("create", found)
        if version:
            raise StaleVersion(row_id=row.pk, theirs=row)
        found.save(force_insert=True)
    else:
        save(ctx, found, version, place=place, why=why)
    record(
        ctx,
        "suitability.sequenced",
        subject=found,
        person_id=found.person_id,
        payload={"place": place},
    )
    return found


def _working(ctx: Context, suitability_id: UUID) -> Suitability:
    row = locked(ctx, suitability_id)
    if row.status == Status.WAITING:
        raise MoveNotAllowed("what waits for sign-off is not changed: take it back first")
    return row


def _require_question(row: Suitability, criterion: str) -> None:
    found = rules.pinned(row)
    asked = {
        each.id
        for each in (found[0].criteria if found else ())
        if each.condition.predicate == ASKED
    }
    if criterion not in asked:
        raise ReasonMissing(f"[{criterion}] is no question that is asked here")


def _tell(ctx: Context, found: CriterionAnswer) -> Event:
    payload: dict[str, Any] = {
        "criterion": found.criterion,
        "said": found.said,
        "requirement": found.suitability.requirement,
    }
    if found.next_on:
        payload["due_at"] = rules.morning_of(found.next_on).isoformat()
    return record(
        ctx,
        "suitability.answered",
        subject=found,
        person_id=found.person_id,
        payload=payload,
    )
