"""What stands behind the offending, chosen and rated by the person; what helps."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from throughcare.core import clock
from throughcare.core.errors import MoveNotAllowed, ReasonMissing
from throughcare.core.events import record
from throughcare.court.actions.rows import create, locked, recorded, save
from throughcare.pathways import selectors as pathways
from throughcare.plans import rules
from throughcare.plans.actions.rows import going_on
from throughcare.plans.models import Driver, Resource
from throughcare.plans.models.found import HIGHEST, LOWEST

if TYPE_CHECKING:
    from throughcare.core.context import Context


class TooManyDrivers(MoveNotAllowed):
    """The person's way of working takes no more; ``most`` says how many."""

    def __init__(self, most: int) -> None:
        super().__init__(f"at most [{most}] drivers are worked on at once")
        self.most = most


def choose_driver(ctx: Context, *, plan_id: UUID, what: str, rating: int | None) -> Driver:
    """The person chooses something behind the offending and rates it, if they want to."""
    rules.require_care(ctx)
    plan = going_on(ctx, plan_id)
    _require_rating(rating)
    if not what.strip():
        raise ReasonMissing("say what it is")
    most = rules.most_drivers(pathways.open_of(ctx, [plan.person_id]))
    if Driver.visible_to(ctx).filter(plan_id=plan.pk, ended_on=None).count() >= most:
        raise TooManyDrivers(most)
    driver = Driver(
        **recorded(ctx),
        person_id=plan.person_id,
        plan=plan,
        what=what,
        first_rating=rating,
        first_on=clock.today(),
    )
    create(ctx, driver)
    rated = rating is not None
    record(ctx, "driver.chosen", subject=driver, person_id=plan.person_id, payload={"rated": rated})
    return driver


def rate_driver(ctx: Context, *, driver_id: UUID, version: int, rating: int) -> Driver:
    """The person rates it again; without a first rating this is the first."""
    rules.require_care(ctx)
    driver: Driver = locked(ctx, Driver, driver_id)
    _require_rating(rating)
    if driver.ended_on:
        raise MoveNotAllowed("this driver is no longer worked on")
    if driver.first_rating is None:
        save(ctx, driver, version, first_rating=rating, first_on=clock.today())
    else:
        save(ctx, driver, version, now_rating=rating, now_on=clock.today())
    direction = rules.direction(driver.first_rating, driver.now_rating)
    record(
        ctx,
        "driver.rated",
        subject=driver,
        person_id=driver.person_id,
        payload={"direction": direction},
    )
    return driver


def end_driver(ctx: Context, *, driver_id: UUID, version: int) -> Driver:
    """It is no longer worked on: another may be chosen."""
    rules.require_care(ctx)
    driver: Driver = locked(ctx, Driver, driver_id)
    if driver.ended_on:
        raise MoveNotAllowed("this driver is no longer worked on")
    save(ctx, driver, version, ended_on=clock.today())
    direction = rules.direction(driver.first_rating, driver.now_rating)
    record(
        ctx,
        "driver.rated",
        subject=driver,
        person_id=driver.person_id,
        payload={"direction": direction},
    )
    return driver


def name_resource(
    ctx: Context,
    *,
    plan_id: UUID,
    side: str,
    what: str,
    strengthened: str = "",
    care_only: bool = True,
) -> Resource:
    """What helps, in the person or around them."""
    rules.require_care(ctx)
    plan = going_on(ctx, plan_id)
    _require_resource(side, what)
    row = Resource(
        **recorded(ctx),
        person_id=plan.person_id,
        plan=plan,
        side=side,
        what=what,
        strengthened=strengthened,
        care_only=care_only,
    )
    create(ctx, row)
    _tell(ctx, row)
    return row


def change_resource(
    ctx: Context,
    *,
    resource_id: UUID,
    version: int,
    side: str,
    what: str,
    strengthened: str,
    care_only: bool,
    gone: bool = False,
) -> Resource:
    """How it was made stronger, or that it no longer helps (``gone``)."""
    rules.require_care(ctx)
    row: Resource = locked(ctx, Resource, resource_id)
    _require_resource(side, what)
    save(
        ctx,
        row,
        version,
        side=side,
        what=what,
        strengthened=strengthened,
        care_only=care_only,
        ended_on=clock.today() if gone else None,
    )
    _tell(ctx, row)
    return row


def _require_rating(rating: int | None) -> None:
    if rating is not None and not LOWEST <= rating <= HIGHEST:
        raise ReasonMissing(f"a rating is from [{LOWEST}] to [{HIGHEST}]")


def _require_resource(side: str, what: str) -> None:
    if not what.strip():
        raise ReasonMissing("say what helps")
    if side not in Resource.Side.values:
        raise ReasonMissing(f"[{side}] is not one of those offered")


def _tell(ctx: Context, row: Resource) -> None:
    payload = {"side": row.side, "strengthened": bool(row.strengthened)}
    record(ctx, "resource.named", subject=row, person_id=row.person_id, payload=payload)
