"""`evidence business-case`: the figures of a case, alone or with the effects of an evaluation."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from evidence.business_case import Range, Result, evaluate
from evidence.business_case_file import read_case
from evidence.outputs import as_json
from evidence.report.folder import read_folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `evidence business-case` takes."""
    parser.add_argument("case", type=Path, metavar="TOML", help="the business case")
    parser.add_argument(
        "--results", type=Path, metavar="DIR", help="folder of `evidence evaluate`, for effects"
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


def run(args: argparse.Namespace) -> int:
    """Print the figures, or say what is missing."""
    effects = None
    if args.results is not None:
        # Drawing is loaded only where an evaluation is read.
        from evidence.report.sections import effects_of

        effects = effects_of(read_folder(args.results))
    found = evaluate(read_case(args.case, effects=effects))
    sys.stdout.write(as_json(asdict(found)) if args.json else _lines(found))
    return 0


def _lines(found: Result) -> str:
    def money(row: Range) -> str:
        return f"{row.value:,.0f} ({row.low:,.0f} to {row.high:,.0f})"

    ratio = "none: there are no costs"
    if found.ratio is not None:
        ratio = f"{found.ratio.value:.2f} ({found.ratio.low:.2f} to {found.ratio.high:.2f})"
    even = "never" if found.break_even is None else f"{found.break_even:.0%} of the expected effect"
    return "\n".join(
        (
            f"{found.case.title}, pounds of {found.case.price_year}, present values",
            f"Costs                  {money(found.cost)}",
            f"Benefits               {money(found.benefit)}",
            f"  cash can be released {money(found.cashable_benefit)}",
            f"Net                    {money(found.net)}",
            f"Benefit for each pound {ratio}",
            f"Breaks even at         {even}",
            f"Worth it in            {found.worth_it:.0%} of {found.draws:,} draws",
            "",
        )
    )
