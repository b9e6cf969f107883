"""Settings in the frame of the page: one entry of the main menu, one row of tabs."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from throughcare.agencies import rules
from throughcare.core import registry
from throughcare.core.menu import MenuEntry, offer_menu
from throughcare.design.shell import NavItem


@dataclass(frozen=True)
class SettingsTab:
    """One part of the settings: its words (lazy), its page, its place in the row."""

    label: object
    url_name: str
    order: int


def offer_settings_tab(tab: SettingsTab) -> None:
    """Add a part of the settings; other folders offer theirs when they start."""
    registry.offer("settings_tab", tab.url_name, tab)


def offer() -> None:
    """What this folder adds to the frame."""
    offer_menu(
        MenuEntry(label=_("Settings"), url_name="settings", order=90, shown_to=rules.may_manage)
    )
    offer_settings_tab(SettingsTab(_("People"), "settings_people", 10))
    offer_settings_tab(SettingsTab(_("Teams"), "settings_teams", 20))
    offer_settings_tab(SettingsTab(_("Places"), "settings_places", 30))


def settings_tabs(path: str) -> list[NavItem]:
    """The row of tabs as seen from one page."""
    tabs = sorted(registry.offered("settings_tab").values(), key=lambda tab: tab.order)
    urls = [(tab, reverse(tab.url_name)) for tab in tabs]
    return [NavItem(str(tab.label), url, current=path.startswith(url)) for tab, url in urls]
