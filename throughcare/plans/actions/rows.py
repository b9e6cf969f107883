"""What the actions on a plan share: one writer at a time, and parts that outlive a version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from throughcare.core.errors import MoveNotAllowed
from throughcare.court.actions.rows import create, save
from throughcare.plans.models import Plan

if TYPE_CHECKING:
    from throughcare.core.context import Context

Status = Plan.Status


def held(ctx: Context, plan_id: UUID) -> Plan:
    """The plan, with every other writer waiting: agencies that may not lock its row wait too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"plan{plan_id}"])
    return Plan.visible_to(ctx).get(pk=plan_id)  # type: ignore[no-any-return]


def draft(ctx: Context, plan_id: UUID) -> Plan:
    """The plan while it is being written, or MoveNotAllowed."""
    plan = held(ctx, plan_id)
    if plan.status != Status.DRAFT:
        raise MoveNotAllowed(f"a plan that is [{plan.status}] is opened for changes first")
    return plan


def going_on(ctx: Context, plan_id: UUID) -> Plan:
    plan = held(ctx, plan_id)
    if plan.status == Status.ENDED:
        raise MoveNotAllowed("the plan has ended")
    return plan


def current(ctx: Context, model: type[Any], plan: Plan, key: UUID) -> Any:
    """The row of a key that holds now, if the asker's agency keeps it; locked."""
    rows = model.visible_to(ctx).lock().filter(plan_id=plan.pk, key=key, until=None)
    row = rows.filter(agency_id=ctx.agency_id).first()
    if row is None:
        raise MoveNotAllowed("a colleague took this off the plan")
    ctx.require("amend", row)
    return row


def replace(ctx: Context, plan: Plan, row: Any, version: int, **values: Any) -> Any:
    """Change a row of this version in place; one of an earlier version ends here and goes on anew.

    The new row goes on counting versions, so that whoever had the old one open is told.
    """
    if row.since == plan.number:
        save(ctx, row, version, **values)
        return row
    save(ctx, row, version, until=plan.number)
    columns = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    fresh = type(row)(
        **{
            **{name: value for name, value in columns.items() if name != "id"},
            "since": plan.number,
            "until": None,
            **values,
        }
    )
    create(ctx, fresh)
    return fresh


def drop(ctx: Context, plan: Plan, row: Any, version: int) -> None:
    """The row holds no longer from this version on."""
    save(ctx, row, version, until=plan.number)
