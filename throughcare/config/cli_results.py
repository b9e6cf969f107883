"""`throughcare import hearing-results`: the orders that a court's shared results hold."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from throughcare.config.console import say, tell
from throughcare.exchange import hearing_results as results_module
from throughcare.orders.resulted import Order, Results

EXAMPLE = "throughcare import hearing-results results.json --dry-run --json"
TEXT = """\
Read the results that a court shared: orders, requirements, reviews.

Nothing is written and no database is needed: an order goes on a record by hand. Exit 0 if the
file is accepted, 1 if it is refused, 2 for words we cannot use.
"""


def add_hearing_results(parser: argparse.ArgumentParser) -> None:
    """The words of `import hearing-results`."""
    parser.add_argument("file", type=Path, help="the shared results, as JSON")
    parser.add_argument("--dry-run", action="store_true", help="write nothing", required=True)
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def hearing_results(arguments: argparse.Namespace) -> int:
    """Read, and say what was found."""
    try:
        results = results_module.read(arguments.file)
    except OSError as error:
        tell(f"Cannot read [{arguments.file}]: {error.strerror}.")
        return 2
    if arguments.json:
        say(json.dumps(results_module.summary(results)))
    else:
        _in_words(results)
    return 0 if results.accepted else 1


def _in_words(results: Results) -> None:
    say("Accepted" if results.accepted else "Refused")
    for order in results.orders:
        say(_order(order))
        for required in order.requirements:
            period = required.period
            how_long = f", {period.value} {period.unit or ''}".rstrip() if period else ""
            say(f"  {required.kind.replace('_', ' ')}{how_long}")
            for review in required.reviews:
                say(f"    review {review.on or 'no date'} {review.at or ''} {review.court or ''}")
    for problem in results.problems:
        say(f"{problem.severity}: {problem.message} [{problem.code}] at {problem.where}")


def _order(order: Order) -> str:
    ends = f", ends {order.ends_on.isoformat()}" if order.ends_on else ""
    return f"{order.kind.replace('_', ' ')}{ends}"
