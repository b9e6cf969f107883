"""The court asks the officer how an order goes: one open request a person, answered or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.enforcement import rules
from throughcare.enforcement.actions.rows import create, own, recorded, save
from throughcare.enforcement.models import UpdateReply, UpdateRequest
from throughcare.enforcement.statements import Counts

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = UpdateRequest.Status
ENDS = (Status.ANSWERED, Status.NO_REPLY, Status.TAKEN_BACK)


class AlreadyAsked(MoveNotAllowed):
    """A request about this person is out already; a second would be a second letter."""


def ask_update(
    ctx: Context,
    *,
    person_id: UUID,
    group: Sequence[UUID],
    wants: Sequence[str],
    needed_by: datetime,
    words: str = "",
    order_id: UUID | None = None,
) -> UpdateRequest:
    """Ask who supervises the person for an update: what is needed, and by when.

    Raises AlreadyAsked where one is out, whoever asked, ReasonMissing for nothing or too late.
    """
    if not rules.asks_officer(ctx, person_id):
        raise NotAllowed("create", "the court and the health team ask the officer")
    if not wants or not set(wants) <= set(UpdateRequest.Wants.values):
        raise ReasonMissing("say what the court needs to know")
    if needed_by <= clock.now():
        raise ReasonMissing("an update is needed at a time to come")
    request = UpdateRequest(
        **recorded(ctx, person_id),
        order_id=order_id,
        wants=list(dict.fromkeys(wants)),
        words=words.strip(),
        needed_by=needed_by,
        by_agency=f"{ctx.team_name}, {ctx.agency_name}"[:200],
    )
    out = UpdateRequest.visible_to(ctx).filter(person_id__in=list(group), status=Status.ASKED)
    if out.exists():
        raise AlreadyAsked("a request is out already")
    try:
        with transaction.atomic():
            create(ctx, request)
    except IntegrityError as known:
        raise AlreadyAsked("a request is out already") from known
    due = rules.reminder_due(request.recorded_at, needed_by).isoformat()
    _tell(ctx, "update.asked", request, "", needed_by=needed_by.isoformat(), due_at=due)
    return request


def remind_officer(ctx: Context, *, request_id: UUID, version: int) -> UpdateRequest:
    """The officer's Today says that the asker is waiting."""
    request: UpdateRequest = own(ctx, UpdateRequest, request_id)
    if request.status != Status.ASKED or _reply(ctx, request) is not None:
        raise MoveNotAllowed("there is nothing to remind of")
    save(ctx, request, version, reminded_at=clock.now())
    due = max(request.needed_by, clock.now()).isoformat()
    _tell(ctx, "update.reminded", request, Status.ASKED, due_at=due)
    return request


def end_update(ctx: Context, *, request_id: UUID, version: int, how: str) -> UpdateRequest:
    """Who asked closes it: the answer was read, none came in time, or it is taken back."""
    request: UpdateRequest = own(ctx, UpdateRequest, request_id)
    if request.status != Status.ASKED or how not in ENDS:
        raise MoveNotAllowed(f"a request that is [{request.status}] is closed")
    replied = _reply(ctx, request) is not None
    if replied != (how == Status.ANSWERED):
        raise MoveNotAllowed("a request is answered where there is an answer, and only there")
    if how == Status.NO_REPLY and clock.now() < request.needed_by:
        raise MoveNotAllowed("the time for an answer has not passed")
    now = clock.now()
    save(ctx, request, version, status=how, ended_at=now)
    hours = int((now - request.recorded_at).total_seconds() // 3600)
    _tell(ctx, "update.ended", request, Status.ASKED, how=how, hours=max(0, hours))
    return request


def reply_update(
    ctx: Context,
    *,
    group: Sequence[UUID],
    request_id: UUID,
    kind: str,
    words: str,
    counts: Counts,
) -> UpdateReply:
    """The officer answers: counts of attendance and a line, or why no update is needed."""
    rows = UpdateRequest.visible_to(ctx).filter(person_id__in=list(group))
    request: UpdateRequest = rows.get(pk=request_id)
    if not rules.decides(ctx, request.person_id):
        raise NotAllowed("create", "the officer answers an update request")
    if kind not in UpdateReply.Kind.values or not words.strip():
        raise ReasonMissing("an answer has words")
    if request.status != Status.ASKED or _reply(ctx, request) is not None:
        raise MoveNotAllowed("this request is answered or closed")
    reply = UpdateReply(
        **recorded(ctx, request.person_id),
        request_id=request.pk,
        kind=kind,
        counts=counts.as_data(),
        words=words.strip(),
    )
    create(ctx, reply)
    hours = int((reply.recorded_at - request.recorded_at).total_seconds() // 3600)
    late = reply.recorded_at > request.needed_by
    record(
        ctx, "update.replied", subject=reply, person_id=reply.person_id,
        payload={"kind": kind, "hours": max(0, hours), "late": late},
    )  # fmt: skip
    return reply


def _reply(ctx: Context, request: UpdateRequest) -> UpdateReply | None:
    rows = UpdateReply.visible_to(ctx).filter(request_id=request.pk)
    return rows.first()  # type: ignore[no-any-return]


def _tell(ctx: Context, event: str, request: UpdateRequest, before: str, **payload: Any) -> None:
    record(
        ctx,
        event,
        subject=request,
        person_id=request.person_id,
        status_from=before,
        payload=payload,
    )
