"""What staff do with a tablet: hand it over, take it back, say what was done for who asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.instruments.approval import QUESTIONNAIRES
from throughcare.instruments.library import Questionnaire
from throughcare.my import marks, rules
from throughcare.my.actions import access, keeping
from throughcare.my.deputy import as_worker
from throughcare.my.models import Charge, Handover, SafetyArrangement
from throughcare.people.actions import recorded

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = Handover.Status


class NobodyInCharge(MoveNotAllowed):
    """A set with a safety question opens only when a worker on shift has taken charge of it."""


class NoArrangement(MoveNotAllowed):
    """The team has not said who answers when nobody has acted."""


@dataclass(frozen=True)
class Comfort:
    """How the pages are shown to this person."""

    pictures: bool = False
    larger: bool = False
    with_help: bool = False
    on_own_pages: bool = False


def hand_over(
    ctx: Context,
    person_id: UUID,
    *,
    questionnaires: Sequence[Questionnaire],
    called: str,
    charge_id: UUID | None = None,
    comfort: Comfort | None = None,
) -> tuple[Handover, str]:
    """One set of questions on a tablet, and the code that opens it once.

    NobodyInCharge and NoArrangement when a safety question is among them and nobody answers
    for it; ReasonMissing when nothing can be asked; NotAllowed in live use of an unsigned version.
    """
    if not questionnaires or not all(rules.suits_tablet(each) for each in questionnaires):
        raise ReasonMissing("choose questionnaires that a person answers themselves")
    for each in questionnaires:
        QUESTIONNAIRES.require_signed(ctx, each)
    safety = rules.asks_about_safety(questionnaires)
    answers_for_it = _who_answers(ctx, person_id, charge_id) if safety else _only_keeper(ctx)
    _end_those_before(ctx, person_id)
    code = marks.new_tablet_code()
    row = Handover(
        **recorded(ctx, person_id),
        status=Status.READY,
        code_mark=marks.tablet_mark(code),
        member_id=access.prepare(ctx, person_id).member_id,
        questionnaires=[each.key for each in questionnaires],
        called=called[:100],
        last_used_at=clock.now(),
        **vars(comfort or Comfort()),
        **answers_for_it,
    )
    ctx.require("create", row)
    row.save(force_insert=True)
    payload = {"questionnaires": len(questionnaires), "safety": safety}
    record(ctx, "tablet.handed_over", subject=row, person_id=person_id, payload=payload)
    return row, code


def _only_keeper(ctx: Context) -> dict[str, object]:
    return {"keeper_id": ctx.membership_id, "keeper_purpose": ctx.purpose}


def _who_answers(ctx: Context, person_id: UUID, charge_id: UUID | None) -> dict[str, object]:
    charge = (
        Charge.visible_to(ctx)
        .filter(pk=charge_id, person_id=person_id, ended_at=None, until__gt=clock.now())
        .first()
    )
    if charge is None:
        raise NobodyInCharge("nobody on shift has taken charge")
    arrangement = SafetyArrangement.visible_to(ctx).filter(team_id=ctx.team_id).first()
    if arrangement is None:
        raise NoArrangement("the team has not said who answers next")
    return {
        "keeper_id": charge.recorded_by_id,
        "keeper_purpose": charge.purpose,
        "in_charge_id": charge.recorded_by_id,
        "in_charge_name": charge.by_name,
        "in_charge_until": charge.until,
        "duty_holder_id": arrangement.duty_holder_id,
        "telephone": arrangement.telephone,
        "safety_minutes": arrangement.minutes,
    }


def _end_those_before(ctx: Context, person_id: UUID) -> None:
    """One person answers on one tablet at a time: an older one is taken back."""
    for row in Handover.visible_to(ctx, "amend").filter(
        person_id=person_id, status__in=Handover.LIVE
    ):
        take_back(ctx, handover_id=row.pk)


def take_back(ctx: Context, *, handover_id: UUID) -> Handover:
    """End it from the staff side; what was answered is kept on the record."""
    row: Handover = Handover.visible_to(ctx, "amend").lock().get(pk=handover_id)
    if row.status not in Handover.LIVE:
        raise MoveNotAllowed(f"a tablet that is [{row.status}] is not taken back")
    with as_worker(ctx, member_id=row.keeper_id, purpose=row.keeper_purpose) as worker:
        kept = keeping.keep_all(worker, row)
    end(ctx, row, Status.TAKEN_BACK, "tablet.taken_back", kept)
    return row


def end(
    ctx: Context, row: Handover, status: Handover.Status, event: str, kept: keeping.Kept
) -> None:
    """Move a live handover to one of its ends."""
    before, row.status, row.ended_at = row.status, status, clock.now()
    row.version += 1
    row.save(update_fields=["status", "ended_at", "version"])
    payload = {"asked": kept.asked, "answered": kept.answered}
    record(ctx, event, subject=row, person_id=row.person_id, payload=payload, status_from=before)


def answer_help(ctx: Context, *, handover_id: UUID, what_was_done: str, told_whom: str) -> Handover:
    """Close the prompt of somebody who stopped and asked for help."""
    if not what_was_done.strip() or not told_whom.strip():
        raise ReasonMissing("say what was done and who was told")
    row: Handover = Handover.visible_to(ctx, "amend").lock().get(pk=handover_id)
    if row.status != Status.STOPPED or row.help_done:
        raise MoveNotAllowed("nobody waits for help here")
    row.help_done, row.help_told = what_was_done.strip(), told_whom.strip()
    row.version += 1
    row.save(update_fields=["help_done", "help_told", "version"])
    record(ctx, "tablet.help_answered", subject=row, person_id=row.person_id, payload={})
    return row
