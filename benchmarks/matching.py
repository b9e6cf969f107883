"""How long a whole evaluation takes, beside what a user would install instead.

``python -m benchmarks.matching`` (``make bench-matching``) makes invented people, runs
``evidence evaluate`` on them as a process of its own — reading, score, matching, balance table,
outcomes, files — and prints the quickest run, the highest memory and the limit. Beside it,
at sizes they can bear and in an environment of their own that is deleted afterwards, packages
from PyPI do the same work, and their answers stand next to ours. Exits 1 when a limit is broken.

Options: ``--runs 3 --rivals 10000 --skip-rivals --skip-large``.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SEED = 20260701
NUMERIC = [f"number_{at}" for at in range(8)]
FACTOR = [f"factor_{at}" for at in range(4)]
LEVELS = ["a", "b", "c", "d", "e"]
ROOT = Path(__file__).resolve().parents[1]
RIVALS = ("pymatchit-causal", "psmpy", "causalinference")
ELEVEN = [
    "rate", "frequency", "time_to_first", "rate_indictable", "rate_either_way", "rate_summary",
    "frequency_indictable", "frequency_either_way", "frequency_summary", "custody_rate",
    "custody_frequency",
]  # fmt: skip


@dataclass(frozen=True)
class Case:
    """`people` in all; about `treated_share` of them treated. Limits in seconds and bytes."""

    name: str
    people: int
    intercept: float
    method: str
    events: bool
    seconds: float
    memory: int


CASES = (
    Case("1:1 with caliper, 100,000", 100_000, -2.52, "nearest", False, 1.2, 1_000_000_000),
    Case("1:1 with caliper, 1,000,000", 1_000_000, -2.52, "nearest", False, 5.0, 1_000_000_000),
    Case("radius, 11 outcomes, 1,000 of 1M", 1_001_000, -7.2, "radius", True, 8.0, 1_000_000_000),
)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rivals", type=int, default=10_000, help="people given to the others")
    parser.add_argument("--skip-rivals", action="store_true")
    parser.add_argument("--skip-large", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-matching.") as made:
        folder = Path(made)
        broken = _ours(folder, asked.runs, large=not asked.skip_large)
        if not asked.skip_rivals:
            _beside_others(folder, asked.rivals, asked.runs)
    return 1 if broken else 0


def _ours(folder: Path, runs: int, *, large: bool) -> list[str]:
    broken = []
    print(
        f"{'case':36} {'treated':>8} {'matched':>8} {'seconds':>9} "
        f"{'CPU s':>7} {'limit':>6} {'MB':>6}"
    )
    for case in CASES:
        if case.people > 200_000 and not large:
            continue
        here = folder / str(CASES.index(case))
        _make_apart(here, case.people, case.intercept, case.method, events=case.events)
        seconds, busy, memory, found = run_ours(here, runs)
        match = found["match"]
        print(
            f"{case.name:36} {match['treated']:8,} {match['matched']:8,} {seconds:9.2f} "
            f"{busy:7.2f} "
            f"{case.seconds:6.1f} {memory / 1e6:6.0f}",
            flush=True,
        )
        if seconds > case.seconds or memory > case.memory:
            broken.append(case.name)
        shutil.rmtree(here)
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    if load > cores:
        print(f"The machine was busy (load {load:.1f} on {cores} cores): read the CPU seconds.")
    for name in broken:
        print(f"over its limit: {name}")
    return broken


def _make_apart(folder: Path, people: int, intercept: float, method: str, *, events: bool) -> None:
    """In a process of its own: a child begins with the memory of the process that starts it."""
    one = f"make_study(Path({str(folder)!r}), {people}, {intercept}, {method!r}, events={events})"
    code = f"from pathlib import Path; from benchmarks.matching import make_study; {one}"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def make_study(
    folder: Path, people: int, intercept: float, method: str, *, events: bool = False
) -> None:
    """A cohort, a pool and a protocol; the outcome is .08 less likely with treatment."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import parquet

    folder.mkdir(parents=True)
    draw = np.random.default_rng(SEED)
    numbers = {name: draw.normal(size=people) for name in NUMERIC}
    codes = {name: draw.integers(0, 5, people) for name in FACTOR}
    pull = 0.5 * numbers["number_0"] - 0.4 * numbers["number_1"] + 0.3 * (codes["factor_0"] == 2)
    treated = draw.random(people) < 1 / (1 + np.exp(-(intercept + pull)))
    chance = 1 / (1 + np.exp(0.4 - 0.5 * numbers["number_0"])) - 0.08 * treated
    outcome = draw.random(people) < chance
    index = np.datetime64("2023-01-01") + draw.integers(0, 365, people)
    table = pa.table(
        {
            "person_id": pa.array([f"P{at:08d}" for at in range(people)]),
            "index_date": pa.array(index),
            **{name: pa.array(values) for name, values in numbers.items()},
            **{
                name: pa.DictionaryArray.from_arrays(values, LEVELS).cast(pa.string())
                for name, values in codes.items()
            },
            "reoffended": pa.array(outcome.astype(np.int8)),
        }
    )
    parquet.write_table(table.filter(pa.array(treated)), folder / "cohort.parquet")
    parquet.write_table(table.filter(pa.array(~treated)), folder / "pool.parquet")
    if events:
        _write_events(folder, draw, outcome, index)
    (folder / "evaluation.toml").write_text(_protocol(method, events=events), encoding="utf-8")


def _write_events(folder: Path, draw: Any, outcome: Any, index: Any) -> None:
    import numpy as np
    import pyarrow as pa
    from pyarrow import parquet

    who = np.repeat(np.flatnonzero(outcome), draw.integers(1, 4, int(outcome.sum())))
    on = index[who] + draw.integers(0, 365, len(who))
    events = {
        "person_id": pa.array([f"P{at:08d}" for at in who]),
        "offence_date": pa.array(on),
        "proven_date": pa.array(on + draw.integers(0, 200, len(who))),
        "tier": pa.array(np.array(["indictable", "either_way", "summary"])[who % 3]),
        "custody": pa.array(draw.random(len(who)) < 0.3),
    }
    parquet.write_table(pa.table(events), folder / "events.parquet")


def _protocol(method: str, *, events: bool) -> str:
    listed = json.dumps
    primary, others = ("rate", ELEVEN[1:]) if events else ("reoffended", [])
    return f"""
[study]
id = "bench"
title = "Invented people"
registered_on = 2026-07-01
[data]
cohort = "cohort.parquet"
pool = "pool.parquet"
events = "{"events.parquet" if events else ""}"
[follow_up]
data_to = 2026-06-30
[covariates]
numeric = {listed(NUMERIC)}
factor = {listed(FACTOR)}
[method]
kind = "{method}"
[outcomes]
primary = "{primary}"
others = {listed(others)}
"""


def run_ours(folder: Path, runs: int) -> tuple[float, float, int, dict[str, Any]]:
    """Seconds and CPU seconds of the quickest process (other work only adds), highest memory, and
    what it said."""
    command = [sys.executable, "-m", "evidence.cli", "evaluate", str(folder / "evaluation.toml")]
    command += ["--out", str(folder / "out"), "--no-report"]
    seconds, busy, memory = timed(command, runs)
    return seconds, busy, memory, json.loads((folder / "out" / "results.json").read_text())


def timed(command: list[str], runs: int) -> tuple[float, float, int]:
    times, busy, highest = [], [], 0
    # As installed: modules compiled once. The first run fills the cache and does not count.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for run in range(runs + 1):
        begun = time.perf_counter()
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        if run:
            times.append(time.perf_counter() - begun)
            busy.append(used.ru_utime + used.ru_stime)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise SystemExit(f"{command[-4:]} ended with {child.returncode}")
        highest = max(highest, used.ru_maxrss * 1024)
    return min(times), min(busy), highest


# --- Beside what a user would pick ----------------------------------------------------------------

#: Each prints one line of JSON: pairs and the difference of the matched means.
SCRIPTS = {
    "pymatchit-causal": """
import json, sys, warnings
warnings.filterwarnings("ignore")
import pandas as pd
from pymatchit import MatchIt
data = pd.read_parquet(sys.argv[1]); numeric, factor = json.loads(sys.argv[2])
m = MatchIt(data=data, method="nearest", caliper=0.2, ratio=1)
m.fit("treated ~ " + " + ".join(numeric + [f"C({f})" for f in factor]))
m.summary(print_output=False)
used = m.matched_data
g = used.groupby("treated").reoffended
print(json.dumps([int(g.size()[1]), float(g.mean()[1] - g.mean()[0])]))
""",
    "psmpy": """
import json, sys, warnings
warnings.filterwarnings("ignore")
import pandas as pd
from psmpy import PsmPy
data = pd.read_parquet(sys.argv[1]); numeric, factor = json.loads(sys.argv[2])
wide = pd.get_dummies(data, columns=factor, drop_first=True, dtype=int)
p = PsmPy(wide, treatment="treated", indx="person_id", exclude=["reoffended", "index_date"])
p.logistic_ps(balance=False)
near = 0.2 * p.predicted_data.propensity_score.std()
p.kdtree_matched(matcher="propensity_score", replacement=False, caliper=near, drop_unmatched=True)
used = p.df_matched.merge(data[["person_id", "reoffended"]], on="person_id")
g = used.groupby("treated").reoffended
print(json.dumps([int(g.size()[1]), float(g.mean()[1] - g.mean()[0])]))
""",
    "causalinference": """
import json, sys, warnings
warnings.filterwarnings("ignore")
import numpy as np, pandas as pd
from causalinference import CausalModel
data = pd.read_parquet(sys.argv[1]); numeric, factor = json.loads(sys.argv[2])
wide = pd.get_dummies(data[numeric + factor], columns=factor, drop_first=True, dtype=float)
c = CausalModel(data.reoffended.to_numpy(float), data.treated.to_numpy(int), wide.to_numpy(float))
c.est_via_matching(matches=1)
print(json.dumps([int(data.treated.sum()), float(c.estimates["matching"]["att"])]))
""",
}


def _beside_others(folder: Path, people: int, runs: int) -> None:
    here = folder / "rivals"
    _make_apart(here, people, -2.52, "nearest", events=False)
    seconds, _, memory, found = run_ours(here, runs)
    difference = found["outcomes"][0]["difference"]
    print(f"\n{people:,} people, 1:1 with caliper, whole process")
    print(f"{'package':24} {'seconds':>9} {'times':>7} {'MB':>6} {'pairs':>7} {'difference':>12}")
    matched = found["match"]["matched"]
    print(
        f"{'evidence':24} {seconds:9.2f} {1:7.1f} {memory / 1e6:6.0f} {matched:7,} "
        f"{difference:12.8f}"
    )
    both = here / "both.parquet"
    code = "from pathlib import Path; from benchmarks.matching import join; "
    code += f"join(Path({str(here)!r}), Path({str(both)!r}))"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    python = _environment(folder)
    if python is None:
        print("the other packages cannot be installed here")
        return
    columns = json.dumps([NUMERIC, FACTOR])
    for name in RIVALS:
        answer, theirs, used = _rival(python, name, both, columns)
        if isinstance(answer, str):
            print(f"{name:24} {answer}")
            continue
        same = "the same" if abs(answer[1] - difference) < 1e-8 else "another answer"
        print(
            f"{name:24} {theirs:9.2f} {theirs / seconds:7.1f} {used / 1e6:6.0f} {answer[0]:7,} "
            f"{answer[1]:12.8f}  {same}",
            flush=True,
        )


def join(here: Path, both: Path) -> None:
    """Both sides as one table with a column that says who is treated."""
    import pyarrow as pa
    from pyarrow import parquet

    sides = [parquet.read_table(here / f"{side}.parquet") for side in ("cohort", "pool")]
    parts = [
        side.append_column("treated", pa.array([treated] * len(side), pa.int64()))
        for side, treated in zip(sides, (1, 0), strict=True)
    ]
    parquet.write_table(pa.concat_tables(parts).sort_by("person_id"), both)


def _environment(folder: Path) -> Path | None:
    """An environment with the other packages, or None where they cannot be had."""
    home = folder / "venv"
    uv = Path(sys.executable).parent / "uv"
    try:
        subprocess.run(
            [uv, "venv", "-q", "--python", sys.executable, str(home)], check=True, timeout=60
        )
        python = home / "bin" / "python"
        wanted = [*RIVALS, "pyarrow", "setuptools<81"]
        subprocess.run(
            [uv, "pip", "install", "-q", "--python", str(python), *wanted], check=True, timeout=300
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return python


def _rival(python: Path, name: str, data: Path, columns: str) -> tuple[Any, float, int]:
    """What it answers (or why it does not), seconds and memory."""
    command = [str(python), "-c", SCRIPTS[name], str(data), columns]
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as wrong:
        child = subprocess.Popen(command, stdout=said, stderr=wrong)
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        wrong.seek(0)
        lines = said.read().decode(errors="replace").strip().splitlines()
        if child.returncode or not lines:
            last = wrong.read().decode(errors="replace").strip().splitlines()[-1:]
            return f"did not finish: {' '.join(last)[:120]}", seconds, 0
    return json.loads(lines[-1]), seconds, used.ru_maxrss * 1024


if __name__ == "__main__":
    sys.exit(main())
