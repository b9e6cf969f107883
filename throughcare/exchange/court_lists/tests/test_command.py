"""`throughcare import court-list --dry-run`: words, exit codes, one document, no database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from throughcare.config import cli
from throughcare.exchange.court_lists.tests.making import libra_case, libra_list, libra_session

SCHEMA = '{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}'


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "list.json"
    path.write_text(json.dumps(libra_list(libra_session(libra_case(urn="")))))
    return path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    try:
        code = cli.main(["import", "court-list", *words])
    except SystemExit as ended:
        code = int(ended.code or 0)
    caught = capsys.readouterr()
    return code, caught.out, caught.err


def test_an_accepted_list_is_one_document_and_exit_0(
    good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, str(good), "--dry-run", "--json")
    found = json.loads(out)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert (found["format"], found["accepted"], found["people"]) == ("libra-json", True, 1)


def test_a_refused_list_is_the_same_document_and_exit_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "magistrates.json"
    path.write_text(SCHEMA)
    code, out, err = run(capsys, str(path), "--dry-run", "--json")
    found = json.loads(out)
    assert (code, err, found["accepted"], found["people"]) == (1, "", False, 0)
    assert [problem["code"] for problem in found["problems"]] == ["json_schema"]


def test_without_json_it_is_said_in_words(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, str(good), "--dry-run")
    assert code == 0
    assert "Accepted: libra-json" in out
    assert "People: 1" in out
    assert "info: No URN is given. [no_urn] at file" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.xml", "--dry-run"], "No such file"),
        ([".", "--dry-run"], "Is a directory"),
        (["a\x00b", "--dry-run"], "not the name of a file"),
        (["list", "--dry-run", "--format", "excel"], "'libra-xml', 'libra-json', 'cath', 'csv'"),
        (["list", "--dry-run", "--date", "20/11/2026"], "write 2026-11-20"),
        (["--dry-run"], "required: file"),
    ],
)
def test_words_that_we_cannot_use_are_exit_2_and_name_the_choices(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert said in err


def test_a_dry_run_needs_neither_database_nor_settings(good: Path, tmp_path: Path) -> None:
    """It must work where nothing is installed but the product: Django is not even loaded."""
    script = (
        "import sys; from throughcare.config import cli;"
        "code = cli.main(sys.argv[1:]);"
        "print([name for name in ('django',) if name in sys.modules], file=sys.stderr);"
        "sys.exit(code)"
    )
    nowhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "DJANGO_SETTINGS_MODULE": ""}
    ran = subprocess.run(
        [sys.executable, "-c", script, "import", "court-list", "-", "--dry-run", "--json"],
        input=good.read_bytes(),
        capture_output=True,
        env={**os.environ, **nowhere, "THROUGHCARE_HOME": str(tmp_path / "home")},
        cwd=Path(__file__).parents[4],
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["people"] == 1
    assert b"django" not in ran.stderr
    assert not (tmp_path / "home").exists()


def test_a_terminal_without_the_letters_is_no_failure(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text(json.dumps(libra_list(libra_session(libra_case(), court="Zoë’s Court ☃"))))
    ran = subprocess.run(
        [sys.executable, "-m", "throughcare.config.cli", "import", "court-list", path, "--dry-run"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        cwd=Path(__file__).parents[4],
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"Court \\u2603" in ran.stdout
