"""Under the order: sessions, the tablet, an appointment that was missed, support and the plan."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, time

from tests.journeys.whole import before
from tests.journeys.whole.before import Who
from tests.journeys.whole.county import LINK_WORKER, OFFICER, THERAPIST, Northshire

TWO = time(14)


@dataclass(frozen=True)
class Told:
    """What came of one session. Without answers the person did not come."""

    phq: str = ""
    gad: str = ""
    core: str = ""
    did: str = ""
    note: str = ""
    came: str = "Yes"
    following: date | None = None
    on_tablet: bool = False

    @property
    def is_about_safety(self) -> bool:
        """PHQ-9 question 9 or CORE-10 question 6 is answered with more than "not at all"."""
        return self.phq[8:] not in ("", "0") or self.core[5:6] not in ("", "0")

    def then(self, following: date) -> Told:
        """The same, with the day of the next session."""
        return replace(self, following=following)


def session(county: Northshire, who: Who, told: Told) -> None:
    """The therapist opens the session from the week, and saves it with one button."""
    hand = county.at_today(THERAPIST)
    hand.link("Sessions")
    hand.link(who.name)
    if told.on_tablet:
        hand.sees("On a tablet")
        hand.sees("Reliably better")
    hand.answer(re.compile("^Did .* come"), told.came)
    for name, row in (("PHQ-9", told.phq), ("GAD-7", told.gad), ("CORE-10", told.core)):
        if row:
            hand.fill(name, row)
    if told.is_about_safety:
        hand.choose("We talked. Safety plan still right")
    if told.did:
        hand.tick(told.did)
        hand.fill("To try before next time", "Ring the housing office")
    hand.fill("Note", told.note)
    if told.following:
        hand.fill("Day", told.following.strftime("%d/%m/%Y"))
        hand.fill("Time", "2pm")
        hand.fill("Place", "Room 2")
    else:
        hand.fill("Day", "")
    hand.press("Save session")
    hand.sees(re.compile("Session saved"))


def tablet(county: Northshire, who: Who) -> None:
    """Handed over in the building: nine questions, two taps each, and no way back to the record."""
    hand = county.new_hand(THERAPIST)
    hand.today()
    hand.open(who.family)
    hand.add("Hand over tablet")
    hand.tick(re.compile("PHQ-9"))
    hand.choose(re.compile("tablet is in the building"))
    hand.press("Hand over tablet")
    hand.press("Start")
    for number in range(1, 10):
        hand.sees(f"Question {number} of 9")
        words = "Not at all" if number == 9 else "Several days"
        hand.page.get_by_text(words, exact=True).click()
        hand.press("Next")
    hand.press("Finish")
    hand.sees("Please give the tablet back.")


# --- Attendance, told to the officer ---------------------------------------------------------


def stated(county: Northshire, who: Who) -> None:
    """The therapist says who came, in dates and counts, and the officer gets it."""
    hand = county.at_record(THERAPIST, who.family, "Order")
    hand.link("Write an attendance statement")
    hand.choose(re.compile(OFFICER))
    hand.press("Look at it first")
    hand.sees("What the officer will read")
    hand.press("Issue the statement")
    hand.sees(re.compile(r"Statement A\d issued"))


def decided(county: Northshire, who: Who, *, unseen: str) -> None:
    """The officer reads the statement and says what the missed session counts as."""
    hand = county.at_today(OFFICER)
    hand.link_under("Documents for you", re.compile("Attendance"))
    hand.sees("Did not come")
    assert unseen not in hand.page.content()
    hand.today()
    hand.link_under("Missed appointments to decide", who.name)
    hand.choose("Acceptable")
    hand.fill("Why?", "Rang on the day: the bus did not come.")
    hand.press("Save my decision")
    hand.sees("Recorded as acceptable: ")


# --- Support, and the plan that all sign -----------------------------------------------------


def first_came(county: Northshire, who: Who) -> None:
    """The link worker meets the person, and asks what they need."""
    hand = county.at_today(LINK_WORKER)
    hand.link("Record who came")
    hand.choose("Came")
    hand.press("Save")
    hand.tab("Support")
    hand.link("Start a needs check")
    hand.answer("Housing", "Urgent")
    hand.answer("GP", "Fine")
    hand.select("First", "Housing")
    hand.press("Save")


def moved_on(county: Northshire, who: Who) -> None:
    hand = county.at_today(LINK_WORKER)
    hand.link("Support")
    hand.link(re.compile("Move on.*Housing"))
    hand.select("Status now", "Waiting on others")
    hand.fill("Next step", "Ring for the decision")
    hand.fill("When", "tomorrow")
    hand.press("Save")
    hand.sees("Next: Ring for the decision")


def plan_written(county: Northshire, who: Who) -> None:
    """The link worker writes it with the person; the officer adds a line of their own."""
    hand = county.at_record(LINK_WORKER, who.family)
    before.told_by_agreement(hand)
    hand.tab("Plan")
    hand.link("Begin a joint plan")
    hand.fill("What does the person want?", who.wants)
    hand.press("Begin the plan")
    hand.link("Add a goal")
    hand.fill("The goal", who.wants)
    hand.choose(re.compile("Everyone on the plan"))
    hand.press("Save")
    hand.link("Add who does what")
    hand.fill("Will do what?", "Ring the housing office")
    hand.select("Who does it?", "Harbour Lights link workers")
    hand.choose(re.compile("Everyone on the plan"))
    hand.press("Save")
    officer = county.at_today(OFFICER)
    officer.link("Orders")
    officer.link(who.name)
    officer.tab("Plan")
    officer.link("Add who does what")
    officer.fill("Will do what?", "Appointments after school starts")
    officer.select("Who does it?", "Northfield probation office")
    officer.press("Save")


def plan_signed(county: Northshire, who: Who) -> None:
    """Sent, then signed by the person, the link worker and the officer."""
    hand = county.at_record(LINK_WORKER, who.family, "Plan")
    hand.link("Send for signing")
    hand.press("Send it for signing")
    hand.link("Sign for")
    hand.press("Sign")
    hand.link(re.compile(f"they agreed ?: {who.called}", re.IGNORECASE))
    hand.choose("Agreed, read aloud")
    hand.press("Sign")
    officer = county.at_today(OFFICER)
    officer.link(who.name)
    officer.link("Sign for")
    officer.press("Sign")
    officer.sees("Version 1, in force")
