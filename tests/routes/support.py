"""What stands on the stage of support and of the joint plan."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tests.factories import working_as
from throughcare.core import clock
from throughcare.plans import actions as planning
from throughcare.plans import selectors as plans
from throughcare.support import actions as supporting

if TYPE_CHECKING:
    from tests.routes.stage import Stage


def stage_support(stage: Stage) -> None:
    """A needs check with what was said, a line that is open, something to take part in."""
    person_id = stage.known.pk
    with transaction.atomic(), working_as(stage.members["clinician"]) as ctx:
        supporting.check_needs(ctx, person_id=person_id, answers={"gp": "help"}, said="Rufousneed")
        step = supporting.Step("started", "Bettongsupport", clock.today())
        joined = supporting.ActivityFacts(kind="group", what="Stage group")
        stage.rows |= {
            "support_task": supporting.add_task(ctx, person_id=person_id, need="gp", step=step),
            "support_ended": supporting.add_task(
                ctx, person_id=person_id, need="id", step=supporting.Step("done")
            ),
            "support_activity": supporting.add_activity(ctx, person_id=person_id, facts=joined),
        }


def stage_plan(stage: Stage) -> None:
    """Version 1 is for signing. One of its lines stays within care."""
    nurse = stage.members["clinician"]
    with transaction.atomic(), working_as(nurse) as ctx:
        plan = planning.start_plan(ctx, person_id=stage.known.pk, own_words="Stage words")
        about: dict[str, Any] = {"plan_id": plan.pk}
        goal = planning.add_goal(ctx, **about, words="Stage goal", kind="home", care_only=False)
        shared, hidden = (
            planning.LineFacts(
                what=what, owner_kind="team", owner_team_id=nurse.team_id, owner_words="Stage",
                goal_key=goal.key, care_only=care_only,
            )
            for what, care_only in (("Bandiwootplan", False), ("Pademelonline", True))
        )  # fmt: skip
        line = planning.add_line(ctx, **about, facts=shared)
        planning.add_line(ctx, **about, facts=hidden)
        plan = planning.send_for_signing(ctx, **about, version=plan.version)
        asked = plans.parties_of(ctx, plan)
        stage.rows |= {
            # Their addresses name a key, which outlives a version.
            "plan_goal": SimpleNamespace(pk=goal.key),
            "plan_line": SimpleNamespace(pk=line.key),
            "plan_party": next(e.party for e in asked if e.party.team_id == nurse.team_id),
            "plan_driver": planning.choose_driver(ctx, **about, what="Stage driver", rating=5),
            "plan_resource": planning.name_resource(
                ctx, **about, side="internal", what="Stage resource"
            ),
            "roadmap_step": planning.write_step(
                ctx, person_id=stage.known.pk, facts=planning.StepFacts("Stage step", 1)
            ),
        }
