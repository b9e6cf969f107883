"""Libra: the list as XML and JSON, and the message of one case."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from throughcare.court.listed import Counts, ListedCase, ListedPerson
from throughcare.exchange.court_lists.tests.making import (
    as_xml,
    codes,
    libra_case,
    libra_list,
    libra_session,
    only_person,
    read_json,
    read_text,
)
from throughcare.exchange.court_lists.values import LONDON

EXPECTED = ListedCase(
    where="session 1, block 1, case 1",
    court="Northfield Magistrates' Court",
    court_code="B99ZZ",
    on=date(2026, 11, 20),
    room="01",
    starts_at=time(10, 20),
    minutes=10,
    number="2600000001",
    urn="99ZZ0000126",
    hearing_type="Pre-Sentence Report",
    list_number="1st",
    sequence=3,
    people=(
        ListedPerson(
            key="",
            role="defendant",
            kind="person",
            name="Mr Invented Middle EXAMPLE",
            title="Mr",
            given="Invented",
            middle="Middle",
            family="EXAMPLE",
            born_on=date(1990, 3, 2),
            age=36,
            under_18=False,
            sex="male",
            offences=2,
        ),
    ),
)


def without_keys(case: ListedCase) -> ListedCase:
    from dataclasses import replace

    return replace(case, people=tuple(replace(person, key="") for person in case.people))


@pytest.mark.parametrize("form", ["json", "xml", "gateway"])
def test_an_entry_says_the_same_in_each_form(form: str) -> None:
    found = libra_list(libra_session(libra_case()))
    if form == "json":
        document = read_json(found)
    elif form == "xml":
        job = found["document"]["data"]["job"]
        document = read_text(as_xml("CourtList", {"sessions": job["sessions"]}))
    else:
        gateway = as_xml("ns38:ExternalDocumentRequest", {"documents": found})
        named = gateway.replace("Request>", 'Request xmlns:ns38="urn:invented">', 1)
        document = read_text(f'<?xml version="1.0" encoding="UTF-8"?>\n{named}')
    assert document.format == ("libra-json" if form == "json" else "libra-xml")
    assert [without_keys(case) for case in document.cases] == [EXPECTED]
    assert document.counts == Counts(hearings=1, cases=1, people=1, offences=2)
    assert (document.dates, document.courts) == ((EXPECTED.on,), (EXPECTED.court,))


def test_one_item_may_be_an_object_and_several_an_array() -> None:
    one = libra_session(libra_case())
    one["blocks"]["block"]["cases"]["case"] = libra_case()
    alone = libra_list(one)
    alone["document"]["data"]["job"]["sessions"]["session"] = one
    two = libra_session(libra_case(), libra_case(caseno=2, c_id=2))
    two["blocks"]["block"] = [two["blocks"]["block"], {"bstart": "14:00"}]
    assert read_json(alone).counts.people == 1
    assert read_json(libra_list(two, one)).counts.people == 3


def test_when_it_was_published_is_kept() -> None:
    document = read_json(libra_list(libra_session(libra_case())))
    assert document.published_at == datetime(2026, 11, 19, 16, 12, tzinfo=LONDON)


def test_several_documents_and_days_are_read() -> None:
    first = libra_list(libra_session(libra_case()))["document"]
    second = libra_list(libra_session(libra_case(), doh="23/11/2026", court="Southfield"))
    text = as_xml("r", {"documents": {"document": [first, second["document"]]}})
    document = read_text(text)
    assert document.dates == (date(2026, 11, 20), date(2026, 11, 23))
    assert document.courts == ("Northfield Magistrates' Court", "Southfield")


MESSAGE: dict[str, Any] = {
    "caseNo": "2600000001",
    "name": {"title": "Mr", "forename1": "Invented", "forename2": "Q", "surname": "EXAMPLE"},
    "defendantName": "Mr Invented Q EXAMPLE",
    "defendantType": "P",
    "defendantSex": "F",
    "defendantDob": "02/03/1990",
    "defendantAge": "36",
    "pnc": "2004/0012345U",
    "listNo": "2nd",
    "offences": [{"seq": 1, "title": "Invented"}],
    "sessionStartTime": "2026-11-20T09:01:00",
    "courtCode": "B99ZZ",
    "courtRoom": "07",
    "seq": 4,
    "cId": "C1",
}


def test_a_case_message_is_a_list_of_one() -> None:
    document = read_json(MESSAGE)
    [case] = document.cases
    person = only_person(document)
    assert (case.court, case.court_code, case.room) == ("B99ZZ", "B99ZZ", "07")
    assert (case.on, case.starts_at, case.sequence) == (date(2026, 11, 20), time(9, 1), 4)
    assert (person.given, person.middle, person.family) == ("Invented", "Q", "EXAMPLE")
    assert (person.sex, person.offences, person.pnc) == ("female", 1, "2004/0012345U")


def test_an_organisation_keeps_nothing_of_a_person() -> None:
    person = only_person(read_json({**MESSAGE, "defendantType": "O"}))
    assert person == ListedPerson(
        key=person.key,
        role="defendant",
        kind="organisation",
        name="Mr Invented Q EXAMPLE",
        sex="not_said",
        offences=1,
    )


def test_the_name_as_given_stands_where_there_is_only_one_text() -> None:
    table = {
        "EXAMPLE": ("", "", "", "EXAMPLE"),
        "Mr Juan DE LA EXAMPLE": ("Mr", "Juan", "", "DE LA EXAMPLE"),
        "MISS INVENTED MARY EXAMPLE": ("MISS", "INVENTED", "MARY", "EXAMPLE"),
        "Invented A EXAMPLE": ("", "Invented", "A", "EXAMPLE"),
        "EXAMPLE, Invented Mary": ("", "Invented", "Mary", "EXAMPLE"),
        "Dr. Invented Example": ("Dr.", "Invented", "", "Example"),
        "Mr": ("", "", "", "Mr"),
    }
    for given, parts in table.items():
        person = only_person(read_json(libra_list(libra_session(libra_case(def_name=given)))))
        assert (person.title, person.given, person.middle, person.family) == parts
        assert person.name == given


def test_custody_is_never_inferred() -> None:
    session = libra_session(libra_case(bailcond="Residence: as invented"), libra_case(c_id=2))
    session["blocks"]["block"]["desc"] = "Overnight custody"
    document = read_json(libra_list(session))
    assert [person.custody for _, person in document.entries()] == ["on_bail", "not_said"]
    assert "custody_words" in codes(document)
    assert document.counts.in_custody == 0


def test_no_text_of_the_offence_or_address_is_kept() -> None:
    case = libra_case(
        def_addr={"line1": "SECRET"},
        nationality_1="SECRET",
        offences={"offence": [{"title": "SECRET", "sum": "SECRET", "plea": "SECRET"}]},
    )
    document = read_json(libra_list(libra_session(case)))
    assert "SECRET" not in repr(document)
    assert document.counts.offences == 1
