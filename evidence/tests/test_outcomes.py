"""The eleven outcomes from events, day by day, and how two groups are compared."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evidence.comparison.outcomes import NEVER, Events, Reoffending, compare
from evidence.evaluation import evaluate
from evidence.protocol import EVENT_OUTCOMES, read_protocol
from evidence.tests.small_studies import HEADING, codes, evaluated, people, write_csv, write_study

START = 19_000
CUSTODY = True


def reoffending(*offences, people=4, severity="any"):
    """Offences as (person, days after the start, days until proven, tier, custody)."""
    who, after, proof, tier, custody = zip(*offences, strict=True)
    on = START + np.array(after)
    proven = np.array(
        [NEVER if wait is None else day + wait for day, wait in zip(on, proof, strict=True)]
    )
    events = Events(np.array(who), on, proven, np.array(tier, np.int8), np.array(custody, bool))
    return Reoffending(events, np.full(people, START), days=365, proof_days=183, severity=severity)


EXAMPLE = (
    (0, 100, 10, 1, False),  # either way
    (0, 30, 10, 2, CUSTODY),  # the first: summary
    (0, 100, 10, 0, CUSTODY),  # indictable
    (1, -1, 10, 0, CUSTODY),  # before the start
    (2, 364, 183, 2, False),  # the last day, proven on the last day
)


@pytest.mark.parametrize(
    ("name", "values", "among_reoffended"),
    [
        ("rate", [1, 0, 1, 0], False),
        ("frequency", [3, 0, 1, 0], False),
        ("time_to_first", [30, 0, 364, 0], True),
        ("rate_indictable", [1, 0, 0, 0], True),
        ("rate_either_way", [1, 0, 0, 0], True),
        ("rate_summary", [1, 0, 1, 0], True),
        ("frequency_indictable", [1, 0, 0, 0], True),
        ("frequency_either_way", [1, 0, 0, 0], True),
        ("frequency_summary", [1, 0, 1, 0], True),
        ("custody_rate", [1, 0, 0, 0], True),
        ("custody_frequency", [2, 0, 0, 0], True),
    ],
)
def test_each_outcome_of_each_person(name, values, among_reoffended):
    outcome = reoffending(*EXAMPLE).outcome(name)

    assert outcome.values.tolist() == values
    if among_reoffended:
        assert outcome.asked_of.tolist() == [True, False, True, False]
    else:
        assert outcome.asked_of is None


def test_by_the_first_offence_only_its_own_tier_and_custody_count():
    found = reoffending(*EXAMPLE, severity="first")

    assert found.outcome("rate_indictable").values.tolist() == [0, 0, 0, 0]
    assert found.outcome("rate_summary").values.tolist() == [1, 0, 1, 0]
    assert found.outcome("custody_rate").values.tolist() == [1, 0, 0, 0]


@pytest.mark.parametrize(
    ("after", "wait", "counts"),
    [
        (0, 0, True),  # the day of release itself
        (-1, 0, False),
        (364, 0, True),
        (365, 0, False),
        (100, None, False),  # never proven
        (0, 547, True),  # 365 + 183 days: the last day on which proof counts
        (0, 548, False),
    ],
)
def test_the_window_for_offence_and_proof(after, wait, counts):
    assert reoffending((0, after, wait, 0, False)).outcome("rate").values[0] == counts


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 10**6), sizes=st.tuples(st.integers(2, 30), st.integers(2, 30)))
def test_without_weights_it_is_welchs_test(seed, sizes):
    rng = np.random.default_rng(seed)
    ours, theirs = rng.normal(1, 2, sizes[0]), rng.normal(0, 1, sizes[1])
    test = stats.ttest_ind(ours, theirs, equal_var=False)

    found = compare(
        np.concatenate([ours, theirs]), np.arange(sum(sizes)) < sizes[0], np.ones(sum(sizes))
    )

    assert found.p == pytest.approx(test.pvalue, rel=1e-7)
    assert [found.low, found.high] == pytest.approx(list(test.confidence_interval()), rel=1e-7)
    assert found.df == pytest.approx(test.df)


def test_the_scale_of_the_weights_does_not_matter_and_rows_of_weight_nought_do_not_count():
    rng = np.random.default_rng(1)
    values, weight = rng.normal(size=50), rng.random(50)
    treated = np.arange(50) < 20

    one = compare(values, treated, weight)
    other = compare(np.append(values, 1e6), np.append(treated, False), np.append(weight * 7, 0.0))

    assert other.difference == pytest.approx(one.difference)
    assert other.se == pytest.approx(one.se)
    assert other.control_n == one.control_n == 30


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_with_as_many_more_people_as_needed_it_would_be_significant(seed):
    """Each group copied until the number is reached: the difference stays, p falls to .05."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=60) + 0.2 * (np.arange(60) < 30)
    treated = np.arange(60) < 30
    found = compare(values, treated, np.ones(60))
    if found.needed is None or not 30 < found.needed < 3000:
        return
    in_all = 30 + found.needed

    def p_with(n):
        spread = [values[side].var() for side in (treated, ~treated)]
        se = np.sqrt(sum(one * n / (n - 1) / n for one in spread))
        scale = found.se / np.sqrt(sum(one * 30 / 29 / 30 for one in spread))
        return 2 * stats.t.sf(abs(found.difference) / (se * scale), found.df * n / 30)

    # Copies change n/(n − 1) a little: within one part in thirty.
    assert p_with(in_all * 1.05) < 0.05 < p_with(in_all * 0.93)


@pytest.mark.parametrize(("p", "needed"), [(0.05, 0), (0.049, 0)])
def test_exactly_a_twentieth_is_significant(p, needed):
    from evidence.comparison.refusals import is_significant

    assert is_significant(p)
    assert not is_significant(0.05 + 1e-12)


def test_groups_without_any_spread():
    treated = np.arange(60) < 30

    same = compare(np.ones(60), treated, np.ones(60))
    apart = compare(treated * 1.0, treated, np.ones(60))

    assert (same.p, same.needed, same.se) == (1.0, None, 0.0)
    assert (apart.p, apart.low, apart.high) == (0.0, 1.0, 1.0)


# --- From files ----------------------------------------------------------------------------------

FROM_EVENTS = {
    "data": 'events = "events.csv"',
    "follow_up": "data_to = 2026-06-30",
    "primary": "rate",
    "outcomes": f"others = {list(EVENT_OUTCOMES[1:])}",
}
EVENT_HEADING = ["person_id", "offence_date", "proven_date", "tier", "custody"]
INDEX = date(2024, 3, 1)


def events_of(rows, rng):
    for row in rows:
        for _ in range(row[5] * int(rng.integers(1, 4))):
            on = INDEX + timedelta(days=int(rng.integers(0, 365)))
            tier = str(rng.choice(["indictable", "either_way", "summary"]))
            yield [row[0], on, on + timedelta(days=40), tier, rng.choice(["yes", "no"])]


def event_study(folder, *, rate=0.4, n=120, **said):
    rng = np.random.default_rng(5)
    cohort, pool = people(rng, "C", n, rate=rate), people(rng, "P", 700, rate=0.6)
    path = write_study(folder, cohort, pool, **{**FROM_EVENTS, **said})
    events = [*events_of([*cohort, *pool], rng), ["NOBODY", "2024-04-01", "2024-05-01", "1", "no"]]
    write_csv(folder / "events.csv", EVENT_HEADING, events)
    return path


def test_all_eleven_are_reported_in_order(tmp_path):
    found = evaluated(event_study(tmp_path))

    assert [row["name"] for row in found["outcomes"]] == list(EVENT_OUTCOMES)
    rate, frequency, *others = found["outcomes"]
    assert rate["treated_n"] == frequency["treated_n"] == found["match"]["matched"]
    reoffended = round(rate["treated_n"] * rate["treated"])
    assert {row["treated_n"] for row in others} == {reoffended}
    assert all("p_holm" in row for row in found["outcomes"][1:])
    assert "p_holm" not in rate


def test_fewer_than_thirty_who_reoffended_give_no_time(tmp_path):
    found = evaluated(event_study(tmp_path, rate=0.15))

    rows = {row["name"]: row for row in found["outcomes"]}
    assert 5 <= rows["time_to_first"]["treated_n"] < 30
    assert "few_reoffenders" in codes(found)
    assert rows["time_to_first"]["state"] == "not_reported"
    for key in ("treated", "control", "difference", "low", "high", "p"):
        assert rows["time_to_first"][key] is None
    assert "could be" not in rows["custody_frequency"]["words"]
    assert "could be" in rows["rate"]["words"]


def test_whoever_reoffended_before_the_landmark_is_counted_and_left_out(tmp_path):
    path = event_study(tmp_path, index="landmark_days = 60")
    # Who reoffends on day 60 itself had reached the landmark.
    with (tmp_path / "events.csv").open("a") as file:
        rows = (tmp_path / "events.csv").read_text()
        spared = next(name for at in range(120) if (name := f"C{at:05d}") not in rows)
        file.write(f"{spared},{INDEX + timedelta(days=60)},2024-06-01,summary,no\n")

    found = evaluate(read_protocol(path))

    steps = {row["step"]: row["n"] for row in found.funnel}
    after = steps["No proven reoffence before the landmark"]
    assert after < steps["Levels that both sides have"] == 120
    early = set()
    with (tmp_path / "events.csv").open() as file:
        for line in list(file)[1:]:
            person, on, *_ = line.split(",")
            if date.fromisoformat(on) < INDEX + timedelta(days=60):
                early.add(person)
    assert after == 120 - len([person for person in early if person.startswith("C")])


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (1, "yesterday", "column offence_date: row 2"),
        (3, "grave", "column tier: row 2"),
        (4, "perhaps", "column custody: row 2"),
        (0, "", "column person_id: row 2"),
    ],
)
def test_bad_events_are_named_by_column_and_row(tmp_path, column, value, words):
    from evidence.problems import BadInput

    path = event_study(tmp_path)
    row = ["C00001", "2024-04-01", "2024-05-01", "summary", "no"]
    row[column] = value
    write_csv(tmp_path / "events.csv", EVENT_HEADING, [row])

    with pytest.raises(BadInput, match="events.csv") as wrong:
        evaluated(path)
    assert words in str(wrong.value)


def test_events_need_no_tier_and_no_custody_unless_they_are_asked_for(tmp_path):
    path = event_study(tmp_path, outcomes='others = ["frequency"]')
    with (tmp_path / "events.csv").open() as file:
        rows = [line.strip().split(",")[:3] for line in file]
    write_csv(tmp_path / "events.csv", rows[0], rows[1:])

    assert [row["name"] for row in evaluated(path)["outcomes"]] == ["rate", "frequency"]


def test_the_heading_is_the_one_that_people_write():
    assert HEADING[0] == "person_id"
