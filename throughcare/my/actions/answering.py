"""What the person does on the tablet, in their own context. Answers save as they are given."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import ContextMissing, MoveNotAllowed
from throughcare.core.events import record
from throughcare.instruments import rules as instrument_rules
from throughcare.my import rules
from throughcare.my.actions import keeping
from throughcare.my.actions.handing import end
from throughcare.my.deputy import as_worker
from throughcare.my.models import Handover, TabletAnswer
from throughcare.people.actions import recorded

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = Handover.Status


def locked(own: Context, handover_id: UUID) -> Handover:
    """The person's own handover, for this request alone."""
    row: Handover = Handover.visible_to(own, "amend").lock().get(pk=handover_id)
    return row


def begin(own: Context, row: Handover) -> None:
    """The person has read the first page and starts."""
    if row.status != Status.READY:
        raise MoveNotAllowed(f"a tablet that is [{row.status}] does not begin")
    row.status, row.last_used_at = Status.ANSWERING, clock.now()
    row.version += 1
    row.save(update_fields=["status", "last_used_at", "version"])
    record(
        own, "tablet.opened", subject=row, person_id=row.person_id, payload={},
        status_from=Status.READY,
    )  # fmt: skip


def touch(row: Handover) -> None:
    """Somebody is using it: the idle time begins again."""
    row.last_used_at = clock.now()
    row.save(update_fields=["last_used_at"])


def tap(own: Context, row: Handover, question: rules.Question, code: str) -> bool:
    """Keep one answer; True when it is one that somebody looks at now.

    MoveNotAllowed when the set is over, or the answer is not one of the question's.
    """
    takes = (*instrument_rules.allowed(question.instrument, question.item), rules.DECLINED)
    if row.status != Status.ANSWERING or code not in takes:
        raise MoveNotAllowed("this cannot be answered now")
    mine = {"handover_id": row.pk, "instrument": question.instrument.id, "item": question.item}
    there = TabletAnswer.visible_to(own, "amend").filter(**mine).first()
    if there is None:
        answer = TabletAnswer(**recorded(own, row.person_id), **mine, code=code)
        own.require("create", answer)
        answer.save(force_insert=True)
    elif there.code != code:
        there.code, there.version = code, there.version + 1
        there.save(update_fields=["code", "version"])
    touch(row)
    if not rules.is_safety(question, code):
        return False
    _raise_prompt(own, row, question)
    return True


def _raise_prompt(own: Context, row: Handover, question: rules.Question) -> None:
    given = keeping.tapped(own, row.pk)
    [each] = [q for q in keeping.set_of(row) if q.id == question.instrument.id]
    with as_worker(own, member_id=row.keeper_id, purpose=row.keeper_purpose) as worker:
        keeping.keep_safety(worker, row, each, given)


def finish(own: Context, row: Handover) -> None:
    """Keep everything on the record and close the tablet."""
    _end(own, row, Status.FINISHED, "tablet.finished")


def stop(own: Context, row: Handover) -> None:
    """Stop and get help: what was answered is kept, and whoever is in charge is told at once."""
    _end(own, row, Status.STOPPED, "tablet.stopped")
    with as_worker(own, member_id=row.keeper_id, purpose=row.keeper_purpose) as worker:
        record(worker, "tablet.help_asked", subject=row, person_id=row.person_id, payload={})


def lapse(own: Context, row: Handover) -> None:
    """Nobody touched it for too long."""
    _end(own, row, Status.LAPSED, "tablet.lapsed")


def _end(own: Context, row: Handover, status: Handover.Status, event: str) -> None:
    if row.status not in Handover.LIVE:
        raise MoveNotAllowed(f"a tablet that is [{row.status}] has ended")
    try:
        with as_worker(own, member_id=row.keeper_id, purpose=row.keeper_purpose) as worker:
            kept = keeping.keep_all(worker, row)
    except ContextMissing:
        # The worker's role ended meanwhile: what was tapped stays where it is, for the team.
        kept = keeping.Kept(len(keeping.tapped(own, row.pk)), 0)
    end(own, row, status, event, kept)
