"""Layouts and components, drawn with the data that a presenter gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.urls import path

from throughcare.design import views
from throughcare.design.guide_forms import GuideForm, wrong_form
from throughcare.design.parts import Identity
from throughcare.design.shell import NavItem, Shell

urlpatterns = [path("", views.guide), path("find/", views.guide, name="find")]
pytestmark = pytest.mark.usefixtures("addresses")


@pytest.fixture
def addresses() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


def draw(template: str, **context: object) -> str:
    return render_to_string(template, context, request=None)


def title(html: str) -> str:
    found = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    assert found
    return found[1].strip()


def test_the_guide_shows_every_component() -> None:
    html = views.guide(RequestFactory().get("/")).content.decode()
    assert title(html) == "Style guide \u2013 Throughcare"
    for part in (
        "app-identity", "app-subnav", "app-know", "app-steps", "app-timeline", "app-chips",
        "app-table--stack", "app-bulk", "app-compare", "app-q__more", "app-formend", "app-done",
        "app-saved", "app-seen", "app-empty", "app-menu", "app-dl--rows", "app-stats", "app-notice",
        "nhsuk-pagination", "app-result", "app-text",
    ):  # fmt: skip
        assert part in html, part


def test_a_page_holds_nothing_that_a_strict_policy_refuses() -> None:
    html = views.guide(RequestFactory().get("/?wrong")).content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"<[^>]+\son[a-z]+=", html)
    assert not re.search(r"<style|<[^>]+\sstyle=", html)
    assert not re.search(r"(?:src|href|action)=.(?:https?:)?//", html)


def test_error_stands_before_the_title_and_the_summary_before_the_page() -> None:
    html = draw("layouts/form.jinja", form=wrong_form(), csrf_input="")
    assert title(html).startswith("Error: ")
    assert html.index("nhsuk-error-summary") < html.index("<form")
    assert "Error:" not in title(draw("layouts/form.jinja", form=GuideForm(), csrf_input=""))


def test_a_persons_page_is_titled_by_initials_and_reference_alone() -> None:
    someone = Identity(name="Leanne Whitlock", reference="TC-7K2M9QX4", born=date(1991, 3, 14))
    html = draw("layouts/person.jinja", identity=someone, tabs=[NavItem("Journey", "#", True)])
    assert title(html).startswith("LW, TC-7K2M9QX4:")
    assert "Whitlock" not in title(html)
    assert re.search(r"<h1[^>]*>Leanne Whitlock</h1>", html)
    assert "None yet" in html


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_error_pages_need_no_request_and_no_shell(status: int) -> None:
    html = draw(f"layouts/{status}.jinja")
    assert "<h1" in html
    assert "Throughcare" in title(html)


def test_the_server_failure_page_gives_a_reference_and_says_the_draft_is_safe() -> None:
    html = draw("layouts/500.jinja", incident="7f3a91c2")
    assert "7f3a91c2" in html
    assert "draft is safe" in html


def test_the_lock_page_shows_no_menu_and_no_search() -> None:
    shell = Shell(user_name="Priya Nair", search=True, nav=(NavItem("Today", "/"),))
    html = draw("layouts/lock.jinja", shell=shell, csrf_input="")
    assert "Priya Nair" in html
    assert "search-field" not in html
    assert "nhsuk-header__navigation" not in html


def test_search_shows_only_to_those_who_may_find() -> None:
    assert 'name="q"' in draw("layouts/page.jinja", shell=Shell(search=True), csrf_input="")
    assert 'name="q"' not in draw("layouts/page.jinja", shell=Shell(), csrf_input="")


def test_no_page_carries_an_nhs_logo_or_copyright() -> None:
    html = views.guide(RequestFactory().get("/")).content.decode()
    assert "nhsuk-header__logo" not in html
    assert "NHS England" not in html


@override_settings(SERVICE_NAME="Northfield Throughcare")
def test_a_service_may_give_its_own_name() -> None:
    assert title(draw("layouts/404.jinja")).endswith("Northfield Throughcare")


def test_paper_bears_no_addresses_and_tables_that_run_over_sheets() -> None:
    found = finders.find("design/app.css")
    css = Path(str(found)).read_text(encoding="utf-8")
    paper = css[css.index("@media print {") :].split("\n}", 1)[0]
    for rule in (
        "a[href]::after { content: none !important; }",
        ".app-table { break-inside: auto; }",
        ".app-table thead { display: table-header-group; }",
    ):
        assert rule in paper
    stacks = re.findall(r"@media ([^{]+) \{\n  \.app-(?:mini)?table--stack", css)
    assert stacks and all(each.startswith("screen and ") for each in stacks)
