"""`throughcare import court-list`: what a list holds, and, without --dry-run, taking it in."""

from __future__ import annotations

import argparse
import shutil
import sys
from contextlib import ExitStack
from datetime import date
from tempfile import NamedTemporaryFile
from typing import IO

from throughcare.config import cli_django
from throughcare.config.console import tell
from throughcare.court.listed import ListDocument
from throughcare.exchange import court_lists, showing

COMMAND = "import_court_list"

EXAMPLE = "throughcare import court-list monday.xml --dry-run --json"
TEXT = """\
Read a court list: Libra (XML, JSON), CaTH, Common Platform or our own CSV.

With --dry-run nothing is written and no database is needed. Without it the list is taken in at
--place, as the member of staff that --as names. Exit 0 if the list is accepted, 1 if it is
refused, 2 for words we cannot use.
"""


def add_court_list(parser: argparse.ArgumentParser) -> None:
    """The words of `import court-list`."""
    parser.add_argument("file", help="the list; - for standard input")
    parser.add_argument(
        "--format",
        choices=["auto", *court_lists.FORMATS],
        default="auto",
        help="what the file should be (auto)",
    )
    parser.add_argument("--date", type=_day, help="day of hearing, where the list gives none")
    parser.add_argument(
        "--part", action="store_true", help="a part of the day: who is not in it stays listed"
    )
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--agency", metavar="NAME", help="agency of the member of staff")
    parser.add_argument("--place", metavar="SLUG", help="court that the list is for")
    parser.add_argument("--as", dest="member", metavar="EMAIL", help="who takes the list in")


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"[{value}] is not a day: write 2026-11-20") from error


def court_list(arguments: argparse.Namespace) -> int:
    """Read, and say what was found; take it in unless it is a dry run or refused."""
    with ExitStack() as stack:
        if not arguments.dry_run:
            _keep_standard_input(arguments, stack)
        document = read(arguments)
        if document is None:
            return 2
        if document.accepted and not arguments.dry_run:
            if arguments.member:
                return _take_in(arguments)
            tell("Say who takes the list in with --as EMAIL, or add --dry-run.")
            return 2
        showing.show(document, as_json=arguments.json)
        return 0 if document.accepted else 1


def _keep_standard_input(arguments: argparse.Namespace, stack: ExitStack) -> None:
    """It is read twice: before a database is asked for, and to be taken in."""
    if arguments.file == "-":
        kept = stack.enter_context(NamedTemporaryFile())  # noqa: SIM115 - the stack closes it
        shutil.copyfileobj(sys.stdin.buffer, kept)
        kept.flush()
        arguments.file = kept.name


def read(arguments: argparse.Namespace) -> ListDocument | None:
    """The list, or None, having said why, if there is no such file."""
    try:
        file: str | IO[bytes] = sys.stdin.buffer if arguments.file == "-" else arguments.file
        return court_lists.read(file, arguments.format, day=arguments.date)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        tell(f"Cannot read [{arguments.file}]: {reason or 'not the name of a file'}.")
        return None


def _take_in(arguments: argparse.Namespace) -> int:
    words = [COMMAND, arguments.file, "--format", arguments.format]
    words += ["--json"] if arguments.json else []
    words += ["--part"] if arguments.part else []
    for name in ("agency", "place"):
        words += [f"--{name}", getattr(arguments, name)] if getattr(arguments, name) else []
    words += ["--as", arguments.member] if arguments.member else []
    words += ["--date", arguments.date.isoformat()] if arguments.date else []
    return cli_django.run(words, own=[])
