"""The rehearsal of a requirement that runs beside others of one order, from court to its end."""

from __future__ import annotations

from datetime import timedelta

from throughcare.core import clock
from throughcare.orders import actions as orders
from throughcare.orders.models import Review
from throughcare.rehearsal.walking import Walk
from throughcare.treatment import actions as treatment

KINDS = {"drug-rehabilitation": "drug_rehabilitation", "alcohol-treatment": "alcohol_treatment"}
#: The Act gives the court reviews of this one.
REVIEWED = "drug_rehabilitation"
#: The programme in which one team treats mental health and substance use together.
TOGETHER = "plymouth-community-treatment"


def required(walk: Walk) -> None:
    """Made with a mental health requirement, reviewed where the Act asks for it, completed."""
    ctx, today = walk.ctx, clock.today()
    made = orders.OrderFacts("community_order", today, walk.place.name)
    order = orders.make_order(ctx, person_id=walk.person.pk, facts=made)
    said = orders.RequirementFacts(period_value="12", period_unit="months")
    orders.add_requirement(ctx, order_id=order.pk, kind="mental_health_treatment", facts=said)
    kind = KINDS[walk.pathway]
    row = orders.add_requirement(ctx, order_id=order.pk, kind=kind, facts=said)
    walk.step("the court made it beside another", "ordered")
    if kind == REVIEWED:
        facts = orders.ReviewFacts(on=today + timedelta(days=31), court=walk.place.name)
        orders.add_review(ctx, order_id=order.pk, requirement_id=row.pk, facts=facts)
    programme = treatment.take_on(
        ctx,
        person_id=walk.person.pk,
        pathway=TOGETHER,
        waits_since=today,
        order_id=order.pk,
        requirement_id=row.pk,
    )
    treatment.begin(
        ctx,
        programme_id=programme.pk,
        version=programme.version,
        lead_id=ctx.membership_id,
        out_of_turn="Rehearsal",
    )
    walk.step("treatment begun", "under_way")
    for review in Review.visible_to(ctx).filter(requirement_id=row.pk):
        orders.end_review(ctx, review_id=review.pk, version=review.version, how="held")
        walk.step("the court looked at it again", "under_way")
    orders.end_requirement(
        ctx, requirement_id=row.pk, version=row.version, reason="completed", on=today
    )
    walk.step("completed", "under_way", "ended")
