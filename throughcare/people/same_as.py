"""Two records, one human: said by one person, confirmed by another, undone by ending it.

Rows are never re-pointed (architecture decision 12). The states and who may make each move are
also held by the database (app.same_as_moves).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing, StaleVersion
from throughcare.core.events import record
from throughcare.people.models import Person, SameAs

if TYPE_CHECKING:
    from throughcare.core.context import Context

OPEN = (SameAs.Status.UNSURE, SameAs.Status.PROPOSED, SameAs.Status.CONFIRMED)


def open_decision(ctx: Context, a: Person, b: Person) -> SameAs | None:
    """What is said and not yet refused or ended about these two; joined with who said it."""
    first, second = sorted((a.pk, b.pk))
    return (
        SameAs.visible_to(ctx)
        .filter(person_a_id=first, person_b_id=second, status__in=OPEN)
        .select_related("proposed_by__user")
        .first()
    )


def propose_same_as(
    ctx: Context, *, a: Person, b: Person, reason: str, sure: bool = True
) -> SameAs:
    """Say that two records are one person, or ask a colleague who is to look (``sure`` False)."""
    _require_merge(ctx, a, b)
    held = open_decision(ctx, a, b)
    if held is not None and held.status == SameAs.Status.UNSURE and sure:
        return _move(
            ctx,
            held,
            SameAs.Status.PROPOSED,
            reason=_reason(reason),
            proposed_by_id=ctx.membership_id,
            proposed_at=clock.now(),
        )
    if held is not None:
        raise MoveNotAllowed(f"the decision about these two is already [{held.status}]")
    status = SameAs.Status.PROPOSED if sure else SameAs.Status.UNSURE
    return _begin(ctx, a, b, status, reason=_reason(reason))


def confirm_same_as(ctx: Context, *, a: Person, b: Person, reason: str) -> SameAs:
    """The second person agrees: from now on a page about one shows both."""
    held = _held(ctx, a, b, SameAs.Status.PROPOSED)
    if held.proposed_by.user_id == ctx.user_id:
        raise NotAllowed("merge", "a second person confirms")
    return _decide(ctx, held, SameAs.Status.CONFIRMED, reason)


def refuse_same_as(ctx: Context, *, a: Person, b: Person, reason: str) -> SameAs:
    """They are two people: said at once, or in answer to a colleague."""
    _require_merge(ctx, a, b)
    held = open_decision(ctx, a, b)
    if held is None:
        return _begin(
            ctx,
            a,
            b,
            SameAs.Status.REFUSED,
            reason=_reason(reason),
            decided_by_id=ctx.membership_id,
            decided_at=clock.now(),
        )
    if held.status == SameAs.Status.CONFIRMED:
        raise MoveNotAllowed(f"the decision about these two is [{held.status}]: end it")
    return _decide(ctx, held, SameAs.Status.REFUSED, reason)


def end_same_as(ctx: Context, *, a: Person, b: Person, reason: str) -> SameAs:
    """Take two records apart again; both are exactly as they were."""
    return _decide(ctx, _held(ctx, a, b, SameAs.Status.CONFIRMED), SameAs.Status.ENDED, reason)


def decisions_about(ctx: Context, group: list[UUID]) -> list[SameAs]:
    """The open decisions that name one of these records."""
    return list(
        SameAs.visible_to(ctx).filter(
            Q(person_a_id__in=group) | Q(person_b_id__in=group), status__in=OPEN
        )
    )


def _reason(text: str) -> str:
    if not text.strip():
        raise ReasonMissing("a decision about two records needs a reason")
    return text.strip()


def _require_merge(ctx: Context, a: Person, b: Person) -> None:
    for person in (a, b):
        if not ctx.allows("merge", "identity", person.pk):
            raise NotAllowed("merge", "this role does not decide about these two records")


def _held(ctx: Context, a: Person, b: Person, status: SameAs.Status) -> SameAs:
    _require_merge(ctx, a, b)
    held = open_decision(ctx, a, b)
    if held is None or held.status != status:
        found = held.status if held else "none"
        raise MoveNotAllowed(f"the decision about these two is [{found}], not [{status}]")
    return held


def _begin(ctx: Context, a: Person, b: Person, status: SameAs.Status, **values: object) -> SameAs:
    first, second = sorted((a, b), key=lambda person: person.pk)
    row = SameAs(
        person_a=first,
        person_b=second,
        status=status,
        agency_id=ctx.agency_id,
        proposed_by_id=ctx.membership_id,
        proposed_at=clock.now(),
        **values,
    )
    row.save(force_insert=True)
    _tell(ctx, row, "")
    return row


def _decide(ctx: Context, held: SameAs, status: SameAs.Status, reason: str) -> SameAs:
    return _move(
        ctx,
        held,
        status,
        decided_by_id=ctx.membership_id,
        decided_at=clock.now(),
        decided_reason=_reason(reason),
    )


def _move(ctx: Context, held: SameAs, status: SameAs.Status, **values: object) -> SameAs:
    before = held.status
    done = (
        SameAs.visible_to(ctx)
        .filter(pk=held.pk, version=held.version, status=before)
        .update(status=status, version=held.version + 1, **values)
    )
    if not done:
        raise StaleVersion(row_id=held.pk, theirs=SameAs.visible_to(ctx).filter(pk=held.pk).first())
    held.status, held.version = status, held.version + 1
    _tell(ctx, held, before)
    return held


def _tell(ctx: Context, row: SameAs, before: str) -> None:
    record(
        ctx,
        "person.same_as",
        subject=row,
        person_id=row.person_a_id,
        payload={"other": str(row.person_b_id)},
        status_from=before,
    )
    ctx.shown.people(row.person_a_id, row.person_b_id)
