"""Hostile results of a court: each file is read or refused by name, and nothing half-written.

The files stand in `hearing-results/` with what is expected of each in `expected.txt`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tests.database import as_owner
from tests.factories import working_as
from throughcare.config import cli
from throughcare.core.errors import ThroughcareError
from throughcare.core.models import Event
from throughcare.exchange import hearing_results
from throughcare.orders import actions
from throughcare.orders.models import Order, Requirement, ResultMatch

FILES = Path(__file__).parent / "hearing-results"


def _table() -> list[tuple[str, str, set[str], int]]:
    rows = []
    for line in (FILES / "expected.txt").read_text(encoding="utf-8").splitlines()[1:]:
        name, verdict, codes, orders = (part.strip() for part in line.split("|"))
        rows.append((name, verdict, set(codes.split()), int(orders)))
    return rows


TABLE = _table()


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_each_file_gives_what_is_expected_of_it(row: tuple[str, str, set[str], int]) -> None:
    name, verdict, codes, orders = row
    results = hearing_results.read(FILES / name)
    document = hearing_results.summary(results)
    json.dumps(document).encode()
    assert ("accepted" if document["accepted"] else "refused") == verdict
    assert {problem["code"] for problem in document["problems"]} == codes
    assert len(document["orders"]) == orders


def test_every_file_is_in_the_table_and_there_are_many() -> None:
    there = {path.name for path in FILES.iterdir()} - {"expected.txt"}
    assert there == {row[0] for row in TABLE}
    assert len(TABLE) >= 25


@pytest.mark.parametrize("name", ["empty.json", "deep.json.bin", "plain.json", "wrong-types.json"])
def test_the_command_says_so_in_one_document_without_a_traceback(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["import", "hearing-results", str(FILES / name), "--dry-run", "--json"]
    code = cli.main(words)
    out, err = capsys.readouterr()
    assert json.loads(out)["accepted"] is (code == 0)
    assert "Traceback" not in err


def test_whatever_is_accepted_is_taken_in_whole_or_not_at_all(db: None, make: Any) -> None:
    nurse = make.member("clinician")
    person = make.person(nurse)
    taken = 0
    for name, verdict, *_ in TABLE:
        results = hearing_results.read(FILES / name)
        if verdict == "refused":
            assert results.people == ()
            continue
        before = _written()
        matches = {each.number: person.pk for each in results.people[:1]}
        try:
            with transaction.atomic(), working_as(nurse) as ctx:
                actions.take_share_in(ctx, results, matches)
                taken += bool(matches)
                transaction.set_rollback(True)
        except ThroughcareError:
            assert _written() == before, name
    assert taken >= 10


def _written() -> tuple[int, ...]:
    with as_owner():
        return tuple(model.rows.count() for model in (Order, Requirement, ResultMatch, Event))
