"""What a report says, section by section. It invents no certainty: an unclear result is said to
be unclear, with how many more people it would take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evidence.charts import Figure, Table, forest, love_plot, score_overlap
from evidence.charts.base import Cell, number
from evidence.disclosure import HIDDEN
from evidence.equity import heterogeneity
from evidence.rates import RateRatio
from evidence.report import appendix
from evidence.report import wording as say
from evidence.report.beside import Beside
from evidence.report.blocks import (
    Block,
    Box,
    Points,
    Report,
    Section,
    Tile,
    Tiles,
    Words,
)
from evidence.report.folder import Results
from evidence.words import about

STATUS = {
    "headline": "The groups differ by more than chance explains",
    "inconclusive": "Inconclusive: it is not known yet whether the service makes a difference",
    "refused": "This study cannot give a headline",
}
CAUTION = (
    "The groups are alike in what was recorded. They may differ in what was not, so this shows "
    "what goes with taking part, and cannot prove what caused it."
)


def build(found: Results, beside: Beside, more: Sequence[Section] = ()) -> Report:
    """The report of a folder; ``more`` are sections on questionnaires, places and costs."""
    study = found.results.get("study", {})
    sections = [
        _headline(found),
        _who(found),
        _alike(found),
        _outcomes(found),
        _time(found, beside),
        _groups(found),
        _else(found),
        *more,
        _limits(found),
        appendix.methods(found),
        appendix.provenance(found),
    ]
    registered = say.day(str(study.get("registered_on", "")))
    caption = f"Evaluation {study.get('id', '')}. Protocol registered on {registered}"
    return Report(
        str(study.get("title", "Evaluation")),
        caption,
        tuple(section for section in sections if section is not None),
        f"Protocol {found.results['protocol_sha256'][:16]}",
    )


# --- The answer ----------------------------------------------------------------------------------


def _headline(found: Results) -> Section:
    status = found.results["status"]
    primary = found.results["outcomes"][0] if found.results["outcomes"] else None
    words = [say.without_status(say.said(primary))] if primary is not None else []
    if status == "refused":
        words = [rule["message"] for rule in found.results["rules"]] or words
        words.append(_still(found))
    else:
        words.append(CAUTION)
    blocks: list[Block] = [Box(STATUS[status], tuple(dict.fromkeys(words)))]
    tiles = _tiles(found, primary)
    if tiles:
        blocks.append(Tiles(tiles))
    return Section("answer", "What can we say?", tuple(blocks))


def _still(found: Results) -> str:
    if found.results["balance"]:
        return (
            "What can still be said is below: who was compared, how alike the groups are, and "
            "why there is no answer yet. It does not mean that the service makes no difference."
        )
    return (
        "What can still be said is below: how many people there were, and where the study "
        "stopped. It does not mean that the service makes no difference."
    )


def _tiles(found: Results, primary: Mapping[str, Any] | None) -> tuple[Tile, ...]:
    tiles = []
    ours = [row for row in found.attrition if row["side"] == "took part"]
    if ours:
        tiles.append(Tile("Took part", say.commas(ours[0]["n"]), ours[0]["step"].lower()))
        if len(ours) > 1:
            tiles.append(Tile("Compared", say.commas(ours[-1]["n"]), "with similar people"))
    if primary is None or say.refused(found) or say.hidden(primary):
        return tuple(tiles)
    if primary["kind"] == "share":
        label = primary["label"]
        tiles.append(Tile("Of 100 who took part", say.of_100(primary["treated"]), label))
        tiles.append(Tile("Of 100 similar people", say.of_100(primary["control"]), label))
    return tuple(tiles)


# --- Who ------------------------------------------------------------------------------------------


def _who(found: Results) -> Section:
    words = (
        "Everybody who left the study is counted here: a result about the people who are left "
        "need not hold for those who are not."
    )
    return Section("who", "Who was compared?", (Words(words), _steps_table(found.attrition)))


def _steps_table(rows: Sequence[Mapping[str, str]]) -> Table:
    """Both groups side by side where their steps are the same, else one under the other."""
    sides = ("took part", "pool")
    ours, theirs = ([row for row in rows if row["side"] == side] for side in sides)
    caption = "People left at each step"
    note = "Steps that lose 1 to 4 people are joined with the next."
    if [row["step"] for row in ours] == [row["step"] for row in theirs]:
        pairs = zip(ours, theirs, strict=True)
        lines = tuple((one["step"], _left(one), _left(two)) for one, two in pairs)
        return Table(caption, ("Step", "Took part", "Pool"), lines, (False, True, True), note)
    steps = tuple((say.spaced(row["side"]), row["step"], _left(row)) for row in rows)
    return Table(caption, ("Group", "Step", "People"), steps, (False, False, True), note)


def _left(row: Mapping[str, str]) -> str | None:
    return None if row["n"] == HIDDEN else say.commas(row["n"])


def _alike(found: Results) -> Section | None:
    if not found.results["balance"]:
        return None
    figures: list[Block] = [love_plot(found.results["balance"])]
    overlap = found.results.get("overlap") or {}
    if overlap.get("bins"):
        drawn = score_overlap(overlap["bins"])
        if drawn is not None:
            figures.append(drawn)
    ess = found.results["match"].get("ess")
    if ess is not None:
        figures.insert(
            1,
            Words(
                f"The comparison group says as much as {number(ess, 0)} equally weighted people."
            ),
        )
    return Section("alike", "Like with like", tuple(figures))


# --- What happened -------------------------------------------------------------------------------


def _outcomes(found: Results) -> Section | None:
    rows = found.results["outcomes"]
    if not rows:
        return None
    told = Points(_told(rows))
    if say.refused(found):
        return Section("outcomes", "What happened afterwards?", (told,))
    blocks: list[Block] = []
    for unit, axis in (
        ("100", "Difference, of 100 people"),
        ("own", "Difference, in its own unit"),
    ):
        drawn = _forest(unit, [row for row in rows if say.unit(row) == unit], axis)
        if drawn is not None:
            blocks.append(drawn)
    if not blocks:
        blocks.append(_outcome_table(rows, "All outcomes"))
    blocks.append(told)
    if len(rows) > 1:
        blocks.append(
            Words(
                f"The question was about one outcome, fixed before: {say.name(rows[0]).lower()}. "
                "The others are there to understand it; the more outcomes, the more of them differ "
                "by chance."
            )
        )
    return Section("outcomes", "What happened afterwards?", tuple(blocks))


def _told(rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """A sentence for each outcome; others that are inconclusive alike are said together."""
    alike = [row for row in rows[1:] if row["state"] == "inconclusive" and not row["against"]
             and not say.hidden(row) and row["needed"]]  # fmt: skip
    if len(alike) < 2:
        return tuple(f"{say.name(row)}: {say.said(row)}" for row in rows)
    lines = [f"{say.name(row)}: {say.said(row)}" for row in rows if row not in alike]
    needed = ", ".join(f"{say.name(row).lower()} ({about(row['needed']):,})" for row in alike)
    lines.append(
        "Inconclusive, with about how many more people would be needed to know the direction of "
        f"a difference of that size: {needed}. This should not be taken to mean that the service "
        "fails to affect these."
    )
    return tuple(lines)


def _forest(unit: str, rows: Sequence[Mapping[str, Any]], axis: str) -> Figure | None:
    shown = [row for row in rows if not say.hidden(row)]
    scale = 100.0 if unit == "100" else 1.0
    points = [
        {
            "name": say.name(row),
            **{k: say.times(row[k], scale) for k in ("difference", "low", "high")},
        }
        for row in shown
    ]
    sure = [row for row in shown if row["state"] == "significant"]
    answer = (
        f"{len(sure)} of {len(rows)} differ by more than chance explains: "
        f"{', '.join(say.name(row).lower() for row in sure)}."
        if sure
        else "None of these differs by more than chance explains. That is not the same as no "
        "effect: the bars show what is still possible."
    )
    title = "How do the two groups differ?" if unit == "100" else "And in days, or other units?"
    table = _outcome_table(rows, "Per 100 people" if unit == "100" else "In its own unit")
    return forest(f"outcomes-{unit}", points, title=title, answer=answer, axis=axis, table=table)


def _outcome_table(rows: Sequence[Mapping[str, Any]], caption: str) -> Table:
    lines: list[tuple[Cell, ...]] = []
    for row in rows:
        scale = 100.0 if say.unit(row) == "100" else 1.0
        if say.hidden(row):
            lines.append((say.name(row), None, None, None, "", "", ""))
            continue
        lines.append(
            (
                say.name(row),
                number(say.times(row["treated"], scale)),
                number(say.times(row["control"], scale)),
                number(say.times(row["difference"], scale)),
                say.reach(row, scale),
                say.p(row["p"]),
                "" if row["needed"] in (None, 0) else f"{about(row['needed']):,}",
            )
        )
    columns = ("Outcome", "Took part", "Similar", "Difference", "95% range", "p", "More needed")
    note = (
        "Similar: people in the comparison group. More needed: how many more people would have to "
        "take part to know the direction of a difference of this size. [c]: hidden or too few."
    )
    return Table(caption, columns, tuple(lines), (False, *[True] * 6), note)


def _time(found: Results, beside: Beside) -> Section | None:
    if beside.figure is None and beside.reoffences is None:
        return None
    rows: list[tuple[Cell, ...]] = []
    if beside.days is not None:
        days = beside.days
        rows.append(
            (
                "Days without a reoffence: difference",
                number(days.difference),
                f"{number(days.low)} to {number(days.high)}",
                say.p(days.p),
            )
        )
    for name, ratio in (
        ("Pace of first reoffence: ratio", beside.pace),
        ("Reoffences in a year at risk: ratio", beside.reoffences),
    ):
        if ratio is not None:
            reach = f"{number(ratio.low, 2)} to {number(ratio.high, 2)}"
            rows.append((name, number(ratio.ratio, 2), reach, say.p(ratio.p)))
    table = Table(
        "Beside the headline: figures that use everybody's time",
        ("Figure", "Value", "95% range", "p"),
        tuple(rows),
        (False, True, True, True),
        "A ratio of 1 is no difference; below 1 is slower, or fewer, among those who took part.",
    )
    blocks: list[Block] = [table] if beside.figure is None else [beside.figure, table]
    if beside.reoffences is not None:
        blocks.append(Words(_rate_words(found, beside.reoffences)))
    return Section("time", "How soon, and how often?", tuple(blocks))


def _rate_words(found: Results, ratio: RateRatio) -> str:
    """Per 100 people and year, and whether days in custody are out of it."""
    words = (
        f"In a year at risk, 100 people who took part committed {number(100 * ratio.treated_rate)} "
        f"proven reoffences, 100 similar people {number(100 * ratio.control_rate)}."
    )
    days = found.results.get("at_risk")
    if days is None:
        return f"{words} Days in custody are not known: they count as days at risk."
    words += (
        " Days in custody are taken out: those who took part were at risk on "
        f"{number(days['treated'], 0)} of {found.results['follow_up']['days']} days on average, "
        f"similar people on {number(days['control'], 0)}."
    )
    if days["treated_none"] or days["control_none"]:
        words += " Who was in custody all the time is not in this rate."
    return words


def _groups(found: Results) -> Section | None:
    rows = found.results.get("subgroups") or []
    if not rows or say.refused(found):
        return None
    primary = found.results["outcomes"][0]
    scale = 100.0 if say.unit(primary) == "100" else 1.0
    named = [{**row, "name": f"{say.spaced(row['by'])}: {row['level']}"} for row in rows]
    open_ = [row for row in named if not row.get("hidden") and row.get("low") is not None]
    points = [
        {"name": row["name"], **{k: row[k] * scale for k in ("difference", "low", "high")}}
        for row in open_
    ]
    table = Table(
        f"{say.name(primary)}, by group",
        ("Group", "Took part", "Similar", "Difference", "95% range"),
        tuple(_group_row(row, scale) for row in named),
        (False, True, True, True, True),
        "[c]: fewer than 5 people, or a number from which such a count would follow.",
    )
    answer = _fair_words(open_)
    title = "Did it go alike for everybody?"
    axis = "Difference, of 100 people" if scale == 100 else "Difference"
    drawn = forest("groups", points, title=title, answer=answer, axis=axis, table=table)
    blocks: tuple[Block, ...] = (Words(answer), table) if drawn is None else (drawn,)
    return Section("groups", "Is it fair?", blocks)


def _fair_words(rows: Sequence[Mapping[str, Any]]) -> str:
    """Are the groups' differences alike? Asked for each kind of group by itself."""
    unlike = []
    for by in dict.fromkeys(row["by"] for row in rows):
        mine = [row for row in rows if row["by"] == by]
        *_, p = heterogeneity([row["difference"] for row in mine], [row["se"] for row in mine])
        if p <= 0.05:
            unlike.append(say.spaced(by).lower())
    if unlike:
        return (
            f"The difference is not alike for all groups of {' and '.join(unlike)}. That is not "
            "explained by what was known at assessment: look further."
        )
    return (
        "The groups do not differ from each other by more than chance explains. The ranges of "
        "small groups are wide: it may still go differently for them."
    )


def _group_row(row: Mapping[str, Any], scale: float) -> tuple[Cell, ...]:
    if row.get("hidden") or row.get("treated") is None:
        return (row["name"], None, None, None, "")
    return (
        row["name"],
        number(row["treated"] * scale),
        number(row["control"] * scale),
        number(row["difference"] * scale),
        say.reach(row, scale),
    )


# --- How sure -------------------------------------------------------------------------------------


def _else(found: Results) -> Section | None:
    sensitivity = found.results.get("sensitivity") or {}
    values = sensitivity.get("e_values") or []
    controls = sensitivity.get("negative_controls") or []
    if say.refused(found) or not (values or controls):
        return None
    blocks: list[Block] = []
    shown = [row for row in values if not say.hidden(found.outcome(row["name"]) or {})]
    if shown:
        blocks.append(Words(_hidden_cause_words(shown[0])))
        rows = tuple(
            (
                say.name(found.outcome(row["name"]) or row),
                number(row["risk_ratio"], 2),
                number(row["e"], 2),
                number(row["e_limit"], 2),
            )
            for row in shown
        )
        columns = ("Outcome", "Ratio", "E-value", "E-value of the range")
        blocks.append(Table("E-values", columns, rows, (False, True, True, True)))
    for row in controls:
        blocks.append(Words(_control_words(row)))
    return Section("else", "Could something else explain it?", tuple(blocks))


def _hidden_cause_words(row: Mapping[str, Any]) -> str:
    if row["e_limit"] is None or row["e_limit"] <= 1:
        return (
            "The range of the primary outcome already holds no difference: no hidden cause is "
            "needed to explain it. E-values matter where a difference is more than chance."
        )
    return (
        "Something that was not recorded could explain the primary difference away only if it "
        f"made both taking part and the outcome at least {number(row['e'], 2)} times as likely, "
        "over and above what was recorded. To bring the range to no difference, "
        f"{number(row['e_limit'], 2)} times would do."
    )


def _control_words(row: Mapping[str, Any]) -> str:
    name = say.spaced(row["name"])
    if row["differs"]:
        return (
            f"The groups differ on {name}, which the service cannot have changed: they were not "
            "alike before, and part of any difference may be this."
        )
    return (
        f"The groups do not differ on {name}, which the service cannot have changed: as it "
        "should be."
    )


def _limits(found: Results) -> Section:
    messages = tuple(dict.fromkeys(rule["message"] for rule in found.results["rules"]))
    blocks: list[Block] = []
    if messages:
        blocks += [Words("The rules of method had this to say about this study:"), Points(messages)]
    blocks.append(
        Points(
            (
                CAUTION,
                "It is about the people who were compared, in this place and at this time.",
                "Whether a reoffence is proven depends on police and courts as well as on people.",
            )
        )
    )
    return Section("limits", "What this study cannot say", tuple(blocks))
