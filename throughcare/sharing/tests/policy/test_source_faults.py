"""A fault in the source is named with its place and its remedy, and nothing is compiled."""

from __future__ import annotations

import pytest

from throughcare.sharing.policy.compiler import SOURCE_HEADER, PolicyFaults, compile_source

GOOD = "nhs_provider,clinician,caseload,direct_care,identity,none,own,read,They work together."


def compile_lines(tmp_path, *lines: str):
    path = tmp_path / "cells.csv"
    path.write_text("\n".join([",".join(SOURCE_HEADER), *lines]) + "\n", encoding="utf-8")
    return compile_source(path)


def faults_of(tmp_path, *lines: str) -> list[str]:
    with pytest.raises(PolicyFaults) as caught:
        compile_lines(tmp_path, *lines)
    return [str(fault) for fault in caught.value.faults]


def changed(**words: str) -> str:
    fields = dict(zip(SOURCE_HEADER, GOOD.split(","), strict=True)) | words
    return ",".join(fields.values())


def test_a_set_becomes_one_line_for_each_combination(tmp_path):
    compiled = compile_lines(tmp_path, changed(relationship="team|caseload", action="read|list"))

    assert compiled.text.split("\n")[1:-1] == [
        "nhs_provider,clinician,caseload,direct_care,identity,none,own,list",
        "nhs_provider,clinician,caseload,direct_care,identity,none,own,read",
        "nhs_provider,clinician,team,direct_care,identity,none,own,list",
        "nhs_provider,clinician,team,direct_care,identity,none,own,read",
    ]


def test_the_hash_follows_the_cells_and_not_the_order_or_the_reasons(tmp_path):
    other = changed(action="list")
    first = compile_lines(tmp_path, GOOD, other).sha256

    assert compile_lines(tmp_path, other, GOOD).sha256 == first
    assert compile_lines(tmp_path, GOOD, changed(action="list", why="Because.")).sha256 == first
    assert compile_lines(tmp_path, GOOD).sha256 != first


def test_a_reason_may_hold_a_comma_when_quoted(tmp_path):
    compiled = compile_lines(tmp_path, changed(why='"First, and last."'))

    assert compiled.whys == {2: "First, and last."}


# what is changed in a good line | where and what the fault says
FAULTS = [
    ({"role": "clinican"}, "cells.csv:2:14: unknown role [clinican]: choose from clinician, prac"),
    ({"action": "read|raed"}, "cells.csv:2:68: unknown action [raed]: choose from find, list"),
    ({"category": "*"}, "cells.csv:2:45: no wildcard may stand for category [*]"),
    ({"purpose": "all"}, "cells.csv:2:33: no wildcard may stand for purpose [all]"),
    ({"basis": ""}, "cells.csv:2:54: no wildcard may stand for basis []"),
    ({"action": "read|read"}, "cells.csv:2:68: action [read] stands twice in one set"),
    ({"agency_type": "police"}, "cells.csv:2:8: unreachable: police has no role [clinician]"),
    ({"purpose": "audit"}, "cells.csv:2:33: unreachable: clinician may not choose purpose"),
    ({"relationship": "custody"}, "cells.csv:2:24: unreachable: clinician cannot hold relationsh"),
    ({"share": "open", "category": "justice"}, "cells.csv:2:45: never allowed: only identity"),
    (
        {"relationship": "break_glass", "category": "clinical_detail"},
        "cells.csv:2:48: never allowed: break-glass never opens clinical detail rows",
    ),
    (
        {"relationship": "break_glass", "category": "third_party_safeguarding"},
        "cells.csv:2:48: never allowed: break-glass never opens",
    ),
    ({"why": "no stop"}, "cells.csv:2:68: why must be one plain sentence"),
    ({"why": ""}, "cells.csv:2:68: why must be one plain sentence"),
    ({"why": "One, two."}, "cells.csv:2:1: 10 columns where there must be 9"),
    ({"why": '"open.'}, "cells.csv:2:1: not a line of a CSV file"),
]


@pytest.mark.parametrize(("words", "says"), FAULTS)
def test_a_faulty_line_is_named_with_its_place(tmp_path, words, says):
    found = faults_of(tmp_path, changed(**words))

    assert len(found) == 1
    assert found[0].startswith(says)


@pytest.mark.parametrize(
    ("agency_type", "role", "relationship", "purpose"),
    [
        ("probation", "probation_practitioner", "order_supervision", "supervision"),
        ("police", "police_liaison", "custody", "safeguarding"),
        ("court", "court_officer", "court_hearing", "court_report"),
    ],
)
def test_clinical_detail_for_a_justice_agency_cannot_be_compiled(
    tmp_path, agency_type, role, relationship, purpose
):
    who = {"agency_type": agency_type, "role": role, "relationship": relationship}
    for share, basis in [("own", "none"), ("agreed", "explicit_consent")]:
        words = {"purpose": purpose, "category": "clinical_detail", "share": share, "basis": basis}
        (fault,) = faults_of(tmp_path, changed(**who, **words))
        assert "probation, police and court staff never read clinical detail" in fault


def test_health_without_a_basis_cannot_leave_care(tmp_path):
    line = (
        "court,court_officer,court_hearing,court_report,health_summary,none,agreed,read,"
        "The court asked."
    )

    (fault,) = faults_of(tmp_path, line)
    assert "health summary rows reach an agency outside health care only on a basis" in fault


def test_a_cell_said_twice_names_the_first_line(tmp_path):
    found = faults_of(tmp_path, GOOD, changed(action="list|read"))

    assert found == ["cells.csv:3:1: repeats cells.csv:2"]


@pytest.mark.parametrize(
    ("narrow", "wide", "says"),
    [
        ({"basis": "statutory"}, {}, "3:54: shadowed: cells.csv:2 allows this with basis none"),
        ({"share": "agreed"}, {"share": "open"}, "3:59: shadowed: cells.csv:2 allows this with sh"),
        (
            {"share": "agreed", "basis": "statutory"},
            {"share": "open"},
            "3:64: shadowed: cells.csv:2 allows this with share open",
        ),
    ],
)
def test_a_row_that_adds_nothing_is_refused(tmp_path, narrow, wide, says):
    found = faults_of(tmp_path, changed(**wide), changed(**narrow))

    assert len(found) == 1
    assert found[0].startswith(f"cells.csv:{says}")


def test_an_empty_line_and_a_wrong_header_are_refused(tmp_path):
    assert faults_of(tmp_path, GOOD, "", changed(action="list")) == [
        "cells.csv:3:1: 0 columns where there must be 9"
    ]
    path = tmp_path / "cells.csv"
    path.write_text("role,action\n", encoding="utf-8")
    with pytest.raises(PolicyFaults, match=r"cells\.csv:1:1: the first line must be agency_type,"):
        compile_source(path)


def test_all_faults_are_told_at_once(tmp_path):
    found = faults_of(tmp_path, changed(role="x"), GOOD, changed(action="y"))

    assert [fault.split(": ")[0] for fault in found] == ["cells.csv:2:14", "cells.csv:4:63"]
