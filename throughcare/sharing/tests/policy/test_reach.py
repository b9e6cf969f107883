"""The policy as it stands gives each role exactly the reach that the access model promises."""

from __future__ import annotations

import pytest

from throughcare.sharing.policy import load, page
from throughcare.sharing.policy.compiler import EXPANDED, Cell, compile_source
from throughcare.sharing.policy.vocabulary import AGENCY_ROLES, CARE, CATEGORIES, JUSTICE

# security.md §2.2 "Default reach", said for each purpose, for reading.
# C caseload, T team, S site, B break-glass, O order supervision, H hearing, K custody,
# P named panel member, Q case of a privacy officer. A: only another agency's rows, under an
# agreement and with a basis. Referral links have their own table below.
REACH = """
                                                    | identity | address | justice | summary | clinical | third party
nhs_provider     clinician              direct_care        | C T B   | C B   | C T B | C T B | C T | -
nhs_provider     clinician              safeguarding       | C T P B | C T B | C T B | C T B | -   | P
nhs_provider     practitioner           direct_care        | C T     | C     | C T   | C T   | -   | -
nhs_provider     practitioner           safeguarding       | C T     | C T   | C T   | C T   | -   | -
nhs_provider     admin                  direct_care        | C T     | C     | C T   | C T   | -   | -
nhs_provider     supervisor             supervision        | C T S   | T     | T     | T     | T   | -
nhs_provider     supervisor             direct_care        | C T S   | T     | T     | T     | -   | -
nhs_provider     supervisor             safeguarding       | C T S P | T     | T     | T     | -   | P
charity_provider clinician              direct_care        | C T B   | C B   | C T B | C T B | C T | -
charity_provider practitioner           direct_care        | C T     | C     | C T   | C T   | -   | -
charity_provider admin                  direct_care        | C T     | C     | C T   | C T   | -   | -
charity_provider supervisor             supervision        | C T S   | T     | T     | T     | T   | -
probation        probation_practitioner supervision        | O       | O     | T O   | A     | -   | -
probation        probation_practitioner court_report       | O       | -     | T O   | -     | -   | -
probation        probation_practitioner safeguarding       | P       | -     | -     | -     | -   | P
police           police_liaison         safeguarding       | H K P   | H K   | H K   | A     | -   | P
court            court_officer          court_report       | H       | -     | T H   | A     | -   | -
local_authority  council_officer        safeguarding       | P       | A     | -     | A     | -   | P
nhs_provider     privacy_officer        subject_rights     | Q       | Q     | Q     | Q     | Q   | Q
police           privacy_officer        subject_rights     | Q       | Q     | Q     | Q     | -   | Q
nhs_provider     privacy_officer        audit              | Q       | -     | -     | -     | -   | -
nhs_provider     manager                service_management | -       | -     | -     | -     | -   | -
nhs_provider     auditor                audit              | -       | -     | -     | -     | -   | -
nhs_provider     evaluator              service_management | -       | -     | -     | -     | -   | -
nhs_provider     support_engineer       service_management | -       | -     | -     | -     | -   | -
commissioner     manager                service_management | -       | -     | -     | -     | -   | -
commissioner     privacy_officer        subject_rights     | -       | -     | -     | -     | -   | -
commissioner     auditor                audit              | -       | -     | -     | -     | -   | -
"""  # noqa: E501 - one row of the digest on one line

LETTERS = {
    "caseload": "C",
    "team": "T",
    "site": "S",
    "court_hearing": "H",
    "custody": "K",
    "order_supervision": "O",
    "panel": "P",
    "sar_handler": "Q",
    "break_glass": "B",
}
COLUMNS = tuple(CATEGORIES)[:6]


def rows_of_reach():
    _, _, *lines = REACH.split("\n")
    for line in filter(None, lines):
        who, *reach = (part.strip() for part in line.split("|"))
        yield pytest.param(*who.split(), reach, id=who)


def cells_of(**words: str) -> list[Cell]:
    return [c for c in load().cells if all(getattr(c, k) == v for k, v in words.items())]


@pytest.mark.parametrize(("agency_type", "role", "purpose", "reach"), list(rows_of_reach()))
def test_each_role_reads_what_the_digest_says(agency_type, role, purpose, reach):
    for category, expected in zip(COLUMNS, reach, strict=True):
        found = cells_of(
            agency_type=agency_type, role=role, purpose=purpose, category=category, action="read"
        )
        assert reading(found) == expected, category


def reading(cells: list[Cell]) -> str:
    free = {cell.relationship for cell in cells if cell.basis == "none"}
    letters = [LETTERS[kind] for kind in LETTERS if kind in free]
    return " ".join(letters) or ("A" if cells else "-")


REFERRALS = """
referrer_pending  clinician    | identity health_summary
referrer_pending  practitioner | identity health_summary
referrer_pending  supervisor   | identity health_summary
referrer_accepted clinician    | identity justice health_summary clinical_detail
referrer_accepted practitioner | identity justice health_summary
referrer_accepted supervisor   | identity justice health_summary
"""


@pytest.mark.parametrize("line", [line for line in REFERRALS.split("\n") if line])
def test_a_referral_opens_little_before_it_is_accepted(line):
    who, categories = line.split("|")
    relationship, role = who.split()

    found = {c.category for c in cells_of(relationship=relationship, role=role)}
    assert found == set(categories.split())


@pytest.mark.parametrize("agency_type", JUSTICE)
def test_no_justice_agency_has_clinical_detail_in_any_cell(agency_type):
    assert cells_of(agency_type=agency_type)
    assert cells_of(agency_type=agency_type, category="clinical_detail") == []


def test_health_reaches_agencies_outside_care_only_by_agreement_and_basis():
    outside = [
        cell
        for cell in load().cells
        if cell.agency_type not in CARE
        and cell.category == "health_summary"
        and cell.role != "privacy_officer"
    ]

    assert outside
    assert {cell.share for cell in outside} == {"agreed"}
    assert "none" not in {cell.basis for cell in outside}
    assert {cell.action for cell in outside} == {"list", "read"}


def test_break_glass_reads_and_lists_for_care_clinicians_and_nothing_else():
    found = cells_of(relationship="break_glass")

    assert {cell.action for cell in found} == {"list", "read"}
    assert {cell.role for cell in found} == {"clinician"}
    assert {cell.category for cell in found} == set(COLUMNS[:4])
    assert {cell.agency_type for cell in found} == set(CARE)


def test_only_identity_is_open_without_an_agreement():
    """Besides what was issued to somebody by name, which is its own agreement."""
    opened = cells_of(share="open")
    named = {cell for cell in opened if cell.relationship == "recipient"}
    assert {cell.category for cell in opened if cell not in named} == {"identity"}
    assert {cell.category for cell in named} == {"disclosed"}
    assert {cell.action for cell in named} == {"list", "read", "print"}


def test_a_team_of_probation_or_court_has_only_what_it_recorded_itself():
    found = [c for c in cells_of(relationship="team") if c.agency_type in ("probation", "court")]
    assert {(c.category, c.share) for c in found} == {("justice", "own")}


def test_consent_of_the_person_never_opens_what_was_said_about_others():
    found = cells_of(category="third_party_safeguarding", share="agreed")

    assert {c.basis for c in found} == {
        "statutory",
        "vital_interest",
        "public_interest",
        "court_order",
    }


def test_only_care_agencies_find_and_no_one_destroys():
    assert {cell.agency_type for cell in cells_of(action="find")} == set(CARE)
    assert cells_of(action="destroy") == []


@pytest.mark.parametrize("action", ["create", "amend", "sign", "disclose", "print", "grant"])
def test_work_is_done_on_the_own_agencys_rows_only(action):
    work = [cell for cell in cells_of(action=action) if cell.relationship != "recipient"]
    assert {cell.share for cell in work} == {"own"}


def test_who_writes_clinical_detail_and_who_exports():
    writes = {c.role for c in cells_of(action="create", category="clinical_detail")}
    # The person: their own answers and messages, and no other table (Access.self_may).
    assert writes == {"clinician", "person"}
    assert {c.role for c in cells_of(action="export")} == {"privacy_officer"}


def test_what_may_be_read_may_be_listed_and_the_other_way_round():
    read = {cell._replace(action="") for cell in cells_of(action="read")}
    listed = {cell._replace(action="") for cell in cells_of(action="list")}

    assert read == listed


@pytest.mark.parametrize("action", ["create", "amend", "sign", "disclose", "print", "export"])
def test_no_one_works_on_a_row_that_they_cannot_read(action):
    read = {cell._replace(action="") for cell in cells_of(action="read")}

    assert {cell._replace(action="") for cell in cells_of(action=action)} <= read


def test_care_agencies_of_both_kinds_have_the_same_reach():
    nhs, charity = (
        {cell._replace(agency_type="") for cell in cells_of(agency_type=kind)} for kind in CARE
    )

    assert nhs == charity


def test_every_role_of_every_agency_is_decided_on():
    working = {(cell.agency_type, cell.role) for cell in load().cells}
    silent = {
        (agency, role)
        for agency, roles in AGENCY_ROLES.items()
        for role in roles
        if (agency, role) not in working
    }

    assert {role for _, role in silent if _ != "commissioner"} == {
        "manager",
        "evaluator",
        "support_engineer",
    }
    assert not [cell for cell in load().cells if cell.agency_type == "commissioner"]


def test_the_expanded_file_is_current():
    assert EXPANDED.read_text(encoding="utf-8") == compile_source().text


def test_the_published_page_is_current():
    assert page.PAGE.read_text(encoding="utf-8") == page.render(load())


def test_a_person_reaches_nothing_of_others_and_nothing_that_waits_for_a_decision():
    theirs = cells_of(role="person")

    assert {c.category for c in theirs} == {"identity", "health_summary", "clinical_detail"}
    assert {(c.relationship, c.purpose) for c in theirs} == {("self", "own_record")}
    assert {c.role for c in load().cells if c.relationship == "self"} == {"person"}
