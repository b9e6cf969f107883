"""Every write of custody and screening."""

from throughcare.core.approvals import require_approved
from throughcare.screening.actions.answers import Given, save_safety_answers
from throughcare.screening.actions.custody import (
    EntryFacts,
    add_entry,
    change_entry,
    pass_to_youth_service,
    record_left,
)
from throughcare.screening.actions.ended import record_not_seen, void_screen
from throughcare.screening.actions.followup import (
    acknowledge_safety,
    answer_advice,
    answer_appropriate_adult,
    give_advice,
    need_appropriate_adult,
    take_step,
)
from throughcare.screening.actions.linking import (
    link_entry,
    open_links,
    require_adult,
    unlink_entry,
)
from throughcare.screening.actions.opening import SET, open_screen
from throughcare.screening.actions.rows import UnderEighteen
from throughcare.screening.actions.screens import save_new_screen, save_screen

__all__ = [
    "SET",
    "EntryFacts",
    "Given",
    "UnderEighteen",
    "acknowledge_safety",
    "add_entry",
    "answer_advice",
    "answer_appropriate_adult",
    "change_entry",
    "give_advice",
    "link_entry",
    "need_appropriate_adult",
    "open_links",
    "open_screen",
    "pass_to_youth_service",
    "record_left",
    "record_not_seen",
    "require_adult",
    "require_approved",
    "save_new_screen",
    "save_safety_answers",
    "save_screen",
    "take_step",
    "unlink_entry",
    "void_screen",
]
