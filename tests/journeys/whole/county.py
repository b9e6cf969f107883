"""The invented county as its administrators set it up, and what a person does at a screen."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from tests.database import as_owner
from tests.journeys.browser import Desk, Site
from throughcare.agencies.models import Membership
from throughcare.core import clock
from throughcare.pathways import site_actions
from throughcare.rehearsal import county, my_story, referral_story
from throughcare.treatment import rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

PATHWAY, ADMINISTRATOR = "milton-keynes-treatment", "Nadia Collins"
COURT, OFFICER, THERAPIST = "Priya Nair", "Sam Adeyemi", "Helen Marsh"
LEAD, LINK_WORKER, CLERK = "Ruth Sandford", "Jo Castell", "Miriam Price"
#: What no public source says, as this invented site decided it; the last is the 12-month one.
SET_HERE = {
    "ask_phq_9_each": 1,
    "ask_gad_7_each": 1,
    "ask_core_10_each": 1,
    "follow_up_first": 90,
    "follow_up_last": 365,
}
PATIENCE = 8_000  # milliseconds, where nothing else is to come


@dataclass
class Hand:
    """What somebody does at a screen: everything is found by the words that stand on it."""

    page: Page

    def link(self, words: str | re.Pattern[str]) -> None:
        self.page.get_by_role("link", name=words).first.click()

    def link_under(self, heading: str, words: str | re.Pattern[str]) -> None:
        """A link in the part of the page that has this heading."""
        parts = self.page.locator("section").filter(
            has=self.page.get_by_role("heading", name=heading)
        )
        parts.get_by_role("link", name=words).first.click()

    def press(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).first.click()

    def fill(self, label: str, words: str) -> None:
        named = re.compile(f"^{re.escape(label)}")
        self.page.get_by_role("textbox", name=named).first.fill(words)

    def fill_all(self, words: dict[str, str]) -> None:
        for label, typed in words.items():
            self.fill(label, typed)

    def select(self, label: str, option: str | re.Pattern[str]) -> None:
        """The first option that says this, or begins with it."""
        box = self.page.get_by_role("combobox", name=label).first
        wanted = box.locator("option").filter(has_text=option).first
        box.select_option(value=wanted.get_attribute("value"))

    def choose(self, *options: str | re.Pattern[str]) -> None:
        for option in options:
            exact = isinstance(option, str)
            self.page.get_by_role("radio", name=option, exact=exact).first.check()

    def answer(self, question: str | re.Pattern[str], option: str) -> None:
        group = self.page.get_by_role("group", name=question)
        group.get_by_role("radio", name=option, exact=True).first.check()

    def tick(self, *boxes: str | re.Pattern[str]) -> None:
        for box in boxes:
            self.page.get_by_role("checkbox", name=box).first.check()

    def sees(self, words: str | re.Pattern[str]) -> None:
        self.page.get_by_text(words).first.wait_for()

    def today(self) -> None:
        self.page.goto("/")

    def tab(self, name: str) -> None:
        """A part of the record that is open, among the first or under "More"."""
        parts = self.page.locator("nav.app-subnav")
        named = re.compile(rf"^\s*{re.escape(name)}\s*$")
        # A page that is still arriving shows no part at all: only one that is there can be folded.
        parts.locator("a").filter(has_text=named).first.wait_for(state="attached")
        wanted = parts.get_by_role("link", name=name, exact=True)
        if not wanted.is_visible():
            parts.locator("summary").click()
        wanted.click()

    def add(self, what: str) -> None:
        """From the menu of what may be added to the record that is open."""
        self.tab("Journey")
        self.page.locator("summary", has_text="Add to").click()
        self.link(what)

    def find(self, words: str) -> None:
        """Search from the header of the page that is open."""
        box = self.page.get_by_role("searchbox")
        box.fill(words)
        box.press("Enter")

    def open(self, family: str) -> None:
        """The record of the one person of this family name."""
        self.find(family)
        self.link(re.compile(family))


@dataclass
class Northshire:
    """The county: who works there, each with a browser of their own, and the day it is."""

    site: Site
    desk: Callable[..., Desk]
    script: bool = True
    desks: dict[str, Hand] = field(default_factory=dict)
    signed_in: dict[str, date] = field(default_factory=dict)

    def hand(self, name: str) -> Hand:
        """The browser of a member of staff, who signs in anew each day."""
        if name not in self.desks:
            self.desks[name] = self.new_hand(name)
        elif self.signed_in[name] != clock.today():
            context = self.desks[name].page.context
            context.add_cookies(self.site.cookies(self.member(name)))  # type: ignore[arg-type]
        self.signed_in[name] = clock.today()
        return self.desks[name]

    def at_today(self, name: str) -> Hand:
        """The same, with Today open."""
        hand = self.hand(name)
        hand.today()
        return hand

    def at_record(self, name: str, family: str, tab: str = "") -> Hand:
        """The same, with the record of a person open, as found by their family name."""
        hand = self.at_today(name)
        hand.open(family)
        if tab:
            hand.tab(tab)
        return hand

    def member(self, name: str) -> Membership:
        members = Membership.objects.select_related("user")
        found: Membership = members.get(user__email=county.address_of(name))
        return found

    def new_hand(self, name: str) -> Hand:
        page = self.desk(self.member(name), script=self.script).page
        page.set_default_timeout(PATIENCE)
        page.set_default_navigation_timeout(5 * PATIENCE)
        return Hand(page)

    def phone(self) -> Hand:
        """The phone of the person: nobody is signed in on it."""
        hand = self.new_hand(COURT)
        hand.page.context.clear_cookies()
        hand.page.set_viewport_size({"width": 390, "height": 800})
        return hand

    def on(self, day: date, at: str = "10:00") -> None:
        self.site.travel(day, at)


def set_up(site: Site, desk: Callable[..., Desk], *, script: bool) -> Northshire:
    """Agencies, agreements, figures, directory and duty holder: what was there before anybody."""
    with as_owner():
        county.let_clock_be_set(True)
        county.make_agencies(county.read())
    with county.working_as(ADMINISTRATOR) as ctx:
        referral_story.make_directory(ctx)
        for name, value in SET_HERE.items():
            site_actions.set_figure(
                ctx,
                definition=rules.pathways()[PATHWAY],
                name=name,
                value=value,
                source="Clinical governance group (invented)",
                version=0,
            )
        my_story._arrange(ctx)
    return Northshire(site, desk, script)
