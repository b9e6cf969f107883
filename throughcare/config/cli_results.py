"""`throughcare import hearing-results`: the orders that a court's shared results hold."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from throughcare.config import cli_django
from throughcare.config.console import say, tell
from throughcare.exchange import hearing_results as results_module
from throughcare.orders.resulted import Order, Results

COMMAND = "import_hearing_results"
EXAMPLE = "throughcare import hearing-results results.json --dry-run --json"
TEXT = """\
Read the results that a court shared: orders, requirements, reviews.

With --dry-run nothing is written and no database is needed. Without it the results go on the
records that --match names, as the member of staff that --as names: nobody is matched by name. A
later share of the same hearing finds the records again. Exit 0 if the file is accepted, 1 if it is
refused, 2 for words we cannot use.
"""


def add_hearing_results(parser: argparse.ArgumentParser) -> None:
    """The words of `import hearing-results`."""
    parser.add_argument("file", type=Path, help="the shared results, as JSON")
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--agency", metavar="NAME", help="agency of the member of staff")
    parser.add_argument("--as", dest="member", metavar="EMAIL", help="who takes the results in")
    parser.add_argument(
        "--match",
        action="append",
        default=[],
        metavar="DEFENDANT=REFERENCE",
        help="which record a defendant is; as often as needed",
    )


def hearing_results(arguments: argparse.Namespace) -> int:
    """Read, and say what was found; take it in unless it is a dry run or refused."""
    if not arguments.dry_run and not arguments.member:
        tell("Say who takes the results in with --as EMAIL, or add --dry-run.")
        return 2
    try:
        results = results_module.read(arguments.file)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        tell(f"Cannot read [{arguments.file}]: {reason or 'not the name of a file'}.")
        return 2
    if results.accepted and not arguments.dry_run:
        return _take_in(arguments, results)
    if arguments.json:
        say(json.dumps(results_module.summary(results)))
    else:
        _in_words(results)
    return 0 if results.accepted else 1


def _take_in(arguments: argparse.Namespace, results: Results) -> int:
    words = [COMMAND, str(arguments.file), "--as", arguments.member]
    words += ["--json"] if arguments.json else []
    words += ["--agency", arguments.agency] if arguments.agency else []
    for each in arguments.match:
        words += ["--match", each]
    done = cli_django.run(words, own=[])
    if done == 0 and not arguments.json:
        _in_words(results)
    return done


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
