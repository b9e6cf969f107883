"""CaTH: the magistrates' lists and the Crown Court's daily list."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from throughcare.court.listed import Counts, ListedPerson
from throughcare.exchange.court_lists.tests.making import (
    cath_list,
    codes,
    libra_case,
    libra_list,
    libra_session,
    only_person,
    organisation,
    party,
    read_json,
)
from throughcare.exchange.court_lists.values import LONDON

PROSECUTOR = organisation("PROSECUTING_AUTHORITY", "Invented Prosecutions")


def hearing(**fields: Any) -> dict[str, Any]:
    return {"hearingType": "First hearing", "panel": "ADULT", **fields}


def case(*parties: Any, **fields: Any) -> dict[str, Any]:
    return {"caseUrn": "99ZZ0000126", "party": list(parties), **fields}


def test_a_defendant_is_read_and_a_prosecutor_is_not() -> None:
    document = read_json(cath_list(hearing(case=[case(party(inCustody=True), PROSECUTOR)])))
    [listed] = document.cases
    assert (listed.court, listed.room, listed.on) == (
        "Northfield",
        "Courtroom 1",
        date(2026, 11, 20),
    )
    assert (listed.starts_at, listed.hearing_type) == (time(10), "First hearing")
    assert (listed.number, listed.urn) == ("99ZZ0000126", "99ZZ0000126")
    person = only_person(document)
    assert person == ListedPerson(
        key=person.key,
        role="defendant",
        kind="person",
        name="Invented Middle Example",
        given="Invented",
        middle="Middle",
        family="Example",
        born_on=date(1990, 3, 2),
        age=36,
        under_18=False,
        sex="female",
        custody="in_custody",
        offences=1,
    )
    assert document.published_at == datetime(2026, 11, 19, 17, 30, 0, 123000, tzinfo=LONDON)


def test_the_counting_rules() -> None:
    """Cases are case elements; people defendants, respondents and applicants, never prosecutors."""
    application = {
        "applicationReference": "A1",
        "applicationType": "Invented order",
        "party": [
            party("APPLICANT", inCustody=True),
            party("RESPONDENT"),
            organisation("APPLICANT"),
        ],
    }
    individual_prosecutor = party("PROSECUTING_AUTHORITY")
    document = read_json(
        cath_list(
            hearing(
                case=[
                    case(party(), party("RESPONDENT"), PROSECUTOR, reportingRestriction=True),
                    case(party(), individual_prosecutor, caseUrn="99ZZ2"),
                ],
                application=[application],
            ),
            hearing(application=[{**application, "applicationReference": "A2"}]),
        )
    )
    assert document.counts == Counts(
        hearings=3,
        cases=2,
        applications=2,
        people=7,
        organisations=2,
        offences=7,
        in_custody=2,
        restrictions=1,
    )
    assert [listed.kind for listed in document.cases] == ["case", "case"] + ["application"] * 2
    assert "application_only" in codes(document)


@pytest.mark.parametrize(
    ("start", "on", "at"),
    [
        ("2026-07-01T09:00:00Z", date(2026, 7, 1), time(10)),
        ("2026-07-01T23:30:00Z", date(2026, 7, 2), time(0, 30)),
        ("2026-01-15T10:00:00.123Z", date(2026, 1, 15), time(10)),
        ("2026-11-20T10:00:00", date(2026, 11, 20), time(10)),
        ("2026-10-25T01:30:00Z", date(2026, 10, 25), time(1, 30)),
    ],
)
def test_times_are_by_the_clock_on_the_wall(start: str, on: date, at: time) -> None:
    [listed] = read_json(cath_list(hearing(case=[case(party())]), start=start)).cases
    assert (listed.on, listed.starts_at) == (on, at)


@pytest.mark.parametrize(
    ("fields", "restricted", "words"),
    [
        ({}, False, ""),
        ({"reportingRestriction": False}, False, ""),
        ({"reportingRestriction": True}, True, ""),
        (
            {
                "reportingRestriction": True,
                "reportingRestrictionDetails": ["Section\n45", "No name"],
            },
            True,
            "Section 45; No name",
        ),
        ({"reportingRestrictionDetail": ["Section 45"]}, True, "Section 45"),
        ({"reportingRestriction": "unsure"}, True, ""),
    ],
)
def test_a_restriction_is_kept_and_in_doubt_there_is_one(
    fields: dict[str, Any], restricted: bool, words: str
) -> None:
    document = read_json(cath_list(hearing(case=[case(party(), **fields)])))
    [listed] = document.cases
    assert (listed.restricted, listed.restriction) == (restricted, words)
    assert document.counts.restrictions == int(restricted)


def test_a_restriction_on_an_offence_restricts_the_entry() -> None:
    restricted = party()
    restricted["offence"][0]["reportingRestrictionDetails"] = ["Section 45"]
    document = read_json(
        cath_list(
            hearing(case=[case(restricted)]),
            hearing(application=[{"applicationReference": "A", "party": [restricted]}]),
        )
    )
    assert [(x.restricted, x.restriction) for x in document.cases] == [(True, "Section 45")] * 2
    assert document.counts.restrictions == 1
    assert "application_restricted" in codes(document)


def test_an_application_heard_with_a_restricted_case_is_restricted_as_that_is() -> None:
    applied = {"applicationReference": "A", "party": [party("RESPONDENT")]}
    secret = case(party(), reportingRestriction=True, reportingRestrictionDetails=["Section 45"])
    together = read_json(cath_list(hearing(case=[secret], application=[applied])))
    assert [(x.restricted, x.restriction) for x in together.cases] == [(True, "Section 45")] * 2
    assert together.counts.restrictions == 1
    apart = read_json(cath_list(hearing(case=[secret]), hearing(application=[applied])))
    assert [x.restricted for x in apart.cases] == [True, False]


def test_the_adult_list_takes_the_day_it_was_printed_for() -> None:
    found = libra_list(libra_session(libra_case()))
    [session] = found["document"]["data"]["job"]["sessions"]["session"]
    del session["doh"]
    document = read_json(found)
    assert document.format == "cath"
    assert document.dates == (date(2026, 11, 19),)
    assert {"date_from_print", "kind_not_said"} <= codes(document)


def test_the_adult_list_may_be_asked_for_by_name() -> None:
    found = libra_list(libra_session(libra_case()))
    assert read_json(found, format="cath").format == "cath"
    assert read_json(found, format="libra-json").format == "libra-json"
    refused = read_json(found, format="common-platform")
    assert (refused.accepted, codes(refused)) == (False, {"other_format"})


def defendant(**details: Any) -> dict[str, Any]:
    personal = {
        "Name": {
            "CitizenNameTitle": "Mr",
            "CitizenNameForename": ["Invented", "Middle"],
            "CitizenNameSurname": "Example",
        },
        "MaskedName": "A Defendant",
        "IsMasked": "no",
        "DateOfBirth": {"BirthDate": "1990-03-02"},
        "Age": 36,
        "Sex": "male",
        **details,
    }
    return {"PersonalDetails": personal, "URN": "99ZZ1", "Charges": [{}, {}]}


def crown_list(*defendants: dict[str, Any], **fields: Any) -> dict[str, Any]:
    listed = {
        "HearingSequenceNumber": 2,
        "HearingDetails": {"HearingDescription": "Trial"},
        "CaseNumber": "T20260001",
        "Prosecution": {"Advocate": {"PersonalDetails": {"Name": {"CitizenNameSurname": "No"}}}},
        "Defendants": list(defendants),
        **fields,
    }
    sitting = {"CourtRoomNumber": 5, "SittingAt": "14:00:00", "Hearings": [listed]}
    house = {"CourtHouseCode": 999, "CourtHouseName": "Northfield Crown Court"}
    return {
        "DailyList": {
            "DocumentID": {"UniqueID": "U1"},
            "ListHeader": {"StartDate": "2026-11-20", "PublishedTime": "2026-11-19T17:00:00Z"},
            "CrownCourt": house,
            "CourtLists": [{"CourtHouse": house, "Sittings": [sitting]}],
        }
    }


def test_the_crown_list_is_read() -> None:
    document = read_json(crown_list(defendant()))
    [listed] = document.cases
    person = only_person(document)
    assert (document.format, document.source_id) == ("cath", "U1")
    assert (listed.court, listed.court_code, listed.room) == ("Northfield Crown Court", "999", "5")
    assert (listed.starts_at, listed.sequence, listed.urn) == (time(14), 2, "99ZZ1")
    assert (listed.number, listed.hearing_type) == ("T20260001", "Trial")
    assert person.name == "Mr Invented Middle Example"
    assert (person.given, person.middle, person.offences) == ("Invented", "Middle", 2)


@pytest.mark.parametrize("word", ["yes", "YES", "true", True, "perhaps"])
def test_a_masked_name_stays_masked(word: object) -> None:
    person = only_person(read_json(crown_list(defendant(IsMasked=word))))
    assert person == ListedPerson(
        key=person.key,
        role="defendant",
        kind="person",
        name="A Defendant",
        masked=True,
        offences=2,
    )


def test_a_prison_named_beside_a_defendant_is_custody() -> None:
    held = {**defendant(), "PrisonLocation": {"Location": ["Invented Prison"]}}
    free = {**defendant(), "PrisonLocation": {"Location": [""]}}
    document = read_json(crown_list(held, free))
    assert [person.custody for _, person in document.entries()] == ["in_custody", "not_said"]


def test_a_firm_list_is_the_daily_one_for_several_days() -> None:
    daily = crown_list(defendant())["DailyList"]
    [monday] = daily["CourtLists"]
    days = [{**monday, "SittingDate": day} for day in ("2026-11-23", "2026-11-24")]
    days[1]["Sittings"] = [
        {
            **monday["Sittings"][0],
            "Hearings": [
                {
                    **monday["Sittings"][0]["Hearings"][0],
                    "HearingDetails": {"HearingDescription": "Trial", "HearingDate": "2026-11-23"},
                }
            ],
        }
    ]
    document = read_json({"FirmList": {**daily, "CourtLists": days}})
    assert [case.on for case in document.cases] == [date(2026, 11, 23), date(2026, 11, 24)]
    assert document.dates == (date(2026, 11, 23), date(2026, 11, 24))
    assert not document.whole
    # The daily list of that day finds the same entry again.
    again = read_json({"DailyList": {**daily, "ListHeader": {"StartDate": "2026-11-23"}}})
    assert only_person(again).key == document.cases[0].people[0].key


def test_a_warned_list_gives_the_cases_that_have_a_day() -> None:
    def case(number: str, status: str) -> dict[str, Any]:
        hearing = [{"HearingDescription": "Trial", "HearingDate": "2026-11-20"}]
        held = {**defendant(), "CustodyStatus": status}
        return {"CaseNumber": number, "Hearing": hearing, "Defendants": [held]}

    house = {"CourtHouseCode": "999", "CourtHouseName": "Northfield Crown Court"}
    cases = [case("T1", "On bail"), case("T2", "In custody"), case("T3", "On remand")]
    fixed = [{"HearingType": "TRL", "Fixture": {"FixedDate": "2026-11-24", "Cases": cases}}]
    free = {"HearingType": "TRL", "Fixture": {"Cases": [case("T4", "On bail")]}}
    lists = [{"CourtHouse": house, "WithFixedDate": fixed, "WithoutFixedDate": free}]
    document = read_json({"WarnedList": {"CrownCourt": house, "CourtLists": lists}})
    assert [case.number for case in document.cases] == ["T1", "T2", "T3"]
    assert {case.on for case in document.cases} == {date(2026, 11, 24)}
    custody = [person.custody for _, person in document.entries()]
    assert custody == ["on_bail", "in_custody", "not_said"]
    assert document.counts.left_out == 1
    assert "left_out_no_fixed_day" in {problem.code for problem in document.problems}
    assert not document.whole
