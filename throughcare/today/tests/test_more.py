"""The menu has room for eight entries; nothing that a role may open is out of reach."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from throughcare.core import registry
from throughcare.core.menu import IN_A_ROW, MenuEntry


def menu_of(page: Any) -> list[str]:
    text = page.content.decode()
    nav = re.search(r'<nav class="nhsuk-header__navigation".*?</nav>', text, re.DOTALL)
    assert nav is not None
    return re.findall(r'href="([^"]+)"', nav.group())


@pytest.mark.parametrize("role", ["clinician", "supervisor"])
def test_what_has_no_room_in_the_menu_is_one_step_away(
    suite: Any, client_of: Any, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    several = {
        f"many{n}": MenuEntry(f"Part {n}", name, 95 + n, lambda _ctx: True)
        for n, name in enumerate(["find", "today_print", "help", "information", "account"] * 2)
    }
    offered = {**registry.offered("menu"), **several}
    monkeypatch.setattr(
        registry,
        "offered",
        lambda kind, _real=registry.offered: offered if kind == "menu" else _real(kind),
    )
    client = client_of(suite.nurse if role == "clinician" else suite.lead)
    menu = menu_of(client.get("/"))
    assert len(menu) == IN_A_ROW
    assert menu[-1] == reverse("more")
    page = client.get(reverse("more")).content.decode()
    for entry in several.values():
        assert f'href="{reverse(entry.url_name)}"' in page
    assert set(menu[:-1]) <= set(re.findall(r'href="([^"]+)"', page))
