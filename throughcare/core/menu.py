"""Entries of the main menu: each folder offers its own when it starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from throughcare.core import registry

if TYPE_CHECKING:
    from throughcare.core.context import Context


@dataclass(frozen=True)
class MenuEntry:
    """One entry: its words (lazy), where it leads, its place, and who is shown it."""

    label: object
    url_name: str
    order: int
    shown_to: Callable[[Context], bool]


#: Entries of the main menu, the one that leads to the rest among them.
IN_A_ROW = 8


def offer_menu(entry: MenuEntry) -> None:
    registry.offer("menu", entry.url_name, entry)


def entries_for(ctx: Context) -> list[MenuEntry]:
    """Every entry that the asker is shown, in order."""
    offered: list[MenuEntry] = sorted(
        registry.offered("menu").values(), key=lambda entry: entry.order
    )
    return [entry for entry in offered if entry.shown_to(ctx)]


@dataclass(frozen=True)
class PersonTab:
    """One part of a person's record: shown when the role may do the action on the category.

    ``lesser`` parts stand under *More* where a reader has more parts than fit a row.
    ``shown_to`` may leave it out for those to whom the page says nothing.
    """

    slug: str
    label: object
    url_name: str
    order: int
    action: str
    category: str
    lesser: bool = False
    shown_to: Callable[[Context], bool] = lambda _ctx: True


def offer_tab(tab: PersonTab) -> None:
    registry.offer("person_tab", tab.slug, tab)
