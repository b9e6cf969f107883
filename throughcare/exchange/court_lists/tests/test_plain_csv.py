"""Our own CSV layout."""

from __future__ import annotations

import re
from datetime import date, time
from pathlib import Path

import pytest

from throughcare.court.listed import ListedCase, ListedPerson
from throughcare.exchange.court_lists.plain_csv import HEADINGS
from throughcare.exchange.court_lists.tests.making import codes, only_person, read_text

DOCUMENT = Path(__file__).parents[4] / "docs/reference/court-list-formats.md"
EVERYTHING = {
    "date": "20/11/2026",
    "court": "Northfield",
    "court code": "B99ZZ",
    "room": "1",
    "time": "2pm",
    "case number": "2600000001",
    "urn": "99ZZ1",
    "kind of case": "application",
    "hearing type": "First hearing",
    "list number": "7",
    "minutes": "15",
    "role": "Respondent",
    "kind": "person",
    "name": "",
    "title": "Ms",
    "given name": "Invented",
    "middle name": "Middle",
    "family name": "Example",
    "date of birth": "02/03/1990",
    "age": "36",
    "sex": "F",
    "pnc": "",
    "cro": "",
    "custody": "in custody",
    "offences": "3",
    "restriction": "Section 45",
}


def written(row: dict[str, str], mark: str = ",") -> str:
    return f"{mark.join(row)}\n{mark.join(row.values())}\n"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_every_heading_is_read(mark: str) -> None:
    assert set(EVERYTHING) == set(HEADINGS)
    document = read_text(written(EVERYTHING, mark))
    person = only_person(document)
    assert document.cases == (
        ListedCase(
            where="row 2",
            court="Northfield",
            court_code="B99ZZ",
            on=date(2026, 11, 20),
            kind="application",
            room="1",
            starts_at=time(14),
            minutes=15,
            number="2600000001",
            urn="99ZZ1",
            hearing_type="First hearing",
            list_number="7",
            restricted=True,
            restriction="Section 45",
            people=(
                ListedPerson(
                    key=person.key,
                    role="respondent",
                    kind="person",
                    name="Ms Invented Middle Example",
                    title="Ms",
                    given="Invented",
                    middle="Middle",
                    family="Example",
                    born_on=date(1990, 3, 2),
                    age=36,
                    under_18=False,
                    sex="female",
                    custody="in_custody",
                    offences=3,
                ),
            ),
        ),
    )


def test_headings_have_other_names_in_any_case_and_order() -> None:
    table = written(
        {
            "SURNAME": "Example",
            "Forename": "Invented",
            "Date_of_hearing": "2026-11-20",
            "Court name": "Northfield",
            "DOB": "1990-03-02",
        }
    )
    person = only_person(read_text(table))
    assert (person.given, person.family, person.born_on) == (
        "Invented",
        "Example",
        date(1990, 3, 2),
    )


def test_rows_of_one_case_at_one_time_are_one_case() -> None:
    head = "date,court,time,case number,name\n"
    rows = [
        "20/11/2026,Northfield,10:00,1,Mr Invented EXAMPLE",
        "20/11/2026,Northfield,10:00,1,Ms Other EXAMPLE",
        "20/11/2026,Northfield,14:00,1,Mr Invented EXAMPLE",
        "20/11/2026,Northfield,14:00,,Mr Third EXAMPLE",
        "20/11/2026,Northfield,14:00,,Mr Fourth EXAMPLE",
    ]
    document = read_text(head + "\n".join(rows))
    assert [len(case.people) for case in document.cases] == [2, 1, 1, 1]
    assert (document.counts.cases, document.counts.people) == (4, 5)


def test_a_missing_day_is_given_by_the_reader_of_the_list() -> None:
    table = "court,name\nNorthfield,Mr Invented EXAMPLE\n"
    assert not read_text(table).accepted
    document = read_text(table, day=date(2026, 11, 20))
    assert (document.accepted, document.dates) == (True, (date(2026, 11, 20),))


def test_a_given_day_never_replaces_one_of_the_list() -> None:
    document = read_text(written(EVERYTHING), day=date(2030, 1, 1))
    assert document.dates == (date(2026, 11, 20),)


@pytest.mark.parametrize(
    ("word", "custody"),
    [("Yes", "in_custody"), ("on_bail", "on_bail"), ("", "not_said"), ("No", "not_said")],
)
def test_words_of_custody(word: str, custody: str) -> None:
    document = read_text(written({**EVERYTHING, "custody": word}))
    assert only_person(document).custody == custody
    assert "unknown_custody" not in codes(document)


def test_the_documented_headings_are_those_that_are_read() -> None:
    part = DOCUMENT.read_text(encoding="utf-8").split("## Our own CSV", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| `([a-z ]+)` \| ([^|]*) \|", part, re.MULTILINE)
    found = {
        name: tuple(word.strip(" `") for word in others.split(",") if word.strip(" `–"))
        for name, others in rows
    }
    assert found == HEADINGS
