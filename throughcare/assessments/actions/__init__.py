"""Every write of assessments, safety plans, contacts and triage."""

from throughcare.assessments.actions.areas import AreaGiven, save_area
from throughcare.assessments.actions.assess import (
    SET,
    complete_assessment,
    start_assessment,
    stop_assessment,
)
from throughcare.assessments.actions.contacts import (
    Ground,
    record_contact,
    record_third_party,
)
from throughcare.assessments.actions.moved import move_assessment
from throughcare.assessments.actions.needs import change_need
from throughcare.assessments.actions.plan import PARTS, give_copy, write_plan
from throughcare.assessments.actions.safety import (
    SafetyGiven,
    acknowledge_safety,
    look_again,
    save_safety,
    save_safety_answers,
)
from throughcare.assessments.actions.triage import TriageGiven, ask_for_triage, update_triage

__all__ = [
    "PARTS",
    "SET",
    "AreaGiven",
    "Ground",
    "SafetyGiven",
    "TriageGiven",
    "acknowledge_safety",
    "ask_for_triage",
    "change_need",
    "complete_assessment",
    "give_copy",
    "look_again",
    "move_assessment",
    "record_contact",
    "record_third_party",
    "save_area",
    "save_safety",
    "save_safety_answers",
    "start_assessment",
    "stop_assessment",
    "update_triage",
    "write_plan",
]
