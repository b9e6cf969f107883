"""What is kept of a joint plan, its signatures, drivers, resources and roadmap."""

from throughcare.plans.models.found import Driver, Resource, RoadmapStep
from throughcare.plans.models.plan import (
    JusticeLine,
    Line,
    Plan,
    PlanGoal,
    PlanLine,
    Progress,
)
from throughcare.plans.models.signed import JusticeSignature, PlanParty, PlanSignature, Signature

__all__ = [
    "Driver",
    "JusticeLine",
    "JusticeSignature",
    "Line",
    "Plan",
    "PlanGoal",
    "PlanLine",
    "PlanParty",
    "PlanSignature",
    "Progress",
    "Resource",
    "RoadmapStep",
    "Signature",
]
