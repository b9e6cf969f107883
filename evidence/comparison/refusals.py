"""When a number may be said, and in which words. Every rule has a stable code."""

from __future__ import annotations

import math

from evidence.comparison.outcomes import SIGNIFICANT, Difference

#: Fewer matched people than this: no headline (Justice Data Lab).
MATCHED = 30
#: n·p in the treated group under this: nothing is called significant (Justice Data Lab).
EXPECTED = 10
#: Fewer treated people who reoffended than this: no time to the first reoffence.
REOFFENDED = 30
#: Standardised differences beyond this are named as imbalance (Austin 2009).
IMBALANCE = 0.1


def may_call_significant(found: Difference, *, is_share: bool, among_reoffended: bool) -> str:
    """The code of the rule against it; empty when it may."""
    if found.treated_n < MATCHED and not among_reoffended:
        return "too_few_matched"
    if is_share and found.treated_n * found.treated < EXPECTED:
        return "few_events"
    if among_reoffended and found.treated_n < REOFFENDED:
        return "few_reoffenders"
    if math.isnan(found.p):
        return "too_few_matched"
    return ""


def is_significant(p: float) -> bool:
    """Exactly .05 is significant."""
    return p <= SIGNIFICANT


RULES = {
    "too_few_matched": f"Fewer than {MATCHED} people were matched: there is no headline.",
    "few_events": f"Fewer than {EXPECTED} of those who took part had it happen: no difference is "
    "called more than chance.",
    "few_reoffenders": f"Fewer than {REOFFENDED} of those who took part reoffended: outcomes "
    "among people who reoffended are not called more than chance, and time is not reported.",
}
