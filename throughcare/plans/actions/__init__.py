"""What people do about a joint plan."""

from throughcare.plans.actions.found import (
    change_resource,
    choose_driver,
    end_driver,
    name_resource,
    rate_driver,
)
from throughcare.plans.actions.keeping import (
    begin_version,
    change_words,
    end_plan,
    send_for_signing,
    start_plan,
)
from throughcare.plans.actions.lines import (
    LineFacts,
    add_goal,
    add_line,
    change_goal,
    change_line,
    drop_goal,
    drop_line,
    note_progress,
)
from throughcare.plans.actions.roadmap import (
    StepFacts,
    change_step,
    give_roadmap,
    say_how_it_goes,
    write_step,
)
from throughcare.plans.actions.signing import sign_for, sign_plan

__all__ = [
    "LineFacts",
    "StepFacts",
    "add_goal",
    "add_line",
    "begin_version",
    "change_goal",
    "change_line",
    "change_resource",
    "change_step",
    "change_words",
    "choose_driver",
    "drop_goal",
    "drop_line",
    "end_driver",
    "end_plan",
    "give_roadmap",
    "name_resource",
    "note_progress",
    "rate_driver",
    "say_how_it_goes",
    "send_for_signing",
    "sign_for",
    "sign_plan",
    "start_plan",
    "write_step",
]
