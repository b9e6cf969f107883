"""`throughcare import hearing-results` without --dry-run: on the records that somebody names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.database import as_owner
from throughcare.audit.models import AuditEntry
from throughcare.exchange.tests.test_hearing_results import CO, END, MHTR, RAR, YEAR, line
from throughcare.orders.models import Order, Requirement, ResultMatch
from throughcare.people.models import Person


def defendant(number: str, given: str = "Invented", **more: Any) -> dict[str, Any]:
    details = {"firstName": given, "lastName": "Example", "dateOfBirth": "1990-02-11", **more}
    return {"id": number, "personDefendant": {"personDetails": details}}


def shared(*orders: list[dict[str, Any]], at: str = "11:00", **more: Any) -> dict[str, Any]:
    """One share of one hearing: the n-th list of lines is of defendant dn."""
    people = [defendant(f"d{n}") for n in range(1, len(orders) + 1)]
    case = {"prosecutionCaseIdentifier": {"caseURN": "43NF1"}, "defendants": people}
    return {
        "hearingId": "invented-hearing",
        "sharedTime": f"2026-11-21T{at}:00Z",
        "hearing": {"id": "invented-hearing", "prosecutionCases": [case]},
        "targets": [
            {"defendantId": f"d{n}", "offenceId": "o", "resultLines": lines}
            for n, lines in enumerate(orders, 1)
        ],
        **more,
    }


def treatment(number: str = "1") -> list[dict[str, Any]]:
    return [
        line(f"co{number}", CO, END),
        line(f"r{number}", MHTR, YEAR, parentResultLineIds=[f"co{number}"]),
    ]


@pytest.fixture
def lea(bench: Any, make: Any) -> Person:
    return make.person(bench.nurse, given_name="Leanne", family_name="Whitlock")


@pytest.fixture
def other(bench: Any, make: Any) -> Person:
    return make.person(bench.nurse, given_name="Marlon", family_name="Tasker")


def take(tmp_path: Path, bench: Any, data: Any, *match: str, **words: Any) -> None:
    path = tmp_path / "results.json"
    path.write_text(json.dumps(data))
    options = {"member": bench.nurse.user.email, "match": list(match), **words}
    call_command("import_hearing_results", str(path), **options)


def kept(model: Any, **wanted: Any) -> int:
    with as_owner():
        return int(model.rows.filter(**wanted).count())


def test_an_order_goes_on_the_record_that_was_named(
    bench: Any, tmp_path: Path, lea: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    take(tmp_path, bench, shared(treatment()), f"d1={lea.reference}", json=True)
    out, err = capsys.readouterr()
    assert json.loads(out)["orders"][0]["requirements"][0]["kind"] == "mental_health_treatment"
    assert "d1: 1 made" in err
    assert kept(Order, person_id=lea.pk, source="import") == 1
    with as_owner():
        entry = AuditEntry.rows.get(action="command:import hearing-results")
    assert entry.membership_id == bench.nurse.pk


def test_nobody_is_matched_by_name(bench: Any, tmp_path: Path, make: Any) -> None:
    make.person(bench.nurse, given_name="Invented", family_name="Example")
    with pytest.raises(CommandError, match="--match DEFENDANT=REFERENCE: d1") as refused:
        take(tmp_path, bench, shared(treatment()))
    assert refused.value.returncode == 2
    assert kept(Order) == 0


def test_a_later_share_finds_the_record_again_and_replaces(
    bench: Any, tmp_path: Path, lea: Person
) -> None:
    take(tmp_path, bench, shared(treatment()), f"d1={lea.reference}")
    later = [line("co1", CO, END), line("r2", RAR, parentResultLineIds=["co1"])]
    take(tmp_path, bench, shared(later, at="15:00"))
    with as_owner():
        found = set(Requirement.rows.values_list("kind", "status"))
    assert found == {
        ("mental_health_treatment", "taken_back"),
        ("rehabilitation_activity", "active"),
    }


def test_out_of_order_and_repeated_imports_change_nothing(
    bench: Any, tmp_path: Path, lea: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    take(tmp_path, bench, shared(treatment(), at="15:00"), f"d1={lea.reference}")
    take(tmp_path, bench, shared(treatment(), at="15:00"))
    take(tmp_path, bench, shared([line("co1", CO, END)], at="09:00"))
    assert "a newer share was taken in before" in capsys.readouterr().err
    assert kept(Order, status="active") == kept(Requirement, status="active") == 1


def test_all_of_a_hearing_is_taken_in_or_nothing(
    bench: Any, tmp_path: Path, lea: Person, other: Person
) -> None:
    no_day = line("co2", CO, END)
    no_day["orderedDate"] = "not a day"
    data = shared(treatment(), [no_day])
    matches = (f"d1={lea.reference}", f"d2={other.reference}")
    with pytest.raises(CommandError, match="Nothing was taken in"):
        take(tmp_path, bench, data, *matches)
    assert kept(Order) == kept(Requirement) == kept(ResultMatch) == 0


def test_a_wrong_match_is_taken_back_there_and_made_on_the_right_record(
    bench: Any, tmp_path: Path, lea: Person, other: Person
) -> None:
    take(tmp_path, bench, shared(treatment()), f"d1={lea.reference}")
    take(tmp_path, bench, shared(treatment()), f"d1={other.reference}")
    assert kept(Order, person_id=lea.pk, status="taken_back") == 1
    assert kept(Order, person_id=other.pk, status="active") == 1
    assert kept(ResultMatch, ended_at=None, person_id=other.pk) == 1
    assert kept(ResultMatch, person_id=lea.pk) == 1


@pytest.mark.parametrize(
    ("match", "said"),
    [
        ("d1", "is not DEFENDANT=REFERENCE"),
        ("d9=TC-0000-0000", "name no defendant"),
        ("d1=TC-00000000", "You reach no record"),
        ("d1=x' OR 1=1", "You reach no record"),
    ],
)
def test_words_that_cannot_be_used_are_said(
    bench: Any, tmp_path: Path, match: str, said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        take(tmp_path, bench, shared(treatment()), match)


def test_one_record_is_not_two_defendants_and_no_child_is_taken_in(
    bench: Any, tmp_path: Path, lea: Person
) -> None:
    data = shared(treatment(), treatment("2"))
    with pytest.raises(CommandError, match="not one person"):
        take(tmp_path, bench, data, f"d1={lea.reference}", f"d2={lea.reference}")
    young = shared(treatment())
    details = young["hearing"]["prosecutionCases"][0]["defendants"][0]["personDefendant"]
    details["personDetails"]["dateOfBirth"] = "2012-01-01"
    with pytest.raises(CommandError, match="grown person"):
        take(tmp_path, bench, young, f"d1={lea.reference}")
    assert kept(Order) == 0
