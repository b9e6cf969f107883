"""What other folders add to a person's own pages: the roadmap, appointments, questions due.

A folder offers a panel when it starts. It reads in the person's own context, so its tables must
let the person (``Access.self_may``); it asks at most two statements.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from throughcare.core import registry

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class OwnLine:
    """One line: words, what stands under them, where they lead ("" for nowhere), a tag's words."""

    text: str
    note: str = ""
    url: str = ""
    tag: str = ""


@dataclass(frozen=True)
class OwnContent:
    """What a panel shows now. ``quote`` is in the person's own words."""

    heading: str
    lines: tuple[OwnLine, ...] = ()
    quote: str = ""
    empty: str = ""
    #: A page with more of it, and its words.
    more_url: str = ""
    more: str = ""


@dataclass(frozen=True)
class OwnPanel:
    """A part of the person's first page, and of a page of its own where ``slug`` names one.

    ``slug``: "home" stands on the first page alone; "roadmap", "questions" and the like have
    ``/my/<slug>/`` too. ``make(ctx, whole)``: the context, and whether the whole of it is wanted.
    """

    name: str
    slug: str
    order: int
    make: Callable[[Context, bool], OwnContent | None]


def offer_panel(panel: OwnPanel) -> None:
    registry.offer("own_panel", panel.name, panel)


def panels(slug: str = "") -> list[OwnPanel]:
    """All of them in order, or those of one page."""
    found = [p for p in registry.offered("own_panel").values() if not slug or p.slug == slug]
    return sorted(found, key=lambda panel: panel.order)
