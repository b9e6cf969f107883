"""`evidence report`: a folder of results in plain words, as one HTML page and a tagged PDF."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HTML, PDF, BESIDE = "report.html", "report.pdf", "beside.json"


def write_report(
    folder: Path,
    *,
    scores: str | None = None,
    places: str | None = None,
    case: Path | None = None,
) -> tuple[Path, Path]:
    """Write both into the folder, whole or not at all; returns their paths.

    ``scores`` and ``places`` are addresses of tables, ``case`` is a business case.
    """
    from evidence.outputs import as_json
    from evidence.report.beside import work_out
    from evidence.report.content import build
    from evidence.report.folder import read_folder
    from evidence.report.pages import as_html, as_pdf
    from evidence.report.sections import cost_table, service_sections

    found = read_folder(folder)
    beside = work_out(found)
    report = build(found, beside, service_sections(found, scores=scores, places=places, case=case))
    made = {
        HTML: as_html(report).encode(),
        PDF: as_pdf(report),
        BESIDE: as_json(beside.as_json()).encode(),
    }
    if case is not None:
        made["steps/cost.csv"] = cost_table(case, found).encode()
        (folder / "steps").mkdir(exist_ok=True)
    for name, content in made.items():
        _write(folder / name, content)
    return folder / HTML, folder / PDF


def _write(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(content)
    beside.replace(path)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `evidence report` takes."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of `evidence evaluate`")
    parser.add_argument(
        "--scores",
        metavar="TABLE",
        help="first and last scores: person_id, instrument, version, first, last",
    )
    parser.add_argument(
        "--places", metavar="TABLE", help="a funnel of places: place, events, people"
    )
    parser.add_argument("--case", type=Path, metavar="TOML", help="a business case")


def run(args: argparse.Namespace) -> int:
    """0 when both were written."""
    page, pdf = write_report(args.folder, scores=args.scores, places=args.places, case=args.case)
    sys.stdout.write(f"Written: {page}\nWritten: {pdf}\n")
    return 0
