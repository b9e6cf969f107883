"""What is typed about a joint plan and a roadmap."""

from throughcare.plans.forms.found import DriverForm, RateForm, ResourceForm
from throughcare.plans.forms.roadmap import SayForm, StepForm
from throughcare.plans.forms.writing import (
    GoalForm,
    LineForm,
    PlanForm,
    ProgressForm,
    SignForForm,
)

__all__ = [
    "DriverForm",
    "GoalForm",
    "LineForm",
    "PlanForm",
    "ProgressForm",
    "RateForm",
    "ResourceForm",
    "SayForm",
    "SignForForm",
    "StepForm",
]
