"""What the words about sharing mean. Pure functions and tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from throughcare.core.clock import LONDON
from throughcare.sharing.policy.vocabulary import CARE, RELATIONSHIPS

#: For which purposes an agency of each type may use what a basis tells it. The purposes are
#: those that its roles may choose (policy/vocabulary.py ROLE_PURPOSES).
PURPOSES_OF_TYPE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "police": ("safeguarding",),
        "probation": ("supervision",),
        "court": ("court_report",),
        "local_authority": ("safeguarding",),
        **dict.fromkeys(CARE, ("direct_care",)),
    }
)

#: Which agencies an answer about a recipient means. The custody staff are those of the place
#: where the person is; a solicitor, a GP and others are no users of the service.
AGENCY_TYPES_MEANT: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "court": ("court",),
        "probation": ("probation",),
        "treatment": CARE,
    }
)

#: Recipients of whom a person may have several: an answer is about the one who is named.
TOLD_BY_NAME: Final = frozenset({"solicitor", "gp", "other"})

RECIPIENT_OF_TYPE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "police": "custody",
        "court": "court",
        "probation": "probation",
        **dict.fromkeys(CARE, "treatment"),
    }
)

_PURPOSE_OF_RECIPIENT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "custody": "safeguarding",
        "court": "court_report",
        "solicitor": "court_report",
        "probation": "supervision",
        "gp": "direct_care",
        "treatment": "direct_care",
        "other": "direct_care",
    }
)

#: The kinds of link that fit each type of agency, the usual one first.
LINKS_OF_TYPE: Final[Mapping[str, tuple[int, ...]]] = MappingProxyType(
    {
        "nhs_provider": (RELATIONSHIPS["team"], RELATIONSHIPS["panel"]),
        "charity_provider": (RELATIONSHIPS["team"], RELATIONSHIPS["panel"]),
        "probation": (RELATIONSHIPS["order_supervision"], RELATIONSHIPS["panel"]),
        "police": (RELATIONSHIPS["custody"], RELATIONSHIPS["panel"]),
        "court": (RELATIONSHIPS["court_hearing"],),
        "local_authority": (RELATIONSHIPS["panel"],),
        "commissioner": (),
    }
)

#: A court sees who is before it until a week after the hearing (security.md §2.1).
COURT_DAYS_AFTER: Final = 7

#: Emergency openings of one user in a calendar month above which the privacy officer is
#: shown a flag (security.md §1.3 case 20).
EMERGENCIES_A_MONTH: Final = 3


def purposes_of(agency_type: str) -> tuple[str, ...]:
    return PURPOSES_OF_TYPE.get(agency_type, ())


def purpose_of_recipient(recipient: str) -> str:
    return _PURPOSE_OF_RECIPIENT[recipient]


def after_working_days(at: datetime, days: int) -> datetime:
    """The same clock time ``days`` working days later in London.

    Monday to Friday count. Bank holidays are not known here and count as working days, so a
    review can fall due earlier than a calendar with them would say, never later.
    """
    day = at.astimezone(LONDON)
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            days -= 1
    return day


def is_said_in_earnest(reason: str) -> bool:
    """Is this a reason: at least 20 characters, 4 different words, no repeated character?"""
    squeezed = " ".join(reason.split())
    letters = [sign for sign in squeezed.casefold() if sign.isalnum()]
    if len(squeezed) < 20 or len(set(letters)) < 6:
        return False
    words = squeezed.casefold().split()
    if len(set(words)) < 4:
        return False
    # One character or one word that fills most of it is a template, not a reason.
    most = max(letters.count(sign) for sign in set(letters))
    return most <= len(letters) * 0.4
