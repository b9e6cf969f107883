"""What a court ordered is read from its own result lines, once, and as it stands now."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from throughcare.exchange.hearing_results import read, summary
from throughcare.exchange.hearing_results.prompts import attends, clock, day, period

CO, SUSPS = "418b3aa7-65ab-4a4a-bab9-2f96b698118c", "8b1cff00-a456-40da-9ce4-f11c20959084"
MHTR, MHTRNR = "dc86a3bd-2fa0-4f90-b046-4ecc8d6c6265", "5473390c-dbe2-4026-a95f-8bb99d2e011d"
MHTRR = "54f41331-f5cb-44b3-ab88-ae063fb39e26"
DRNRR, RAR = "cc2cbb94-b75a-4a8c-9840-31c5f8007724", "ce5f92f8-2b32-4364-964b-2ea4b6ec0cae"
FRH, FRHC = "b3ed14c1-d921-459c-90fd-400a5d8d0076", "1f4146dd-e389-4973-8951-876e3634efd5"
REVUE = "bfb02d14-243f-4450-9c20-4c0ed9c5d64c"
END = {"label": "End Date", "promptRef": "endDate", "value": "2027-11-21"}
YEAR = {"label": "Period of treatment", "value": "12 Months"}


def line(number: str, definition: str, *prompts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "resultLineId": number,
        "resultDefinitionId": definition,
        "resultLabel": more.pop("label", ""),
        "orderedDate": "2026-11-21",
        "isDeleted": False,
        "parentResultLineIds": [],
        "prompts": list(prompts),
        **more,
    }


def share(*targets: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "hearingId": "invented-hearing",
        "sharedTime": "2026-11-21T11:00:00Z",
        "hearing": {"id": "invented-hearing", "prosecutionCases": []},
        "targets": [
            {"defendantId": "d1", "offenceId": f"o{n}", "resultLines": lines}
            for n, lines in enumerate(targets)
        ],
        **more,
    }


def orders(tmp_path: Path, data: Any) -> list[dict[str, Any]]:
    document = document_of(tmp_path, data)
    assert document["accepted"], document
    return list(document["orders"])


def document_of(tmp_path: Path, data: Any) -> dict[str, Any]:
    path = tmp_path / "results.json"
    path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return summary(read(path))


def order_with(*lines: dict[str, Any]) -> dict[str, Any]:
    return share([line("co", CO, END), *lines])


def test_an_order_with_its_treatment_requirement(tmp_path: Path) -> None:
    found = orders(tmp_path, order_with(line("r", MHTRNR, YEAR, parentResultLineIds=["co"])))
    assert found == [
        {
            "kind": "community_order",
            "ends_on": "2027-11-21",
            "requirements": [
                {
                    "kind": "mental_health_treatment",
                    "residential": False,
                    "period": {"value": 12, "unit": "Months"},
                    "period_months": 12,
                    "reviews": [],
                }
            ],
        }
    ]


def test_the_same_requirement_on_two_offences_is_one(tmp_path: Path) -> None:
    first = [line("co1", CO, END), line("r1", MHTR, YEAR, parentResultLineIds=["co1"])]
    second = [line("co2", CO, END), line("r2", MHTR, YEAR, parentResultLineIds=["co2"])]
    (order,) = orders(tmp_path, share(first, second))
    assert len(order["requirements"]) == 1


def test_two_people_have_an_order_each(tmp_path: Path) -> None:
    data = share([line("co1", CO, END)], [line("co2", CO, END)])
    data["targets"][1]["defendantId"] = "d2"
    document = document_of(tmp_path, data)
    assert (document["defendants"], len(document["orders"])) == (2, 2)


def test_deleted_lines_vanish_with_what_hangs_on_them(tmp_path: Path) -> None:
    gone = line("co", CO, END, isDeleted=True)
    child = line("r", MHTR, YEAR, parentResultLineIds=["co"])
    assert orders(tmp_path, share([gone, child])) == []
    kept = orders(
        tmp_path, order_with(line("r", MHTR, YEAR, parentResultLineIds=["co"], isDeleted=True))
    )
    assert kept[0]["requirements"] == []


def test_a_newer_share_replaces_an_older_one_whatever_their_order(tmp_path: Path) -> None:
    old = order_with(line("r", MHTR, YEAR, parentResultLineIds=["co"]))
    new = order_with(line("r", RAR, parentResultLineIds=["co"]))
    new |= {"sharedTime": "2026-11-21T15:00:00Z", "isReshare": True}
    for shares in ([old, new], [new, old]):
        (order,) = orders(tmp_path, shares)
        assert [r["kind"] for r in order["requirements"]] == ["rehabilitation_activity"]


def test_a_share_that_took_everything_back_leaves_nothing(tmp_path: Path) -> None:
    old = order_with(line("r", MHTR, YEAR, parentResultLineIds=["co"]))
    assert orders(tmp_path, {**old, "targets": [], "savedTargets": old["targets"]}) == []


@pytest.mark.parametrize(
    ("definition", "label", "kind", "residential"),
    [
        (MHTR, "", "mental_health_treatment", None),
        (MHTRR, "", "mental_health_treatment", True),
        (DRNRR, "", "drug_rehabilitation", False),
        ("x", "Community requirement: Alcohol treatment residential", "alcohol_treatment", True),
        ("x", "Community requirement: Alcohol abstinence", "alcohol_abstinence", None),
        ("x", "Community requirement: Unpaid work", "other", None),
        ("x", "Community requirement: Specified activity", "other", None),
    ],
)
def test_requirements_are_known_by_definition_or_by_label(
    tmp_path: Path, definition: str, label: str, kind: str, residential: bool | None
) -> None:
    data = order_with(line("r", definition, label=label, parentResultLineIds=["co"]))
    (required,) = orders(tmp_path, data)[0]["requirements"]
    assert (required["kind"], required["residential"]) == (kind, residential)


def test_a_line_that_requires_nothing_is_no_requirement(tmp_path: Path) -> None:
    data = order_with(line("n", "x", label="Next hearing in Crown Court"))
    assert orders(tmp_path, data)[0]["requirements"] == []


def test_a_suspended_sentence_has_no_end_date_that_nobody_wrote(tmp_path: Path) -> None:
    period_ = {"label": "Suspended period", "promptRef": "suspendedPeriod", "value": "2 Years"}
    child = line("r", MHTR, YEAR, parentResultLineIds=["s"])
    (order,) = orders(tmp_path, share([line("s", SUSPS, period_), child]))
    assert (order["kind"], order["ends_on"]) == ("suspended_sentence_order", None)
    assert order["requirements"][0]["period_months"] == 12


def test_reviews_stand_with_the_requirement_that_they_review(tmp_path: Path) -> None:
    prompts = [
        {"label": "First review date", "promptRef": "firstReviewDate", "value": "2026-12-21"},
        {"label": "First review time", "promptRef": "firstReviewTime", "value": "9:30"},
        {
            "label": "Courthouse organisation name",
            "promptRef": "courthousenameOrganisationName",
            "value": "Northshire Magistrates' Court",
        },
        {"label": "Attendance", "promptRef": "attendance", "value": "Defendant to attend"},
    ]
    same = [
        {"label": "First review date", "promptRef": "firstReviewDate", "value": "2026-12-21"},
        {"label": "Time of hearing", "promptRef": "timeOfHearing", "value": "09:30"},
    ]
    data = order_with(
        line("m", MHTR, YEAR, parentResultLineIds=["co"]),
        line("d", DRNRR, *prompts, parentResultLineIds=["co"]),
        line("f", FRH, *same, level="DEFENDANT"),
    )
    (order,) = orders(tmp_path, data)
    mental, drug = order["requirements"]
    assert mental["reviews"] == []
    assert drug["reviews"] == [
        {
            "on": "2026-12-21",
            "at": "09:30",
            "court": "Northshire Magistrates' Court",
            "attend": True,
        }
    ]


def test_a_review_of_the_order_stands_with_its_treatment(tmp_path: Path) -> None:
    when = {"label": "First review date", "promptRef": "firstReviewDate", "value": "2027-01-15"}
    attend = {"promptRef": "defendantToAttendReview", "label": "x", "value": "false"}
    lines = (
        line("a", RAR, parentResultLineIds=["co"]),
        line("m", MHTR, YEAR, parentResultLineIds=["co"]),
        line("f", FRHC, when, attend, level="DEFENDANT"),
    )
    activity, mental = orders(tmp_path, order_with(*lines))[0]["requirements"]
    assert activity["reviews"] == []
    assert mental["reviews"] == [{"on": "2027-01-15", "at": None, "court": None, "attend": False}]
    ended = orders(tmp_path, order_with(*lines, line("e", REVUE)))[0]["requirements"]
    assert ended[1]["reviews"] == []


def test_a_requirement_without_its_order_is_kept_and_named(tmp_path: Path) -> None:
    document = document_of(tmp_path, share([line("r", MHTR, YEAR)]))
    assert [order["kind"] for order in document["orders"]] == ["other"]
    assert [problem["code"] for problem in document["problems"]] == ["no_order"]


@pytest.mark.parametrize(
    ("given", "value", "unit", "months"),
    [
        (["12 Months"], 12, "Months", 12),
        (["1 Years"], 1, "Years", 12),
        (["26 Weeks"], 26, "Weeks", None),
        (["20 Days"], 20, "Days", None),
        (["1 Years", "6 Months"], "1 Years 6 Months", None, 18),
        (["1 Years 2 Weeks"], "1 Years 2 Weeks", None, None),
        (["12"], 12, None, None),
        (["as directed"], "as directed", None, None),
    ],
)
def test_a_period_is_kept_as_given_and_in_whole_months_only(
    given: list[str], value: int | str, unit: str | None, months: int | None
) -> None:
    found = period(given)
    assert found is not None
    assert (found.value, found.unit, found.months) == (value, unit, months)


def test_dates_times_and_attendance_that_cannot_be_are_not_made_up() -> None:
    assert [day(x) for x in ("2026-02-30", "31/12", "", "soon")] == [None] * 4
    assert str(day("21/11/2026")) == "2026-11-21"
    assert [clock(x) for x in ("25:00", "", "9am")] == [None] * 3
    words = ("Not required to attend", "excused", "", "perhaps", "TRUE")
    assert [attends(x) for x in words] == [False, False, None, None, True]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"\xff\xfe{}", "bad_encoding"),
        (b"{", "not_json"),
        (b'{"hearing": NaN}', "not_json"),
        (b'{"hearing": {}, "hearing": {}}', "duplicate_key"),
        (b"[" * 200_000, "too_deep"),
        (b'{"a": "\x00"}', "nul_bytes"),
        (b"<html>sign in</html>", "not_json"),
        (b"[]", "unknown_json"),
        (b'"text"', "unknown_json"),
        (b'{"$schema": "x", "hearing": {}}', "json_schema"),
        (b'{"hearing": 3}', "unknown_json"),
        (b'[{"hearing": {"id": "1"}}, {"hearing": {"id": "2"}}]', "several_hearings"),
    ],
)
def test_a_file_that_is_no_result_is_refused_with_its_code(
    tmp_path: Path, data: bytes, code: str
) -> None:
    document = document_of(tmp_path, data)
    assert (document["accepted"], document["orders"]) == (False, [])
    assert [(p["code"], p["severity"]) for p in document["problems"]] == [(code, "error")]


@pytest.mark.parametrize(
    "lines",
    [
        None,
        "x",
        [None, 3, "x"],
        [{"resultLineId": 3, "prompts": "x", "parentResultLineIds": "x"}],
        [line("a", CO, {"label": None, "value": {"deep": 1}}, {"promptRef": 3})],
        [line("a", MHTR, parentResultLineIds=["a"]), line("b", MHTR, parentResultLineIds=["b"])],
    ],
)
def test_lines_of_any_shape_are_read_without_an_error(tmp_path: Path, lines: Any) -> None:
    assert document_of(tmp_path, share(lines))["accepted"]
