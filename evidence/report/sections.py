"""Sections that a service may add: questionnaires, places, costs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evidence.business_case import Range, Result, Uncertain, evaluate
from evidence.business_case_file import read_case
from evidence.charts import (
    Table,
    change_scatter,
    change_table,
    funnel_plot,
    tornado_chart,
)
from evidence.charts.base import Cell, number
from evidence.charts.service import pounds
from evidence.health_change import Change, NoRule, Severity, change, find_instrument
from evidence.monitoring.funnel import funnel
from evidence.outputs import as_csv
from evidence.problems import BadInput
from evidence.report.blocks import Block, Points, Section, Tile, Tiles, Words
from evidence.report.folder import Results


def service_sections(
    found: Results, *, scores: str | None, places: str | None, case: Path | None
) -> tuple[Section, ...]:
    """The sections asked for, in the order of the report."""
    made: list[Section] = []
    if scores is not None:
        made.append(health_section(read_scores(scores, Path.cwd())))
    if places is not None:
        made.append(places_section(places, Path.cwd()))
    if case is not None:
        made.append(cost_section(evaluate(read_case(case, effects=effects_of(found)))))
    return tuple(made)


def effects_of(found: Results) -> dict[str, Uncertain]:
    """Differences of an evaluation that a business case may take, by outcome."""
    return {
        row["name"]: Uncertain(row["difference"], row["low"], row["high"])
        for row in found.results["outcomes"]
        if row.get("state") != "not_reported" and row["low"] is not None
    }


def cost_table(case: Path, found: Results) -> str:
    """The step of costs as CSV: pounds by year, not discounted and discounted."""
    worked = evaluate(read_case(case, effects=effects_of(found)))
    return as_csv(("year", "costs", "benefits", "net_discounted"), worked.by_year)


# --- Questionnaires ------------------------------------------------------------------------------


def read_scores(address: str, folder: Path) -> list[Change]:
    """A change for each instrument and version; errors name the row."""
    from evidence.tables import Column, read_table

    columns = {
        "person_id": Column("id"),
        "instrument": Column("factor"),
        "version": Column("factor"),
        "first": Column("number"),
        "last": Column("number"),
    }
    file = address.partition("#")[0]
    groups: dict[tuple[str, str], list[tuple[float, float | None]]] = {}
    for at, row in enumerate(read_table(address, columns, folder=folder).to_pylist()):
        if row["instrument"] is None or row["version"] is None or row["first"] is None:
            raise BadInput(
                file, f"row {at + 2}", "needs an instrument, a version and a first score."
            )
        groups.setdefault((row["instrument"], row["version"]), []).append(
            (row["first"], row["last"])
        )
    if not groups:
        raise BadInput(file, "", "has no rows.")
    changes = []
    for (key, version), pairs in sorted(groups.items()):
        try:
            changes.append(change(find_instrument(key, version), pairs))
        except (NoRule, ValueError) as wrong:
            raise BadInput(file, f"{key}, version {version}", f"{wrong}.") from None
    return changes


def health_section(changes: list[Change]) -> Section:
    """Each instrument: the picture or its table, how severe people were, and the caveats."""
    blocks: list[Block] = []
    for found in changes:
        drawn = change_scatter(found)
        if drawn is None:
            blocks.append(Words(f"{found.instrument.title}: {found.people} people due to finish."))
            blocks.append(change_table(found))
        else:
            blocks.append(drawn)
        blocks.append(_severity_table(found))
        blocks.append(Points(found.caveats))
    return Section("health", "Did people's health change?", tuple(blocks))


def _severity_table(found: Change) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for words, severity in (
        ("Everybody due to finish", found.before),
        ("With a last score", found.before_paired),
        ("Without a last score", found.before_missing),
    ):
        if severity is not None:
            rows.append(_severity_row(words, severity))
    line = number(found.instrument.clinical_from, 0)
    side = "or more" if found.instrument.worse_is == "higher" else "or less"
    return Table(
        f"{found.instrument.title}: how severe were people at the start?",
        ("Group", "People", "Mean", "Standard deviation", f"Of 100: {line} {side}"),
        tuple(rows),
        (False, True, True, True, True),
        "[c]: 1 to 4 people.",
    )


def _severity_row(words: str, severity: Severity) -> tuple[Cell, ...]:
    if severity.people < 5:
        return (words, None, None, None, None)
    return (
        words,
        severity.people,
        number(severity.mean),
        number(severity.sd),
        number(100 * severity.clinical_share, 0),
    )


# --- Places --------------------------------------------------------------------------------------


def places_section(address: str, folder: Path) -> Section:
    """A funnel of places, widened where places vary more than chance."""
    from evidence.tables import Column, read_table

    columns = {
        "place": Column("factor"),
        "events": Column("number", min=0),
        "people": Column("number", min=1),
    }
    file = address.partition("#")[0]
    rows: list[dict[str, Any]] = read_table(address, columns, folder=folder).to_pylist()
    for at, row in enumerate(rows):
        if None in row.values():
            raise BadInput(file, f"row {at + 2}", "needs a place, events and people.")
    try:
        found = funnel(
            [row["place"] for row in rows],
            [row["events"] for row in rows],
            [row["people"] for row in rows],
            allow_for="additive",
        )
    except ValueError as wrong:
        raise BadInput(file, "", f"{wrong}.") from None
    what = "To whom it happened"
    return Section(
        "places",
        "Is it alike everywhere?",
        (funnel_plot(found, what=what, title="Does a place differ from the rest?"),),
    )


# --- Costs ---------------------------------------------------------------------------------------


def cost_section(found: Result) -> Section:
    """What it costs and what it is worth, with cash kept apart."""
    case = found.case
    tiles = [
        Tile("Costs", pounds(found.cost.value), "present value"),
        Tile("Benefits", pounds(found.benefit.value), _pounds_range(found.benefit)),
    ]
    if found.ratio is not None:
        ratio = f"likely {number(found.ratio.low, 1)} to {number(found.ratio.high, 1)}"
        tiles.append(Tile("For each £1", f"£{number(found.ratio.value, 2)}", ratio))
    blocks: list[Block] = [Tiles(tuple(tiles)), Words(_cost_words(found))]
    blocks.append(
        Table(
            f"Present values in pounds of {case.price_year}",
            ("Figure", "Value", "Likely range (95%)"),
            tuple(
                (name, pounds(row.value), _pounds_range(row))
                for name, row in (
                    ("Costs, with optimism bias", found.cost),
                    ("Benefits", found.benefit),
                    ("of which cash can be released", found.cashable_benefit),
                    ("Net", found.net),
                )
            ),
            (False, True, True),
            f"Discounted at {number(100 * case.discount, 1)}% a year from year 1; optimism bias "
            f"{number(100 * case.optimism_bias, 0)}% on costs; {found.draws:,} draws.",
        )
    )
    blocks.append(_years_table(found))
    drawn = tornado_chart(found)
    if drawn is not None:
        blocks.append(drawn)
    sources = [f"{row.name}: {row.source}" for row in case.costs]
    sources += [f"{row.name}: {row.source}" for row in case.benefits]
    blocks.append(Points(tuple(sources)))
    return Section("costs", "Is it worth what it costs?", tuple(blocks))


def _cost_words(found: Result) -> str:
    words = f"In {number(100 * found.worth_it, 0)} of 100 draws benefits are more than costs."
    if found.break_even is None:
        return f"{words} No effect of the expected direction would pay for the service."
    share = number(100 * found.break_even, 0)
    words += f" The service pays for itself at {share}% of the expected effect."
    return words + (
        " Most benefits are not cash: a prison place that is not needed is used by somebody else."
        if found.cashable_benefit.value < found.benefit.value
        else ""
    )


def _years_table(found: Result) -> Table:
    return Table(
        "By year",
        ("Year", "Costs", "Benefits", "Net, discounted"),
        tuple(
            (str(year), pounds(cost), pounds(worth), pounds(net))
            for year, cost, worth, net in found.by_year
        ),
        (True, True, True, True),
        "Costs and benefits are not discounted here; costs hold optimism bias.",
    )


def _pounds_range(row: Range) -> str:
    if row.low == row.high:
        return ""
    return f"{pounds(row.low)} to {pounds(row.high)}"
