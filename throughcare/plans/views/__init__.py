"""The pages of a joint plan and of a roadmap."""

from throughcare.plans.views.found import AddDriver, AddResource, ChangeDriver, ChangeResource
from throughcare.plans.views.keeping import BeginVersion, ChangeWords, EndPlan, SendPlan, StartPlan
from throughcare.plans.views.roadmap import (
    ChangeStep,
    GiveRoadmap,
    PrintRoadmap,
    RoadmapPdf,
    SayHowItGoes,
    ShowRoadmap,
    WriteStep,
)
from throughcare.plans.views.show import PersonPlan, PrintPlan
from throughcare.plans.views.signing import Sign
from throughcare.plans.views.waiting import PlansToSign
from throughcare.plans.views.writing import AddGoal, AddLine, ChangeGoal, ChangeLine, NoteProgress

__all__ = [
    "AddDriver",
    "AddGoal",
    "AddLine",
    "AddResource",
    "BeginVersion",
    "ChangeDriver",
    "ChangeGoal",
    "ChangeLine",
    "ChangeResource",
    "ChangeStep",
    "ChangeWords",
    "EndPlan",
    "GiveRoadmap",
    "NoteProgress",
    "PersonPlan",
    "PlansToSign",
    "PrintPlan",
    "PrintRoadmap",
    "RoadmapPdf",
    "SayHowItGoes",
    "SendPlan",
    "ShowRoadmap",
    "Sign",
    "StartPlan",
    "WriteStep",
]
