"""Needs: found in an area of an assessment, met or not met since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from throughcare.assessments.models import AssessmentArea, Need
from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, StaleVersion
from throughcare.core.events import record
from throughcare.people.actions import recorded
from throughcare.people.models import Source

if TYPE_CHECKING:
    from throughcare.core.context import Context

EVENTS = {
    Need.Status.UNMET: "need.found",
    Need.Status.NOT_KNOWN: "need.changed",
    Need.Status.MET: "need.met",
    Need.Status.TAKEN_BACK: "need.taken_back",
}


def keep_need(ctx: Context, row: AssessmentArea) -> Need | None:
    """The need that follows from an area: found on "yes", taken back when that is corrected."""
    need: Need | None = Need.visible_to(ctx, "amend").filter(area_row_id=row.pk).first()
    found = row.need == AssessmentArea.Needed.YES
    if need is None:
        return _find(ctx, row) if found else None
    if not found:
        if need.status != Need.Status.TAKEN_BACK:
            _change(ctx, need, {"status": Need.Status.TAKEN_BACK}, event="need.taken_back")
        return need
    said = _of_area(row)
    if need.status == Need.Status.TAKEN_BACK:
        _change(ctx, need, {**said, "status": Need.Status.UNMET}, event="need.found")
    elif any(getattr(need, name) != value for name, value in said.items()):
        _change(ctx, need, said, event="need.changed")
    return need


def change_need(ctx: Context, *, need_id: UUID, version: int, status: str, note: str = "") -> Need:
    """Say whether a need was met since; the note says by whom or what is in the way."""
    need: Need = Need.visible_to(ctx).lock().get(pk=need_id)
    ctx.require("amend", need)
    if need.version != version:
        raise StaleVersion(row_id=need.pk, theirs=need)
    target = Need.Status(status)
    if Need.Status.TAKEN_BACK in (target, need.status):
        raise MoveNotAllowed("a need is taken back by correcting its area")
    values = {"status": target, "note": note, "by_name": ctx.user_name}
    event = EVENTS[target] if target != need.status else "need.changed"
    _change(ctx, need, values, event=event)
    return need


def _find(ctx: Context, row: AssessmentArea) -> Need:
    need = Need(
        **recorded(ctx, row.person_id),
        **_of_area(row),
        area_row=row,
        area=row.area,
        status=Need.Status.UNMET,
        source=Source.PERSON if row.said else Source.STAFF,
        on=clock.today(),
    )
    ctx.require("create", need)
    need.save(force_insert=True)
    _tell(ctx, need, "need.found", "")
    return need


def _of_area(row: AssessmentArea) -> dict[str, Any]:
    """What the need takes over from its area."""
    return {
        "text": row.found,
        "flagged": row.flagged,
        "flag_source": row.flag_source,
        "flag_who": row.flag_who,
        "flag_on": row.flag_on,
        "by_name": row.by_name,
    }


def _change(ctx: Context, need: Need, values: dict[str, Any], *, event: str) -> None:
    before = need.status
    values = {**values, "changed_on": clock.today()}
    Need.visible_to(ctx, "amend").filter(pk=need.pk).update(**values, version=need.version + 1)
    for name, value in values.items():
        setattr(need, name, value)
    need.version += 1
    _tell(ctx, need, event, before)


def _tell(ctx: Context, need: Need, event: str, before: str) -> None:
    flag = {"flagged": need.flagged} if event in ("need.found", "need.changed") else {}
    record(
        ctx,
        event,
        subject=need,
        person_id=need.person_id,
        status_from=before if before != need.status else "",
        payload={"area": need.area, **flag},
    )
