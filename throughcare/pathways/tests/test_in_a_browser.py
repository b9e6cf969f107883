"""The pages of pathways in a browser: axe at two widths, full, empty and refused; no script."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.database import as_owner
from tests.journeys.browser import Site, check_accessible, resize
from throughcare.core import clock
from throughcare.pathways.models import Clock, Episode, PathwaySetting
from throughcare.pathways.tests.conftest import CUSTODY
from throughcare.people import actions as people
from throughcare.screening import actions as screening

pytestmark = pytest.mark.browser


class Scene:
    """A nurse, a lead, an administrator; somebody at the second stage with something owed."""

    def __init__(self, site: Site) -> None:
        make = site.make
        place = make.place(make.agency("police"), name="Northfield custody")
        team = make.team(covers=(place,))
        self.nurse = make.member("clinician", team=team, name="Priya Nair")
        self.lead = make.member("supervisor", team=team, name="Ruth Sandford")
        self.admin = make.member("support_engineer", team=team, name="Nadia Collins")
        with as_owner():
            for name, value in (("custody_told_within", 30), ("follow_up_after", 14)):
                PathwaySetting.objects.create(
                    agency=team.agency, pathway=CUSTODY, name=name, value=value,
                    source="Governance group, 1 November 2026", set_by=self.admin,
                    set_at=clock.now(),
                )  # fmt: skip
        with site.working_as(self.nurse) as ctx:
            self.person = people.add_person(
                ctx, given_name="Marcus", family_name="Bright", source="custody",
                born_on=clock.today().replace(year=1994, day=1),
            )  # fmt: skip
            self.other = people.add_person(
                ctx, given_name="Aaliyah", family_name="Begum", source="person"
            )
            facts = screening.EntryFacts(
                arrived_at=clock.now() - timedelta(hours=2), given_name="Marcus", cell="7"
            )
            entry = screening.add_entry(ctx, place_id=place.pk, facts=facts)
            screening.link_entry(ctx, entry_id=entry.pk, person_id=self.person.pk)
            row = screening.open_screen(ctx, person_id=self.person.pk)
            given = screening.Given(
                answers={f"q{n}": "no" for n in range(1, 13)}, decision="assess_here"
            )
            screening.save_screen(ctx, screen_id=row.pk, version=row.version, given=given)
            self.episode = Episode.visible_to(ctx).get()
            self.clock = Clock.visible_to(ctx).get(status="running")
        from throughcare.pathways.approval import PATHWAYS
        from throughcare.pathways.library import library
        from throughcare.signatures import actions as signing

        with site.working_as(self.admin) as ctx:
            self.asked = signing.ask_to_sign(
                ctx, PATHWAYS, words=library().newest()[CUSTODY], lead_id=self.lead.pk
            )

    def pages(self) -> dict[str, tuple[Any, str]]:
        ref, pk = self.person.reference, self.episode.pk
        return {
            "journey": (self.nurse, reverse("person", args=[ref])),
            "choose": (self.nurse, reverse("episode_new", args=[ref])),
            "start": (self.nurse, reverse("episode_start", args=[self.other.reference, CUSTODY])),
            "episode": (self.nurse, reverse("episode", args=[ref, pk])),
            "move": (self.nurse, reverse("episode_move", args=[ref, pk])),
            "end": (self.nurse, reverse("episode_end", args=[ref, pk])),
            "clock": (self.nurse, reverse("clock", args=[ref, pk, self.clock.pk])),
            "today": (self.nurse, reverse("today")),
            "print": (self.nurse, reverse("today_print")),
            "settings": (self.admin, reverse("settings_pathways")),
            "settings-one": (self.admin, reverse("settings_pathway", args=[CUSTODY])),
            "figure": (
                self.admin,
                reverse("settings_pathway_figure", args=[CUSTODY, "screen_within"]),
            ),
            "ask": (self.admin, reverse("settings_pathway_ask", args=[CUSTODY])),
            "signatures": (self.lead, reverse("pathway_signatures")),
            "sign": (self.lead, reverse("pathway_sign", args=[self.asked.pk])),
        }


REFUSED = ("start", "move", "end", "clock", "figure", "ask", "sign")


def test_axe_finds_nothing_full_or_refused(site: Site, desk: Any) -> None:
    scene = Scene(site)
    desks = {m.pk: desk(m) for m in (scene.nurse, scene.lead, scene.admin)}
    for name, (member, address) in scene.pages().items():
        page = desks[member.pk].page
        page.goto(address)
        check_accessible(page)
        look(page, name)
        if name in REFUSED:
            page.set_viewport_size({"width": 1280, "height": 900})
            page.locator("main form button[type=submit], main form button").last.click()
            page.locator(".nhsuk-error-summary").wait_for()
            check_accessible(page)
            look(page, f"{name}-refused")


def look(page: Any, name: str) -> None:
    """Keep a picture where THROUGHCARE_SHOTS names a folder."""
    if folder := os.environ.get("THROUGHCARE_SHOTS"):
        for width in (1280, 320):
            resize(page, width)
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("script", [True, False])
def test_a_pathway_is_begun_moved_and_ended_with_the_keyboard(
    site: Site,
    desk: Any,
    script: bool,
) -> None:
    scene = Scene(site)
    at = desk(scene.nurse, script=script)
    page = at.page
    page.goto(reverse("episode_start", args=[scene.other.reference, CUSTODY]))
    at.keys.choose(page.get_by_role("group", name="Where did this come from?"), 1)
    at.keys.to(page.get_by_role("button", name="Start pathway"))
    at.keys.press("Enter")
    page.get_by_role("heading", name="Liaison and diversion in custody", level=1).wait_for()
    page.get_by_role("link", name="Move to another stage").click()
    at.keys.choose(page.get_by_role("group", name="Move to"), 2)
    at.keys.to(page.get_by_label("Why?"))
    at.keys.type("Seen at court")
    at.keys.press("Enter")
    page.get_by_text("Moved to Follow-up.").wait_for()
    page.get_by_role("link", name="End pathway").click()
    at.keys.choose(page.get_by_role("group", name="How did it end?"), 0)
    at.keys.to(page.get_by_role("button", name="End pathway"))
    at.keys.press("Enter")
    page.get_by_text("The pathway has ended.").wait_for()
    with site.working_as(scene.nurse) as ctx:
        ended = Episode.visible_to(ctx).get(person_id=scene.other.pk)
        assert (ended.status, ended.stage) == ("ended", "follow_up")
