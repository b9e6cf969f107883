"""The safety log: every control names the tests that show it, and those tests exist."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.repository.sources import names_of_tests, read

LOG = yaml.safe_load(read("docs/safety/hazards.yaml"))
HAZARDS: list[dict[str, Any]] = LOG["hazards"]
FIELDS = {"id", "hazard", "cause", "effect", "controls", "owner", "residual"}
#: What the log must cover from the first day, by the name that each hazard carries.
REQUIRED = {
    "wrong person",
    "mis-merge",
    "missed safety answer",
    "stale flag",
    "wrong score",
    "blank read as none",
    "report to the wrong reader",
    "hidden record missed",
    "address disclosed",
    "list entry dropped",
    "lost typing",
    "two editors",
    "restored old data",
    "break-glass misuse",
    "leaver keeps access",
    "time zone error",
    "unseen detainee not counted",
    "under 18 treated as adult",
    "agreement withdrawn but still shared",
    "session left open",
}
OWNERS = {
    "clinical safety officer",
    "privacy officer",
    "team lead",
    "service administrator",
    "operator",
    "clinical lead",
    "Caldicott guardian",
}


def controls() -> list[tuple[str, dict[str, Any]]]:
    return [(hazard["id"], control) for hazard in HAZARDS for control in hazard["controls"]]


def exists(node: str) -> bool:
    path, _, name = node.partition("::")
    return name in names_of_tests(path)


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard["id"])
def test_a_hazard_says_everything(hazard: dict[str, Any]) -> None:
    assert set(hazard) == FIELDS | {"name"}
    assert all(hazard[field] for field in FIELDS)
    assert re.fullmatch(r"H-\d{2,3}", hazard["id"])
    assert hazard["owner"] in OWNERS


def test_the_hazards_of_the_first_day_are_there_once() -> None:
    names = [hazard["name"] for hazard in HAZARDS]
    assert set(names) >= REQUIRED
    assert len(names) == len(set(names))
    ids = [hazard["id"] for hazard in HAZARDS]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("hazard", "control"), controls(), ids=[f"{one}-{n}" for n, (one, _c) in enumerate(controls())]
)
def test_a_control_is_shown_by_tests_that_exist(hazard: str, control: dict[str, Any]) -> None:
    assert set(control) == {"control", "tests"}
    assert control["control"]
    assert control["tests"], f"{hazard}: no test shows [{control['control']}]"
    assert [node for node in control["tests"] if not exists(node)] == []


def test_a_test_that_does_not_exist_is_noticed() -> None:
    assert exists("tests/repository/test_hazards.py::test_a_hazard_says_everything")
    assert not exists("tests/repository/test_hazards.py::test_that_nobody_wrote")
    assert not exists("tests/repository/absent.py::test_a_hazard_says_everything")
