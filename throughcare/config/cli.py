"""The `throughcare` command.

Exit codes: 0 success, 1 the answer is no or it could not be done, 2 words we cannot use. With
`--json` one JSON document goes to standard output and nothing else; progress and errors go to
standard error.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib.metadata import version

from throughcare.config import cli_database, cli_django, postgres_home, supervisor
from throughcare.config.console import say, tell
from throughcare.config.postgres_home import LauncherError

Handler = Callable[[argparse.Namespace], int]

DESCRIPTION = """\
Throughcare: one person's journey between police custody, court, probation and care.

Every management command works too: `throughcare migrate`, `throughcare shell`;
`throughcare help` lists them.
"""
EXAMPLES = """\
examples:
  throughcare demo                      the demonstration county, ready to sign in
  throughcare doctor                    what is wrong with this installation
  throughcare identifiers check nhs-number "999 000 0018"

THROUGHCARE_HOME is the data folder, THROUGHCARE_PORT the port.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        if words and words[0] == "policy":
            return _policy(words[1:])
        if words and words[0] not in OWN and not words[0].startswith("-"):
            return cli_django.run(words, own=sorted(OWN))
        arguments = _parser().parse_args(_joined(words))
        handler: Handler = arguments.handler
        return handler(arguments)
    except LauncherError as error:
        tell(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone
        return 1


def _joined(words: list[str]) -> list[str]:
    """``--answers -1,0`` as one word: the answer is refused by its item, and is no option."""
    if "--answers" not in words[:-1]:
        return words
    at = words.index("--answers")
    if not words[at + 1].startswith("-") or words[at + 1].startswith("--"):
        return words
    return [*words[:at], f"--answers={words[at + 1]}", *words[at + 2 :]]


def _parser() -> argparse.ArgumentParser:
    parser = _with_example(argparse.ArgumentParser, DESCRIPTION, EXAMPLES, prog="throughcare")
    parser.add_argument("--version", action="version", version=version("throughcare"))
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for add in OWN.values():
        add(commands)
    return parser


def _with_example(
    make: Callable[..., argparse.ArgumentParser], text: str, example: str, **words: str
) -> argparse.ArgumentParser:
    return make(
        description=text,
        epilog=example,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        **words,
    )


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    text: str,
    example: str,
    handler: Handler | None,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=text,
        description=text,
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    if handler is not None:
        parser.set_defaults(handler=handler)
    return parser


Commands = argparse._SubParsersAction  # the type argparse gives no public name


def _add_demo(commands: Commands[argparse.ArgumentParser]) -> None:
    text = "Serve the demonstration county: invented people, ready to sign in."
    parser = _command(commands, "demo", text, "THROUGHCARE_PORT=8001 throughcare demo", _demo)
    _add_address(parser)


def _add_serve(commands: Commands[argparse.ArgumentParser]) -> None:
    text = "Serve, starting our own database unless DATABASE_URL names a server."
    parser = _command(commands, "serve", text, "throughcare serve --port 8001", _serve)
    _add_address(parser)
    parser.add_argument("--workers", type=_positive, default=2, help="web processes (2)")


def _add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=port, default=None, help="THROUGHCARE_PORT or 8000")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")


def _add_database(commands: Commands[argparse.ArgumentParser]) -> None:
    example = "throughcare database prepare --admin-url postgresql://postgres:PASSWORD@db:5432/"
    database = _command(commands, "database", "Prepare a database server.", example, None)
    below = database.add_subparsers(metavar="prepare", required=True)
    text = "Make or mend roles, database, schemas, extensions and rights; safe to repeat."
    parser = _command(below, "prepare", text, example, cli_database.prepare)
    parser.add_argument("--admin-url", help="a server of your own, as its administrator")
    parser.add_argument("--database", default="throughcare", help="its name (throughcare)")
    parser.add_argument("--print", action="store_true", help="print the lines to set")
    parser.add_argument("--new-passwords", action="store_true", help="replace those in use")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def _add_doctor(commands: Commands[argparse.ArgumentParser]) -> None:
    text = "Say what is wrong with this installation and how to mend it."
    parser = _command(commands, "doctor", text, "throughcare doctor --json", _doctor)
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def _add_identifiers(commands: Commands[argparse.ArgumentParser]) -> None:
    from scoring import identifiers

    example = 'throughcare identifiers check pnc "2002/0123456Z" --json'
    group = _command(commands, "identifiers", "Check numbers of people.", example, None)
    below = group.add_subparsers(metavar="check", required=True)
    text = "Is this a well-formed number? Exit 0 if it is, 1 if not."
    parser = _command(below, "check", text, example, _check_identifier)
    parser.add_argument("kind", choices=list(identifiers.KINDS), help="what sort of number")
    parser.add_argument("value", help="the number, as it was given")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def _add_instruments(commands: Commands[argparse.ArgumentParser]) -> None:
    from throughcare.config import cli_instruments as run

    example = "throughcare instruments score PHQ-9 --answers 0,1,2,3,0,1,2,,0 --json"
    group = _command(commands, "instruments", "Questionnaires: list, score, change.", example, None)
    below = group.add_subparsers(metavar="list|score|change", required=True)
    parser = _command(
        below, "list", "The library.", "throughcare instruments list --json", run.list_all
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser = _command(below, "score", "Score one use of one.", example, run.score_one)
    parser.add_argument("id", help="which one, such as PHQ-9")
    parser.add_argument("--answers", required=True, help="in order, with commas; blank is missing")
    parser.add_argument("--sex", choices=["male", "female"], help="where a cut-off differs by it")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    example = "throughcare instruments change PHQ-9 --first 17 --last 8 --json"
    parser = _command(below, "change", "Between two scores.", example, run.change_between)
    parser.add_argument("id", help="which one, such as PHQ-9")
    parser.add_argument("--first", required=True, help="the first score")
    parser.add_argument("--last", required=True, help="the last score")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def _add_import(commands: Commands[argparse.ArgumentParser]) -> None:
    from throughcare.config import cli_import, cli_results

    group = _command(commands, "import", "Take in lists and results.", cli_import.EXAMPLE, None)
    below = group.add_subparsers(metavar="court-list|hearing-results", required=True)
    parser = _command(
        below, "court-list", cli_import.TEXT, cli_import.EXAMPLE, cli_import.court_list
    )
    cli_import.add_court_list(parser)
    parser = _command(
        below, "hearing-results", cli_results.TEXT, cli_results.EXAMPLE, cli_results.hearing_results
    )
    cli_results.add_hearing_results(parser)


OWN: dict[str, Callable[[Commands[argparse.ArgumentParser]], None]] = {
    "demo": _add_demo,
    "serve": _add_serve,
    "database": _add_database,
    "doctor": _add_doctor,
    "identifiers": _add_identifiers,
    "instruments": _add_instruments,
    "import": _add_import,
}


def port(value: str) -> int:
    """A port that a server may listen on."""
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 65535:
        raise argparse.ArgumentTypeError(f"[{value}] is not a port: choose 1 to 65535")
    return int(value)


def _positive(value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 64:
        raise argparse.ArgumentTypeError(f"[{value}] is not a number from 1 to 64")
    return int(value)


def _port_of(arguments: argparse.Namespace) -> int:
    if getattr(arguments, "port", None) is not None:
        return int(arguments.port)
    try:
        return port(os.environ.get("THROUGHCARE_PORT") or "8000")
    except argparse.ArgumentTypeError as error:
        raise LauncherError(f"THROUGHCARE_PORT: {error}") from error


def _demo(arguments: argparse.Namespace) -> int:
    if postgres_home.environment() == "production":
        raise LauncherError("THROUGHCARE_ENVIRONMENT is production: the demonstration is refused.")
    os.environ["THROUGHCARE_ENVIRONMENT"] = "demonstration"
    where = supervisor.Plan(port=_port_of(arguments), host=arguments.host, demonstration=True)
    return supervisor.serve(where)


def _serve(arguments: argparse.Namespace) -> int:
    where = supervisor.Plan(
        port=_port_of(arguments), host=arguments.host, workers=arguments.workers
    )
    return supervisor.serve(where)


def _doctor(arguments: argparse.Namespace) -> int:
    from throughcare.config import doctor

    return doctor.main(as_json=arguments.json, port=_port_of(arguments))


def _check_identifier(arguments: argparse.Namespace) -> int:
    from scoring import identifiers

    result = identifiers.check(arguments.kind, arguments.value)
    if arguments.json:
        say(json.dumps(asdict(result)))
    elif result.valid:
        say(f"{result.canonical} is a well-formed {result.kind}")
    else:
        say(f"Not a well-formed {result.kind}: {result.reason}")
    return 0 if result.valid else 1


def _policy(words: list[str]) -> int:
    from throughcare.sharing.policy import commands

    return int(commands.main(words) or 0)


if __name__ == "__main__":
    sys.exit(main())
