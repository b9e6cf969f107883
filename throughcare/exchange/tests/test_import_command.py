"""`throughcare import court-list` without --dry-run: in somebody's name, all or nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.database import as_owner
from throughcare.audit.models import AuditEntry
from throughcare.config import cli
from throughcare.court.models import ListEntry
from throughcare.exchange.tests.conftest import entries, listed

TWO = ("Mr Invented EXAMPLE", "Ms Other EXAMPLE")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "list.json"
    path.write_bytes(listed(*TWO))
    return path


def run(file: Path, member: Any, **words: Any) -> None:
    options = {"member": words.pop("email", member.user.email), **words}
    call_command("import_court_list", str(file), **options)


def test_a_list_is_taken_in_and_said_in_one_document(
    bench: Any, file: Path, ctx_of: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    run(file, bench.nurse, json=True)
    out, err = capsys.readouterr()
    assert json.loads(out)["people"] == 2
    assert "2 new" in err
    assert len(entries(ctx_of, bench.nurse)) == 2


def test_again_it_changes_nothing(
    bench: Any, file: Path, ctx_of: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    run(file, bench.nurse)
    run(file, bench.nurse)
    assert "this very list was taken in before" in capsys.readouterr().err
    assert [entry.version for entry in entries(ctx_of, bench.nurse)] == [1, 1]


def test_a_part_of_the_day_leaves_who_is_not_in_it(
    bench: Any, file: Path, tmp_path: Path, ctx_of: Any
) -> None:
    whole = tmp_path / "whole.json"
    whole.write_bytes(listed(*TWO, "Mr Third EXAMPLE"))

    def gone() -> list[bool]:
        return [entry.gone for entry in entries(ctx_of, bench.nurse)]

    run(whole, bench.nurse)
    run(file, bench.nurse, part=True)
    assert gone() == [False, False, False]
    file.write_bytes(listed(*TWO, room="4"))
    run(file, bench.nurse)
    assert sorted(gone()) == [False, False, True]


def test_the_audit_says_that_it_was_done_on_the_server(bench: Any, file: Path) -> None:
    run(file, bench.nurse)
    with as_owner():
        [entry] = AuditEntry.rows.filter(action="command:import court-list")
    assert entry.membership_id == bench.nurse.pk
    assert entry.reason.startswith("run on the server by ")


def test_a_list_of_another_court_is_refused_whole(
    bench: Any, tmp_path: Path, ctx_of: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(listed(*TWO, court="Southfield"))
    with pytest.raises(SystemExit) as ended:
        run(path, bench.nurse, json=True)
    found = json.loads(capsys.readouterr().out)
    assert (ended.value.code, found["accepted"]) == (1, False)
    assert [problem["code"] for problem in found["problems"]] == ["court_not_ours"]
    assert entries(ctx_of, bench.nurse) == []
    run(path, bench.nurse, place=bench.place.slug)
    assert len(entries(ctx_of, bench.nurse)) == 2


@pytest.mark.parametrize("kind", ["court", "commissioner"])
def test_somebody_who_may_not_is_refused(make: Any, bench: Any, file: Path, kind: str) -> None:
    role = {"court": "court_officer", "commissioner": "manager"}[kind]
    other = make.member(role, team=make.team(make.agency(kind), covers=(bench.place,)))
    with pytest.raises(CommandError) as refused:
        run(file, other)
    assert refused.value.returncode == 1
    with as_owner():
        assert not ListEntry.rows.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"email": "nobody@example.org"}, "Nobody works here"),
        ({"agency": "No such agency"}, "Nobody works here"),
        ({"place": "no-such-court"}, "choose one of: place-"),
    ],
)
def test_words_that_cannot_be_used_name_the_choices(
    bench: Any, file: Path, words: dict[str, str], said: str
) -> None:
    with pytest.raises(CommandError, match=said) as refused:
        run(file, bench.nurse, **words)
    assert refused.value.returncode == 2


def test_without_a_name_it_is_not_taken_in(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["import", "court-list", str(file)]) == 2
    assert "--as EMAIL" in capsys.readouterr().err


@pytest.mark.parametrize("named", [["--as", "a@example.org"], []], ids=["named", "not named"])
def test_a_refused_list_asks_for_no_database(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    named: list[str],
) -> None:
    path = tmp_path / "schema.json"
    path.write_text('{"$schema": "x"}')
    monkeypatch.setattr("throughcare.config.cli_django.run", None)
    code = cli.main(["import", "court-list", str(path), *named, "--json"])
    assert code == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "json_schema"
