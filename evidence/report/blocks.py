"""What a report is made of; the HTML and the PDF are drawn from the same blocks."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.charts import Figure, Table


@dataclass(frozen=True)
class Words:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Points:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Box:
    """What the reader must not miss; ``title`` is its own heading."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Tile:
    """A figure in large type, with what it is and what it is of."""

    label: str
    value: str
    note: str


@dataclass(frozen=True)
class Tiles:
    """Figures side by side."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Facts:
    """Terms and what they mean."""

    rows: tuple[tuple[str, str], ...]


Block = Words | Points | Box | Tiles | Facts | Table | Figure


@dataclass(frozen=True)
class Section:
    """A heading (a question where there is one) and what stands under it."""

    key: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """A whole report, in British English."""

    title: str
    caption: str
    sections: tuple[Section, ...]
    footer: str
    kind: str = "evaluation report"


def kind(block: Block) -> str:
    """The name that templates choose by."""
    return type(block).__name__.lower()
