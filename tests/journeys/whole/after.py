"""The end of treatment and the year after: letters, the roadmap, follow-up, the own pages."""

from __future__ import annotations

import re

from tests.journeys.whole.before import Who
from tests.journeys.whole.county import OFFICER, THERAPIST, Hand, Northshire

FACT = "Biscuit"


def own_pages_given(county: Northshire, who: Who) -> str:
    """Agreed face to face; the code is read out. Gives the code."""
    hand = county.at_record(THERAPIST, who.family, "Own pages")
    hand.fill("Mobile number", "07700 900 123")
    hand.fill("A question that only they can answer", "First pet?")
    hand.fill("Their answer", FACT)
    hand.choose("English")
    hand.press("Open own pages")
    hand.press("Read out a code")
    said = hand.page.get_by_text("Read this code out").first.inner_text()
    return said.split(": ")[1].split(".")[0]


def looks(county: Northshire, who: Who, code: str, sees: str) -> Hand:
    """The person signs in on their own phone with the code and the answer they agreed."""
    hand = county.phone()
    hand.page.goto("/my/")
    hand.link("I have a code from my worker")
    hand.fill_all({"The code": code, "The answer you agreed": FACT.lower()})
    hand.choose("Yes, only I use it")
    hand.press("Go on")
    hand.sees("What is next")
    hand.sees(sees)
    for word in ("Mental health treatment", "ommunity order", "PHQ"):
        assert word not in hand.page.content()
    return hand


def says(hand: Hand) -> None:
    """How it goes, in one tap; and who sees what."""
    hand.page.reload()
    hand.link("Say how it is going")
    hand.page.get_by_role("button", name=re.compile("^Going well")).click()
    hand.link("Back to your page")
    hand.sees("Going well")
    hand.link("See who can see what")
    hand.sees("robation")


def ended(county: Northshire, who: Who) -> None:
    """Treatment ends; the first and last scores stand on the page."""
    hand = county.at_record(THERAPIST, who.family, "Treatment")
    hand.link("End treatment")
    hand.choose("Completed as planned")
    hand.fill("Ended on", "today")
    hand.fill("What was worked on", "Short steps and a call each Sunday helped most.")
    hand.fill("In the person’s own words", "I can stop before it gets big.")
    hand.press("End treatment and write the letters")
    hand.sees("Write to: ")


def letter(county: Northshire, who: Who, to: str) -> None:
    """Drafted from what is known, read, issued."""
    hand = county.hand(THERAPIST)
    hand.tab("Treatment")
    hand.link(re.compile(f"^Write to: {to}"))
    hand.press("Draft the letter")
    if "officer" in to.lower():
        hand.choose("In their Throughcare account", re.compile(OFFICER), "The person agreed")
        hand.fill("Say more about why they may have it", "Agreed when the order was made")
    hand.press("Save and read it")
    hand.press("Issue the letter")
    hand.sees("Letter issued.")


def roadmap_written(county: Northshire, who: Who) -> None:
    """By the team that gives the own pages: these show no other agency's rows (docs/adr/0012)."""
    hand = county.at_record(THERAPIST, who.family, "Plan")
    hand.link("Open the roadmap")
    hand.link("Add a step")
    hand.fill("The step", "Sleep before midnight")
    hand.press("Save")
    hand.sees("Sleep before midnight")


def roadmap_given(county: Northshire, who: Who) -> None:
    """At the end it is theirs, with what they said of it."""
    hand = county.at_record(THERAPIST, who.family, "Plan")
    hand.link("Open the roadmap")
    hand.sees("Going well")
    hand.link("Give it to the person")
    hand.press("I gave them a copy")


def requirement_completed(county: Northshire, who: Who, *, unseen: str) -> None:
    """The officer reads the letter and ends the requirement."""
    hand = county.at_today(OFFICER)
    hand.link_under("Documents for you", re.compile("reatment"))
    assert unseen not in hand.page.content()
    hand.today()
    hand.link("Orders")
    hand.link(who.name)
    hand.link(re.compile("^End ?: Mental health treatment"))
    hand.choose("Completed")
    hand.fill("Ended on", "today")
    hand.press("End the requirement")
    hand.sees("Requirement ended: ")


def not_reached(county: Northshire, who: Who) -> None:
    """The follow-up comes up on its day; nobody answers, so it comes again."""
    hand = county.at_today(THERAPIST)
    hand.link("Follow up after treatment")
    hand.choose("Not reached: try again")
    hand.choose("Telephone")
    hand.press("Save")


def followed_up(county: Northshire, who: Who, phq: str) -> None:
    hand = county.at_today(THERAPIST)
    hand.sees(who.name)
    hand.link("Follow up after treatment")
    hand.choose("Done")
    hand.fill("How are they", "Well. Works three days a week.")
    hand.fill("PHQ-9", phq)
    hand.press("Save")


def nothing_is_owed(county: Northshire, who: Who) -> None:
    hand = county.at_today(THERAPIST)
    assert hand.page.get_by_role("link", name="Follow up after treatment").count() == 0
