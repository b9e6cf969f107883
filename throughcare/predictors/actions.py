"""Every write about results of predictors: recorded, corrected, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.events import record
from throughcare.people.actions import recorded
from throughcare.people.models import Person
from throughcare.predictors import rules
from throughcare.predictors.models import PredictorScore
from throughcare.predictors.rules import Facts

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = PredictorScore.Status
#: What is told of a result that stands no longer.
GONE = {Status.REPLACED: "predictor.corrected", Status.TAKEN_BACK: "predictor.taken_back"}


class Impossible(ReasonMissing):
    """A result that cannot be so; ``field`` names what is wrong with it."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(f"[{field}] {words}")
        self.field = field


def record_score(
    ctx: Context,
    *,
    person_id: UUID,
    facts: Facts,
    inputs: dict[str, Any] | None = None,
    replaces: PredictorScore | None = None,
) -> PredictorScore:
    """Keep a result that a source gave. ``inputs``: what it was worked out from, if it was here.

    Raises Impossible when it cannot be so, among them when the person was under 18.
    """
    _require_keeper(ctx)
    _require_possible(ctx, person_id, facts)
    row = PredictorScore(
        **recorded(ctx, person_id),
        **vars(facts),
        band=facts.band,
        inputs=inputs or {},
        replaces=replaces,
    )
    ctx.require("create", row)
    row.save(force_insert=True)
    _tell(ctx, "predictor.recorded", row, source=str(row.source))
    return row


def correct_score(
    ctx: Context, *, score_id: UUID, version: int, facts: Facts, reason: str
) -> PredictorScore:
    """Put a result right: a new row replaces the old one, which stays to be read."""
    old = _gone(ctx, score_id, version, reason, Status.REPLACED)
    return record_score(ctx, person_id=old.person_id, facts=facts, replaces=old)


def take_back(ctx: Context, *, score_id: UUID, version: int, reason: str) -> PredictorScore:
    """It was recorded by mistake, or on the wrong record."""
    return _gone(ctx, score_id, version, reason, Status.TAKEN_BACK)


def _gone(
    ctx: Context, score_id: UUID, version: int, reason: str, status: Status
) -> PredictorScore:
    _require_keeper(ctx)
    if not reason.strip():
        raise ReasonMissing("say why")
    row: PredictorScore = PredictorScore.visible_to(ctx, "amend").lock().get(pk=score_id)
    if row.status != Status.RECORDED:
        raise MoveNotAllowed(f"a result that is [{row.status}] is not changed again")
    values = {"status": status, "why_not": reason.strip(), "version": version + 1}
    mine = PredictorScore.visible_to(ctx, "amend").filter(pk=row.pk, version=version)
    if not mine.update(**values):
        raise StaleVersion(row_id=row.pk, theirs=row)
    for name, value in values.items():
        setattr(row, name, value)
    _tell(ctx, GONE[status], row, status_from=Status.RECORDED)
    return row


def _require_keeper(ctx: Context) -> None:
    if not rules.keeps_scores(ctx):
        raise NotAllowed("create", "health teams and probation keep results of predictors")


def _require_possible(ctx: Context, person_id: UUID, facts: Facts) -> None:
    born_on = Person.visible_to(ctx).values_list("born_on", flat=True).get(pk=person_id)
    for field, words in rules.faults(facts, born_on=born_on, today=clock.today()):
        raise Impossible(field, words)


def _tell(
    ctx: Context, event: str, row: PredictorScore, *, status_from: str = "", **more: str
) -> None:
    """Which predictor, and no result: that stands on the row alone."""
    payload = {
        "predictor": row.predictor,
        "predictor_version": row.predictor_version,
        "kind": str(row.kind),
        **more,
    }
    record(
        ctx, event, subject=row, person_id=row.person_id, payload=payload, status_from=status_from
    )
