"""Signing in and the settings in a browser: accessible, within the policy, without script too."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password

from tests.database import as_owner
from tests.journeys.browser import Site, browser, site, violations
from throughcare.accounts.models import User
from throughcare.accounts.tests.conftest import PASSWORD
from throughcare.agencies.models import GrantRequest, Membership
from throughcare.core import clock

pytestmark = pytest.mark.browser
__all__ = ["browser", "site"]

WIDTHS = [1280, 320]


@dataclass
class World:
    """A served agency with two administrators, who share PASSWORD."""

    address: str
    one: Membership
    two: Membership
    clinician: Membership
    request: GrantRequest
    place_id: Any


@pytest.fixture
def world(site: Site) -> World:
    make = site.make
    agency = make.agency(name="Northfield NHS Trust")
    desk, team = make.team(agency), make.team(agency, covers=(make.place(agency, "clinic"),))
    one, two = (
        make.member("support_engineer", team=desk, name=name)
        for name in ("Amina Diallo", "Owen Price")
    )
    clinician = make.member("clinician", team=team, name="Sam Adeyemi", job_title="Nurse")
    make.member("clinician", team=desk, user=two.user)
    with as_owner():
        User.objects.update(password=make_password(PASSWORD))
        User.objects.filter(pk=clinician.user_id).update(email="sam.adeyemi@demo.example")
        request = GrantRequest(
            agency=agency,
            kind="member",
            team=team,
            email="rhys.morgan@example.org",
            name="Rhys Morgan",
            role="clinician",
            status="proposed",
            proposed_by=one,
            proposed_at=clock.now(),
        )
        request.save(force_insert=True)
    return World(site.address, one, two, clinician, request, team.covers.get().pk)


def sign_in(page: Any, world: World, member: Membership) -> None:
    page.goto(f"{world.address}/sign-in/")
    page.get_by_label("E-mail address").fill(member.user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def check(page: Any, name: str) -> None:
    """No violation; no sideways scroll; a picture where pictures are asked for."""
    found = violations(page)
    assert found == [], (name, found)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, (name, wide)
    if folder := os.environ.get("THROUGHCARE_PICTURES"):
        width = page.viewport_size["width"]
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_and_within_the_policy(
    world: World, browser: Any, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.set_default_timeout(10_000)
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda m: trouble.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    _walk_signed_out(page, world)
    _walk_settings(page, world)
    refused = [text for text in trouble if "Content Security" in text or "Error" in text]
    assert [t for t in refused if "422" not in t] == []
    context.close()


def _walk_signed_out(page: Any, world: World) -> None:
    page.goto(f"{world.address}/sign-in/")
    check(page, "sign-in")
    page.get_by_role("button", name="Sign in", exact=True).click()
    check(page, "sign-in-errors")
    for path in ("start", "help", "accessibility", "information"):
        page.goto(f"{world.address}/{path}/")
        check(page, path)
    sign_in(page, world, world.two)
    check(page, "choose-role")
    page.get_by_role("button", name="Running the service").first.click()
    for path in ("account", "account/password", "account/second-step", "sign-out", "lock"):
        page.goto(f"{world.address}/{path}/")
        check(page, path.replace("/", "-"))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Unlock").click()


def _walk_settings(page: Any, world: World) -> None:
    member, team = world.clinician.pk, world.clinician.team_id
    for path in (
        "people", "people/add", f"people/{member}", f"people/{member}/role",
        f"people/{member}/end", f"people/{member}/work", f"people/{member}/code",
        f"people/requests/{world.request.pk}", "teams", "teams/add", f"teams/{team}",
        f"teams/{team}/places/add", f"teams/{team}/places/{world.place_id}/end",
        f"teams/{team}/end", "places", "places/add", f"places/{world.place_id}",
        f"places/{world.place_id}/end",
    ):  # fmt: skip
        page.goto(f"{world.address}/settings/{path}/")
        name = path.replace(str(member), "M").replace(str(team), "T").replace("/", "-")
        check(page, f"settings-{name[:30]}")
    page.goto(f"{world.address}/settings/people/add/")
    page.get_by_role("button", name="Ask for it").click()
    check(page, "settings-people-add-errors")
    page.goto(f"{world.address}/settings/people/requests/{world.request.pk}/")
    page.get_by_label("Confirm", exact=True).check()
    page.get_by_role("button", name="Save the decision").click()
    page.get_by_role("heading", name="Code for Rhys Morgan").wait_for()
    check(page, "settings-code")


@pytest.mark.parametrize("script", [True, False])
def test_adding_a_person_with_the_keyboard_alone(world: World, browser: Any, script: bool) -> None:
    context = browser.new_context(java_script_enabled=script)
    context.set_default_timeout(10_000)
    page = context.new_page()
    sign_in(page, world, world.one)
    page.goto(f"{world.address}/settings/people/")
    page.get_by_role("link", name="Add a person").press("Enter")
    page.get_by_label("Name", exact=True).press_sequentially("Ceri Vaughan")
    page.keyboard.press("Tab")
    page.keyboard.type("ceri.vaughan@example.org")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Ask for it").press("Enter")
    page.get_by_text("Ceri Vaughan is added when a second administrator confirms").wait_for()
    context.close()


@pytest.mark.parametrize("script", [True, False])
def test_one_press_in_the_demonstration(world: World, browser: Any, script: bool) -> None:
    context = browser.new_context(java_script_enabled=script)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(f"{world.address}/role/")
    # Whom the guided path names first stands in the list of personas as well.
    page.get_by_role("button", name="Sam Adeyemi").first.click()
    page.get_by_role("button", name="Caring for people directly").click()
    page.goto(f"{world.address}/account/")
    page.get_by_role("heading", name="Your account").wait_for()
    assert page.get_by_text("Clinician").first.is_visible()
    context.close()
