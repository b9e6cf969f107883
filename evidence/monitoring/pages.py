"""The folder of an answer: page, tagged PDF, picture and figures, whole or not at all."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from evidence.monitoring.watch import Watched
from evidence.outputs import as_json, check_out, whole_folder

HTML, PDF, PICTURE, FIGURES = "report.html", "report.pdf", "chart.svg", "results.json"


def write(found: Watched, out: Path) -> None:
    """Raises BadInput when the folder cannot be ours to write."""
    from evidence.report.blocks import Report
    from evidence.report.pages import as_html, as_pdf

    report = Report(
        found.title,
        "Watching a service over time",
        found.sections,
        "Figures for programs stand in results.json",
        kind="watching a service",
    )
    with whole_folder(out) as folder:
        (folder / FIGURES).write_text(as_json(found.results), encoding="utf-8")
        (folder / HTML).write_text(as_html(report), encoding="utf-8")
        (folder / PDF).write_bytes(as_pdf(report))
        if found.figure is not None:
            (folder / PICTURE).write_text(found.figure.wide, encoding="utf-8")


def hand_over(found: Watched, asked: argparse.Namespace) -> int:
    """Write the folder that was asked for, and print the answer. 0 whatever it says."""
    if asked.out is not None:
        write(found, asked.out)
    if asked.json:
        sys.stdout.write(as_json(found.results))
        return 0
    lines = [found.title, *(f"- {line}" for line in found.answer)]
    if asked.out is not None:
        lines.append(f"Written to {asked.out}")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def refuse_folder(asked: argparse.Namespace) -> None:
    """Before any work: the folder must be one that we may write."""
    if asked.out is not None:
        check_out(asked.out)
