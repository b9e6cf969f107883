"""The pages of support."""

from throughcare.support.views.caseload import Caseload, MoveOnCaseload
from throughcare.support.views.joining import AddActivity, ChangeActivity
from throughcare.support.views.person import (
    AddTask,
    CheckNeeds,
    MoveOnPerson,
    PersonSupport,
    Reopen,
)

__all__ = [
    "AddActivity",
    "AddTask",
    "Caseload",
    "ChangeActivity",
    "CheckNeeds",
    "MoveOnCaseload",
    "MoveOnPerson",
    "PersonSupport",
    "Reopen",
]
