"""``throughcare pathways check``: one document; a capability counts only with a test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from throughcare.pathways.capabilities import ROOT, capabilities, why_not_run
from throughcare.pathways.names import NAMES
from throughcare.pathways.report import command_names, page_names, report
from throughcare.pathways.tests.test_reading import GOOD


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    try:
        call_command("pathways", *words)
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_check_says_it_in_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "check", "--json")
    document = json.loads(out)
    assert (code, err) == (0, "")
    assert set(document) == {"ok", "definitions", "capabilities", "missing"}
    assert document["ok"] is True
    assert all(set(d) == {"id", "version", "ok", "problems"} for d in document["definitions"])
    entries = [entry for each in document["capabilities"].values() for entry in each]
    assert all(set(entry) == {"kind", "at", "test"} for entry in entries)
    shown, missing = set(document["capabilities"]), set(document["missing"])
    assert shown | missing == {f"C{number}" for number in range(1, 124)} == set(NAMES)
    assert not shown & missing
    assert "C65" in shown


def test_check_names_every_fault_and_says_no(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.toml").write_text(GOOD.replace('title = "First"', "title = 1"))
    code, out, _err = run(capsys, "check", "--json", "--folder", str(tmp_path))
    document = json.loads(out)
    assert (code, document["ok"]) == (1, False)
    (each,) = document["definitions"]
    assert (each["id"], each["ok"]) == ("tried", False)
    (problem,) = each["problems"]
    assert problem == {
        "file": "bad.toml",
        "line": 26,
        "key": "stage.1.title",
        "wrong": "is missing or empty",
        "remedy": "write words in quotes",
    }
    code, out, _err = run(capsys, "check", "--folder", str(tmp_path))
    assert code == 1
    assert "bad.toml:26: [stage.1.title] is missing or empty: write words in quotes" in out


def test_a_folder_that_is_none_is_an_unusable_word(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "check", "--folder", "/nowhere/at/all")
    assert (code, out) == (2, "")
    assert "is no folder" in err


def test_check_needs_no_database(tmp_path: Path) -> None:
    """In a process of its own, with a home that has no server."""
    done = subprocess.run(
        [sys.executable, "-m", "throughcare.config.cli", "pathways", "check", "--json"],
        env={**os.environ, "THROUGHCARE_HOME": str(tmp_path), "THROUGHCARE_PG_BIN": "/nowhere"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["ok"] is True


ENTRY = {
    "id": "C65",
    "kind": "screen",
    "at": "custody",
    "test": "throughcare/pathways/tests/test_command.py::test_check_says_it_in_one_document",
}

#: key | value | what is said of it
WRONG = """
id   | C999             | names [C999]
kind | rumour           | is [rumour]
at   | no_such_page     | names the screen
test | throughcare/pathways/tests/test_command.py::test_absent | does not exist
test | throughcare/pathways/tests/absent.py::test_absent       | is in no file of tests
test | docs/explanation/layout.md::test_absent                 | stands in no folder of tests
test | tests/matrix/test_mutants.py::{slow}                     | is marked slow
"""


def tried(**changed: str) -> Any:
    words = "\n".join(f'{key} = "{value}"' for key, value in {**ENTRY, **changed}.items())
    return capabilities(
        pages=page_names(), commands=command_names(), text=f"[[capability]]\n{words}\n"
    )


def test_an_entry_that_is_whole_counts() -> None:
    assert set(tried().entries) == {"C65"}
    assert tried().faults == ()
    assert set(tried(kind="command", at="pathways check").entries) == {"C65"}


@pytest.mark.parametrize("line", WRONG.strip().splitlines(), ids=lambda line: line[:40])
def test_an_entry_without_page_or_test_does_not_count(line: str) -> None:
    key, value, said = (part.strip() for part in line.split("|"))
    value = value.replace("{slow}", slow_test())
    found = tried(**{key: value})
    assert found.entries == {}
    assert "C65" in found.missing
    (fault,) = found.faults
    assert said in fault.wrong
    assert (fault.file, fault.line) == ("capabilities.toml", 1)


#: Ways in which a test is there and does not run.
UNRUN = {
    "@pytest.mark.skip(reason='x')\ndef test_it(): assert 1": "is marked skip",
    "from pytest import mark\n@mark.xfail\ndef test_it(): assert 1": "is marked xfail",
    "import unittest\n@unittest.skip('x')\ndef test_it(): assert 1": "is marked skip",
    "from unittest import skipIf\n@skipIf(True, 'x')\ndef test_it(): assert 1": "is marked skipif",
    "def test_it():\n    pytest.skip('x')\n    assert 1": "is marked skip",
    "pytest.skip('x', allow_module_level=True)\ndef test_it(): assert 1": "is marked skip",
    "pytestmark: list = [pytest.mark.slow]\ndef test_it(): assert 1": "is marked slow",
    "class TestIt:\n    def test_it(self): assert 1": "does not exist",
    "def test_other(): assert 1": "does not exist",
    "async def test_it(): assert 1": "does not exist",
}


@pytest.mark.parametrize("number", range(len(UNRUN)))
def test_a_test_that_is_there_and_does_not_run_shows_nothing(tmp_path: Path, number: int) -> None:
    text, said = list(UNRUN.items())[number]
    (tmp_path / "pyproject.toml").write_text(
        '[tool.pytest.ini_options]\ntestpaths = ["tests"]\n', encoding="utf-8"
    )
    (tmp_path / "tests").mkdir()
    file = tmp_path / "tests" / "test_it.py"
    file.write_text(f"import pytest\n{text}\n", encoding="utf-8")
    assert why_not_run("tests/test_it.py::test_it", tmp_path) == said
    file = tmp_path / "tests" / "test_that.py"
    file.write_text("@pytest.mark.parametrize('x', [1])\ndef test_it(x): assert x\n")
    assert why_not_run("tests/test_that.py::test_it", tmp_path) == ""


def test_a_command_that_does_not_exist_does_not_count() -> None:
    assert tried(kind="command", at="dance").entries == {}


def slow_test() -> str:
    """A test of the mutants, whose whole file or self is marked slow."""
    for line in (ROOT / "tests/matrix/test_mutants.py").read_text().splitlines():
        name = line.removeprefix("def ").partition("(")[0]
        if line.startswith("def test_") and "slow" in why_not_run(
            f"tests/matrix/test_mutants.py::{name}"
        ):
            return name
    raise AssertionError("no mutant is marked slow")


def test_a_map_with_a_fault_is_not_ok(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    spoiled = tmp_path / "capabilities.toml"
    spoiled.write_text('[[capability]]\nid = "C1"\n')
    monkeypatch.setattr("throughcare.pathways.capabilities.MAP", spoiled)
    document, faults = report()
    assert document["ok"] is False
    assert "does not say id, kind, at and test" in faults[0].wrong
