"""A whole study: its shape, its rules, and what it refuses to say."""

import csv
import json
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

from evidence import cli
from evidence.tests.small_studies import (
    HEADING,
    codes,
    evaluated,
    people,
    plain_study,
    write_csv,
    write_study,
)
from evidence.words import about

OUTCOME_KEYS = {
    "name", "treated_n", "control_n", "treated", "control", "difference", "se", "low", "high", "p",
    "needed", "words",
}  # fmt: skip


def run(path, out, *more):
    return cli.main(["evaluate", str(path), "--out", str(out), "--no-report", *more])


def test_results_have_the_shape_that_was_promised(tmp_path, capsys):
    out = tmp_path / "out"

    assert run(plain_study(tmp_path), out, "--json") == 0

    found = json.loads((out / "results.json").read_text())
    assert capsys.readouterr().out == (out / "results.json").read_text()
    assert len(found["protocol_sha256"]) == 64
    assert found["status"] == "headline"
    assert all(set(rule) == {"code", "message"} for rule in found["rules"])
    assert all({"step", "n"} <= set(row) for row in found["funnel"])
    assert {"treated", "matched", "pool", "ess", "caliper"} <= set(found["match"])
    assert all({"name", "level", "before", "after"} <= set(row) for row in found["balance"])
    assert [(row["name"], row["level"]) for row in found["balance"]] == [
        ("age", None), ("previous", None), ("sex", "F"), ("sex", "M"),
    ]  # fmt: skip
    assert all(set(row) >= OUTCOME_KEYS for row in found["outcomes"])
    assert sorted(path.name for path in out.iterdir()) == [
        "attrition.csv", "balance.csv", "protocol.toml", "provenance.json", "results.json", "steps",
    ]  # fmt: skip


def test_the_same_study_gives_the_same_bytes(tmp_path):
    path = plain_study(tmp_path)
    run(path, tmp_path / "a")
    run(path, tmp_path / "b")

    for name in ("results.json", "balance.csv", "attrition.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_numbers_are_those_of_the_matched_people(tmp_path):
    from pyarrow import parquet

    out = tmp_path / "out"
    run(plain_study(tmp_path), out)

    rows = parquet.read_table(out / "steps" / "people.parquet").to_pylist()
    found = json.loads((out / "results.json").read_text())
    (outcome,) = found["outcomes"]
    arms = [[row["reoffended"] for row in rows if row["treated"] is side] for side in (True, False)]
    assert outcome["treated"] == pytest.approx(np.mean(arms[0]))
    assert outcome["control"] == pytest.approx(np.mean(arms[1]))
    assert outcome["treated_n"] == found["match"]["matched"] == len(arms[0])
    from scipy import stats

    test = stats.ttest_ind(*arms, equal_var=False)
    assert outcome["p"] == pytest.approx(test.pvalue, rel=1e-9)
    assert [outcome["low"], outcome["high"]] == pytest.approx(list(test.confidence_interval()))
    assert len(parquet.read_table(out / "steps" / "pairs.parquet")) == found["match"]["matched"]


@pytest.mark.parametrize("kind", ["nearest", "radius", "iptw", "overlap", "entropy", "aipw"])
def test_every_method_balances_the_groups_and_finds_the_effect(tmp_path, kind):
    path = plain_study(tmp_path, n=300, pool=2000, method=f'kind = "{kind}"')

    found = evaluated(path)

    assert found["status"] == "headline"
    assert max(abs(row["after"]) for row in found["balance"]) < 0.1
    (outcome,) = found["outcomes"]
    assert outcome["low"] < -0.2 < outcome["high"]
    assert (found["match"]["caliper"] is None) is (kind not in ("nearest", "radius"))


def test_cross_fitting_finds_the_effect(tmp_path):
    said = 'kind = "aipw"\ncross_fit = 5'
    found = evaluated(plain_study(tmp_path, n=300, pool=2000, method=said))

    assert found["outcomes"][0]["low"] < -0.2 < found["outcomes"][0]["high"]


# --- What is counted -----------------------------------------------------------------------------


def test_whoever_stands_on_both_sides_leaves_the_pool_and_is_counted(tmp_path):
    rng = np.random.default_rng(2)
    cohort, pool = people(rng, "C", 60), people(rng, "P", 300)
    pool += [row[:] for row in cohort[:7]]

    found = evaluated(write_study(tmp_path, cohort, pool))

    (rule,) = [rule for rule in found["rules"] if rule["code"] == "on_both_sides"]
    assert rule["message"].startswith("7 people")
    assert found["funnel"][0] == {"step": "In the tables", "n": 60, "pool": 307}
    assert found["funnel"][1] == {"step": "On one side only", "n": 60, "pool": 300}


def test_people_whose_follow_up_is_not_complete_are_counted_and_left_out(tmp_path):
    rng = np.random.default_rng(3)
    cohort, pool = people(rng, "C", 60), people(rng, "P", 300)
    last = date(2026, 6, 30)
    # Day 365 + 183 after the index date is the day after the last: just complete.
    enough = last + timedelta(days=1) - timedelta(days=365 + 183)
    cohort[0][1], cohort[1][1] = str(enough), str(enough + timedelta(days=1))
    cohort[2][1] = ""
    path = write_study(tmp_path, cohort, pool, follow_up=f"data_to = {last}")

    found = evaluated(path)

    steps = {row["step"]: row["n"] for row in found["funnel"]}
    assert steps["Index date known"] == 59
    assert steps["Follow-up complete"] == 58
    assert "follow_up_incomplete" in codes(found)


def test_people_with_a_covariate_that_is_not_known_are_counted(tmp_path):
    rng = np.random.default_rng(4)
    cohort, pool = people(rng, "C", 60), people(rng, "P", 300)
    cohort[0][2] = cohort[1][4] = pool[0][3] = ""

    found = evaluated(write_study(tmp_path, cohort, pool))

    assert {"step": "Every covariate known", "n": 58, "pool": 299} in found["funnel"]


def test_a_level_that_one_side_lacks_is_not_compared(tmp_path):
    rng = np.random.default_rng(5)
    cohort, pool = people(rng, "C", 60), people(rng, "P", 300)
    cohort[0][4], pool[0][4], pool[1][4] = "X", "U", "U"

    found = evaluated(write_study(tmp_path, cohort, pool))

    assert {"step": "Levels that both sides have", "n": 59, "pool": 298} in found["funnel"]
    (message,) = [rule["message"] for rule in found["rules"] if rule["code"] == "level_on_one_side"]
    assert "sex = U" in message
    assert "sex = X" in message


def test_an_outcome_that_is_not_known_is_left_out_of_that_outcome_alone(tmp_path):
    rng = np.random.default_rng(6)
    cohort, pool = people(rng, "C", 80), people(rng, "P", 400)
    cohort[0][5] = ""

    found = evaluated(write_study(tmp_path, cohort, pool))

    assert found["outcomes"][0]["treated_n"] == found["match"]["matched"] - 1


# --- Refusals ------------------------------------------------------------------------------------


def refused(found, code):
    assert found["status"] == "refused"
    assert code in codes(found)
    return next(rule["message"] for rule in found["rules"] if rule["code"] == code)


def test_with_an_empty_pool_there_is_no_answer(tmp_path):
    rng = np.random.default_rng(7)

    found = evaluated(write_study(tmp_path, people(rng, "C", 60), []))

    assert "pool" in refused(found, "empty_pool")
    assert found["outcomes"] == []
    assert found["match"]["treated"] == 60


def test_with_an_empty_cohort_there_is_no_answer(tmp_path):
    rng = np.random.default_rng(7)

    refused(evaluated(write_study(tmp_path, [], people(rng, "P", 60))), "empty_cohort")


def test_fewer_than_thirty_matched_give_no_headline(tmp_path):
    rng = np.random.default_rng(8)
    pool = people(rng, "P", 800, rate=1.0)

    few = evaluated(write_study(tmp_path / "few", people(rng, "C", 29, rate=0.0), pool))
    enough = evaluated(write_study(tmp_path / "enough", people(rng, "C", 30, rate=0.5), pool))

    assert "30" in refused(few, "too_few_matched")
    assert all("could be" not in row["words"] for row in few["outcomes"])
    assert enough["match"]["matched"] == 30
    assert enough["status"] == "headline"


def test_perfect_separation_names_the_column(tmp_path):
    rng = np.random.default_rng(9)
    cohort = [[*row, 1] for row in people(rng, "C", 60)]
    pool = [[*row, 0] for row in people(rng, "P", 300)]
    path = write_study(
        tmp_path, cohort, pool, [*HEADING, "attended"], numeric='["age", "attended"]'
    )

    assert "[attended]" in refused(evaluated(path), "perfect_separation")


def test_a_factor_that_only_one_side_has_names_the_column(tmp_path):
    rng = np.random.default_rng(9)
    cohort = [[*row, "here"] for row in people(rng, "C", 60)]
    pool = [[*row, "there"] for row in people(rng, "P", 300)]
    path = write_study(tmp_path, cohort, pool, [*HEADING, "site"], factor='["sex", "site"]')

    assert "[site]" in refused(evaluated(path), "perfect_separation")


def test_a_covariate_from_after_the_index_date_is_refused(tmp_path):
    rng = np.random.default_rng(10)
    cohort = [[*row, "2024-03-01"] for row in people(rng, "C", 60)]
    pool = [[*row, "2024-01-01"] for row in people(rng, "P", 300)]
    said = {"covariates": 'recorded_on = {previous = "scored_on"}'}
    heading = [*HEADING, "scored_on"]

    assert evaluated(write_study(tmp_path, cohort, pool, heading, **said))["status"] != "refused"
    cohort[3][-1] = "2024-03-02"
    found = evaluated(write_study(tmp_path, cohort, pool, heading, **said))

    assert "[previous]" in refused(found, "covariate_after_index")
    assert found["balance"] == []


def test_without_common_support_there_is_no_answer(tmp_path):
    """Groups whose scores do not meet, though no column alone tells them apart."""
    rng = np.random.default_rng(11)
    cohort, pool = people(rng, "C", 60), people(rng, "P", 60)
    for row in cohort:
        row[2], row[3] = row[2] % 7, row[2] % 7 + 1 + rng.random()
    for row in pool:
        row[2], row[3] = row[2] % 7, row[2] % 7 - 1 - rng.random()

    found = evaluated(write_study(tmp_path, cohort, pool))

    assert found["status"] == "refused"
    assert set(codes(found)) & {"no_common_support", "perfect_separation"}


def test_nobody_within_the_caliper_is_no_common_support(tmp_path):
    rng = np.random.default_rng(12)
    path = write_study(
        tmp_path, people(rng, "C", 40), people(rng, "P", 40), method="caliper_sd = 1e-9"
    )

    refused(evaluated(path), "no_common_support")


def test_weights_that_cannot_balance_are_refused(tmp_path):
    rng = np.random.default_rng(13)
    cohort, pool = people(rng, "C", 60, older=30), people(rng, "P", 40)
    cohort[0][2] = 20
    for row in pool:
        row[2] = min(row[2], 40)
    path = write_study(tmp_path, cohort, pool, method='kind = "entropy"')

    refused(evaluated(path), "no_common_support")


def test_few_events_are_never_called_significant(tmp_path):
    """n·p of 9 in the treated arm against nearly everybody: plainly different, and not said."""
    rng = np.random.default_rng(14)
    cohort, pool = people(rng, "C", 100, rate=0), people(rng, "P", 800, rate=0.9)
    for row in cohort[:9]:
        row[5] = 1

    found = evaluated(write_study(tmp_path / "nine", cohort, pool))
    assert found["match"]["matched"] == 100
    cohort[9][5] = 1
    ten = evaluated(write_study(tmp_path / "ten", cohort, pool))

    assert "few_events" in codes(found)
    assert found["status"] == "inconclusive"
    assert found["outcomes"][0]["p"] < 1e-6
    assert "could be" not in found["outcomes"][0]["words"]
    assert ten["status"] == "headline"
    assert "could be lower" in ten["outcomes"][0]["words"]


def test_above_a_twentieth_says_how_many_more_people_would_be_needed(tmp_path):
    rng = np.random.default_rng(15)
    path = write_study(tmp_path, people(rng, "C", 100, rate=0.38), people(rng, "P", 600, rate=0.42))

    (outcome,) = evaluated(path)["outcomes"]

    assert outcome["p"] > 0.05
    assert outcome["needed"] > 0
    assert f"about {about(outcome['needed']):,} more people would be needed" in outcome["words"]
    assert "no effect" not in outcome["words"]
    assert "Inconclusive" in outcome["words"]


def test_counts_of_one_to_four_are_hidden_and_cannot_be_worked_out(tmp_path):
    rng = np.random.default_rng(16)
    cohort, pool = people(rng, "C", 100, rate=0), people(rng, "P", 800)
    for row in cohort[:3]:
        row[5] = 1
    path = write_study(tmp_path, cohort, pool, more='[subgroups]\nby = ["sex"]')

    found = evaluated(path)

    assert "small_counts" in codes(found)
    (outcome,) = found["outcomes"]
    assert outcome["treated"] is outcome["difference"] is outcome["low"] is outcome["p"] is None
    assert "fewer than 5" in outcome["words"]
    assert outcome["state"] == "not_reported"


def test_a_small_subgroup_is_hidden_with_another(tmp_path):
    rng = np.random.default_rng(17)
    cohort, pool = people(rng, "C", 90), people(rng, "P", 600)
    for at, row in enumerate([*cohort, *pool]):
        row[4] = "FMX"[at % 2] if at % 45 else "X"
    path = write_study(tmp_path, cohort, pool, more='[subgroups]\nby = ["sex"]')

    found = evaluated(path)

    hidden = [row["level"] for row in found["subgroups"] if row["hidden"]]
    assert "X" in hidden
    assert len(hidden) >= 2
    assert all("treated_n" not in row for row in found["subgroups"] if row["hidden"])


def test_a_difference_that_cannot_be_the_services_is_named(tmp_path):
    rng = np.random.default_rng(18)
    heading = [*HEADING, "earlier"]
    cohort = [[*row, int(rng.random() < 0.2)] for row in people(rng, "C", 200)]
    pool = [[*row, int(rng.random() < 0.6)] for row in people(rng, "P", 900)]
    path = write_study(
        tmp_path, cohort, pool, heading, more='[sensitivity]\nnegative_control = ["earlier"]'
    )

    found = evaluated(path)

    assert "negative_control" in codes(found)
    assert found["sensitivity"]["negative_controls"][0]["differs"] is True


def test_groups_that_still_differ_are_said_to(tmp_path):
    rng = np.random.default_rng(19)
    path = write_study(
        tmp_path,
        people(rng, "C", 80, older=12),
        people(rng, "P", 120),
        method="caliper_sd = 30",
    )

    found = evaluated(path)

    (message,) = [rule["message"] for rule in found["rules"] if rule["code"] == "imbalance"]
    assert "age" in message


# --- Files ---------------------------------------------------------------------------------------


def test_published_counts_show_no_small_loss(tmp_path):
    rng = np.random.default_rng(20)
    cohort, pool = people(rng, "C", 60), people(rng, "P", 300)
    cohort[0][2] = cohort[1][2] = ""
    out = tmp_path / "out"
    run(write_study(tmp_path, cohort, pool), out)

    with (out / "attrition.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))

    ours = [int(row["n"]) for row in rows if row["side"] == "took part"]
    losses = [before - after for before, after in pairwise(ours)]
    assert all(loss == 0 or loss >= 5 for loss in losses)


def test_a_level_that_looks_like_a_formula_is_text_in_a_spreadsheet(tmp_path):
    rng = np.random.default_rng(21)
    cohort, pool = people(rng, "C", 60), people(rng, "P", 300)
    for row in [*cohort[:20], *pool[:90]]:
        row[4] = "=1+1"
    out = tmp_path / "out"
    run(write_study(tmp_path, cohort, pool), out)

    assert ",'=1+1," in (out / "balance.csv").read_text()


def test_bad_input_writes_nothing_and_exits_2(tmp_path, capsys):
    path = plain_study(tmp_path)
    text = (tmp_path / "pool.csv").read_text().replace("2024-03-01", "soon", 1)
    (tmp_path / "pool.csv").write_text(text)
    before = sorted(tmp_path.rglob("*"))

    assert run(path, tmp_path / "out") == 2

    said = capsys.readouterr().err
    assert "pool.csv: column index_date: row 2" in said
    assert "Traceback" not in said
    assert sorted(tmp_path.rglob("*")) == before


def test_an_identifier_that_stands_twice_is_named_by_its_rows(tmp_path, capsys):
    rng = np.random.default_rng(22)
    cohort = people(rng, "C", 40)
    cohort[7][0] = cohort[3][0]

    assert run(write_study(tmp_path, cohort, people(rng, "P", 99)), tmp_path / "out") == 2

    said = capsys.readouterr().err
    assert "cohort.csv: column person_id: row 9: has the identifier of row 5" in said
    assert "C00003" not in said


def test_a_folder_that_is_not_ours_is_not_touched(tmp_path, capsys):
    path = plain_study(tmp_path)
    out = tmp_path / "mine"
    out.mkdir()
    (out / "letter.txt").write_text("keep")

    assert run(path, out) == 2

    assert [one.name for one in out.iterdir()] == ["letter.txt"]
    assert "holds other files" in capsys.readouterr().err


def test_a_run_that_fails_while_writing_leaves_the_earlier_results(tmp_path, monkeypatch):
    path, out = plain_study(tmp_path), tmp_path / "out"
    run(path, out)
    before = {one: one.read_bytes() for one in out.rglob("*") if one.is_file()}

    def break_off(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("evidence.evaluation_files.write_steps", break_off)
    assert run(path, out) == 130

    assert {one: one.read_bytes() for one in out.rglob("*") if one.is_file()} == before
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".")]


def test_every_run_is_on_record(tmp_path):
    path, out = plain_study(tmp_path), tmp_path / "out"
    run(path, out)
    run(path, out)

    runs = json.loads((out / "provenance.json").read_text())["runs"]
    assert len(runs) == 2
    assert set(runs[0]["tables"]) == {"cohort", "pool"}
    assert len(runs[0]["tables"]["pool"]["sha256"]) == 64


def test_an_outcome_that_no_table_has_is_named(tmp_path, capsys):
    assert run(plain_study(tmp_path, primary="reoffend"), tmp_path / "out") == 2

    assert "column reoffend: is missing. Did you mean [reoffended]?" in capsys.readouterr().err


def test_tables_without_an_index_date_are_compared_and_say_so(tmp_path):
    rng = np.random.default_rng(23)
    sides = [[[one[0], *one[2:]] for one in people(rng, p, n)] for p, n in (("C", 60), ("P", 300))]
    heading = [name for name in HEADING if name != "index_date"]

    found = evaluated(write_study(tmp_path, *sides, heading))

    assert "no_index_date" in codes(found)
    assert found["match"]["matched"] == 60


def test_an_index_date_in_one_table_only_is_an_error(tmp_path, capsys):
    path = plain_study(tmp_path)
    rng = np.random.default_rng(24)
    heading = [name for name in HEADING if name != "index_date"]
    write_csv(tmp_path / "pool.csv", heading, [[r[0], *r[2:]] for r in people(rng, "P", 99)])

    assert run(path, tmp_path / "out") == 2
    assert "pool.csv: column index_date: is missing" in capsys.readouterr().err
