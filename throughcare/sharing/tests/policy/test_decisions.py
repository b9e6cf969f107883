"""Every way to ask the policy gives the same answer, and says why in one sentence."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughcare.sharing.policy import load, oracle, vocabulary
from throughcare.sharing.policy.compiler import EXPANDED
from throughcare.sharing.policy.decisions import UnknownWord
from throughcare.sharing.policy.vocabulary import (
    BASES,
    CATEGORIES,
    COLUMNS,
    RELATIONSHIPS,
    SHARES,
    SPOKEN,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CELLS = oracle.read(EXPANDED)
WORDS = st.fixed_dictionaries({name: st.sampled_from(words) for name, words in COLUMNS.items()})


def ask_oracle(words, **changes):
    """The oracle on one live link, an agreement when the share is agreed, one basis."""
    other = {"row_agency": "theirs", "my_agency": "mine"}
    agreement = oracle.Agreement("theirs", "mine", words["purpose"], [words["category"]])
    question = {
        "agency_type": words["agency_type"],
        "role": words["role"],
        "purpose": words["purpose"],
        "action": words["action"],
        "category": words["category"],
        **(other if words["share"] != "own" else {"row_agency": "mine", "my_agency": "mine"}),
        "agreements": [agreement] if words["share"] == "agreed" else [],
        "bases": [oracle.Basis("mine", words["basis"], [words["category"]])],
        "links": [oracle.Link(words["relationship"])],
        "excluded": False,
        "guarded": "",
        "permitted": False,
        "sealed_to": None,
        "author": "someone",
        "me": "me",
        "now": NOW,
    }
    return oracle.allowed(CELLS, **(question | changes))


@given(WORDS)
@settings(max_examples=400, deadline=None)
def test_decisions_and_the_oracle_agree_on_any_words(words):
    decided = load().decide(**words).allow
    if words["share"] == "agreed":  # an agreement leaves open rows open
        decided = decided or load().decide(**(words | {"share": "open"})).allow

    assert ask_oracle(words) is decided


def test_decisions_and_the_oracle_agree_on_every_cell_and_its_neighbours():
    policy = load()
    for cell in policy.cells:
        words = cell._asdict()
        assert ask_oracle(words) and policy.decide(**words).allow
        for column in ("basis", "share", "action", "category"):
            for word in COLUMNS[column]:
                other = words | {column: word}
                said = policy.decide(**other).allow
                if other["share"] == "agreed":
                    said = said or policy.decide(**(other | {"share": "open"})).allow
                assert ask_oracle(other) is said, other


def test_masks_hold_exactly_the_cells():
    policy = load()
    unpacked = {
        (who[0], who[1], kind, who[2], category, basis, share, who[3])
        for *who, share_no, kind_no, basis_no, mask in policy.cells_sql_rows()
        for share in SHARES
        for kind in RELATIONSHIPS
        for basis in BASES
        for category in CATEGORIES
        if (SHARES[share], RELATIONSHIPS[kind], BASES[basis]) == (share_no, kind_no, basis_no)
        and mask >> CATEGORIES[category] & 1
    }

    assert unpacked == CELLS == set(map(tuple, policy.cells))


def test_masks_of_one_role_are_asked_by_purpose_and_action():
    policy = load()
    masks = policy.masks("nhs_provider", "clinician", "direct_care", "read")

    own_caseload = masks["own", RELATIONSHIPS["caseload"], BASES["none"]]
    assert own_caseload == sum(1 << CATEGORIES[c] for c in list(CATEGORIES)[:5]) + (1 << 6)
    assert policy.masks("police", "clinician", "direct_care", "read") == {}
    assert policy.may(
        agency_type="nhs_provider", role="clinician", purpose="direct_care", action="find"
    )
    assert not policy.may(
        agency_type="police", role="police_liaison", purpose="safeguarding", action="find"
    )


# agency type, role, relationship, purpose, category, action, basis, share | what it says
SENTENCES = [
    (
        "nhs_provider clinician caseload direct_care clinical_detail read none own",
        (
            "A clinician (NHS provider) with a caseload link may read clinical detail rows of "
            "their own agency for direct care: Treating clinicians read"
        ),
    ),
    (
        "police clinician caseload direct_care clinical_detail read none own",
        "This cannot occur: a police agency has no clinician.",
    ),
    (
        "police police_liaison caseload direct_care clinical_detail read none own",
        "This cannot occur: a police liaison officer does not work for the purpose direct care.",
    ),
    (
        "police police_liaison caseload safeguarding identity read none own",
        "This cannot occur: a police liaison officer holds no caseload link.",
    ),
    (
        "police police_liaison custody safeguarding clinical_detail read court_order agreed",
        "Probation, police and court staff never read clinical detail.",
    ),
    (
        "court court_officer court_hearing court_report health_summary read none agreed",
        (
            "A court officer (court) with a court hearing link may read health summary rows for "
            "court report only with the person's explicit consent, a statutory power,"
        ),
    ),
    (
        "court court_officer court_hearing court_report health_summary read none own",
        (
            "A court officer (court) with a court hearing link may read health summary rows of "
            "another agency for court report only under a sharing agreement and with "
            "the person's explicit"
        ),
    ),
    (
        "court court_officer court_hearing court_report health_summary read statutory own",
        (
            "A court officer (court) with a court hearing link may read health summary rows of "
            "another agency for court report only under a sharing agreement."
        ),
    ),
    (
        "nhs_provider clinician break_glass direct_care clinical_detail read none own",
        "Break-glass never opens clinical detail rows.",
    ),
    (
        "nhs_provider practitioner caseload direct_care clinical_detail read none own",
        (
            "No rule lets a practitioner (NHS provider) with a caseload link read clinical detail "
            "rows for direct care."
        ),
    ),
]


@pytest.mark.parametrize(("question", "says"), SENTENCES)
def test_every_answer_is_one_plain_sentence(question, says):
    names = (*list(COLUMNS)[:5], "action", "basis", "share")
    decision = load().decide(**dict(zip(names, question.split(), strict=True)))

    assert decision.because.startswith(says)
    assert decision.because.endswith(".")
    assert decision.allow is (decision.rule is not None)


def test_the_rule_is_the_line_of_the_source():
    decision = load().decide(
        agency_type="court",
        role="court_officer",
        relationship="court_hearing",
        purpose="court_report",
        category="justice",
        action="read",
    )
    file, line = str(decision.rule).split(":")

    source = (EXPANDED.parent / file).read_text(encoding="utf-8").split("\n")[int(line) - 1]
    assert source.startswith("court,court_officer,court_hearing,court_report,justice,none,own|")


def test_an_unknown_word_is_refused_with_the_choices():
    words = dict(zip(COLUMNS, next(iter(CELLS)), strict=True)) | {"share": "mine"}

    with pytest.raises(UnknownWord, match=r"unknown share \[mine\]: choose from own, open, agreed"):
        load().decide(**words)


def test_loading_is_quick_and_done_once():
    load.cache_clear()
    began = time.perf_counter()
    first = load()

    assert time.perf_counter() - began < 0.15
    assert load() is first


def test_every_word_can_be_said_aloud():
    words = {word for choices in COLUMNS.values() for word in choices}

    assert words == set(SPOKEN)


def test_numbers_reach_the_database_and_never_change():
    assert list(vocabulary.RELATIONSHIPS.items()) == [
        ("caseload", 0),
        ("team", 1),
        ("site", 2),
        ("referrer_pending", 3),
        ("referrer_accepted", 4),
        ("court_hearing", 5),
        ("custody", 6),
        ("order_supervision", 7),
        ("panel", 8),
        ("sar_handler", 9),
        ("break_glass", 10),
        ("recipient", 11),
        ("self", 12),
    ]
    assert list(vocabulary.BASES) == [
        "none",
        "explicit_consent",
        "statutory",
        "vital_interest",
        "public_interest",
        "court_order",
    ]
    assert list(vocabulary.CATEGORIES) == [
        "identity",
        "contact_address",
        "justice",
        "health_summary",
        "clinical_detail",
        "third_party_safeguarding",
        "disclosed",
        "operational",
        "audit",
    ]
    assert list(vocabulary.SHARES.items()) == [("own", 0), ("open", 1), ("agreed", 2)]


CLINICIAN = {
    "agency_type": "nhs_provider",
    "role": "clinician",
    "relationship": "caseload",
    "purpose": "direct_care",
    "category": "clinical_detail",
    "basis": "none",
    "share": "own",
    "action": "read",
}
COURT = {
    "agency_type": "court",
    "role": "court_officer",
    "relationship": "court_hearing",
    "purpose": "court_report",
    "category": "health_summary",
    "basis": "statutory",
    "share": "agreed",
    "action": "read",
}
MINUTE = timedelta(minutes=1)
AGREEMENT = oracle.Agreement("theirs", "mine", "court_report", ["health_summary"])
STATUTE = oracle.Basis("mine", "statutory", ["health_summary"])

# what is otherwise the same as an allowed row | is it still allowed?
CONDITIONS = [
    (CLINICIAN, {}, True),
    (CLINICIAN, {"links": []}, False),
    (CLINICIAN, {"links": [oracle.Link("caseload", None, NOW + MINUTE)]}, True),
    (CLINICIAN, {"links": [oracle.Link("caseload", None, NOW)]}, False),
    (CLINICIAN, {"links": [oracle.Link("caseload", NOW, None)]}, True),
    (CLINICIAN, {"links": [oracle.Link("caseload", NOW + MINUTE, None)]}, False),
    (CLINICIAN, {"row_agency": "theirs"}, False),
    (CLINICIAN, {"excluded": True}, False),
    (CLINICIAN, {"excluded": True, "permitted": True}, False),
    (CLINICIAN, {"guarded": "restricted"}, False),
    (CLINICIAN, {"guarded": "restricted", "permitted": True}, True),
    (CLINICIAN, {"guarded": "limited"}, True),
    (CLINICIAN, {"sealed_to": []}, False),
    (CLINICIAN, {"sealed_to": [], "author": "me"}, True),
    (CLINICIAN, {"sealed_to": ["me"]}, True),
    (
        CLINICIAN | {"relationship": "break_glass", "category": "health_summary"},
        {"sealed_to": ["me"], "author": "me"},
        False,
    ),
    (CLINICIAN | {"relationship": "break_glass", "category": "health_summary"}, {}, True),
    (COURT, {}, True),
    (COURT, {"agreements": []}, False),
    (COURT, {"agreements": [AGREEMENT._replace(ends_at=NOW)]}, False),
    (COURT, {"agreements": [AGREEMENT._replace(purpose="supervision")]}, False),
    (COURT, {"agreements": [AGREEMENT._replace(categories=["justice"])]}, False),
    (COURT, {"agreements": [AGREEMENT._replace(from_agency="mine", to_agency="theirs")]}, False),
    (COURT, {"bases": []}, False),
    (COURT, {"bases": [STATUTE._replace(ends_at=NOW)]}, False),
    (COURT, {"bases": [STATUTE._replace(recipient="theirs")]}, False),
    (COURT, {"bases": [STATUTE._replace(categories=["justice"])]}, False),
    (COURT, {"bases": [STATUTE._replace(kind="explicit_consent")]}, True),
    (COURT, {"row_agency": "mine"}, False),
]


@pytest.mark.parametrize(("words", "changes", "expected"), CONDITIONS)
def test_the_oracle_says_the_sentence_of_the_access_model(words, changes, expected):
    assert ask_oracle(words, **changes) is expected
