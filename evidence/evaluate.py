"""`evidence evaluate`: from a protocol and its tables to a folder of results."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evidence.evaluation import Evaluation, evaluate
from evidence.evaluation_files import write
from evidence.evaluation_results import match_counts
from evidence.outputs import check_out
from evidence.protocol import read_protocol


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("protocol", type=Path, metavar="PROTOCOL", help="evaluation.toml")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write")
    parser.add_argument("--json", action="store_true", help="print results.json")
    parser.add_argument("--no-report", action="store_true", help="figures only, no HTML and PDF")


def run(asked: argparse.Namespace) -> int:
    """0 when results were written, whatever they say."""
    check_out(asked.out)
    _leave_pandas_out()
    found = evaluate(read_protocol(asked.protocol))
    text = write(found, asked.out, report=not asked.no_report)
    sys.stdout.write(text if asked.json else _summary(found, asked.out))
    return 0


class _NoPandas:
    """An import hook that does not find pandas."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ImportError(name)


def _leave_pandas_out() -> None:
    """PyArrow looks once whether an array might be a pandas column, and loads pandas to see, which
    takes as long as a match of 100,000. We hand it none; who asks for pandas later still gets it.
    """
    import pyarrow as pa

    hook: Any = _NoPandas()
    sys.meta_path.insert(0, hook)
    try:
        pa.array([0])
    finally:
        sys.meta_path.remove(hook)


def _summary(found: Evaluation, out: Path) -> str:
    matched: Mapping[str, Any] = match_counts(found)
    lines = [
        f"{found.protocol['study']['title']}",
        f"Protocol {found.protocol.sha256[:16]}, registered "
        f"{found.protocol['study']['registered_on']}",
        f"Status: {found.status}",
        f"Took part: {matched['treated']:,}; compared: {matched['matched']:,}; pool: "
        f"{matched['pool']:,}",
        *(f"- {row['name']}: {row['words']}" for row in found.outcomes.rows),
        *(f"! {rule.message}" for rule in found.rules),
        f"Written to {out}",
    ]
    return "\n".join(lines) + "\n"
