"""How it was done: definitions, the score, looks, and where the figures come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evidence.charts import Table
from evidence.charts.base import number
from evidence.monitoring.sequential import spending_bounds
from evidence.report import wording as say
from evidence.report.blocks import (
    Block,
    Facts,
    Section,
)
from evidence.report.definitions import DEFINITIONS
from evidence.report.folder import Results


def methods(found: Results) -> Section:
    method = found.results.get("method") or {}
    follow = found.results.get("follow_up") or {}
    own = (
        ("Method of this study", _method_words(method)),
        (
            "Follow-up",
            f"{follow.get('days', '')} days, and {follow.get('proof_days', '')} more for proof; "
            f"from {follow.get('landmark_days', 0)} days after the index date.",
        ),
    )
    blocks: list[Block] = [Facts((*own, *DEFINITIONS))]
    planned = int(found.protocol.get("looks", {}).get("planned", 1))
    if planned > 1:
        blocks.append(_looks(planned))
    score = found.results.get("score")
    if score:
        blocks.append(_score_table(score))
    return Section("methods", "How it was worked out", tuple(blocks))


def _method_words(method: Mapping[str, Any]) -> str:
    kinds = {
        "nearest": "nearest neighbour",
        "radius": "radius",
        "iptw": "inverse-probability weights",
        "overlap": "overlap weights",
        "entropy": "entropy balancing",
        "aipw": "doubly robust (augmented inverse probability)",
    }
    kind = method.get("kind", "")
    words = kinds.get(kind, kind)
    if kind == "nearest":
        words += f", 1 to {method.get('ratio', 1)}"
        words += ", with replacement" if method.get("replace") else ", without replacement"
    if kind in ("nearest", "radius"):
        words += f", caliper {method.get('caliper_sd')} standard deviations"
    if method.get("exact"):
        words += f", exactly alike in {', '.join(map(say.spaced, method['exact']))}"
    return f"{words[:1].upper()}{words[1:]}. The answer is about {method.get('estimand', 'all')}."


def _looks(planned: int) -> Table:
    looks = spending_bounds([(k + 1) / planned for k in range(planned)])
    rows = tuple(
        (str(k + 1), number(100 * look.information, 0), number(look.z, 2), f"{look.p:.4f}")
        for k, look in enumerate(looks)
    )
    return Table(
        f"{planned} looks were planned: what each look's p-value must be under",
        ("Look", "Of 100 people planned", "z", "p"),
        rows,
        (True, True, True, True),
        "Spending of alpha like O'Brien and Fleming (Lan and DeMets, 1983), so that looking early "
        "does not find what is not there.",
    )


def _score_table(score: Mapping[str, Any]) -> Table:
    rows = tuple(
        (
            say.spaced(row["name"])
            if row["level"] is None
            else f"{say.spaced(row['name'])}: {row['level']}",
            number(row["value"], 4),
        )
        for row in score["coefficients"]
    )
    return Table("Coefficients of the score", ("Characteristic", "Log odds"), rows, (False, True))


def provenance(found: Results) -> Section:
    runs = found.provenance.get("runs") or [{}]
    last = runs[-1]
    rows = [
        ("Protocol", f"SHA-256 {found.results['protocol_sha256']}"),
        ("Registered", say.day(str(found.results.get("study", {}).get("registered_on", "")))),
        ("Worked out", say.day(str(last.get("at", "")))),
        ("Runs into this folder", f"{len(runs)}"),
        ("Software", _software(last)),
    ]
    for part, table in (last.get("tables") or {}).items():
        digest = table.get("sha256", "")
        words = table.get("address", "") + (f", SHA-256 {digest}" if digest else "")
        rows.append((f"Table {part}", words))
    return Section("provenance", "Where the figures come from", (Facts(tuple(rows)),))


def _software(run: Mapping[str, Any]) -> str:
    packages = [f"{name} {version}" for name, version in (run.get("packages") or {}).items()]
    return ", ".join([f"Python {run.get('python', '')}", *packages])
