"""The folder of results that an evaluation leaves: each step is a table on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evidence.comparison import balance as balances
from evidence.disclosure import HIDDEN, is_small, publishable_funnel, suppress_row
from evidence.evaluation import Evaluation
from evidence.evaluation_results import results
from evidence.outputs import as_csv, as_json, whole_folder
from evidence.provenance import provenance
from evidence.steps import write_steps


def write(found: Evaluation, out: Path, *, report: bool = False) -> str:
    """The folder of results, with or without its report, whole or not at all. Returns the text of
    results.json."""
    text = as_json(results(found))
    with whole_folder(out) as folder:
        (folder / "results.json").write_text(text, encoding="utf-8")
        (folder / "protocol.toml").write_bytes(found.protocol.path.read_bytes())
        (folder / "attrition.csv").write_text(_attrition(found), encoding="utf-8")
        (folder / "balance.csv").write_text(_balance_csv(found), encoding="utf-8")
        (folder / "provenance.json").write_text(
            as_json(provenance(found.protocol, out)), encoding="utf-8"
        )
        write_steps(found, folder / "steps")
        if report:
            _write_report(folder)
    return text


def _write_report(folder: Path) -> None:
    """Loaded here: drawing takes longer to load than a study takes to evaluate."""
    from evidence.report import write_report

    write_report(folder)


def _attrition(found: Evaluation) -> str:
    """Both sides, without losses of 1 to 4 people."""
    rows: list[tuple[str, str, Any]] = []
    for side, key in (("took part", "n"), ("pool", "pool")):
        steps = publishable_funnel([(row["step"], row[key]) for row in found.funnel])
        rows += [(side, step, HIDDEN if is_small(n) else n) for step, n in steps]
    return as_csv(("side", "step", "n"), rows)


def _balance_csv(found: Evaluation) -> str:
    """Standardised differences and means; shares that stand for 1 to 4 people are hidden, and
    with them another level of the same factor."""
    hidden = _hidden_levels(found.balance)
    rows = []
    for row in found.balance:
        means: list[Any] = [row.treated, row.pool, row.treated_after, row.pool_after]
        if (row.name, row.level) in hidden:
            means = [HIDDEN] * 4
        rows.append((row.name, row.level or "", row.before, row.after, *means))
    heading = ("name", "level", "before", "after", "treated", "pool", "treated_after", "pool_after")
    return as_csv(heading, rows)


def _hidden_levels(rows: list[balances.BalanceRow]) -> set[tuple[str, str | None]]:
    factors: dict[str, list[balances.BalanceRow]] = {}
    for row in rows:
        if row.level is not None:
            factors.setdefault(row.name, []).append(row)
    hidden: set[tuple[str, str | None]] = set()
    for levels in factors.values():
        for counts in (
            [row.treated_count or 0 for row in levels],
            [row.pool_count or 0 for row in levels],
        ):
            for row, shown in zip(levels, suppress_row(counts), strict=True):
                if shown is None:
                    hidden.add((row.name, row.level))
    return hidden
