"""The `throughcare` command: its words, its exit codes, its JSON; and the doctor."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.launcher import harness
from throughcare.config import (
    cli,
    databases,
    doctor,
    postgres,
    postgres_home,
    postgres_process,
)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    try:
        code = cli.main(words)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    caught = capsys.readouterr()
    return code, caught.out, caught.err


@pytest.fixture(autouse=True)
def _own_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THROUGHCARE_HOME", str(home))
    monkeypatch.delenv("THROUGHCARE_PORT", raising=False)


EXIT_CODES = """
  words                                          | code
  identifiers check nhs-number 999-000-0018      | 0
  identifiers check nhs-number 999-000-0019      | 1
  identifiers check nhsnumber 9990000018         | 2
  identifiers check nhs-number                   | 2
  identifiers                                    | 2
  serve --port 70000                             | 2
  serve --port ٨٠٠٠                              | 2
  serve --por 8000                               | 2
  database                                       | 2
  database prepare --admin-url postgresql://[    | 1
  database prepare --admin-url host=/nowhere     | 1
  nothing                                        | 2
  --nothing                                      | 2
  --help                                         | 0
  --version                                      | 0
"""


def test_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [line.split("|") for line in EXIT_CODES.strip().splitlines()[1:]]
    found = [(words.strip(), run(capsys, *words.split())[0]) for words, _ in lines]
    assert found == [(words.strip(), int(code)) for words, code in lines]


@pytest.mark.parametrize(
    "words",
    ["", "demo", "serve", "doctor", "database", "database prepare", "identifiers check"],
)
def test_every_help_has_an_example(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *words.split(), "--help")
    assert code == 0
    assert "example" in out
    assert "  throughcare " in out or "THROUGHCARE_PORT=8001 throughcare" in out


def test_words_that_we_cannot_use_name_the_choices(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = run(capsys, "identifiers", "check", "passport", "1")
    assert (out, "'nhs-number', 'pnc', 'cro', 'crn', 'prison-number'" in err) == ("", True)
    _, out, err = run(capsys, "frobnicate")
    assert out == ""
    assert "[frobnicate]; choose one of" in err
    assert all(name in err for name in ("demo", "policy", "migrate", "identifiers"))


def test_a_checked_identifier_is_one_json_document(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "identifiers", "check", "nhs-number", "999 000 0018", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "kind": "nhs-number",
        "given": "999 000 0018",
        "canonical": "9990000018",
        "valid": True,
        "reason": json.loads(out)["reason"],
    }
    code, out, _ = run(capsys, "identifiers", "check", "pnc", "x", "--json")
    assert (code, json.loads(out)["canonical"], json.loads(out)["valid"]) == (1, None, False)


def test_a_port_that_is_none_is_said_plainly(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THROUGHCARE_PORT", "eighty")
    code, out, err = run(capsys, "serve")
    assert (code, out) == (1, "")
    assert err == "THROUGHCARE_PORT: [eighty] is not a port: choose 1 to 65535\n"


def test_the_demonstration_is_refused_in_production(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THROUGHCARE_ENVIRONMENT", "production")
    code, _, err = run(capsys, "demo")
    assert code == 1
    assert "the demonstration is refused" in err


def test_production_starts_no_server_of_its_own(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setenv("THROUGHCARE_ENVIRONMENT", "production")
    code, _, err = run(capsys, "serve", "--port", str(harness.free_port()))
    assert code == 1
    assert "set DATABASE_URL" in err
    assert not (home / "server").exists()


def test_policy_words_go_to_the_policy_command(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "policy", "nonsense")
    assert code == 2
    assert "explain" in err


class TestDatabasePrepare:
    def test_our_own_server_shows_its_passwords_only_when_asked(
        self, capsys: pytest.CaptureFixture[str], home: Path
    ) -> None:
        code, out, err = run(capsys, "database", "prepare")
        assert (code, out) == (0, "")
        assert "throughcare_web" in err
        code, out, _ = run(capsys, "database", "prepare", "--print", "--json")
        found = json.loads(out)
        assert (code, found["made"]) == (0, [])
        password = postgres_home.stored_secrets(home)["web_password"]
        assert f":{password}@" in found["environment"]["DATABASE_URL"]

    def test_a_server_of_ones_own_gets_new_passwords_once(
        self, capsys: pytest.CaptureFixture[str], prepared: postgres.Server
    ) -> None:
        words = ["database", "prepare", "--admin-url", prepared.admin_conninfo]
        words += ["--database", "yours", "--json"]
        with psycopg.connect(prepared.admin_conninfo, autocommit=True) as conn:
            conn.execute("DROP OWNED BY throughcare_report")
            for name in ("throughcare", "yours"):
                conn.execute(f"DROP DATABASE IF EXISTS {name}")
            for login in ("test", "migrate", "web", "worker", "backup", "report", "owner"):
                conn.execute(f"DROP ROLE IF EXISTS throughcare_{login}")
        _, out, _ = run(capsys, *words)
        first = json.loads(out)["environment"]
        with psycopg.connect(first["DATABASE_URL"]) as conn:
            assert databases.check(conn, environment="test")[0].refuses is False
        _, out, _ = run(capsys, *words)
        second = json.loads(out)["environment"]
        assert "PASSWORD-IN-USE" in second["DATABASE_URL"]
        psycopg.connect(first["DATABASE_URL"]).close()
        _, out, _ = run(capsys, *words, "--new-passwords")
        psycopg.connect(json.loads(out)["environment"]["DATABASE_URL"]).close()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(first["DATABASE_URL"])


class TestDoctor:
    @staticmethod
    def findings(capsys: pytest.CaptureFixture[str], port: int) -> tuple[int, dict[str, Any]]:
        code = doctor.main(as_json=True, port=port)
        found = json.loads(capsys.readouterr().out)
        assert found["ok"] is (code == 0)
        assert all(check["remedy"] for check in found["checks"] if check["state"] != "ok")
        return code, {check["name"]: check for check in found["checks"]}

    def test_it_starts_nothing_on_a_fresh_machine(
        self, capsys: pytest.CaptureFixture[str], home: Path
    ) -> None:
        _, found = self.findings(capsys, harness.free_port())
        assert found["server programs"]["state"] == found["port"]["state"] == "ok"
        assert "not made yet" in found["data folder"]["what"]
        assert not (home / "server").exists()

    def test_it_finds_what_is_wrong_with_a_home(
        self, capsys: pytest.CaptureFixture[str], home: Path
    ) -> None:
        with postgres.Server(home, fast=True) as server:
            databases.prepare_embedded(server)
        (home / "run.lock").write_text("1")  # left by an owner that was killed
        with harness.a_listener() as port:
            server.data.chmod(0o750)
            (home / "secrets.json").chmod(0o644)
            code, found = self.findings(capsys, port)
        assert code == 1
        assert {name for name, check in found.items() if check["state"] == "wrong"} >= {
            "data folder",
            "secrets",
            "port",
        }
        assert "chmod 700" in found["data folder"]["remedy"]
        assert "chmod 600" in found["secrets"]["what"]

    def test_it_finds_a_web_login_with_too_many_rights_and_pending_migrations(
        self, capsys: pytest.CaptureFixture[str], home: Path
    ) -> None:
        with postgres.Server(home, fast=True) as server:
            databases.prepare_embedded(server)
            with psycopg.connect(server.admin_conninfo) as conn:
                conn.execute("ALTER ROLE throughcare_web CREATEDB")
                conn.execute("ALTER ROLE throughcare_report RENAME TO lost")
        code, found = self.findings(capsys, harness.free_port())
        assert code == 1
        assert "may create databases" in found["protection"]["what"]
        assert "throughcare_report" in found["roles"]["what"]
        assert found["migrations"]["state"] == "wrong"
        assert found["migrations"]["remedy"] == "Run `throughcare migrate`"

    def test_it_names_what_production_lacks(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("THROUGHCARE_ENVIRONMENT", "production")
        code, found = self.findings(capsys, harness.free_port())
        assert code == 1
        for name in ("THROUGHCARE_SECRET_KEY", "DATABASE_URL", "THROUGHCARE_HOSTS"):
            assert name in found["environment"]["what"]

    def test_it_finds_a_package_that_does_not_fit(self) -> None:
        assert doctor._requirement_fault("no-such-package~=1.0") == "no-such-package is missing"
        fault = doctor._requirement_fault("django<2")
        assert fault is not None
        assert fault.startswith("django 5")
        assert doctor._requirement_fault("django>=5") is None

    def test_it_finds_missing_styles(
        self,
        capsys: pytest.CaptureFixture[str],
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(doctor, "VENDOR", tmp_path)
        _, found = self.findings(capsys, harness.free_port())
        assert found["assets"]["state"] == "wrong"
        assert "scripts/assets.py" in found["assets"]["remedy"]


def test_a_management_command_starts_the_database_it_needs(home: Path) -> None:
    code = "from django.db import connection as c; k = c.cursor(); "
    code += "k.execute('SELECT current_user'); print(k.fetchone()[0])"
    answer = subprocess.run(
        [sys.executable, "-m", "throughcare.config.cli", "shell", "--no-imports", "-c", code],
        env=harness.environment(home),
        cwd=harness.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (answer.returncode, answer.stdout.strip()) == (0, "throughcare_web"), answer.stderr
    state = postgres.read_state(home)
    assert state is not None
    assert not postgres_process.is_alive(state.pid)


def test_addresses_keep_every_part_of_the_administrators() -> None:
    from throughcare.config.cli_database import _admin_conninfo

    assert "dbname=postgres" in _admin_conninfo("postgresql://me@db")
    kept = make_conninfo(_admin_conninfo("postgresql://me@db/mine?sslmode=require"), user="x")
    assert conninfo_to_dict(kept)["dbname"] == "mine"
    assert conninfo_to_dict(kept)["sslmode"] == "require"
    assert conninfo_to_dict(_admin_conninfo("host=db")) == {"host": "db", "dbname": "postgres"}
