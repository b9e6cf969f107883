"""What holds for every format: keys, under 18, refusals, the summary, the documents."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import IO, Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughcare.court.listed import Counts, Problem
from throughcare.exchange import court_lists
from throughcare.exchange.court_lists.json_text import JsonText
from throughcare.exchange.court_lists.problems import CATALOGUE, ListRefused, Problems
from throughcare.exchange.court_lists.tests.making import (
    cath_list,
    codes,
    libra_case,
    libra_list,
    libra_session,
    only_person,
    party,
    read_json,
    read_text,
)
from throughcare.exchange.court_lists.tree import Tree

DOCUMENT = Path(__file__).parents[4] / "docs/reference/court-list-formats.md"


def keys(document: Any) -> list[str]:
    return [person.key for _, person in document.entries()]


def test_a_key_survives_another_room_time_custody_and_order() -> None:
    one, two = libra_case(), libra_case(caseno=2, c_id=2)
    before = keys(read_json(libra_list(libra_session(one, two))))
    moved = libra_case(def_name="Mr Invented EXAMPLE-OTHER", bailcond="x", cseq=9)
    after = keys(read_json(libra_list(libra_session(two, moved, room="9", sstart="14:00"))))
    assert sorted(before) == sorted(after)
    assert len(set(before)) == 2


def test_a_key_tells_nothing_and_differs_by_case_court_and_person() -> None:
    base = libra_case()
    versions = [
        libra_session(base),
        libra_session(libra_case(caseno=2)),
        libra_session(libra_case(c_id=2)),
        libra_session(base, ou_code="B88ZZ00"),
    ]
    found = [keys(read_json(libra_list(version)))[0] for version in versions]
    assert len(set(found)) == len(versions)
    assert all(re.fullmatch(r"[0-9a-f]{32}", key) for key in found)


def test_without_a_number_the_name_and_birth_date_make_the_key() -> None:
    def key(**details: Any) -> str:
        case = {"caseUrn": "99ZZ1", "party": [party(**details)]}
        return keys(read_json(cath_list({"case": [case]})))[0]

    assert key() == key(age=None, gender="male", inCustody=True)
    assert key() == key(individualSurname="EXAMPLE")
    assert key() != key(dateOfBirth="1991-03-02")
    assert key() != key(individualForenames="Other")


def test_the_same_person_twice_in_a_case_on_a_day_has_two_keys() -> None:
    document = read_json(libra_list(libra_session(libra_case(), libra_case())))
    assert len(set(keys(document))) == 2
    assert codes(document) == {"listed_twice"}
    other_day = libra_session(libra_case(), doh="21/11/2026")
    document = read_json(libra_list(libra_session(libra_case()), other_day))
    assert len(set(keys(document))) == 1
    assert codes(document) == set()


@pytest.mark.parametrize("other", [{"def_name": "Ms Invented OTHER"}, {"def_dob": "03/03/1991"}])
def test_one_number_at_two_names_gives_each_a_key_of_its_own_in_any_order(
    other: dict[str, Any],
) -> None:
    cases = [libra_case(), libra_case(**other), libra_case()]
    there, back = (
        read_json(libra_list(libra_session(*given))) for given in (cases, list(reversed(cases)))
    )
    named = [
        {(person.name, person.born_on, person.key) for _case, person in document.entries()}
        for document in (there, back)
    ]
    assert named[0] == named[1]
    assert len(set(keys(there))) == 3
    assert codes(there) == {"number_of_another", "listed_twice"}
    alone = keys(read_json(libra_list(libra_session(libra_case()))))
    assert not set(alone) & set(keys(there))


@pytest.mark.parametrize(
    ("born", "age", "young"),
    [
        ("21/11/2008", None, True),
        ("20/11/2008", None, False),
        (None, 17, True),
        (None, 18, False),
        (None, None, None),
        ("01/01/1980", 17, True),
        ("01/01/2015", 46, True),
        ("31/02/1990", None, None),
    ],
)
def test_under_18_is_by_the_day_of_the_hearing_and_in_doubt_yes(
    born: str | None, age: int | None, young: bool | None
) -> None:
    document = read_json(libra_list(libra_session(libra_case(def_dob=born, def_age=age))))
    assert only_person(document).under_18 is young
    assert bool({"under_18", "under_18_unsure"} & codes(document)) == bool(young)


@pytest.mark.parametrize(
    ("facts", "young"),
    [
        ({"def_dob": None, "def_age": None, "pg_name": "Mrs Invented EXAMPLE"}, True),
        ({"def_dob": None, "def_age": None, "pg_name": " "}, None),
        ({"def_dob": "20/11/1990", "pg_name": "Mrs Invented EXAMPLE"}, False),
    ],
)
def test_a_parent_or_guardian_says_a_child_where_nothing_else_does(
    facts: dict[str, Any], young: bool | None
) -> None:
    document = read_json(libra_list(libra_session(libra_case(**facts))))
    assert only_person(document).under_18 is young


def test_a_birth_date_that_is_none_is_kept_as_written() -> None:
    person = only_person(read_json(libra_list(libra_session(libra_case(def_dob="31/02/1990")))))
    assert (person.born_on, person.birth_words) == (None, "31/02/1990")


def test_the_summary_is_the_documented_one() -> None:
    document = read_json(libra_list(libra_session(libra_case(), libra_case())))
    found = court_lists.summary(document)
    assert list(found) == [
        "format",
        "accepted",
        "dates",
        "courts",
        "hearings",
        "cases",
        "people",
        "organisations",
        "offences",
        "in_custody",
        "restrictions",
        "problems",
    ]
    assert found["dates"] == ["2026-11-20"]
    assert found["problems"] == [asdict(problem) for problem in document.problems]
    assert list(found["problems"][0]) == [field.name for field in fields(Problem)]
    json.dumps(found)


def test_a_refused_file_gives_the_same_document_with_its_error_first() -> None:
    document = read_text('{"$schema": "x", "type": "object"}')
    assert (document.accepted, document.counts, document.cases) == (False, Counts(), ())
    assert [(p.code, p.severity) for p in document.problems] == [("json_schema", "error")]
    assert set(court_lists.summary(document)) == set(
        court_lists.summary(read_json(libra_list(libra_session(libra_case()))))
    )


def test_only_a_whole_list_says_who_is_no_longer_listed() -> None:
    session = libra_session(libra_case())
    undated = libra_session(libra_case(caseno=2), doh=None)
    message = {"caseNo": "1", "defendantName": "A", "sessionStartTime": "2026-11-20T10:00:00"}
    assert read_json(libra_list(session)).whole
    assert read_json(cath_list({"case": [{"caseUrn": "9", "party": [party()]}]})).whole
    assert not read_json(libra_list(session, undated)).whole
    assert not read_json([message, {**message, "caseNo": "2"}]).whole


def test_the_checksum_is_that_of_the_bytes() -> None:
    document = court_lists.read(io.BytesIO(b"hello"))
    assert document.checksum == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"


def test_a_stream_that_cannot_go_back_is_read_too() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: Any) -> int:
            raise OSError("a pipe")

    data = json.dumps(libra_list(libra_session(libra_case()))).encode()
    assert court_lists.read(cast("IO[bytes]", Pipe(data))).counts.people == 1


def test_a_format_that_there_is_not_names_the_choices() -> None:
    with pytest.raises(ValueError, match="libra-xml, libra-json, cath, csv, common-platform"):
        court_lists.read(io.BytesIO(b""), "excel")


def test_every_problem_is_documented_with_its_severity() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    documented = dict(re.findall(r"^\| `([a-z0-9_]+)` \| (error|warning|info) \|", text, re.M))
    assert documented == {code: rule.severity for code, rule in CATALOGUE.items()}


def test_left_out_is_a_warning_and_nothing_else_is_called_so() -> None:
    assert {CATALOGUE[code].severity for code in CATALOGUE if code.startswith("left_out")} == {
        "warning"
    }


def test_problems_past_the_limit_are_counted() -> None:
    problems = Problems()
    for place in range(20_005):
        problems.add("no_name", f"row {place}")
    *_, last = problems.all()
    assert (last.code, "5 more" in last.message) == ("more_problems", True)


class Everything(frozenset[str]):
    """Fields of any name: the tree keeps them all."""

    def __contains__(self, _: object) -> bool:
        return True


def pieces(text: str, size: int) -> Iterator[str]:
    return (text[at : at + size] for at in range(0, len(text), size))


def parsed(text: str, size: int) -> Any:
    return JsonText(pieces(text, size), Tree({}, Everything())).read()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON, st.integers(1, 9), st.sampled_from([None, 1]), st.booleans())
@settings(max_examples=150, deadline=None)
def test_json_in_any_pieces_is_what_it_is_whole(
    value: Any, size: int, indent: int | None, plain: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=plain)
    assert parsed(text, size) == json.loads(text)


@given(JSON, st.integers(0, 10_000), st.sampled_from(list('{}[],:"0x\\ tnull\n')))
@settings(max_examples=150, deadline=None)
def test_damaged_json_is_refused_or_means_what_the_standard_reader_says(
    value: Any, at: int, mark: str
) -> None:
    text = json.dumps(value)
    place = at % (len(text) + 1)
    damaged = text[:place] + mark + text[place + 1 :]
    try:
        expected = json.loads(damaged)
    except ValueError:
        with pytest.raises(ListRefused):
            reader = JsonText(pieces(damaged, 7), Tree({}, Everything()))
            reader.read()
            if reader.loose:
                raise ListRefused("json_not_strict") from None
    else:
        try:
            found = parsed(damaged, 7)
        except ListRefused as refused:
            assert refused.problem.code == "duplicate_key"
        else:
            assert found == expected or _has_fraction(expected)


def _has_fraction(value: Any) -> bool:
    """Whether a number stands there that we keep as written: a fraction, or one too long."""
    if isinstance(value, list | dict):
        return any(
            _has_fraction(item) for item in (value.values() if isinstance(value, dict) else value)
        )
    return isinstance(value, float) or (isinstance(value, int) and abs(value) >= 10**15)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{\n "a": 1,\n "b" 2}', "line 3, column 6"),
        ('{"a": nope}', "line 1, column 7"),
        ("[1,\n2", "line 2, column 2"),
    ],
)
def test_the_place_of_an_error_is_named(text: str, where: str) -> None:
    [problem] = read_text(text).problems
    assert problem.where == where


def test_dates_of_a_month_are_all_there() -> None:
    sessions = [libra_session(libra_case(), doh=f"{day:02}/11/2026") for day in (30, 2, 17)]
    document = read_json(libra_list(*sessions))
    assert document.dates == (date(2026, 11, 2), date(2026, 11, 17), date(2026, 11, 30))
