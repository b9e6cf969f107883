"""The closed lists of words that the policy is written in, with their fixed numbers.

Numbers reach the database (masks, arrays): never renumber, only add at the end.
Sources: security.md §1.1 and §2.1, architecture.md "Who may see what kind of row".
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final


def N_(text: str) -> str:  # noqa: N802 - the name that gettext extraction looks for
    """Mark a word for translation; whoever shows it on a page translates it there."""
    return text


def _numbered(*names: str) -> Mapping[str, int]:
    return MappingProxyType({name: number for number, name in enumerate(names)})


CARE: Final = ("nhs_provider", "charity_provider")
JUSTICE: Final = ("probation", "police", "court")
AGENCY_TYPES: Final = (*CARE, *JUSTICE, "local_authority", "commissioner")

CARE_ROLES: Final = ("clinician", "practitioner", "supervisor", "admin")
# No colleague: whom the record is about. Reaches only what tables let them (``self_may``).
PERSON: Final = "person"
# Held in any kind of agency; none of them works with the person.
OVERSIGHT: Final = ("manager", "privacy_officer", "auditor", "evaluator", "support_engineer")

RELATIONSHIPS: Final = _numbered(
    "caseload",
    "team",
    "site",
    "referrer_pending",
    "referrer_accepted",
    "court_hearing",
    "custody",
    "order_supervision",
    "panel",
    "sar_handler",
    "break_glass",
    # Named as a reader of one issued document: held by the row, never by a link to the person.
    "recipient",
    # The person themselves, on their own pages: held by the membership that the pages act under.
    "self",
)

PURPOSES: Final = (
    "direct_care",
    "supervision",
    "court_report",
    "safeguarding",
    "service_management",
    "subject_rights",
    "audit",
    "own_record",
)

BASES: Final = _numbered(
    "none", "explicit_consent", "statutory", "vital_interest", "public_interest", "court_order"
)

CATEGORIES: Final = _numbered(
    "identity",
    "contact_address",
    "justice",
    "health_summary",
    "clinical_detail",
    "third_party_safeguarding",
    "disclosed",
    "operational",
    "audit",
)

ACTIONS: Final = (
    "find",
    "list",
    "read",
    "create",
    "amend",
    "sign",
    "disclose",
    "export",
    "print",
    "merge",
    "grant",
    "destroy",
)

# Whose row it is: my own agency's; another agency's, whatever the agreements; another
# agency's under a live sharing agreement from that agency to mine.
SHARES: Final = _numbered("own", "open", "agreed")

# What each role is for: the purposes its holder may choose at sign-in (security.md §2.1) and
# the relationships through which it can stand to a person (§2.2).
ROLE_PURPOSES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "clinician": ("direct_care", "safeguarding"),
        "practitioner": ("direct_care", "safeguarding"),
        "supervisor": ("supervision", "direct_care", "safeguarding"),
        "admin": ("direct_care",),
        "probation_practitioner": ("supervision", "court_report", "safeguarding"),
        "court_officer": ("court_report",),
        "police_liaison": ("safeguarding",),
        "council_officer": ("safeguarding",),
        "manager": ("service_management",),
        "privacy_officer": ("subject_rights", "audit"),
        "auditor": ("audit",),
        "evaluator": ("service_management",),
        "support_engineer": ("service_management",),
        # Not a member of staff: the person, on a tablet or their own pages (throughcare/my).
        "person": ("own_record",),
    }
)
ROLES: Final = tuple(ROLE_PURPOSES)

ROLE_RELATIONSHIPS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "clinician": (
            "caseload",
            "team",
            "referrer_pending",
            "referrer_accepted",
            "panel",
            "break_glass",
            "recipient",
        ),
        "practitioner": (
            "caseload",
            "team",
            "referrer_pending",
            "referrer_accepted",
            "recipient",
        ),
        "supervisor": (
            "caseload",
            "team",
            "site",
            "referrer_pending",
            "referrer_accepted",
            "panel",
            "recipient",
        ),
        "admin": ("caseload", "team", "recipient"),
        # "team": what their own team wrote of somebody who has no record yet (a request at court).
        "probation_practitioner": ("team", "order_supervision", "panel", "recipient"),
        "court_officer": ("team", "court_hearing", "recipient"),
        "police_liaison": ("court_hearing", "custody", "panel", "recipient"),
        "council_officer": ("panel", "recipient"),
        "manager": (),
        "privacy_officer": ("sar_handler",),
        "auditor": ("site",),
        "evaluator": (),
        "support_engineer": (),
        "person": ("self",),
    }
)

AGENCY_ROLES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "nhs_provider": (*CARE_ROLES, PERSON, *OVERSIGHT),
        "charity_provider": (*CARE_ROLES, PERSON, *OVERSIGHT),
        "probation": ("probation_practitioner", *OVERSIGHT),
        "police": ("police_liaison", *OVERSIGHT),
        "court": ("court_officer", *OVERSIGHT),
        "local_authority": ("council_officer", *OVERSIGHT),
        "commissioner": OVERSIGHT,
    }
)

# Columns of the policy that hold words, each with its choices, in the order of the file.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "agency_type": AGENCY_TYPES,
        "role": ROLES,
        "relationship": tuple(RELATIONSHIPS),
        "purpose": PURPOSES,
        "category": tuple(CATEGORIES),
        "basis": tuple(BASES),
        "share": tuple(SHARES),
        "action": ACTIONS,
    }
)

# How a page or a sentence says each word.
SPOKEN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "nhs_provider": N_("NHS provider"),
        "charity_provider": N_("charity provider"),
        "probation": N_("probation"),
        "police": N_("police"),
        "court": N_("court"),
        "local_authority": N_("local authority"),
        "commissioner": N_("commissioner"),
        "clinician": N_("clinician"),
        "practitioner": N_("practitioner"),
        "supervisor": N_("supervisor"),
        "admin": N_("administrator"),
        "probation_practitioner": N_("probation practitioner"),
        "court_officer": N_("court officer"),
        "police_liaison": N_("police liaison officer"),
        "council_officer": N_("council officer"),
        "manager": N_("manager"),
        "privacy_officer": N_("privacy officer"),
        "auditor": N_("auditor"),
        "evaluator": N_("evaluator"),
        "support_engineer": N_("support engineer"),
        "person": N_("the person themselves"),
        "caseload": N_("caseload"),
        "team": N_("team"),
        "site": N_("site"),
        "referrer_pending": N_("referral waiting"),
        "referrer_accepted": N_("referral accepted"),
        "court_hearing": N_("court hearing"),
        "custody": N_("custody"),
        "order_supervision": N_("order supervision"),
        "panel": N_("panel"),
        "sar_handler": N_("request or incident case"),
        "break_glass": N_("break-glass"),
        "recipient": N_("named recipient"),
        "self": N_("their own pages"),
        "direct_care": N_("direct care"),
        "supervision": N_("supervision"),
        "court_report": N_("court report"),
        "safeguarding": N_("safeguarding"),
        "service_management": N_("service management"),
        "subject_rights": N_("subject rights"),
        "audit": N_("audit"),
        "own_record": N_("own record"),
        "none": N_("no basis needed"),
        "explicit_consent": N_("the person's explicit consent"),
        "statutory": N_("a statutory power"),
        "vital_interest": N_("a vital interest"),
        "public_interest": N_("a public-interest decision"),
        "court_order": N_("a court order"),
        "identity": N_("identity"),
        "contact_address": N_("address and contact"),
        "justice": N_("justice"),
        "health_summary": N_("health summary"),
        "clinical_detail": N_("clinical detail"),
        "third_party_safeguarding": N_("third-party and safeguarding"),
        "disclosed": N_("issued documents"),
        "operational": N_("operational"),
        "own": N_("own agency's"),
        "open": N_("any agency's"),
        "agreed": N_("another agency's, under a sharing agreement"),
        "find": N_("find"),
        "list": N_("list"),
        "read": N_("read"),
        "create": N_("create"),
        "amend": N_("amend"),
        "sign": N_("sign"),
        "disclose": N_("disclose"),
        "export": N_("export"),
        "print": N_("print"),
        "merge": N_("merge"),
        "grant": N_("grant"),
        "destroy": N_("destroy"),
    }
)


def never(cell: Mapping[str, str]) -> str | None:
    """Why no policy may hold this cell, or None: rules above any single row of the source."""
    category = cell["category"]
    if not_theirs := _never_of_reader(cell):
        return not_theirs
    if cell["relationship"] == "break_glass" and category not in _BREAK_GLASS_OPENS:
        return f"break-glass never opens {SPOKEN[category]} rows"
    if cell["relationship"] == "recipient":
        # The issued document names its readers, each with a basis of its own.
        fits = category == "disclosed" and cell["share"] == "open"
        return None if fits else "a named recipient reaches nothing but the document issued to them"
    if cell["share"] == "open" and category != "identity":
        return "only identity is open without a sharing agreement"
    outside_care = cell["agency_type"] not in CARE
    crosses = cell["share"] == "agreed" and cell["basis"] == "none"
    if outside_care and crosses and category in _NEEDS_A_BASIS:
        return f"{SPOKEN[category]} rows reach an agency outside health care only on a basis"
    return None


def _never_of_reader(cell: Mapping[str, str]) -> str | None:
    """What a kind of reader never reaches, whatever stands between them and the person."""
    category = cell["category"]
    if cell["agency_type"] in JUSTICE and category == "clinical_detail":
        return "probation, police and court staff never read clinical detail"
    if cell["role"] == PERSON and category not in _OWN_PAGES_OPEN:
        return f"a person's own pages never show {SPOKEN[category]} rows"
    return None


# security.md §2.2 "Break-glass": classes 0, 1 and 3, and 2 for care staff.
_BREAK_GLASS_OPENS: Final = frozenset({"identity", "contact_address", "justice", "health_summary"})
# Other people's information is never here; address, justice and documents wait for a decision.
_OWN_PAGES_OPEN: Final = frozenset({"identity", "health_summary", "clinical_detail", "operational"})
# Told in confidence: consent, statute, court order or a recorded decision must stand behind it.
_NEEDS_A_BASIS: Final = frozenset(
    {"contact_address", "health_summary", "third_party_safeguarding", "disclosed"}
)
