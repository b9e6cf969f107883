"""One chart: a question, a sentence of answer, a picture in two widths, and its table.

Colours are those of the Government Analysis Function, as on the service's own pages; never colour
alone. The SVG holds no script, names itself with a title and a description, and asks nothing of
the network. A second, narrow drawing keeps words readable on a phone, where shrinking the wide
one would not.
"""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

BLUE, TEAL, PINK, ORANGE, GREY = "#12436D", "#28A197", "#801650", "#F46A25", "#768692"
ORANGE_WORDS = "#B8400B"
INK, LINE = "#212B32", "#D8DDE0"
FONT = "Arial, Liberation Sans, Helvetica, sans-serif"
WIDE, NARROW = 640, 300
VEGA_LITE = "5.20"

Cell = str | int | float | None


@dataclass(frozen=True)
class Table:
    """What the picture shows, in words and numbers; None is printed as hidden, [c]."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: tuple[bool, ...]
    note: str = ""


@dataclass(frozen=True)
class Figure:
    """A finished chart. ``wide`` and ``narrow`` are whole SVG documents."""

    key: str
    title: str
    answer: str
    description: str
    wide: str
    narrow: str
    table: Table


def draw(
    key: str,
    make: Callable[[int], Any],
    table: Table,
    *,
    title: str,
    answer: str,
    description: str,
) -> Figure:
    """Draw an Altair chart at both widths; ``make`` takes the width of the whole picture."""
    wide, narrow = (
        to_svg(make(width), f"{key}-{name}", title, description)
        for width, name in ((WIDE, "wide"), (NARROW, "narrow"))
    )
    return Figure(key, title, answer, description, wide, narrow, table)


def to_svg(chart: Any, ident: str, title: str, description: str) -> str:
    """The SVG of a chart, with a title and a description for those who do not see it."""
    import vl_convert

    spec = chart.to_dict()
    spec["config"] = {**spec.get("config", {}), **config()}
    drawn = vl_convert.vegalite_to_svg(json.dumps(spec))
    return name_svg(drawn, ident, title, description)


def name_svg(svg: str, ident: str, title: str, description: str) -> str:
    """Put title and description in, and make every id the document's own."""
    svg = re.sub(r"\b(clip|gradient_)(\d+)", rf"{ident}-\1\2", svg)
    head, rest = svg.split(">", 1)
    head = re.sub(r'\s(class|version|xmlns:xlink)="[^"]*"', "", head)
    # The whole picture has one name; its parts must not ask to be read out one by one.
    rest = re.sub(r'\s(role|aria-[a-z]+)="[^"]*"', "", rest)
    named = (
        f'{head} role="img" focusable="false" aria-labelledby="{ident}-t {ident}-d">'
        f'<title id="{ident}-t">{html.escape(title)}</title>'
        f'<desc id="{ident}-d">{html.escape(description)}</desc>'
    )
    return named + rest


def config() -> dict[str, Any]:
    """The look that all charts share."""
    words = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 13, "titleFontSize": 13}
    axis = {
        **words,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": LINE,
        "domainColor": GREY,
        "tickColor": GREY,
        "labelLimit": 400,
    }
    return {
        "aria": False,
        "background": "white",
        "font": FONT,
        "axis": axis,
        "text": {"font": FONT, "fontSize": 13, "color": INK},
        "title": {"font": FONT, "fontSize": 14, "color": INK, "anchor": "start"},
        "header": words,
        "view": {"stroke": None},
    }


def altair() -> Any:
    """Altair, loaded only when a chart is drawn (three quarters of a second)."""
    import altair as loaded

    loaded.data_transformers.disable_max_rows()
    return loaded


def rows_of(records: Sequence[dict[str, Any]]) -> Any:
    """Records as the data of a chart."""
    return altair().Data(values=list(records))


def number(value: float | None, digits: int = 1) -> str:
    """A number with thousands' commas and a true minus sign; empty for nothing."""
    if value is None or math.isnan(value):
        return ""
    rounded = f"{value:,.{digits}f}"
    zero = all(digit in "-0.," for digit in rounded)
    return rounded.lstrip("-") if zero else rounded.replace("-", "−")
