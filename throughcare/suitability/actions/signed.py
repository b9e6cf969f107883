"""Sent to be signed, taken back, signed: by the role that the pathway names, by somebody else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, NotAllowed, ReasonMissing
from throughcare.suitability import rules
from throughcare.suitability.actions.rows import Status, locked, recorded, save, tell
from throughcare.suitability.models import Advice, Suitability, View
from throughcare.suitability.willing import asked_of

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class Signing:
    """What is signed. ``line`` and ``available`` are what probation and the court see."""

    view: str
    line: str
    available: str = ""
    lacks: Collection[str] = ()
    look_again_on: date | None = None


def send_for_sign_off(ctx: Context, *, suitability_id: UUID, version: int) -> Suitability:
    """Ask somebody with the role that the pathway names to sign."""
    row = locked(ctx, suitability_id)
    if row.status == Status.WAITING:
        raise MoveNotAllowed("it waits for sign-off already")
    before = row.status
    save(
        ctx,
        row,
        version,
        status=Status.WAITING,
        sent_by_id=ctx.membership_id,
        sent_at=clock.now(),
    )
    tell(ctx, "sent", row, status_from=before, requirement=row.requirement)
    return row


def take_back(ctx: Context, *, suitability_id: UUID, version: int) -> Suitability:
    """Go on working on what nobody has signed yet."""
    row = locked(ctx, suitability_id)
    if row.status != Status.WAITING:
        raise MoveNotAllowed("nothing waits for sign-off")
    save(ctx, row, version, status=Status.OPEN)
    tell(ctx, "taken_back", row, status_from=Status.WAITING, requirement=row.requirement)
    return row


def why_not_sign(ctx: Context, row: Suitability, *, looks_up: bool = True) -> str:
    """Why the asker may not sign; "" where they may: ``role``, ``own``, ``state``.

    Without ``looks_up`` the asker's link to this person is not asked for: enough for a button.
    """
    found = rules.pinned(row)
    if row.status != Status.WAITING or found is None:
        return "state"
    definition, of = found
    about = row.person_id if looks_up else None
    if ctx.role not in of.sign_off_by or not ctx.allows("sign", "health_summary", about):
        return "role"
    own = row.sent_by_id == ctx.membership_id
    return "own" if own and not rules.may_approve_own(ctx, definition, of) else ""


def sign(ctx: Context, *, suitability_id: UUID, version: int, given: Signing) -> Advice:
    """Say whether it is suitable: the advice is kept as it was signed.

    NotAllowed for a role that the pathway does not name, and for one's own work unless the site
    turned that on. "Suitable" is refused while the person has not said that they are willing.
    """
    row = locked(ctx, suitability_id)
    if row.status != Status.WAITING:
        raise MoveNotAllowed("nothing waits for sign-off")
    if because := why_not_sign(ctx, row):
        raise NotAllowed("sign", f"this may not be signed by the asker: [{because}]")
    _require_sense(ctx, row, given)
    kept = Advice.visible_to(ctx).filter(suitability_id=row.pk).count()
    advice = Advice(
        **recorded(ctx),
        person_id=row.person_id,
        suitability=row,
        number=kept + 1,
        view=given.view,
        line=given.line.strip(),
        available=given.available.strip(),
        lacks=sorted(given.lacks) if given.view == View.NEARLY else [],
        look_again_on=given.look_again_on,
    )
    ctx.require("create", advice)
    again = given.view == View.SEE_AGAIN
    save(ctx, row, version, status=Status.OPEN if again else Status.SIGNED)
    advice.save(force_insert=True)
    due = given.look_again_on
    tell(
        ctx,
        "signed",
        row,
        status_from=Status.WAITING,
        requirement=row.requirement,
        view=given.view,
        number=advice.number,
        look_again_at=rules.morning_of(due).isoformat() if due else None,
    )
    return advice


class WillingnessMissing(ReasonMissing):
    """Nobody is called suitable who has not said that they are willing to comply."""


def _require_sense(ctx: Context, row: Suitability, given: Signing) -> None:
    if given.view not in View.values:
        raise ReasonMissing("say whether it is suitable")
    if not given.line.strip():
        raise ReasonMissing("a view has a reason")
    found = rules.pinned(row)
    known = {each.id for each in found[0].criteria} if found else set()
    if set(given.lacks) - known:
        raise ReasonMissing("only questions of the pathway can be lacking")
    if given.view == View.NEARLY and not given.lacks:
        raise ReasonMissing("say what is still lacking")
    if given.view == View.SUITABLE and not asked_of(ctx, row).is_willing:
        raise WillingnessMissing("the person has not said that they are willing to comply")
