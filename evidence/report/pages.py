"""The report as one HTML page that needs nothing else, and as a tagged PDF (PDF/UA-1)."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from evidence.charts import Figure, Table
from evidence.charts.base import Cell
from evidence.disclosure import HIDDEN
from evidence.report.blocks import Block, Report, kind

HERE = Path(__file__).parent


def as_html(report: Report) -> str:
    """One file: style and pictures inside, no script, nothing from the network."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    pages = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # The style is ours, and the pictures were drawn and escaped by our own charts.
    style = Markup((HERE / "style.css").read_text(encoding="utf-8"))  # noqa: S704
    return pages.get_template("report.html.jinja").render(
        report=report, style=style, kind_of=kind, cell_of=cell, safe_svg=Markup
    )


def as_pdf(report: Report) -> bytes:
    """Tagged, with title and language; typst refuses to write one that breaks PDF/UA-1."""
    import typst

    with tempfile.TemporaryDirectory(prefix="evidence-report-") as name:
        folder = Path(name)
        (folder / "report.typ").write_bytes((HERE / "report.typ").read_bytes())
        (folder / "report.json").write_text(json.dumps(_plain(report, folder)), encoding="utf-8")
        made: bytes = typst.compile(
            folder / "report.typ", root=folder, format="pdf", pdf_standards=["ua-1"]
        )
        return made


def cell(value: Cell) -> str:
    """What stands in a cell: hidden numbers say so."""
    if value is None:
        return HIDDEN
    return f"{value:,}" if isinstance(value, int) else str(value)


def _plain(report: Report, folder: Path) -> dict[str, Any]:
    return {
        "title": report.title,
        "caption": report.caption,
        "footer": report.footer,
        "sections": [
            {
                "heading": section.heading,
                "blocks": [_block(block, folder) for block in section.blocks],
            }
            for section in report.sections
        ],
    }


def _block(block: Block, folder: Path) -> dict[str, Any]:
    if isinstance(block, Figure):
        file = f"{block.key}.svg"
        (folder / file).write_text(block.wide, encoding="utf-8")
        return {
            "kind": "figure",
            "title": block.title,
            "answer": block.answer,
            "description": block.description,
            "file": file,
            "table": _table(block.table),
        }
    if isinstance(block, Table):
        return _table(block)
    from dataclasses import asdict

    return {"kind": kind(block), **asdict(block)}


def _table(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": table.caption,
        "columns": list(table.columns),
        "rows": [[cell(value) for value in row] for row in table.rows],
        "numeric": list(table.numeric),
        "note": table.note,
    }
