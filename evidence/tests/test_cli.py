"""The command as somebody types it, and the example study of the documentation."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from evidence import cli, examples
from evidence.examples import make
from evidence.tests.small_studies import people, plain_study, write_study
from evidence.words import about

ROOT = Path(__file__).resolve().parents[2]


def evidence(*arguments, code="from evidence.cli import main; sys.exit(main())"):
    return subprocess.run(
        [sys.executable, "-c", f"import sys; {code}", *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
    )


def test_help_names_every_command_and_loads_nothing_heavy():
    said = evidence(
        "--help",
        code="""
from evidence.cli import main
try:
    main()
finally:
    print(sorted({'numpy', 'pyarrow', 'altair', 'django', 'duckdb'} & set(sys.modules)))""",
    )

    for name in ("check", "power", "evaluate", "report", "business-case", "example"):
        assert name in said.stdout
    assert said.stdout.rstrip().endswith("[]")


def test_a_command_that_does_not_exist_is_refused():
    said = evidence("evalute")

    assert said.returncode == 2
    assert "evaluate" in said.stderr


def test_evaluating_loads_no_django_and_no_pandas(tmp_path):
    path = plain_study(tmp_path)
    said = evidence(
        "evaluate",
        path,
        "--out",
        tmp_path / "out",
        "--no-report",
        code="""
from evidence.cli import main
main()
print(sorted({'django', 'pandas', 'scipy', 'altair'} & set(sys.modules)))""",
    )

    assert said.stderr == ""
    assert said.stdout.rstrip().endswith("[]")


def test_a_newcomer_evaluates_the_example_in_one_command(tmp_path):
    said = evidence("example", tmp_path / "study")
    assert said.returncode == 0, said.stderr
    command = said.stdout.splitlines()[-1].removeprefix("Next: evidence ").split()

    said = evidence(*command)

    assert said.returncode == 0, said.stderr
    found = json.loads((tmp_path / "study" / "results" / "results.json").read_text())
    assert found["status"] == "headline"
    (rate, *_) = found["outcomes"]
    assert rate["low"] < make.EFFECT < rate["high"]
    assert {"on_both_sides", "follow_up_incomplete"} <= {rule["code"] for rule in found["rules"]}
    assert (tmp_path / "study" / "results" / "report.html").is_file()
    assert (tmp_path / "study" / "results" / "report.pdf").read_bytes().startswith(b"%PDF")


def test_the_example_is_what_its_maker_makes_and_says_that_it_is_invented(tmp_path):
    make.write(tmp_path)

    for name in ("cohort.csv", "pool.csv", "events.csv"):
        text = (tmp_path / name).read_text()
        assert text == (examples.STUDY / name).read_text()
        assert all(line.startswith("INVENTED-") for line in text.splitlines()[1:])
    assert "invented" in (examples.STUDY / "evaluation.toml").read_text().lower()


def test_the_example_is_not_written_over_other_files(tmp_path, capsys):
    (tmp_path / "letter.txt").write_text("keep")

    assert cli.main(["example", str(tmp_path)]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["letter.txt"]


def test_checking_a_study_reads_no_outcome(tmp_path, capsys):
    """The columns are not even there yet."""
    path = plain_study(tmp_path, primary="reoffended_later")

    assert cli.main(["check", str(path), "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert found["match"]["matched"] == 80
    assert len(found["balance"]) == 4
    assert "outcomes" not in found
    assert cli.main(["check", str(path)]) == 0
    said = capsys.readouterr().out
    assert found["protocol_sha256"] in said
    assert "reoffend" not in said


def test_checking_a_study_that_cannot_be_made_exits_1(tmp_path, capsys):
    import numpy as np

    path = write_study(tmp_path, people(np.random.default_rng(1), "C", 40), [])

    assert cli.main(["check", str(path)]) == 1
    assert "pool" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("number", "words"), [(1, 1), (99, 99), (101, 110), (4966, 5000), (419398, 420000)]
)
def test_about_is_said_with_two_digits(number, words):
    assert about(number) == words
