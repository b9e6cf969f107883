"""Which result line is what: by the court's own result definition, else by its label.

Source: result definitions of the Common Platform (cpp-context, result-definitions.json), read
November 2026. A definition that is not listed is recognised by the words of its label.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

COMMUNITY, SUSPENDED, OTHER = "community_order", "suspended_sentence_order", "other"
MENTAL_HEALTH = "mental_health_treatment"
DRUG = "drug_rehabilitation"
ALCOHOL = "alcohol_treatment"
ABSTINENCE = "alcohol_abstinence"
ACTIVITY = "rehabilitation_activity"
TREATMENT: Final = (MENTAL_HEALTH, DRUG, ALCOHOL)


@dataclass(frozen=True)
class Requirement:
    """A kind of requirement; ``residential`` is None where the court does not say."""

    kind: str
    residential: bool | None = None


ORDER_IDS: Final = {
    "418b3aa7-65ab-4a4a-bab9-2f96b698118c": COMMUNITY,
    "8b1cff00-a456-40da-9ce4-f11c20959084": SUSPENDED,
    "4f058bd0-31a2-11e8-b467-0ed5f89f718b": OTHER,
}
REQUIREMENT_IDS: Final = {
    "dc86a3bd-2fa0-4f90-b046-4ecc8d6c6265": Requirement(MENTAL_HEALTH),
    "54f41331-f5cb-44b3-ab88-ae063fb39e26": Requirement(MENTAL_HEALTH, True),
    "5473390c-dbe2-4026-a95f-8bb99d2e011d": Requirement(MENTAL_HEALTH, False),
    "61ea03c9-c113-446b-a392-402144fcd9e8": Requirement(DRUG, True),
    "cc2cbb94-b75a-4a8c-9840-31c5f8007724": Requirement(DRUG, False),
    "45a926ed-0b7f-4ba2-afeb-969697ca8415": Requirement(DRUG, False),
    "bcf1b451-af1e-4603-9605-586310d0e61e": Requirement(DRUG, True),
    "9941e3d0-0e80-46c6-95c6-5b4f1a88c83d": Requirement(ALCOHOL),
    "99586f43-5b18-45da-87f7-1764ad149985": Requirement(ALCOHOL, True),
    "7f80f0f4-ae8a-4965-9cc6-ef5c2c5caef7": Requirement(ALCOHOL, False),
    "d54c3093-6b9b-4b61-80cf-a0bf4ed5d2e8": Requirement(ABSTINENCE),
    "d683f73c-488e-4d8e-a685-d37049c2a3e5": Requirement(ABSTINENCE),
    "ce5f92f8-2b32-4364-964b-2ea4b6ec0cae": Requirement(ACTIVITY),
}
REVIEW_IDS: Final = {
    "b3ed14c1-d921-459c-90fd-400a5d8d0076": DRUG,
    "1f4146dd-e389-4973-8951-876e3634efd5": COMMUNITY,
    "859c7729-93bf-4fda-8345-3e56695dddb5": SUSPENDED,
}
NO_MORE_REVIEWS_ID: Final = "bfb02d14-243f-4450-9c20-4c0ed9c5d64c"

_REQUIREMENT_WORDS: Final = re.compile(
    r"^(community|youth rehabilitation|suspended sentence( order)?) requirement\b", re.IGNORECASE
)
_KIND_WORDS: Final = (
    ("mental health treatment", MENTAL_HEALTH),
    ("drug rehabilitation", DRUG),
    ("drug treatment", DRUG),
    ("alcohol treatment", ALCOHOL),
    ("alcohol abstinence", ABSTINENCE),
    ("rehabilitation activity", ACTIVITY),
)
_OTHER_WORDS: Final = (
    "unpaid work",
    "curfew",
    "programme",
    "exclusion",
    "prohibited activity",
    "residence",
    "foreign travel",
    "attendance centre",
    "intoxicating substance",
)


def _plain(label: str) -> str:
    return " ".join(label.replace("–", "-").split()).casefold()


def order_kind(definition: str, label: str) -> str | None:
    """The kind of order, or None for a line that is no order."""
    if definition in ORDER_IDS:
        return ORDER_IDS[definition]
    words = _plain(label)
    if words.startswith("community order"):
        return COMMUNITY
    if words.startswith("suspended sentence") and not _REQUIREMENT_WORDS.match(words):
        return SUSPENDED
    return OTHER if words.startswith("youth rehabilitation order") else None


def requirement(definition: str, label: str, *, of_an_order: bool) -> Requirement | None:
    """What a line requires, or None. Without the court's usual beginning of the label a line
    counts only as a part of an order.
    """
    if definition in REQUIREMENT_IDS:
        return REQUIREMENT_IDS[definition]
    words = _plain(label)
    begins = _REQUIREMENT_WORDS.match(words) is not None
    if not begins and not of_an_order:
        return None
    for text, kind in _KIND_WORDS:
        if text in words:
            return Requirement(kind, _residential(words, kind))
    return Requirement(OTHER) if begins or any(w in words for w in _OTHER_WORDS) else None


def _residential(words: str, kind: str) -> bool | None:
    if kind not in TREATMENT:
        return None
    if "non-residential" in words or "non residential" in words or "non-resident" in words:
        return False
    return True if "resident" in words else None


def review_of(definition: str, label: str) -> str | None:
    """What a first review hearing reviews: drug rehabilitation, or an order of one kind."""
    if definition in REVIEW_IDS:
        return REVIEW_IDS[definition]
    words = _plain(label)
    if not words.startswith("first review hearing"):
        return None
    if "drug" in words:
        return DRUG
    return SUSPENDED if "suspended" in words else COMMUNITY


def ends_reviews(definition: str, label: str) -> bool:
    """Whether a line says that the order needs no further review."""
    return definition == NO_MORE_REVIEWS_ID or _plain(label).startswith("no further review")
