"""The duty psychiatrist, or a Mental Health Act assessment: asked, answered, came, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.assessments import lists
from throughcare.assessments.models import TriageDetail, TriageRequest
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing, StaleVersion
from throughcare.core.events import record
from throughcare.design import words
from throughcare.people.actions import recorded

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = TriageRequest.Status
CLOSED = (Status.ENDED, Status.WITHDRAWN)


@dataclass(frozen=True)
class TriageGiven:
    """What is known of a request by now. A time that is None is not known yet.

    ``outcome`` and ``law`` are codes of lists/triage-1.toml; a section is given only as told,
    with who told us.
    """

    answered_at: datetime | None = None
    reply: str = ""
    arrived_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str = ""
    outcome_text: str = ""
    law: str = ""
    law_words: str = ""
    told_by: str = ""
    withdrawn: bool = False

    def detail(self) -> dict[str, str]:
        return {
            "outcome": self.outcome,
            "outcome_text": self.outcome_text,
            "law": self.law,
            "law_words": self.law_words,
            "told_by": self.told_by,
        }


def ask_for_triage(
    ctx: Context,
    *,
    person_id: UUID,
    kind: str,
    asked_whom: str,
    reason: str,
    asked_at: datetime | None = None,
    ask_again_at: datetime | None = None,
    assessment_id: UUID | None = None,
) -> TriageRequest:
    """Ask the duty psychiatrist, or for a Mental Health Act assessment, and say why."""
    if not asked_whom.strip() or not reason.strip():
        raise ReasonMissing("a request says whom you asked, and why")
    request = TriageRequest(
        **recorded(ctx, person_id),
        kind=TriageRequest.Kind(kind),
        status=Status.ASKED,
        place_id=ctx.place_id,
        assessment_id=assessment_id,
        asked_whom=asked_whom,
        # To the minute, as times are typed: an answer in the same minute is not before it.
        asked_at=(asked_at or clock.now()).replace(second=0, microsecond=0),
        ask_again_at=ask_again_at,
        by_name=ctx.user_name,
    )
    ctx.require("create", request)
    request.save(force_insert=True)
    detail = TriageDetail(**recorded(ctx, person_id), request=request, reason=reason)
    ctx.require("create", detail)
    detail.save(force_insert=True)
    again = ask_again_at.isoformat() if ask_again_at else None
    _tell(ctx, request, "triage.asked", request.asked_at, ask_again_at=again)
    return request


def update_triage(
    ctx: Context, *, request_id: UUID, version: int, given: TriageGiven
) -> TriageRequest:
    """Keep what is known by now: each time that is new is an event of its own.

    A time once recorded is corrected, not taken away. Raises ReasonMissing where a part of the
    answer is missing, StaleVersion when a colleague saved in between.
    """
    request: TriageRequest = TriageRequest.visible_to(ctx).lock().get(pk=request_id)
    ctx.require("amend", request)
    if request.version != version:
        raise StaleVersion(row_id=request.pk, theirs=request)
    if request.status in CLOSED:
        raise MoveNotAllowed(f"a request that is [{request.status}] is closed")
    _require_whole(request, given)
    times: tuple[tuple[str, datetime | None, datetime | None, dict[str, str]], ...] = (
        ("triage.answered", request.answered_at, given.answered_at, {"reply": given.reply}),
        ("triage.arrived", request.arrived_at, given.arrived_at, {}),
        ("triage.ended", request.ended_at, given.ended_at, {}),
    )
    before = request.status
    values = {
        "status": _status(given),
        "answered_at": given.answered_at,
        "reply": given.reply,
        "arrived_at": given.arrived_at,
        "ended_at": given.ended_at,
    }
    _save(ctx, request, values)
    _keep_detail(ctx, request, given)
    for event, was, at, more in times:
        if was is None and at is not None:
            _tell(ctx, request, event, at, status_from=before, **more)
    if given.withdrawn:
        _tell(ctx, request, "triage.withdrawn", clock.now(), status_from=before)
    return request


def _require_whole(request: TriageRequest, given: TriageGiven) -> None:
    if bool(given.reply) != (given.answered_at is not None):
        raise ReasonMissing("an answer has its time, and a time its answer")
    if (given.law or given.law_words) and not given.told_by.strip():
        raise ReasonMissing("a section is recorded only as told: by whom?")
    if given.ended_at is not None and not given.outcome:
        raise ReasonMissing("say what came of it")
    on = words.local(given.ended_at or clock.now()).date()
    known = {row.code for row in lists.outcomes(request.kind, on)}
    if given.outcome and given.outcome not in known:
        raise ReasonMissing(f"[{given.outcome}] is not an outcome of [{request.kind}]")
    if given.law and given.law not in {row.code for row in lists.law(on)}:
        raise ReasonMissing(f"[{given.law}] may not be chosen here")
    for name in ("answered_at", "arrived_at", "ended_at"):
        if getattr(request, name) is not None and getattr(given, name) is None:
            raise ReasonMissing("a time that was recorded is corrected, not taken away")


def _status(given: TriageGiven) -> str:
    if given.withdrawn:
        return Status.WITHDRAWN
    if given.ended_at is not None:
        return Status.ENDED
    if given.arrived_at is not None:
        return Status.ARRIVED
    return Status.ANSWERED if given.answered_at is not None else Status.ASKED


def _save(ctx: Context, request: TriageRequest, values: dict[str, Any]) -> None:
    TriageRequest.visible_to(ctx, "amend").filter(pk=request.pk).update(
        **values, version=request.version + 1
    )
    for name, value in values.items():
        setattr(request, name, value)
    request.version += 1


def _keep_detail(ctx: Context, request: TriageRequest, given: TriageGiven) -> None:
    detail: TriageDetail = TriageDetail.visible_to(ctx, "amend").get(request_id=request.pk)
    new = given.outcome and (given.outcome, given.law) != (detail.outcome, detail.law)
    TriageDetail.visible_to(ctx, "amend").filter(pk=detail.pk).update(
        **given.detail(), version=detail.version + 1
    )
    if new:
        record(
            ctx,
            "triage.outcome",
            subject=detail,
            person_id=request.person_id,
            payload={
                "kind": request.kind,
                "outcome": given.outcome,
                "law": given.law or None,
            },
        )


def _tell(
    ctx: Context,
    request: TriageRequest,
    event: str,
    at: datetime,
    *,
    status_from: str = "",
    **more: Any,
) -> None:
    record(
        ctx,
        event,
        subject=request,
        person_id=request.person_id,
        place_id=request.place_id,
        happened_at=at,
        status_from=status_from,
        payload={"kind": request.kind, **more},
    )
