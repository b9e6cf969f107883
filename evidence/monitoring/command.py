"""`evidence monitor`: charts over time, a series with a change, planned looks, a funnel of places.

Exit code 0 when there is an answer, whatever it says; 1 when the table can be read but carries no
answer; 2 when it cannot be used, with file, column and row. Nothing is written but whole.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from evidence.problems import BadInput

CHART = """A table with a row for each month, week or day, in order:
  xmr  when, value              single values, such as days waited
  p    when, events, people     shares of people
  u    when, events, exposure   counts for each unit of something

example:
  evidence monitor chart came.csv --kind p --title "Came to the first appointment" --out chart"""
SERIES = """A table with a row for each month, week or day, in order: when, events and, if what they
are of changes, exposure (with --exposure).

example:
  evidence monitor series adjourned.csv --changed-at 2026-04 --out series"""
LOOKS = """The plan is given by --planned: a number of looks equally far apart, or the share of the
planned people at each (0.3,0.6,1). The table, if there is one, holds the looks made: when, p.

example:
  evidence monitor looks --planned 3
  evidence monitor looks made.csv --planned 0.3,0.6,1"""
FUNNEL = """A table with a row for each place: place, events and people; with --kind ratio: place,
events and expected.

example:
  evidence monitor funnel courts.csv --allow-for additive --out funnel"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The four ways of watching."""
    ways = parser.add_subparsers(dest="way", metavar="chart|series|looks|funnel", required=True)
    _add_chart(_way(ways, "chart", "is this month different, or is it noise?", CHART, _chart))
    _add_series(_way(ways, "series", "did something change on a day?", SERIES, _series))
    _add_looks(_way(ways, "looks", "when may we look, and what must be found?", LOOKS, _looks))
    _add_funnel(_way(ways, "funnel", "does a place differ from the rest?", FUNNEL, _funnel))


Ways = argparse._SubParsersAction  # the type argparse gives no public name
Handler = Callable[[argparse.Namespace], int]


def _way(
    ways: Ways[argparse.ArgumentParser], name: str, question: str, text: str, handler: Handler
) -> argparse.ArgumentParser:
    parser = ways.add_parser(
        name,
        help=question,
        description=f"{question[:1].upper()}{question[1:]}\n\n{text}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(handler=handler)
    parser.add_argument(
        "table",
        metavar="TABLE",
        nargs="?" if name == "looks" else None,
        help="CSV, Parquet, DuckDB (file#table) or PostgreSQL (address#table)",
    )
    parser.add_argument("--title", default="", help="what is watched, as a heading")
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder for page, picture, figures")
    parser.add_argument("--json", action="store_true", help="print results.json")
    return parser


def _add_chart(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kind", choices=("xmr", "p", "u"), default="xmr", help="(xmr)")
    parser.add_argument("--baseline", type=int, default=0, help="first points that set the limits")
    parser.add_argument("--per", type=float, default=1.0, help="a rate is said for so many (1)")
    parser.add_argument("--shift", type=int, default=8, help="in a row on one side; 0 for off (8)")
    parser.add_argument("--trend", type=int, default=6, help="going one way; 0 for off (6)")
    parser.add_argument("--hugging", type=int, default=0, help="near the middle; 0 for off (0)")
    parser.add_argument("--no-beyond", action="store_true", help="outside a limit is no signal")
    parser.add_argument("--no-two-of-three", action="store_true", help="2 of 3 far out is none")
    _add_exact(parser)


def _add_series(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--changed-at", required=True, metavar="WHEN", help="first row after it")
    parser.add_argument("--exposure", action="store_true", help="rates of the column exposure")
    parser.add_argument("--period", type=float, default=12.0, help="points in a year (12)")
    parser.add_argument("--harmonics", type=int, default=2, help="of the season; 0 for none (2)")
    _add_exact(parser)


def _add_looks(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--planned", required=True, help="3, or 0.3,0.6,1")
    parser.add_argument("--alpha", type=float, default=0.05, help="for all looks together (0.05)")
    parser.add_argument(
        "--shape", choices=("obrien_fleming", "pocock"), default="obrien_fleming", help="of bounds"
    )


def _add_funnel(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kind", choices=("proportion", "ratio"), default="proportion")
    parser.add_argument("--target", type=float, help="of 100 people, or a ratio (all together)")
    parser.add_argument(
        "--allow-for",
        choices=("none", "multiplicative", "additive"),
        default="none",
        help="widen limits where places vary more than chance (none)",
    )
    parser.add_argument("--what", default="To whom it happened", help="what is counted")


def _add_exact(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--exact", action="store_true", help="show counts of 1 to 4 too: not to be passed on"
    )


def run(asked: argparse.Namespace) -> int:
    """0, 1 or 2 as above."""
    from evidence.monitoring import pages
    from evidence.survival.shared import CannotEstimate

    pages.refuse_folder(asked)
    handler: Handler = asked.handler
    try:
        return handler(asked)
    except CannotEstimate as wrong:
        sys.stderr.write(f"evidence monitor {asked.way}: no answer: {wrong}.\n")
        return 1


def _chart(asked: argparse.Namespace) -> int:
    from evidence.monitoring import pages
    from evidence.monitoring.process import Rules
    from evidence.monitoring.reading import read_points
    from evidence.monitoring.watch import watch_chart

    if not 0 < asked.per < 1e9:
        raise BadInput("", "--per", "must be above 0.")
    numbers = {"xmr": ("value",), "p": ("events", "people"), "u": ("events", "exposure")}
    points = read_points(asked.table, numbers[asked.kind], Path.cwd())
    try:
        rules = Rules(
            not asked.no_beyond, asked.shift, asked.trend, not asked.no_two_of_three, asked.hugging
        )
        found = watch_chart(
            points,
            asked.kind,
            title=asked.title or "Is this different, or is it noise?",
            rules=rules,
            baseline=asked.baseline,
            per=asked.per,
            exact=asked.exact,
        )
    except ValueError as wrong:
        raise BadInput(points.file, "", f"{wrong}.") from None
    return pages.hand_over(found, asked)


def _series(asked: argparse.Namespace) -> int:
    from evidence.monitoring import pages
    from evidence.monitoring.reading import read_points
    from evidence.monitoring.watch import watch_series

    if not 1 <= asked.period <= 1e6:
        raise BadInput("", "--period", "must be 1 or more points in a year.")
    if not 0 <= asked.harmonics <= 6:
        raise BadInput("", "--harmonics", "must be from 0 to 6.")
    names = ("events", "exposure") if asked.exposure else ("events",)
    found = watch_series(
        read_points(asked.table, names, Path.cwd()),
        asked.changed_at,
        title=asked.title or "Did something change?",
        with_exposure=asked.exposure,
        period=asked.period,
        harmonics=asked.harmonics,
        exact=asked.exact,
    )
    return pages.hand_over(found, asked)


def _looks(asked: argparse.Namespace) -> int:
    from evidence.monitoring import pages
    from evidence.monitoring.reading import read_points
    from evidence.monitoring.watch import watch_looks

    done: list[float] = []
    planned = _shares(asked.planned)
    if asked.table is not None:
        points = read_points(asked.table, ("p",), Path.cwd())
        p = points.columns["p"]
        points.refuse("p", (p < 0) | (p > 1), "is not between 0 and 1.")
        done = p.tolist()
        if len(done) > len(planned):
            raise BadInput(points.file, "", f"holds {len(done)} looks; {len(planned)} are planned.")
    try:
        found = watch_looks(
            planned,
            done,
            title=asked.title or "May we look?",
            alpha=asked.alpha,
            shape=asked.shape,
        )
    except ValueError as wrong:
        raise BadInput("", "--planned or --alpha", f"{wrong}.") from None
    return pages.hand_over(found, asked)


def _shares(text: str) -> list[float]:
    """`3` is three looks equally far apart."""
    try:
        if text.isascii() and text.isdigit() and 1 <= int(text) <= 20:
            return [(k + 1) / int(text) for k in range(int(text))]
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise BadInput(
            "", "--planned", f"[{text[:40]}] is neither 1 to 20 looks nor shares such as 0.5,1."
        ) from None


def _funnel(asked: argparse.Namespace) -> int:
    from evidence.monitoring import pages
    from evidence.monitoring.reading import read_points
    from evidence.monitoring.watch import watch_funnel

    shares = asked.kind == "proportion"
    names = ("events", "people" if shares else "expected")
    target = None if asked.target is None else asked.target / (100 if shares else 1)
    found = watch_funnel(
        read_points(asked.table, names, Path.cwd(), label="place"),
        asked.kind,
        title=asked.title or "Does a place differ from the rest?",
        target=target,
        allow_for=asked.allow_for,
        what=asked.what,
    )
    return pages.hand_over(found, asked)
