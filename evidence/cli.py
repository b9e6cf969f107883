"""The command `evidence`. A subcommand's packages are loaded only when it is asked for."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import sys
from collections.abc import Sequence

#: Name → module with `add_arguments(parser)` and `run(args) -> int`, and what it does.
COMMANDS = {
    "check": ("evidence.check", "Read a protocol and its tables, and say what would be compared"),
    "power": ("evidence.power", "How many people until a difference can be known"),
    "evaluate": ("evidence.evaluate", "Compare those who took part with people like them"),
    "report": ("evidence.report", "Write the report of a folder of results"),
    "business-case": (
        "evidence.business_case_command",
        "Costs and benefits of a folder of results",
    ),
    "monitor": ("evidence.monitoring.command", "Watch a service over time, and places beside it"),
    "predict": ("evidence.predict", "Predictors of reoffending, for comparison with the past"),
    "example": ("evidence.examples", "Write the example study into a folder"),
}


def available() -> dict[str, tuple[str, str]]:
    """The subcommands whose module is installed."""
    return {name: one for name, one in COMMANDS.items() if importlib.util.find_spec(one[0])}


def main(arguments: Sequence[str] | None = None) -> int:
    """0 done, 1 no answer, 2 the input cannot be used, 130 stopped."""
    # The matrices are narrow: handing blocks of them to more threads costs more than it gains.
    # Before NumPy is loaded; a value that somebody set stands.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from evidence.problems import BadInput

    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="evidence", description=__doc__)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (module, words) in available().items():
        sub = commands.add_parser(name, help=words, description=words)
        if name in given:
            importlib.import_module(module).add_arguments(sub)
    asked = parser.parse_args(given)
    try:
        return int(importlib.import_module(COMMANDS[asked.command][0]).run(asked) or 0)
    except BadInput as wrong:
        print(f"evidence {asked.command}: {wrong}", file=sys.stderr)  # noqa: T201
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
