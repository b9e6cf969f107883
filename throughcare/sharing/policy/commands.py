"""`throughcare policy …`: compile the policy, ask it, compare two, publish it."""

# ruff: noqa: T201 - a command prints

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from throughcare.sharing.policy import changes, page
from throughcare.sharing.policy.compiler import EXPANDED, SOURCE, PolicyFaults, compile_source, load
from throughcare.sharing.policy.vocabulary import COLUMNS

EXAMPLES = """\
examples:
  throughcare policy compile --check
  throughcare policy explain --agency-type probation --role probation_practitioner \\
      --relationship order_supervision --purpose supervision --category health_summary \\
      --action read --basis statutory --agreement yes --json
  throughcare policy diff old-cells.csv throughcare/sharing/policy/cells.csv
  throughcare policy page --check
"""


def main(argv: Sequence[str]) -> int:
    """Run one sub-command; `argv` is what follows `throughcare policy`.

    0: done, or the question was answered; 1: the source has faults or a file is stale;
    2: a word or a file is not known.
    """
    # The matrix needs a database and has options of its own: it is not loaded before it is asked.
    if argv and argv[0] == "matrix":
        matrix = importlib.import_module("throughcare.sharing.matrix")
        return int(matrix.main(list(argv[1:])))
    try:
        options = _parser().parse_args(list(argv))
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except SystemExit as stop:  # argparse: --help or an unknown word
        return int(stop.code or 0)
    except PolicyFaults as faults:
        print(faults, file=sys.stderr)
        return 1
    except (OSError, ValueError) as fault:
        print(f"throughcare policy: {fault}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="throughcare policy",
        description="Who may see and do what: compile, explain, compare and publish the policy.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    _add_compile(commands)
    _add_explain(commands)
    _add_diff(commands)
    _add_page(commands)
    commands.add_parser("matrix", help="walk every decision in the database against the oracle")
    return parser


def _add_compile(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "compile",
        help="check cells.csv and write expanded.csv",
        epilog="example: throughcare policy compile --check",
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when stale")
    parser.add_argument("--source", type=Path, default=SOURCE)
    parser.add_argument("--output", type=Path, default=EXPANDED)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=_compile)


def _add_explain(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "explain",
        help="may this be done, and which rule says so?",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for column, choices in COLUMNS.items():
        if column not in ("basis", "share"):
            parser.add_argument(f"--{column.replace('_', '-')}", choices=choices, required=True)
    parser.add_argument("--basis", choices=COLUMNS["basis"], default="none")
    parser.add_argument(
        "--agreement",
        choices=("no", "yes"),
        default="no",
        help="yes: also rows that another agency shares under an agreement",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=_explain)


def _add_diff(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "diff",
        help="what changed between two policies, in sentences",
        epilog="example: throughcare policy diff old-cells.csv new-cells.csv",
    )
    parser.add_argument("old", type=Path, help="a cells.csv or an expanded.csv")
    parser.add_argument("new", type=Path, help="a cells.csv or an expanded.csv")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=_diff)


def _add_page(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "page",
        help="write the published access page",
        epilog="example: throughcare policy page --check",
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when stale")
    parser.add_argument("--output", type=Path, default=page.PAGE)
    parser.set_defaults(run=_page)


def _compile(options: argparse.Namespace) -> int:
    compiled = compile_source(options.source)
    stale = _text(options.output) != compiled.text
    if stale and not options.check:
        options.output.write_text(compiled.text, encoding="utf-8")
    if options.json:
        answer = {"cells": len(compiled.rules), "policy": compiled.sha256, "stale": stale}
        print(json.dumps(answer))
    else:
        print(f"{len(compiled.rules)} cells, policy {compiled.sha256}")
    return _stale(options, "throughcare policy compile") if stale and options.check else 0


def _explain(options: argparse.Namespace) -> int:
    words = {column: getattr(options, column) for column in COLUMNS if column != "share"}
    policy = load()
    shares = ("own", "open", "agreed") if options.agreement == "yes" else ("own", "open")
    decision = policy.explain(words, shares=shares)
    if options.json:
        answer = {
            "allow": decision.allow,
            "because": decision.because,
            "rule": decision.rule,
            "policy": policy.sha256,
        }
        print(json.dumps(answer))
    else:
        rule = f" [{decision.rule}]" if decision.rule else ""
        print(f"{'Allowed' if decision.allow else 'Refused'}{rule}. {decision.because}")
    return 0


def _diff(options: argparse.Namespace) -> int:
    found = changes.sentences_of(changes.read_cells(options.old), changes.read_cells(options.new))
    if options.json:
        print(json.dumps({"changes": found}))
    else:
        print("\n".join(found) if found else "Nothing that anyone may do has changed.")
    return 0


def _page(options: argparse.Namespace) -> int:
    text = page.render(load())
    if _text(options.output) == text:
        return 0
    if options.check:
        return _stale(options, "throughcare policy page")
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(text, encoding="utf-8")
    return 0


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _stale(options: argparse.Namespace, remedy: str) -> int:
    print(f"{options.output.name} is stale: run `{remedy}` and commit it", file=sys.stderr)
    return 1
