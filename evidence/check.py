"""`evidence check`: what would be compared, without a look at an outcome.

For registering a study: reads the protocol, prints its hash, counts who could be compared and how
alike the groups would be. Outcome columns and proven offences are not read.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from evidence.evaluation import Evaluation, prepare
from evidence.evaluation_results import results
from evidence.outputs import as_json
from evidence.problems import Refused
from evidence.protocol import read_protocol
from evidence.study import Rule


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("protocol", type=Path, metavar="PROTOCOL", help="evaluation.toml")
    parser.add_argument("--json", action="store_true", help="print what is known as JSON")


def run(asked: argparse.Namespace) -> int:
    """0 when the study could go on, 1 when a rule of method stands against it."""
    found = Evaluation(read_protocol(asked.protocol))
    stopped = False
    try:
        prepare(found)
    except Refused as refused:
        found.rules.append(Rule(refused.code, refused.message))
        stopped = True
    said = results(found)
    for name in ("status", "outcomes", "sensitivity", "subgroups"):
        del said[name]
    sys.stdout.write(as_json(said) if asked.json else _summary(found))
    few = any(rule.code == "too_few_matched" for rule in found.rules)
    return 1 if stopped or few else 0


def _summary(found: Evaluation) -> str:
    settings = found.protocol["study"]
    lines = [
        settings["title"],
        f"Protocol {found.protocol.sha256}",
        f"Registered {settings['registered_on']}",
        "",
        f"{'Step':44} {'Took part':>10} {'Pool':>12}",
        *(f"{row['step']:44} {row['n']:10,} {row['pool']:12,}" for row in found.funnel),
    ]
    if found.balance:
        lines += ["", f"{'Standardised difference':44} {'Before':>10} {'After':>12}"]
        for row in found.balance:
            name = row.name if row.level is None else f"{row.name} = {row.level}"
            lines.append(f"{name[:44]:44} {row.before:10.3f} {row.after:12.3f}")
    lines += ["", *(f"! {rule.message}" for rule in found.rules)]
    return "\n".join(lines).rstrip() + "\n"
