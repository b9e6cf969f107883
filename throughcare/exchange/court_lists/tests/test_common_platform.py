"""Common Platform: one hearing, its days, cases and applications."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from throughcare.court.listed import Counts
from throughcare.exchange.court_lists.tests.making import codes, only_person, read_json


def defendant(**fields: Any) -> dict[str, Any]:
    return {
        "id": "d-1",
        "personDefendant": {
            "personDetails": {
                "title": "Mr",
                "firstName": "Invented",
                "middleName": "Middle",
                "lastName": "EXAMPLE",
                "dateOfBirth": "1990-03-02",
                "gender": "MALE",
                "address": {"address1": "SECRET"},
                "ethnicity": {"selfDefined": "SECRET"},
            }
        },
        "offences": [{"id": "o-1", "offenceTitle": "SECRET"}, {"id": "o-2"}],
        **fields,
    }


def hearing(*defendants: dict[str, Any], **fields: Any) -> dict[str, Any]:
    case = {
        "id": "c-1",
        "prosecutionCaseIdentifier": {"caseURN": "99ZZ1"},
        "defendants": list(defendants),
    }
    days = [
        {"sittingDay": "2026-11-20T10:00:00.000Z", "listedDurationMinutes": 60},
        {"sittingDay": "2026-11-23T14:30:00.000Z", "listedDurationMinutes": 30},
    ]
    return {
        "hearing": {
            "id": "h-1",
            "type": {"description": "Sentence"},
            "courtCentre": {"code": "B99ZZ00", "name": "Northfield", "roomName": "Court 3"},
            "hearingDays": days,
            "prosecutionCases": [case],
            **fields,
        }
    }


def test_a_case_is_a_sitting_on_each_day_and_counted_once() -> None:
    document = read_json(hearing(defendant()))
    assert document.counts == Counts(hearings=2, cases=1, people=1, offences=2)
    assert [(x.on, x.starts_at, x.minutes) for x in document.cases] == [
        (date(2026, 11, 20), time(10), 60),
        (date(2026, 11, 23), time(14, 30), 30),
    ]
    first = document.cases[0]
    assert (first.court, first.court_code, first.room) == ("Northfield", "B99ZZ", "Court 3")
    assert (first.hearing_type, first.urn, document.source_id) == ("Sentence", "99ZZ1", "h-1")
    keys = {person.key for _, person in document.entries()}
    assert len(keys) == 1
    assert not document.whole
    assert "SECRET" not in repr(document)


@pytest.mark.parametrize(
    ("status", "custody"),
    [
        (None, "not_said"),
        ({"code": "C", "description": "Custody"}, "in_custody"),
        ({"code": "U", "description": "Unconditional Bail"}, "on_bail"),
        ({"code": "A", "description": "Not applicable"}, "not_said"),
        ("Custody", "not_said"),
    ],
)
def test_custody_is_what_the_message_says(status: object, custody: str) -> None:
    person = defendant()
    person["personDefendant"]["bailStatus"] = status
    document = read_json(hearing(person))
    assert {found.custody for _, found in document.entries()} == {custody}
    assert document.counts.in_custody == (custody == "in_custody")


@pytest.mark.parametrize(
    ("said", "young"), [(True, True), ("true", True), (False, False), ("x", False)]
)
def test_youth_is_a_word_or_a_truth(said: object, young: bool) -> None:
    document = read_json(hearing(defendant(isYouth=said)))
    assert {person.under_18 for _, person in document.entries()} == {young}
    assert ("under_18_unsure" in codes(document)) == young


def test_an_organisation_and_a_restriction() -> None:
    company = {
        "id": "d-2",
        "legalEntityDefendant": {"organisation": {"name": "Invented Ltd"}},
        "offences": [{"reportingRestrictions": [{"label": "Section 45"}]}],
    }
    document = read_json(hearing(company))
    assert document.counts.organisations == 1
    assert {(x.restricted, x.restriction) for x in document.cases} == {(True, "Section 45")}
    assert document.counts.restrictions == 1


def test_a_prosecuting_applicant_is_not_listed() -> None:
    application = {
        "applicationReference": "A1",
        "type": {"description": "Invented order"},
        "applicant": {"prosecutingAuthority": {"name": "Invented"}},
        "respondents": [{"masterDefendant": defendant()}],
    }
    found = hearing(courtApplications=[application], prosecutionCases=[])
    found["hearing"]["hearingDays"] = found["hearing"]["hearingDays"][:1]
    document = read_json(found)
    person = only_person(document)
    assert (person.role, person.family) == ("respondent", "EXAMPLE")
    assert document.counts == Counts(hearings=1, applications=1, people=1, offences=2)


def test_a_cancelled_day_is_said_and_not_listed() -> None:
    found = hearing(defendant())
    found["hearing"]["hearingDays"][1]["isCancelled"] = True
    document = read_json(found)
    assert document.counts.hearings == len(document.cases) == 1
    assert "sitting_cancelled" in codes(document)
