"""To the day of sentence: found suitable, willing, signed; the order entered; others brought in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from tests.journeys.whole.county import (
    COURT,
    LEAD,
    LINK_WORKER,
    OFFICER,
    THERAPIST,
    Hand,
    Northshire,
)

SENTENCE = date(2026, 3, 5)
OFFICE = "Northshire Probation (invented): Northfield probation office"
#: Question of the pathway, and why it is met.
SETTLED = (
    ("Pleaded guilty or was found guilty", "Pleaded guilty."),
    ("The court is thinking of a community order", "Adjourned for a report."),
    ("The condition requires treatment", "Low mood and panic since the summer."),
    ("Does not warrant a hospital", "No sign of an illness that needs hospital."),
    ("The need is below the threshold", "Nothing that would call for detention."),
    ("Treatment has been arranged", "A place within three weeks."),
    ("Has a GP, or will register", "Registered at Larch Road (invented)."),
)


@dataclass(frozen=True)
class Who:
    """Somebody who is carried the whole way. Invented."""

    given: str
    family: str
    called: str
    sex: str
    born: tuple[str, str, str]
    nhs_number: str
    order: str
    wants: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


def added(county: Northshire, who: Who) -> None:
    """The court practitioner searches, finds nobody, and adds the person."""
    hand = county.at_today(COURT)
    hand.find(who.name)
    hand.link("Add a new person")
    hand.fill("Likes to be called", who.called)
    for box, typed in zip(("Day", "Month", "Year"), who.born, strict=True):
        hand.fill(box, typed)
    hand.choose(who.sex)
    hand.fill("NHS number", who.nhs_number)
    hand.press("Add this person")
    hand.sees(who.name)


def agrees(county: Northshire, who: Who) -> None:
    """Asked face to face whether probation and treatment are told."""
    told_by_agreement(county.hand(COURT))


def told_by_agreement(hand: Hand) -> None:
    hand.tab("Sharing")
    hand.link(re.compile("^Ask .* about sharing$"))
    hand.answer("Probation", "Yes")
    hand.answer("Treatment services", "Yes")
    hand.press("Keep the answers")
    hand.sees(re.compile("changes their mind"))


def share(hand: Hand, team: str, ground: str, words: str = "") -> None:
    """Bring a team in; what it will see is shown before anything is kept."""
    hand.link("Share with a team")
    hand.select("Team", team)
    hand.choose(re.compile(ground))
    if words:
        hand.fill("What was said", words)
    hand.press("Show what they will see")
    hand.press("Share this")
    hand.sees("now works with")


def officer_brought_in(county: Northshire, who: Who) -> None:
    """The probation office works with the person from now on, by agreement."""
    hand = county.hand(COURT)
    share(hand, OFFICE, "The person agrees, asked now", "Yes, Sam can know when I come.")


def found_suitable(county: Northshire, who: Who) -> None:
    """Every point settled, willingness in the words that were used, sent for sign-off."""
    hand = county.hand(COURT)
    hand.tab("Suitability")
    hand.link("Look at a requirement")
    hand.fill("Day of sentence", SENTENCE.strftime("%d/%m/%Y"))
    hand.press("Begin")
    for question, why in SETTLED:
        hand.link(re.compile(f"^Answer ?: {re.escape(question)}"))
        hand.choose("Yes")
        hand.fill("Why do you say so?", why)
        hand.press("Save")
    hand.link("Record their answer")
    hand.choose("Willing to comply")
    hand.fill("How it was explained, and what they said", f"“{who.wants}” Explained aloud.")
    hand.tick("They were given an easy-read copy")
    hand.press("Keep the answer")
    hand.sees("is willing to comply")
    hand.link("Send for sign-off")
    hand.press("Send for sign-off")
    hand.sees("Sent for sign-off.")


def signed(county: Northshire, who: Who) -> None:
    """The clinical lead finds it on Today."""
    hand = county.at_today(LEAD)
    hand.sees(who.name)
    hand.link("Suitability waits for sign-off")
    hand.choose("Suitable")
    hand.fill("Your reason", "Treatment is likely to help.")
    hand.press(f"Sign as {LEAD}")
    hand.sees("Signed: ")


def read_by_officer(county: Northshire, who: Who) -> None:
    """The officer reads the advice, not what it rests on."""
    hand = county.at_today(OFFICER)
    hand.link(who.name)
    hand.tab("Suitability")
    hand.sees("Treatment is likely to help.")
    assert "Low mood" not in hand.page.content()


def order_entered(county: Northshire, who: Who) -> None:
    """The officer enters what the court made, with its treatment requirement and a review."""
    hand = county.at_today(OFFICER)
    hand.link(who.name)
    hand.tab("Order")
    hand.link("Enter an order")
    hand.choose(who.order)
    hand.fill_all({"Made on": "today", "Court": "Northfield magistrates", "Ends on": "4/9/2027"})
    hand.press("Save and add what it requires")
    requirement(hand)
    hand.sees("Mental health treatment")


def requirement(hand: Hand) -> None:
    hand.choose("Mental health treatment")
    hand.fill_all({"Under the direction of": "Omar Haddad, psychologist", "For how long": "12"})
    hand.select("Unit", "Months")
    hand.choose("Primary care")
    hand.press("Save")


def brought_in(county: Northshire, who: Who) -> None:
    """The court practitioner brings in the treatment team and refers to the link workers."""
    hand = county.at_record(COURT, who.family, "Sharing")
    share(hand, "Northshire Community NHS Trust (invented): Northfield treatment team", "^Care")
    hand.tab("Referrals")
    hand.link("Refer")
    hand.choose(re.compile("Harbour Lights link workers"))
    hand.fill("Reason for referral", "Nowhere settled to live.")
    hand.fill("What we are asking you to do", "A link worker for home and money.")
    hand.choose(re.compile("^Yes, .* agrees"))
    hand.press("Check and send")
    hand.press("Send")
    hand.sees("Sent")


def accepted(county: Northshire, who: Who) -> None:
    """The link worker finds the referral on Today and offers a first appointment."""
    hand = county.at_today(LINK_WORKER)
    hand.link(re.compile("1 referral to your team waits"))
    hand.link(who.name)
    hand.choose("Accept and offer a first appointment")
    hand.fill("Day", (SENTENCE + timedelta(days=4)).strftime("%d/%m/%Y"))
    hand.fill("Time", "2pm")
    hand.press("Send reply")
    hand.sees("Accepted, with a first appointment")


def taken_on(county: Northshire, who: Who) -> None:
    """The therapist finds on Today whom a court ordered treatment for, and begins it."""
    hand = county.at_today(THERAPIST)
    hand.link(re.compile("treatment requirement"))
    hand.link(re.compile(f"^Take on.*{who.name}"))
    hand.choose(re.compile("led by psychologists with a link worker"))
    hand.press("Put on the waiting list")
    hand.fill("Day of the first session", (SENTENCE + timedelta(days=11)).strftime("%d/%m/%Y"))
    hand.fill("Time", "2pm")
    hand.fill("Place", "Room 2")
    hand.press("Begin treatment")
    hand.sees("Treatment has begun.")
