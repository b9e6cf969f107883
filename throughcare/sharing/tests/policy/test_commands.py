"""`throughcare policy` answers people and programs, with the exit codes that are promised."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from throughcare.sharing.policy import load
from throughcare.sharing.policy.commands import main
from throughcare.sharing.policy.compiler import EXPANDED, SOURCE
from throughcare.sharing.policy.vocabulary import COLUMNS

POLICE = {
    "agency-type": "police",
    "role": "police_liaison",
    "relationship": "caseload",
    "purpose": "direct_care",
    "category": "clinical_detail",
    "action": "read",
}
COURT = {
    "agency-type": "court",
    "role": "court_officer",
    "relationship": "court_hearing",
    "purpose": "court_report",
    "category": "health_summary",
    "action": "read",
}


def arguments(words: dict[str, str], *more: str) -> list[str]:
    return ["explain", *(part for k, v in words.items() for part in (f"--{k}", v)), *more]


def explain(capsys, words: dict[str, str], *more: str) -> dict[str, object]:
    assert main(arguments(words, *more, "--json")) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return json.loads(printed.out)


def test_explain_answers_with_four_fields_and_nothing_else(capsys):
    answer = explain(capsys, COURT, "--basis", "statutory", "--agreement", "yes")

    assert list(answer) == ["allow", "because", "rule", "policy"]
    assert answer["allow"] is True
    assert str(answer["rule"]).startswith("cells.csv:")
    assert answer["policy"] == load().sha256


def test_a_combination_that_cannot_occur_is_refused_with_the_reason(capsys):
    answer = explain(capsys, POLICE, "--basis", "none", "--agreement", "no")

    assert (answer["allow"], answer["rule"]) == (False, None)
    assert str(answer["because"]).startswith("This cannot occur: ")


@pytest.mark.parametrize(
    ("more", "allow"),
    [
        ((), False),
        (("--agreement", "yes"), False),
        (("--basis", "statutory"), False),
        (("--basis", "statutory", "--agreement", "yes"), True),
    ],
)
def test_another_agencys_health_needs_agreement_and_basis(capsys, more, allow):
    assert explain(capsys, COURT, *more)["allow"] is allow


@pytest.mark.parametrize("name", POLICE)
def test_an_unknown_word_exits_2_and_names_the_choices(capsys, name):
    assert main(arguments(POLICE | {name: "nonsense"}, "--json")) == 2

    printed = capsys.readouterr()
    assert printed.out == ""
    assert "nonsense" in printed.err
    assert all(choice in printed.err for choice in COLUMNS[name.replace("-", "_")])


@pytest.mark.parametrize("argv", [[], ["explain"], ["explode"]])
def test_a_missing_word_exits_2(capsys, argv):
    assert main(argv) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("command", ["compile", "explain", "diff", "page"])
def test_help_shows_an_example(capsys, command):
    assert main([command, "--help"]) == 0
    assert f"throughcare policy {command}" in capsys.readouterr().out.split("xample")[1]


def test_explain_without_json_is_a_sentence(capsys):
    assert main(arguments(POLICE)) == 0
    assert capsys.readouterr().out.startswith("Refused. This cannot occur: ")


def test_compile_writes_what_check_then_finds_current(tmp_path, capsys):
    output = tmp_path / "expanded.csv"

    assert main(["compile", "--check", "--output", str(output)]) == 1
    assert not output.exists()
    assert "is stale: run `throughcare policy compile`" in capsys.readouterr().err
    assert main(["compile", "--output", str(output)]) == 0
    assert main(["compile", "--check", "--output", str(output)]) == 0
    assert output.read_text(encoding="utf-8") == EXPANDED.read_text(encoding="utf-8")


def test_compile_tells_every_fault_and_writes_nothing(tmp_path, capsys):
    source, output = tmp_path / "cells.csv", tmp_path / "expanded.csv"
    source.write_text(SOURCE.read_text(encoding="utf-8").replace("own", "mine"), encoding="utf-8")

    assert main(["compile", "--source", str(source), "--output", str(output)]) == 1
    printed = capsys.readouterr()
    assert "unknown share [mine]: choose from own, open, agreed" in printed.err
    assert printed.out == ""
    assert not output.exists()


def test_page_is_stale_until_it_is_written(tmp_path, capsys):
    output = tmp_path / "reference" / "access.md"

    assert main(["page", "--check", "--output", str(output)]) == 1
    assert main(["page", "--output", str(output)]) == 0
    assert main(["page", "--check", "--output", str(output)]) == 0
    assert load().sha256 in output.read_text(encoding="utf-8")


def test_diff_says_what_changed_in_sentences(tmp_path, capsys):
    new = tmp_path / "new.csv"
    text = SOURCE.read_text(encoding="utf-8")
    before = "supervision,health_summary,explicit_consent|statutory|"
    assert before in text
    new.write_text(
        text.replace(before, "supervision,health_summary,statutory|")
        + "probation,probation_practitioner,order_supervision,court_report,health_summary,"
        "explicit_consent,agreed,read,The report needs attendance.\n",
        encoding="utf-8",
    )

    assert main(["diff", str(SOURCE), str(new)]) == 0
    through = (
        "through an order supervision link: another agency's, under a sharing agreement; "
        "the person's explicit consent."
    )
    assert capsys.readouterr().out.split("\n")[:-1] == [
        f"Probation practitioner (probation), for {change} health summary rows {through}"
        for change in ("court report, may now read", "supervision, may no longer list and read")
    ]


def test_diff_of_source_and_its_own_expansion_finds_nothing(capsys):
    assert main(["diff", str(SOURCE), str(EXPANDED), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"changes": []}


def test_diff_of_something_else_exits_2(tmp_path, capsys):
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")

    assert main(["diff", str(SOURCE), str(other)]) == 2
    assert "neither a policy source nor an expanded policy" in capsys.readouterr().err
    assert main(["diff", str(SOURCE), str(tmp_path / "absent.csv")]) == 2
    empty = tmp_path / "empty.csv"
    empty.write_text("", encoding="utf-8")
    assert main(["diff", str(SOURCE), str(empty)]) == 2


def test_the_policy_is_asked_without_django():
    code = (
        "import sys; from throughcare.sharing.policy.commands import main; "
        "from throughcare.sharing.policy import oracle; import scoring.identifiers; "
        "sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
