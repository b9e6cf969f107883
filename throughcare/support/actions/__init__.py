"""What people do about support."""

from throughcare.support.actions.checked import check_needs
from throughcare.support.actions.joining import ActivityFacts, add_activity, change_activity
from throughcare.support.actions.moving import Step, add_task, move_task, reopen_task

__all__ = [
    "ActivityFacts",
    "Step",
    "add_activity",
    "add_task",
    "change_activity",
    "check_needs",
    "move_task",
    "reopen_task",
]
