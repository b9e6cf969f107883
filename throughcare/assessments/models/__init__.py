"""What is kept of an assessment and of what follows from it."""

from throughcare.assessments.models.assessment import (
    Assessment,
    AssessmentArea,
    LookedAgain,
    Need,
    SafetyAnswer,
    SafetyDone,
    SafetyNow,
)
from throughcare.assessments.models.liaison import (
    ContactLearned,
    ContactMade,
    ThirdPartyInformation,
    TriageDetail,
    TriageRequest,
)
from throughcare.assessments.models.plan import SafetyPlan, SafetyPlanCopy

__all__ = [
    "Assessment",
    "AssessmentArea",
    "ContactLearned",
    "ContactMade",
    "LookedAgain",
    "Need",
    "SafetyAnswer",
    "SafetyDone",
    "SafetyNow",
    "SafetyPlan",
    "SafetyPlanCopy",
    "ThirdPartyInformation",
    "TriageDetail",
    "TriageRequest",
]
